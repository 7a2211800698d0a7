import LinearAlgebra

/// Low rank, block by block of matrices: the gradient is projected on its leading `rank` singular subspace
/// (`P G = U_r U_r' G = T_r(G)`), or the iterate is truncated after the step (`R(W) = T_r(W)`).
///
/// `T_r` keeps the `r` largest singular values. Vectors are left as they are.
public struct LowRank: PartialOperator {
    /// What is made of low rank.
    public enum Target: String, Sendable, CaseIterable {
        /// The gradient, before the step.
        case gradient
        /// The parameters, after the step.
        case iterate
    }

    /// r, the number of singular values that are kept.
    public let rank: Int
    /// What is made of low rank.
    public let target: Target

    /// Keeps the `rank` largest singular values of gradient or iterate.
    public init(rank: Int, of target: Target) {
        self.rank = rank
        self.target = target
    }

    public var summary: String { "low-rank rank=\(rank) of=\(target.rawValue)" }
    public var isRandom: Bool { false }

    public func validate(_ layout: Layout) throws(TrainingError) {
        try requireRank(rank, layout, what: "low-rank")
    }

    /// Of the gradient's projection `G -> U_r U_r' G` on m x n matrices `r n`, block by block; a truncated iterate keeps the
    /// whole gradient.
    public func expectedRank(_ layout: Layout) -> Double? {
        guard target == .gradient else { return Double(layout.count) }
        return Double(layout.blocks.reduce(0) { $0 + ($1.isVector ? $1.rows : rank * $1.columns) })
    }

    public func begin(_ layout: Layout, using generator: inout Generator) -> any PartialStep { LowRankStep(law: self) }
}

/// Deterministic: the single outcome depends on the point only.
extension LowRank: FiniteLaw {
    public func outcomeCount(_ layout: Layout) -> Int { 1 }

    public func outcomes(_ layout: Layout, step: Int) -> [(probability: Double, step: any PartialStep)] {
        [(1, LowRankStep(law: self))]
    }
}

struct LowRankStep: PartialStep {
    let law: LowRank

    var retracts: Bool { law.target == .iterate }
    /// Truncation is not linear: its allowance is an estimate, as if the singular subspace did not depend on the iterate.
    var action: StepAction { retracts ? .identity : .projection(fixed: false) }
    var roundings: Double { 64 }

    func keep(_ g: inout Parameters) throws(TrainingError) {
        if law.target == .gradient { try truncate(&g) }
    }

    func retract(_ x: inout Parameters) throws(TrainingError) {
        if law.target == .iterate { try truncate(&x) }
    }

    /// Of m x n matrices the decomposition, and `m n r` to put its parts together again.
    func activity(_ layout: Layout) -> Activity {
        var overhead = 0.0
        for block in layout.blocks where !block.isVector {
            overhead += Self.decomposition(block.rows, block.columns)
            overhead += Double(block.rows * block.columns * law.rank)
        }
        return Activity(overhead: overhead, mixes: law.target == .gradient)
    }

    /// Multiply-adds of a singular value decomposition with the leading sides, m >= n: `3 m n^2 + 10 n^3` (Golub and Van Loan,
    /// Matrix Computations, 4th ed., figure 8.6.1, R-SVD, in flops twice that).
    static func decomposition(_ rows: Int, _ columns: Int) -> Double {
        let (m, n) = (Double(max(rows, columns)), Double(min(rows, columns)))
        return 3 * m * n * n + 10 * n * n * n
    }

    private func truncate(_ x: inout Parameters) throws(TrainingError) {
        for (index, block) in x.layout.blocks.enumerated() where !block.isVector {
            try linearAlgebra { () throws(LinearAlgebraError) in
                try x.withMutableBlock(index) { matrix throws(LinearAlgebraError) in
                    try matrix.truncate(rank: law.rank)
                }
            }
        }
    }
}

/// Errors: `shape` if the model has no matrix of parameters, `invalid` if a rank does not fit all of them.
func requireRank(_ rank: Int, _ layout: Layout, what: String) throws(TrainingError) {
    let sides = layout.blocks.filter { !$0.isVector }.map { min($0.rows, $0.columns) }
    guard let limit = sides.min() else {
        throw .shape(what: what, expected: "a model with a matrix of parameters", found: layout.description)
    }
    guard rank >= 1, rank <= limit else {
        throw .invalid(what: "\(what) rank", expected: "a number from 1 to \(limit)", found: "\(rank)")
    }
}
