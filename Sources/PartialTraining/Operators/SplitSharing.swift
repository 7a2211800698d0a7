import LinearAlgebra

/// Sharing that comes undone step by step: groups of layers move together, as in ``Share``, and split where the gradients of
/// neighbours disagree.
///
/// Before each step whose number is a multiple of `every`, each group looks at the correlations
/// `<g_l, g_m> / (|g_l| |g_m|)` of the gradients of its adjacent members (a pair with a zero gradient counts as agreeing). Where the
/// smallest of them was below `below` in `patience` checks in a row the group is split in two there, of equal ones at the first.
/// Groups never merge; a group of one stays.
///
/// Yang et al. 2021 (arXiv 2110.03848) untie all layers at once by the mean correlation (``Trigger``), and in their Algorithm 2
/// groups in several steps. The text of that algorithm was not at hand: the criterion is a reading of it.
///
/// The correlations are of gradients that the step needs anyway; their inner products are not counted, as with ``Trigger``.
public struct SplitSharing: PartialOperator {
    /// `rho`.
    public let below: Double
    /// How many checks in a row must be below the threshold.
    public let patience: Int
    /// The number of steps from one check to the next.
    public let every: Int
    /// The groups that the stage begins with.
    public let initial: Share

    /// Groups and blocks as of ``Share``.
    public init(below: Double, patience: Int = 1, every: Int = 1, groups: [[Int]]? = nil, blocks: Int? = nil) {
        self.below = below
        self.patience = patience
        self.every = every
        initial = Share(groups: groups, blocks: blocks)
    }

    public var summary: String { "split-\(initial.summary) below=\(below) patience=\(patience) every=\(every)" }
    public var isRandom: Bool { false }
    public var isAdaptive: Bool { true }
    /// Not known: it grows as groups split.
    public func expectedRank(_ layout: Layout) -> Double? { nil }

    public func validate(_ layout: Layout) throws(TrainingError) {
        try initial.validate(layout)
        guard below.isFinite else {
            throw .invalid(what: "split-share below", expected: "a finite number", found: "\(below)")
        }
        guard patience >= 1, every >= 1 else {
            throw .invalid(
                what: "split-share", expected: "patience and every at least 1",
                found: "patience=\(patience) every=\(every)")
        }
    }

    public func begin(_ layout: Layout, using generator: inout Generator) -> any PartialStep {
        SplitStep(law: self, layout: layout)
    }
}

struct SplitStep: PartialStep {
    let law: SplitSharing
    /// Each with the checks in a row at which it disagreed.
    private(set) var groups: [(members: [Int], streak: Int)]
    private var checks: Recurrence

    init(law: SplitSharing, layout: Layout) {
        self.law = law
        groups = law.initial.resolved(layout).map { ($0, 0) }
        checks = Recurrence(every: law.every)
    }

    private var share: Share { Share(groups: groups.map(\.members), blocks: law.initial.pieces) }

    var adapts: Bool { groups.contains { $0.members.count > 1 } }
    var roundings: Double { Double(groups.map(\.members.count).max() ?? 0) + 1 }

    mutating func adapt(_ x: inout Parameters, _ context: StepContext, using generator: inout Generator) -> Bool {
        guard checks.isDue(at: context.step) else { return false }
        groups = groups.flatMap { group -> [(members: [Int], streak: Int)] in
            guard let weakest = weakest(group.members, context.gradient), weakest.correlation < law.below else {
                return [(group.members, 0)]
            }
            guard group.streak + 1 >= law.patience else { return [(group.members, group.streak + 1)] }
            return [
                (Array(group.members.prefix(weakest.place)), 0), (Array(group.members.dropFirst(weakest.place)), 0),
            ]
        }
        return false
    }

    /// The smallest correlation of adjacent members, and how many members come before it.
    private func weakest(_ members: [Int], _ g: Parameters) -> (place: Int, correlation: Double)? {
        let size = g.layout.count / law.initial.members(g.layout)
        let correlations = (1..<max(members.count, 1)).map { place in
            (place, Trigger.correlation(g, members[place - 1] - 1, members[place] - 1, size: size) ?? 1)
        }
        return correlations.min { $0.1 < $1.1 }
    }

    func keep(_ g: inout Parameters) { share.project(&g) }
    func activity(_ layout: Layout) -> Activity { share.activity(layout) }
}
