import Claims
import Figures
import LinearAlgebra
import PartialTraining

/// Rounds of dynamic sparse training with and without the test of `dst-round`: what a drop costs, and what the test saves and
/// misses.
enum SparseRoundLosses: PaperFigure {
    static let id = "sparse-rounds"
    static let title = "Sparse training by rounds, with and without the accept test"
    static let claims = ["dst-round", "refuted-magnitude-dropping-safe"]

    private static let dimension = 12
    private static let supports = [4, 6]
    private static let trainingSteps = 4
    private static let rounds = 10

    static func content(_ setting: FigureSetting) throws -> FigureContent {
        let model = try Quadratic.coupled(dimension, least: 0.1, greatest: 4)
        var blocks: [DataFile.Block] = []
        var ends: [String] = []
        var accepted: [Int] = []
        var dearest = 0.0
        for support in supports {
            let raw = try run(model, support, guarded: false)
            let guarded = try run(model, support, guarded: true)
            blocks += [raw.block, guarded.block]
            let losses = [guarded, raw].map { Digits.text($0.end, significant: 3) }
            ends.append("with \(support) at \(losses[0]) and \(losses[1])")
            accepted.append(guarded.path.rounds.count(where: \.isAccepted))
            dearest = max(dearest, raw.path.rounds.map { ($0.bare - $0.before).value }.max() ?? 0)
        }
        return FigureContent(
            blocks: blocks,
            caption: """
                A quadratic with \(dimension) coordinates, of which \(supports[0]) (left) or \(supports[1]) (right) are \
                trained at a time. A round takes \(trainingSteps) steps of size $1/L$, drops the smallest weight (upper ends \
                of the saw teeth), grows the coordinate with the largest gradient, and takes one more step. The dashed \
                lines bound the loss after a round in which the exchange is made. A drop raises the loss by up to \
                \(Digits.text(dearest, significant: 2)) above the start of the round, and soon every round undoes the last. \
                Where exchanges are made only if they pass the test, which is \(accepted[0]) and \(accepted[1]) of \(rounds) \
                times, the loss never rises; but the test can refuse what would have paid: \
                \(ends.joined(separator: ", ")) is left with the test and without.
                """)
    }

    /// Some rounds, judged: the loss after every round, and in between after the drop if it was made.
    private static func run(
        _ model: Quadratic, _ support: Int, guarded: Bool
    ) throws -> (path: SparseTraining, block: DataFile.Block, end: Double) {
        var path = SparseTraining(
            model, start: Vector(repeating: 0, count: dimension), support: Set(0..<support),
            stepSize: 1 / (model.constants.smoothness ?? .nan), trainingSteps: trainingSteps)
        for _ in 0..<rounds {
            path.round(drop: SparseTraining.least(1), grow: SparseTraining.most(1), guarded: guarded)
        }
        let part = guarded ? "accepted" : "round"
        let judged = try Library.claim(claims[0]).result(
            part, SparseRounds.evidence(path, k: support, r: 1, [part]))
        let comparison = try judged.comparison(part).holding()
        var rows: [[Double?]] = [[0, path.rounds[0].before.value, path.rounds[0].before.value, nil]]
        for (round, row) in zip(path.rounds, comparison.rows) {
            if round.isAccepted { rows.append([row.time - 0.4, round.bare.value, nil, nil]) }
            rows.append([row.time, row.observed, row.observed, guarded ? nil : row.bound])
        }
        let block = DataFile.Block(
            name: "\(support) " + (guarded ? "guarded" : "raw"), columns: ["round", "loss", "end", "bound"], rows: rows)
        return (path, block, comparison.rows.last?.observed ?? .nan)
    }
}
