import LinearAlgebra

/// Gradients in a low-rank subspace that is refreshed now and then (GaLore, Zhao et al. 2024, without the optimiser's state).
///
/// For a matrix of parameters, m x n, `P G = U U' G` if `m <= n` and `P G = G V V'` if `m > n` (the shorter side, as in the paper),
/// where `U` or `V` are the `rank` leading singular vectors of the gradient at the last refresh: before steps 0, `refresh`,
/// 2 `refresh`, ... of the stage. Vectors are trained whole. With `refresh = 1` it is ``LowRank`` of the gradient.
///
/// Cost of an m x n matrix: `2 m n r` a step for the two products, and the decomposition at a refresh.
public struct GaLore: PartialOperator {
    /// r, the dimension of the subspace.
    public let rank: Int
    /// The number of steps from one refresh to the next.
    public let refresh: Int

    /// Keeps `rank` directions, found anew before every `refresh`-th step.
    public init(rank: Int, refresh: Int) {
        self.rank = rank
        self.refresh = refresh
    }

    public var summary: String { "galore rank=\(rank) refresh=\(refresh)" }
    public var isRandom: Bool { false }
    public var isAdaptive: Bool { true }

    public func validate(_ layout: Layout) throws(TrainingError) {
        try requireRank(rank, layout, what: "galore")
        guard refresh >= 1 else {
            throw .invalid(what: "galore refresh", expected: "a number of steps from 1", found: "\(refresh)")
        }
    }

    /// `r max(m, n)` of an m x n matrix.
    public func expectedRank(_ layout: Layout) -> Double? {
        Double(layout.blocks.reduce(0) { $0 + ($1.isVector ? $1.rows : rank * max($1.rows, $1.columns)) })
    }

    public func begin(_ layout: Layout, using generator: inout Generator) -> any PartialStep {
        GaLoreStep(law: self)
    }
}

struct GaLoreStep: PartialStep {
    let law: GaLore
    /// `U` or `V` of each matrix; `nil` of vectors.
    private var frames: [Matrix?] = []
    private var refreshes: Recurrence
    /// Whether the present step began with a refresh.
    private var isFresh = false

    init(law: GaLore) {
        self.law = law
        refreshes = Recurrence(every: law.refresh)
    }

    mutating func draw(_ step: Int, using generator: inout Generator) { isFresh = false }

    var adapts: Bool { true }

    mutating func adapt(
        _ x: inout Parameters, _ context: StepContext, using generator: inout Generator
    ) throws(TrainingError) -> Bool {
        guard refreshes.isDue(at: context.step) else { return false }
        var fresh: [Matrix?] = []
        for (index, block) in x.layout.blocks.enumerated() {
            guard !block.isVector else {
                fresh.append(nil)
                continue
            }
            fresh.append(
                try linearAlgebra { () throws(LinearAlgebraError) in
                    try context.gradient.withBlock(index) { gradient throws(LinearAlgebraError) in
                        try gradient.leadingFrame(law.rank)
                    }
                })
        }
        frames = fresh
        isFresh = true
        return false
    }

    func keep(_ g: inout Parameters) {
        for (index, frame) in frames.enumerated() {
            guard let frame else { continue }
            g.withMutableBlock(index) { $0.project(onto: frame) }
        }
    }

    /// Two products, and frames that are orthonormal to a few roundings of the decomposition.
    var roundings: Double { 64 }

    func activity(_ layout: Layout) -> Activity {
        let matrices = layout.blocks.filter { !$0.isVector }
        return Activity(
            overhead: matrices.reduce(0) { sum, block in
                sum + 2 * Double(block.count * law.rank)
                    + (isFresh ? LowRankStep.decomposition(block.rows, block.columns) : 0)
            }, mixes: true)
    }
}
