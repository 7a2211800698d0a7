import LinearAlgebra
import PartialTraining

/// The way up from one point, towards breaking one part; the others are watched on the way.
struct Climb: Sendable {
    let space: SearchSpace
    /// The part to break, by its number in the space.
    let target: Int
    /// How many evaluations there may be.
    let limit: Int
    let isOver: @Sendable () -> Bool
    private(set) var evaluations = 0
    /// The best trial for each part.
    private(set) var best: [Trial?]
    /// Why the first point that could not be evaluated could not.
    private(set) var failure: String?
    private var spare = Generator(seed: 0)

    init(_ space: SearchSpace, target: Int, evaluations: Int, isOver: @escaping @Sendable () -> Bool) {
        self.space = space
        self.target = target
        limit = evaluations
        self.isOver = isOver
        best = space.parts.map { _ in nil }
    }

    private var isSpent: Bool { evaluations >= limit || isOver() }
    /// The best of all trials for the target; a climb sees one structure only after its start.
    private var top: Trial? { best[target] }

    /// Climbs as planned: the best of the starts, then simplex and single coordinates in turns until nothing improves.
    mutating func run(_ plan: Plan) {
        for (index, start) in plan.starts.enumerated() {
            spare = plan.spare.stream(index)
            _ = evaluate(start)
        }
        guard var here = top else { return }
        var step = plan.step
        var misses = 0
        for turn in 0... {
            guard !isSpent, !here.point.coordinates.isEmpty, here.score < Search.unbounded else { return }
            simplex(from: here, step: step, isSloping: turn.isMultiple(of: 2) == plan.isSloping)
            edges()
            guard let now = top else { return }
            misses = now.score > here.score + 1e-12 * abs(here.score) ? 0 : misses + 1
            if misses == 2 { return }
            here = now
            step = max(step / 4, 1e-4)
        }
    }

    /// Evaluates a point; the score of the target is returned, or with `sloping` its slope.
    private mutating func evaluate(_ point: Choices.Point, sloping: Bool = false) -> Double {
        guard !isSpent else { return -.infinity }
        evaluations += 1
        var choices = Choices(point: point, without: space.relaxed, spare: spare)
        let comparisons: [Comparison]
        do { comparisons = try space.comparisons(&choices) } catch {
            failure = failure ?? "\(error)"
            return -.infinity
        }
        guard let point = choices.point else { return -.infinity }
        var value = -Double.infinity
        for comparison in comparisons {
            guard let part = space.parts.firstIndex(of: comparison.part) else { continue }
            let judged = Score(comparison)
            let score = judged.value
            if part == target { value = sloping ? judged.slope : score }
            if score > best[part]?.score ?? -.infinity {
                best[part] = Trial(point: point, choices: choices.made, comparison: comparison, score: score)
            }
        }
        return value
    }

    /// Upright up to the cliff where hypotheses end, and turned over the slope there, by turns.
    private mutating func simplex(from here: Trial, step: Double, isSloping: Bool) {
        let kind = isSloping ? Simplex.turned : .upright
        let start = here.point.coordinates
        // Edges lead inwards: beyond the ends nothing changes.
        let steps = start.map { $0 > 0.5 ? -step : step }
        var copy = self
        _ = try? kind.minimum(
            of: {
                -copy.evaluate(
                    Choices.Point(structure: here.point.structure, coordinates: $0), sloping: isSloping)
            }, from: start,
            steps: steps, size: 1e-9, evaluations: max(20, (limit - evaluations) / 2),
            isOver: { copy.isSpent || (copy.top?.score ?? 0) >= Search.unbounded })
        self = copy
    }

    /// Tries the ends and the middle for each coordinate, and its being equal to another.
    private mutating func edges() {
        guard let here = top else { return }
        for index in here.point.coordinates.indices {
            guard let now = top, index < now.point.coordinates.count else { return }
            let others = now.point.coordinates.enumerated().filter { $0.offset != index }.map { min(max($1, 0), 1) }
            for value in Set([0, 0.5, 1] + others).sorted() where value != now.point.coordinates[index] {
                guard !isSpent else { return }
                var point = top?.point ?? now.point
                guard index < point.coordinates.count else { break }
                point.coordinates[index] = value
                _ = evaluate(point)
            }
        }
    }
}
