import Claims
import Figures
import LinearAlgebra
import PartialTraining

/// Depth schedules on basis polynomials: loss against cost, and the floor that no schedule passes; and where order matters.
enum ScheduleRace: PaperFigure {
    static let id = "schedule-race"
    static let title = "Depth schedules on basis polynomials, and the floor of all of them"
    static let claims = [
        "poly-schedule-exact", "refuted-stages-beat-constant", "refuted-increasing-beats-decreasing",
        "poly-order-floor",
    ]

    private static let energies: Vector = [4, 2, 1, 0.5]
    private static let stepSize = 0.2
    /// Steps in each of the equal stages.
    private static let length = 6
    private static let biased = (mean: 0.5, stepSize: 0.4, longest: 60)

    static func content(_ setting: FigureSetting) throws -> FigureContent {
        let training = try PolynomialSchedule.example(energies, stepSize: stepSize)
        let degree = training.degree
        let up = training.equalStages(length)
        let cost = up.reduce(0, +)
        let counts = DegreeTraining.balancedCounts(
            cost: Double(cost), energies: energies, factor: 1 - stepSize
        ).map { Int($0.rounded()) }
        // Depth j is trained alone where degree j takes more steps than degree j + 1.
        let balanced = (1...degree).flatMap { j in
            Array(repeating: j, count: counts[j - 1] - (j < degree ? counts[j] : 0))
        }
        let schedules: [(name: String, depths: [Int])] = [
            ("increasing", up), ("decreasing", up.reversed()),
            ("constant", Array(repeating: degree, count: cost / degree)), ("balanced", balanced.reversed()),
        ]
        let claim = try Library.claim("poly-schedule-exact")
        let even = energies.map { _ in 1 / Double(degree) }
        var blocks: [DataFile.Block] = []
        var ends: Vector = []
        for (name, depths) in schedules {
            let judged = try claim.result(
                name, try PolynomialSchedule.evidence(training, depths: depths, dropping: true, shares: even))
            for part in ["loss", "order"] { _ = try judged.comparison(part).holding() }
            let floor = try judged.comparison("floor").standing().rows
            let costs = depths.reduce(into: [0.0]) { $0.append(($0.last ?? 0) + Double($1)) }
            blocks.append(
                DataFile.Block(
                    name: name, columns: ["cost", "loss", "floor"],
                    rows: zip(costs, floor).map { [$0, $1.observed, $1.bound] }))
            ends.append(floor[floor.count - 1].observed)
        }
        let correlated = try orders()
        blocks.append(correlated.block)
        let digits = { (x: Double) in Digits.text(x, significant: 3) }
        return FigureContent(
            blocks: blocks,
            caption: """
                (a) Loss against cost (the sum of the depths trained) on polynomials of degree up to \(degree) with the energies \
                \(energies.map(digits).joined(separator: ", ")) by degree, step \(digits(stepSize)): \(length) steps at each depth, \
                increasing or decreasing, end at the same loss \(digits(ends[0])), above the \(digits(ends[2])) of constant full \
                depth. The floor of all schedules (line), from the geometric mean of the energies, is nearly reached by the balanced \
                numbers of steps \(counts.map { "\($0)" }.joined(separator: ", ")) by degree: \(digits(ends[3])). (b) On \
                correlated features (two inputs of mean \(digits(biased.mean)), target $x_1x_2$) order matters: after equal \
                stages that drop the high degree, the decreasing order stops at the floor \(digits(correlated.floor)) (dotted), \
                the increasing one goes to 0, though for the shortest stages it is the worse.
                """)
    }

    /// Final losses of both orders against the length of the two stages.
    private static func orders() throws -> (block: DataFile.Block, floor: Double) {
        let training = try OrderFloor.product(means: [biased.mean, biased.mean], stepSize: biased.stepSize)
        let lengths = Array(1...biased.longest)
        let rows = try Library.claim("refuted-increasing-beats-decreasing").result(
            "dropping", try IncreasingBeatsDecreasing.evidence(training, lengths: lengths, dropping: true)
        ).comparison("beats").rows
        let floor = try Library.claim("poly-order-floor").result(of: "product-of-two")
            .comparison("floor").holding().rows[0].bound
        let block = DataFile.Block(
            name: "order", columns: ["length", "increasing", "decreasing", "floor"],
            rows: rows.map { [$0.time, $0.observed, $0.bound, floor] })
        return (block, floor)
    }
}
