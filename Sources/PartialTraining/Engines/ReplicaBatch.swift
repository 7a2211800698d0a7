import CKernels
import LinearAlgebra

/// Many replicas of a masked run on a quadratic, advanced together: column `r` of `E`, d x B, is the error `e = x - x*` of replica
/// `r`, and one product `G = H E` gives all gradients. Nothing is allocated in a step.
///
/// A step is `e+ = e - eta s m o (H e)` with the mask `m` of each replica, or with a masked model
/// `e+ = e - eta s m o H (s m o (e + x*) - x*)`. Masks are bits from each replica's own generator, the same that a replica by itself
/// draws (``Replica``, the slow twin). Cost: d^2 B multiply-adds a step, twice that for a masked model that is observed too.
final class ReplicaBatch {
    let model: Quadratic
    let count: Int
    /// The Hessian, as products read it.
    private let hessian: PackedMatrix
    /// Memory, and those who share a step, if it is long enough.
    private let workspace: Workspace
    private let d: Int
    private let errors: MutableMatrixView
    private let gradients: MutableMatrixView
    private var generators: GeneratorBlock
    /// The masks of the present step: word `w` of replica `r` is number `count w + r`.
    private let words: UnsafeMutablePointer<UInt64>
    /// Replicas that are one part of a shared step; alone, all of them.
    private let chunk: Int
    /// Of each chunk 1 for the coordinates that have moved, and how many moves there were.
    private let places: UnsafeMutablePointer<UInt8>
    private let counts: UnsafeMutableBufferPointer<Int>
    /// Whether the gradients are those of the errors.
    private var isEvaluated = false

    init(_ model: Quadratic, packed: PackedMatrix, start: Vector, generators: [Generator], team: Team? = nil) {
        self.model = model
        self.generators = GeneratorBlock(generators)
        hessian = packed
        count = generators.count
        d = model.dimension
        workspace = Workspace(team: team)
        chunk = team == nil ? max(count, 1) : 8
        errors = workspace.matrix(0, d, count)
        gradients = workspace.matrix(1, d, count)
        let chunks = (count + chunk - 1) / chunk
        words = .allocate(capacity: Mask.wordCount(d) * count)
        words.initialize(repeating: 0, count: Mask.wordCount(d) * count)
        places = .allocate(capacity: d * chunks)
        places.initialize(repeating: 0, count: d * chunks)
        counts = workspace.integers(chunks)
        let error = subtract(start, model.optimum)
        for r in 0..<count { for i in 0..<d { errors[i, r] = error[i] } }
    }

    deinit {
        words.deallocate()
        places.deallocate()
    }

    /// How many coordinates have moved, over replicas and steps.
    var moves: Int { counts.reduce(0, +) }

    /// 1 for the coordinates that have moved.
    var moved: [UInt8] { (0..<d).map { i in (0..<counts.count).contains { places[d * $0 + i] != 0 } ? 1 : 0 } }

    /// `G = H E`, if it is not known yet.
    func evaluate() {
        if !isEvaluated { multiply(errors) }
        isEvaluated = true
    }

    /// `G = H X`, in a few parts for each thread: those who are late find less left.
    private func multiply(_ x: MutableMatrixView) {
        let parts = workspace.team.map { min(hessian.panels, 8 * $0.size) } ?? 1
        workspace.share(parts) { part in
            let panels = hessian.panels * part / parts..<hessian.panels * (part + 1) / parts
            hessian.multiply(x.readOnly, into: gradients, panels: panels)
        }
    }

    /// Calls `body` with the first replica of each chunk and their number.
    private func forChunks(_ body: (_ chunk: Int, _ first: Int, _ count: Int) -> Void) {
        workspace.share(counts.count) { body($0, $0 * chunk, min(chunk, count - $0 * chunk)) }
    }

    /// One step of size `eta`.
    func step(_ mask: Mask, stepSize eta: Double) {
        let s = mask.scale(d)
        mask.draw(d, into: words, using: &generators)
        if mask.forward {
            multiply(maskedErrors(scale: s))
        } else {
            evaluate()
        }
        forChunks { part, first, length in
            counts[part] += partita_masked_descend(
                d, length, errors.column(first), gradients.column(first), words + first, count, eta * s,
                places + d * part)
        }
        isEvaluated = false
    }

    /// `s m o (e + x*) - x*`.
    private func maskedErrors(scale s: Double) -> MutableMatrixView {
        let masked = workspace.matrix(2, d, count)
        for r in 0..<count {
            for i in 0..<d {
                let optimum = model.optimum[i]
                let isKept = words[count * (i / 64) + r] >> UInt64(i % 64) & 1 == 1
                masked[i, r] = (isKept ? s * (errors[i, r] + optimum) : 0) - optimum
            }
        }
        return masked
    }

    /// Writes `e'g`, `e'e` and `g'g` of every replica, and returns the largest `e'e` and `g'g`; the first is infinite if any
    /// replica has left the range of finite numbers.
    func products(
        _ eg: inout [Double], _ ee: inout [Double], _ gg: inout [Double]
    ) -> (error: Double, gradient: Double) {
        evaluate()
        let sums = workspace.buffer(3, 3 * count)
        forChunks { _, first, length in
            partita_column_products(
                d, length, errors.column(first), gradients.column(first), sums + first, sums + count + first,
                sums + 2 * count + first)
        }
        var (largestError, largestGradient) = (0.0, 0.0)
        var isFinite = true
        for r in 0..<count {
            (eg[r], ee[r], gg[r]) = (sums[r], sums[count + r], sums[2 * count + r])
            largestError = max(largestError, ee[r])
            largestGradient = max(largestGradient, gg[r])
            isFinite = isFinite && (ee[r] + gg[r]).isFinite
        }
        return (isFinite ? largestError : .infinity, largestGradient)
    }
}
