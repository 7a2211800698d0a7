import LinearAlgebra

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Pruning: parameters of the least score become zero, and stay so to the end of the run.
///
/// In a stage of `T` steps there are `n` rounds. Round `i = 0, ..., n - 1` comes before step `floor(i T / n)` and leaves
/// `round(d_0^(1 - (i+1)/n) k^((i+1)/n))` parameters, `d_0` of which are there when the stage begins: the same share goes in every
/// round, and `k` of the whole model stay. Nothing is pruned where no more than that are left. Of equal scores the parameter with
/// the lower index stays. With `rewind` the survivors go back, after each round, to their values at the start of the run
/// (iterative magnitude pruning with rewinding; Frankle and Carbin 2019).
///
/// A stage of no steps prunes at once, in all rounds, without training in between; scores are taken anew in each. That is pruning
/// at initialisation (``PruningScore``; for `synflow` the rounds are its iterations).
///
/// Cost: a step has the pruned model's, and the gradients that the scores of its round take.
public struct Prune: PartialOperator {
    /// `k`, of the whole model.
    public let keep: Int
    /// By what parameters are ranked.
    public let score: PruningScore
    /// `n`.
    public let rounds: Int
    /// Whether the survivors go back to their values at the start of the run.
    public let rewind: Bool

    /// Leaves `keep` parameters after `rounds` rounds.
    public init(keep: Int, score: PruningScore, rounds: Int = 1, rewind: Bool = false) {
        self.keep = keep
        self.score = score
        self.rounds = rounds
        self.rewind = rewind
    }

    public var summary: String {
        "prune keep=\(keep) score=\(score.rawValue)" + (rounds == 1 ? "" : " rounds=\(rounds)")
            + (rewind ? " rewind" : "")
    }

    public var isRandom: Bool { false }
    public var isAdaptive: Bool { true }

    /// `k` from the only round on, unless earlier stages have left fewer; of several rounds it changes.
    public func expectedRank(_ layout: Layout) -> Double? { rounds == 1 ? Double(keep) : nil }

    public func validate(_ layout: Layout) throws(TrainingError) {
        guard keep >= 1, keep <= layout.count else {
            throw .invalid(what: "prune keep", expected: "a number from 1 to \(layout.count)", found: "\(keep)")
        }
        guard (1...10_000).contains(rounds) else {
            throw .invalid(what: "prune rounds", expected: "a number from 1 to 10000", found: "\(rounds)")
        }
    }

    public func begin(_ layout: Layout, using generator: inout Generator) -> any PartialStep { PruneStep(law: self) }

    /// How many of `all` parameters are left after round `round`.
    func size(after round: Int, of all: Int) -> Int {
        guard all > keep else { return all }
        guard round + 1 < rounds else { return keep }
        let share = Double(round + 1) / Double(rounds)
        return Int((pow(Double(all), 1 - share) * pow(Double(keep), share)).rounded())
    }
}

struct PruneStep: PartialStep {
    let law: Prune
    private(set) var support: [Bool]?
    /// `d_0`.
    private var all = 0
    /// The rounds so far.
    private var done = 0
    /// Of the present step.
    private var gradients = 0.0

    init(law: Prune) { self.law = law }

    mutating func draw(_ step: Int, using generator: inout Generator) { gradients = 0 }

    var adapts: Bool { done < law.rounds }

    mutating func adapt(_ x: inout Parameters, _ context: StepContext, using generator: inout Generator) -> Bool {
        var left = support.map { flags in flags.indices.filter { flags[$0] } } ?? context.unpruned
        if support == nil { all = left.count }
        var changed = false
        while done < law.rounds, done * context.length / law.rounds <= context.step {
            let target = law.size(after: done, of: all)
            if target < left.count {
                let present = flags(left, count: x.values.count)
                let scores = law.score.values(at: x, of: context.model, support: present)
                left = largest(target, of: left, by: scores)
                gradients += law.score.gradients
            }
            if x.confine(to: flags(left, count: x.values.count)) { changed = true }
            if law.rewind {
                for i in left where x.values[i] != context.start.values[i] {
                    x.values[i] = context.start.values[i]
                    changed = true
                }
            }
            done += 1
        }
        support = flags(left, count: x.values.count)
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
