import LinearAlgebra

/// Where a climb starts, which depends on what is known and on a stream of its own alone.
struct Plan: Sendable {
    /// The part to break.
    let target: Int
    /// The points that are tried first.
    let starts: [Choices.Point]
    /// The length of the first simplex's edges.
    let step: Double
    /// Whether the first simplex looks beyond the edges of hypotheses.
    let isSloping: Bool
    /// Where choices come from that the starts leave open.
    let spare: Generator

    init(_ elites: [Elite], seed: UInt64, claim: String, round: Int, index: Int) {
        var generator = Generator(seed: seed, path: [claim, "search", "\(round)", "\(index)"])
        let open = elites.indices.filter { !elites[$0].isDone && !elites[$0].isReached }
        let others = elites.indices.filter { !elites[$0].isDone }
        let pool = open.isEmpty || generator.below(4) == 0 ? (others.isEmpty ? Array(elites.indices) : others) : open
        target = pool[(round + index) % pool.count]
        let elite = elites[target]
        // The first round, and half of the climbs after it, look elsewhere.
        if elite.trials.isEmpty || elite.isReached || generator.below(2) == 0 {
            starts = Array(repeating: Choices.Point(), count: 6)
            step = 0.25
        } else {
            let chosen = elite.trials[min(generator.below(elite.trials.count), generator.below(elite.trials.count))]
            switch generator.below(4) {
            case 0:
                starts = [chosen.point]
                step = [0.1, 0.01, 0.001, 0.0001][generator.below(4)]
            case 1:
                starts = Array(repeating: Choices.Point(structure: chosen.point.structure), count: 4)
                step = 0.25
            default:
                starts = (0..<3).map { _ in Self.changed(chosen.point, &generator) }
                step = [0.25, 0.1, 0.03][generator.below(3)]
            }
        }
        isSloping = generator.below(2) == 0
        spare = generator
    }

    /// A neighbour: some coordinates anew, equal to others, or moved; now and then another structure.
    private static func changed(_ point: Choices.Point, _ generator: inout Generator) -> Choices.Point {
        var result = point
        let width = [0.3, 0.1, 0.01][generator.below(3)]
        for index in result.coordinates.indices where generator.below(3) == 0 {
            switch generator.below(3) {
            case 0: result.coordinates[index] = Choices.coordinate(&generator)
            case 1: result.coordinates[index] = result.coordinates[generator.below(result.coordinates.count)]
            default:
                result.coordinates[index] = min(max(result.coordinates[index] + width * generator.gaussian(), 0), 1)
            }
        }
        if !result.structure.isEmpty, generator.below(3) == 0 {
            result.structure[generator.below(result.structure.count)] += generator.below(2) == 0 ? 1 : -1
        }
        return result
    }
}

/// The best trials for a part, of different structures, the best one first.
struct Elite: Sendable {
    private(set) var trials: [Trial] = []

    var best: Trial? { trials.first }
    /// Whether there is nothing more to find.
    var isDone: Bool { (best?.score ?? 0) >= Search.unbounded }
    /// Whether the bound is attained, up to rounding: it could only be broken elsewhere.
    var isReached: Bool { best.map { $0.score > 1 - 1e-9 && $0.score < 1 } ?? false }

    mutating func take(_ trial: Trial) {
        if let same = trials.firstIndex(where: { $0.point.structure == trial.point.structure }) {
            guard trial.score > trials[same].score else { return }
            trials.remove(at: same)
        }
        let place = trials.firstIndex { $0.score < trial.score } ?? trials.count
        trials.insert(trial, at: place)
        if trials.count > 8 { trials.removeLast() }
    }
}
