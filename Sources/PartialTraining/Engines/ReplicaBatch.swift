import LinearAlgebra

/// Many replicas of a masked run on a quadratic, advanced together: column `r` of `E`, d x B, is the error `e = x - x*` of replica
/// `r`, and one product `G = H E` gives all gradients. Nothing is allocated in a step.
///
/// A step is `e+ = e - eta s m o (H e)` with the mask `m` of each replica, or with a masked model
/// `e+ = e - eta s m o H (s m o (e + x*) - x*)`. Masks are bits from each replica's own generator, the same that a replica by itself
/// draws (``Replica``, the slow twin). Cost: d^2 B multiply-adds a step, twice that for a masked model that is observed too.
struct ReplicaBatch {
    let model: Quadratic
    let count: Int
    private var errors: Matrix
    private var gradients: Matrix
    /// The errors of the masked models; empty until there are any.
    private var masked = Matrix(rows: 0, columns: 0)
    private var generators: [Generator]
    /// The masks of the present step, replica after replica.
    private var words: [UInt64]
    private let width: Int
    /// How often each coordinate has moved, over replicas and steps.
    private(set) var moves: [Int64]
    /// Whether the gradients are those of the errors.
    private var isEvaluated = false

    init(_ model: Quadratic, start: Vector, generators: [Generator]) {
        self.model = model
        self.generators = generators
        count = generators.count
        let d = model.dimension
        let error = subtract(start, model.optimum)
        errors = Matrix(rows: d, columns: count) { i, _ in error[i] }
        gradients = Matrix(rows: d, columns: count)
        width = Mask.wordCount(d)
        words = [UInt64](repeating: 0, count: width * count)
        moves = [Int64](repeating: 0, count: d)
    }

    /// `G = H E`, if it is not known yet.
    mutating func evaluate() {
        if !isEvaluated { Self.multiply(model.hessian, errors, &gradients) }
        isEvaluated = true
    }

    private static func multiply(_ hessian: Matrix, _ errors: Matrix, _ result: inout Matrix) {
        hessian.withView { h in
            errors.withView { e in result.withMutableView { LinearAlgebra.multiply(h, e, into: $0) } }
        }
    }

    /// One step of size `eta`.
    mutating func step(_ mask: Mask, stepSize eta: Double) {
        let d = model.dimension
        let s = mask.scale(d)
        words.withUnsafeMutableBufferPointer { words in
            guard let words = words.baseAddress else { return }
            for r in 0..<count { mask.draw(d, into: words + width * r, using: &generators[r]) }
        }
        if mask.forward {
            maskErrors(scale: s)
            Self.multiply(model.hessian, masked, &gradients)
        } else {
            evaluate()
        }
        let rate = eta * s
        errors.withMutableView { errors in
            gradients.withView { gradients in
                words.withUnsafeBufferPointer { words in
                    moves.withUnsafeMutableBufferPointer { moves in
                        guard let words = words.baseAddress, let moves = moves.baseAddress else { return }
                        for r in 0..<count {
                            MaskedKernels.descend(
                                errors.column(r), along: gradients.column(r), words + width * r, d, rate: rate,
                                moves: moves)
                        }
                    }
                }
            }
        }
        isEvaluated = false
    }

    /// `s m o (e + x*) - x*`.
    private mutating func maskErrors(scale s: Double) {
        let d = model.dimension
        if masked.rows != d { masked = Matrix(rows: d, columns: count) }
        masked.withMutableView { masked in
            errors.withView { errors in
                for r in 0..<count {
                    for i in 0..<d {
                        let optimum = model.optimum[i]
                        let isKept = words[width * r + i / 64] >> UInt64(i % 64) & 1 == 1
                        masked[i, r] = (isKept ? s * (errors[i, r] + optimum) : 0) - optimum
                    }
                }
            }
        }
    }

    /// Writes `e'g`, `e'e` and `g'g` of every replica, and returns the largest `e'e` and `g'g`; the first is infinite if any
    /// replica has left the range of finite numbers.
    mutating func products(
        _ eg: inout [Double], _ ee: inout [Double], _ gg: inout [Double]
    ) -> (error: Double, gradient: Double) {
        evaluate()
        let d = model.dimension
        var (largestError, largestGradient) = (0.0, 0.0)
        errors.withView { errors in
            gradients.withView { gradients in
                for r in 0..<count {
                    let sums = MaskedKernels.products(errors.column(r), gradients.column(r), d)
                    eg[r] = sums.eg
                    ee[r] = sums.ee
                    gg[r] = sums.gg
                    largestError = max(largestError, sums.ee)
                    largestGradient = max(largestGradient, sums.gg)
                    if !(sums.ee + sums.gg).isFinite { largestError = .infinity }
                }
            }
        }
        return (largestError, largestGradient)
    }
}
