import LinearAlgebra

/// Dynamic sparse training: `k` parameters are trained, the others are zero, and which ones changes.
///
/// When the stage begins the support `S` is the `k` largest `|x_i|`. Before each step whose number is a positive multiple of
/// `every` the `r` smallest `|x_i|` of `S` are dropped, `x -> x''`, and `r` of all parameters outside what is left grow, from zero:
/// those of the largest `|grad f(x'')_i|` (RigL, Evci et al. 2020) or at random (SET, Mocanu et al. 2018). A dropped parameter may
/// come back; it has lost its value. Of equal ones the lower index stays, or grows. Between that, `x+ = x - eta P_S grad f(x)`.
///
/// RigL grows by the gradient before dropping, at `x`; here it is that of the model which goes on training, for which the decrease
/// of the next step is at least `(r/c) eta (1 - L eta/2) |P_C grad f(x'')|^2`, `C` the `c` candidates. Both papers choose by layer and
/// let `r` shrink with time; here it is fixed, and of the whole model.
///
/// Parameters that earlier stages have pruned are no candidates; the last support is what later stages train, also those of this
/// operator. Cost: the sparse model's, and one gradient of the whole model at a step that grows by it.
public struct DynamicSparsity: PartialOperator {
    /// How parameters are chosen that come in.
    public enum Growth: String, Sendable, CaseIterable {
        /// Those of the largest gradient.
        case gradient
        /// Any, with equal probability.
        case random
    }

    /// `k`.
    public let keep: Int
    /// `r`.
    public let drop: Int
    /// How parameters are chosen that come in.
    public let grow: Growth
    /// The number of steps from one change of the support to the next.
    public let every: Int

    /// Trains `keep` parameters, and exchanges `drop` of them before every `every`-th step.
    public init(keep: Int, drop: Int, grow: Growth, every: Int = 1) {
        self.keep = keep
        self.drop = drop
        self.grow = grow
        self.every = every
    }

    public var summary: String { "sparse keep=\(keep) drop=\(drop) grow=\(grow.rawValue) every=\(every)" }
    public var isRandom: Bool { grow == .random }
    public var isAdaptive: Bool { true }

    /// `k`, unless earlier stages have left fewer.
    public func expectedRank(_ layout: Layout) -> Double? { Double(keep) }

    public func validate(_ layout: Layout) throws(TrainingError) {
        guard keep >= 1, keep <= layout.count else {
            throw .invalid(what: "sparse keep", expected: "a number from 1 to \(layout.count)", found: "\(keep)")
        }
        guard drop >= 1, drop <= keep else {
            throw .invalid(
                what: "sparse drop", expected: "a number from 1 to keep, \(keep)", found: "\(drop)")
        }
        guard every >= 1 else {
            throw .invalid(what: "sparse every", expected: "a number of steps from 1", found: "\(every)")
        }
    }

    public func begin(_ layout: Layout, using generator: inout Generator) -> any PartialStep {
        SparseStep(law: self)
    }
}

struct SparseStep: PartialStep {
    let law: DynamicSparsity
    private(set) var support: [Bool]?
    /// What may be in the support: all that was not pruned when the stage began.
    private var allowed: [Int] = []
    private var rounds: Recurrence
    /// Of the present step.
    private var gradients = 0.0

    init(law: DynamicSparsity) {
        self.law = law
        rounds = Recurrence(every: law.every)
    }

    mutating func draw(_ step: Int, using generator: inout Generator) { gradients = 0 }

    var adapts: Bool { true }

    mutating func adapt(_ x: inout Parameters, _ context: StepContext, using generator: inout Generator) -> Bool {
        guard rounds.isDue(at: context.step) else { return false }
        let count = x.values.count
        guard let support else {
            allowed = context.unpruned
            let first = flags(largest(law.keep, of: allowed, by: x.values.map(abs)), count: count)
            self.support = first
            return x.confine(to: first)
        }
        let members = allowed.filter { support[$0] }
        let left = largest(members.count - law.drop, of: members, by: x.values.map(abs))
        let rest = flags(left, count: count)
        let changed = x.confine(to: rest)
        let candidates = allowed.filter { !rest[$0] }
        let grown: [Int]
        switch law.grow {
        case .gradient:
            let scores = context.model.gradient(at: x).values.map(abs)
            grown = largest(members.count - left.count, of: candidates, by: scores)
            gradients += 1
        case .random:
            let drawn = PartLaw.subset(members.count - left.count).draw(candidates.count, using: &generator)
            grown = drawn.map { candidates[$0] }
        }
        self.support = flags(left + grown, count: count)
        return changed
    }

    /// What is pruned is taken care of by the support.
    var action: StepAction { .identity }
    var isDiagonal: Bool { true }
    func keep(_ g: inout Parameters) { if let support { _ = g.confine(to: support) } }

    func activity(_ layout: Layout) -> Activity {
        Activity(present: support, trained: support, gradients: gradients)
    }
}
