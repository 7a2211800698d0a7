import CKernels
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
    /// The Hessian, as products read it.
    private let hessian: PackedMatrix
    /// Those who share a step, if it is long enough.
    private let team: Team?
    private var errors: Matrix
    private var gradients: Matrix
    /// The errors of the masked models; empty until there are any.
    private var masked = Matrix(rows: 0, columns: 0)
    private var generators: GeneratorBlock
    /// The masks of the present step: word `w` of replica `r` is number `count w + r`.
    private var words: [UInt64]
    /// 1 for the coordinates that have moved.
    private(set) var moved: [UInt8]
    /// How many coordinates have moved, over replicas and steps.
    private(set) var moves = 0
    /// Whether the gradients are those of the errors.
    private var isEvaluated = false

    init(_ model: Quadratic, packed: PackedMatrix, start: Vector, generators: [Generator], team: Team? = nil) {
        self.model = model
        self.generators = GeneratorBlock(generators)
        self.team = team
        hessian = packed
        count = generators.count
        let d = model.dimension
        let error = subtract(start, model.optimum)
        errors = Matrix(rows: d, columns: count) { i, _ in error[i] }
        gradients = Matrix(rows: d, columns: count)
        words = [UInt64](repeating: 0, count: Mask.wordCount(d) * count)
        moved = [UInt8](repeating: 0, count: d)
    }

    /// `G = H E`, if it is not known yet.
    mutating func evaluate() {
        if !isEvaluated { Self.multiply(hessian, errors, &gradients, team) }
        isEvaluated = true
    }

    private static func multiply(_ hessian: PackedMatrix, _ errors: Matrix, _ result: inout Matrix, _ team: Team?) {
        errors.withView { e in
            result.withMutableView { g in
                guard let team else { return hessian.multiply(e, into: g) }
                // A few panels a part: those who are late find less left.
                let parts = min(hessian.panels, 8 * team.size)
                team.run(parts) { part in
                    let panels = hessian.panels * part / parts..<hessian.panels * (part + 1) / parts
                    hessian.multiply(e, into: g, panels: panels)
                }
            }
        }
    }

    /// One step of size `eta`.
    mutating func step(_ mask: Mask, stepSize eta: Double) {
        let d = model.dimension
        let s = mask.scale(d)
        words.withUnsafeMutableBufferPointer { words in
            guard let words = words.baseAddress else { return }
            mask.draw(d, into: words, using: &generators)
        }
        if mask.forward {
            maskErrors(scale: s)
            Self.multiply(hessian, masked, &gradients, team)
        } else {
            evaluate()
        }
        moves += errors.withMutableView { errors in
            gradients.withView { gradients in
                partita_masked_descend(
                    d, count, errors.column(0), gradients.column(0), words, count, eta * s, &moved)
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
                        let isKept = words[count * (i / 64) + r] >> UInt64(i % 64) & 1 == 1
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
        errors.withView { errors in
            gradients.withView { gradients in
                partita_column_products(model.dimension, count, errors.column(0), gradients.column(0), &eg, &ee, &gg)
            }
        }
        var (largestError, largestGradient) = (0.0, 0.0)
        var isFinite = true
        for r in 0..<count {
            largestError = max(largestError, ee[r])
            largestGradient = max(largestGradient, gg[r])
            isFinite = isFinite && (ee[r] + gg[r]).isFinite
        }
        return (isFinite ? largestError : .infinity, largestGradient)
    }
}
