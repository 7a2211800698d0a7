/// What a run really trained: which coordinates moved, how much of the space the kept update spans, and what part of the
/// coordinates a step moves. The commonest bug of partial training is that the wrong parameters were trained, silently;
/// this is printed with every run.
public struct Audit: Sendable, Equatable {
    /// The coordinates (from 1) that moved at least once.
    public var coordinates: [Int]
    /// The number of parameters.
    public var total: Int
    /// The expected rank of the kept projection, by stage; `nil` where it depends on the iterate.
    public var ranks: [Double?]
    /// The mean over steps of the share of coordinates that moved.
    public var fraction: Double
    /// Whether the coordinates were watched while they moved, or follow from the law of the operator.
    public var measured: Bool

    /// One line: `coordinates 1-3 of 4 (75%); rank 1.5 of 4; 37.5% of coordinates a step`.
    public var text: String {
        let share = total > 0 ? Double(coordinates.count) / Double(total) : 0
        let rank = ranks.map { $0.map { number($0) } ?? "?" }.joined(separator: " then ")
        return "coordinates \(ranges(coordinates)) of \(total) (\(percent(share)))"
            + "; rank \(rank) of \(total); \(percent(fraction)) of coordinates a step"
            + (measured ? "" : " (by the law)")
    }

    private func number(_ x: Double) -> String {
        let rounded = (x * 1000).rounded() / 1000
        return rounded == rounded.rounded() && abs(rounded) < 1e15 ? "\(Int(rounded))" : "\(rounded)"
    }

    private func percent(_ x: Double) -> String { number((x * 1000).rounded() / 10) + "%" }
}

/// Watches which coordinates move.
struct AuditRecorder {
    /// 1 for the coordinates that moved.
    private var moved: [UInt8]
    private var movedSum = 0.0
    private var steps = 0.0

    init(count: Int) { moved = [UInt8](repeating: 0, count: count) }

    /// Notes the step from `old` to `new`, made with probability `weight`.
    mutating func note(old: [Double], new: [Double], weight: Double = 1) {
        let count = moved.withUnsafeMutableBufferPointer { moved in
            old.withUnsafeBufferPointer { old in
                new.withUnsafeBufferPointer { new in
                    var count = 0
                    for i in 0..<moved.count {
                        let changed: UInt8 = old[i] != new[i] ? 1 : 0
                        moved[i] |= changed
                        count += Int(changed)
                    }
                    return count
                }
            }
        }
        movedSum += weight * Double(count)
        steps += weight
    }

    /// Steps `x <- x - eta g`, made with probability `weight`, and notes which coordinates it moved; of weight 0, nothing. Returns
    /// `|x|` after the step and `|g|`.
    mutating func descend(
        _ x: inout Parameters, _ eta: Double, _ g: Parameters, weight: Double, _ workspace: Workspace
    ) -> (point: Double, kept: Double) {
        let result = x.descend(eta, g, noting: &moved, isNoted: weight > 0, workspace)
        if weight > 0 {
            movedSum += weight * Double(result.moves)
            steps += weight
        }
        return (result.point, result.slope)
    }

    /// Notes so many moves, in so many steps, of the coordinates that are 1 in `places`.
    mutating func add(moves: Int, of places: [UInt8], steps count: Int) {
        for i in 0..<moved.count { moved[i] |= places[i] }
        movedSum += Double(moves)
        steps += Double(count)
    }

    mutating func merge(_ other: AuditRecorder) {
        for i in 0..<moved.count { moved[i] |= other.moved[i] }
        movedSum += other.movedSum
        steps += other.steps
    }

    func audit(_ run: Run, measured: Bool = true) -> Audit {
        let cells = steps * Double(moved.count)
        return Audit(
            coordinates: moved.indices.filter { moved[$0] != 0 }.map { $0 + 1 }, total: moved.count,
            ranks: run.schedule.stages.map { $0.partial.expectedRank(run.model.layout) },
            fraction: cells > 0 ? movedSum / cells : 0, measured: measured)
    }
}
