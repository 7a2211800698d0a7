import Foundation

/// What an exact engine costs beside the best peer at the same accuracy: of a Monte Carlo that peer's time for a 99.9% half
/// width of 1e-3 of the mean, of a deterministic run that peer's time for the same steps with full matrices.
struct Accuracy: Codable, Sendable {
    static let wanted = 1e-3

    var workload: String
    var engine: String
    var peer: String
    var seconds: Double
    /// The peer's half width over its mean, as it was run; 0 where nothing is drawn.
    var relativeHalfWidth: Double
    var peerSeconds: Double
    /// What the peer would need.
    var needed: Double
    /// The median over the rounds of what the peer would need divided by this project's time.
    var ratio: Double

    /// The best peer's; `nil` where the row is not of an exact engine, or there are no peers.
    init?(_ row: Comparison) {
        guard row.isReduced, let own = row.rounds["partita"] else { return nil }
        let peers = row.rounds.filter { $0.key != "partita" }.compactMap { name, rounds -> Accuracy? in
            let needed = rounds.map { $0.seconds * Self.factor($0) }
            guard let last = rounds.last, let typical = median(needed), let peerSeconds = median(rounds.map(\.seconds)),
                let seconds = median(own.map(\.seconds)), let ratio = median(zip(needed, own).map { $0 / $1.seconds })
            else { return nil }
            return Accuracy(
                workload: row.workload, engine: row.engine, peer: name, seconds: seconds,
                relativeHalfWidth: last.halfWidth / abs(last.check), peerSeconds: peerSeconds, needed: typical,
                ratio: ratio)
        }
        guard let best = peers.min(by: { $0.needed < $1.needed }) else { return nil }
        self = best
    }

    private init(
        workload: String, engine: String, peer: String, seconds: Double, relativeHalfWidth: Double, peerSeconds: Double,
        needed: Double, ratio: Double
    ) {
        self.workload = workload
        self.engine = engine
        self.peer = peer
        self.seconds = seconds
        self.relativeHalfWidth = relativeHalfWidth
        self.peerSeconds = peerSeconds
        self.needed = needed
        self.ratio = ratio
    }

    /// How many times the replicas that were run are needed: half widths shrink as the root of their number.
    private static func factor(_ peer: Measurement) -> Double {
        guard peer.halfWidth > 0 else { return 1 }
        let relative = peer.halfWidth / abs(peer.check) / wanted
        return relative * relative
    }

    var isMet: Bool { ratio >= 100 }

    static func text(_ comparisons: [Comparison]) -> String {
        let all = comparisons.compactMap { Accuracy($0) }
        guard !all.isEmpty else { return "" }
        let rows =
            [
                [
                    "workload", "engine", "this (s)", "best peer", "its run (s)", "half width", "needed (s)", "ratio",
                    "100 times",
                ]
            ]
            + all.map { row in
                [
                    row.workload, row.engine, TextTable.seconds(row.seconds), row.peer,
                    TextTable.seconds(row.peerSeconds),
                    row.relativeHalfWidth > 0 ? TextTable.ratio(row.relativeHalfWidth) : "none",
                    TextTable.seconds(row.needed), TextTable.times(row.ratio), row.isMet ? "met" : "not met",
                ]
            }
        return TextTable(rows: rows).text + """


            Exact engines at the same accuracy. half width: of the peer's 99.9% interval over its mean, as run. needed: its
            time for a half width of 1e-3, extrapolated with the number of replicas growing as the square of the half width; where
            nothing is drawn, its time for the same steps with full matrices. The exact engine's result has no such error.
            """
    }
}

/// What one replica more costs: time and memory of the workloads that differ in nothing else.
enum ReplicaCost {
    static func text(_ comparisons: [Comparison]) -> String {
        let rows = comparisons.filter { $0.replicas != nil }
        guard let first = rows.first, let base = first.peakMegabytes("partita"), rows.count > 1 else { return "" }
        let lines = rows.compactMap { row -> [String]? in
            guard let count = row.replicas, let seconds = row.seconds("partita"),
                let peak = row.peakMegabytes("partita")
            else { return nil }
            let more = Double(count - (first.replicas ?? 0))
            return [
                row.workload, "\(count)", TextTable.seconds(seconds), TextTable.seconds(seconds / Double(count) * 1e9),
                TextTable.whole(peak), more > 0 ? TextTable.whole((peak - base) * 1_048_576 / more) : "-",
            ]
        }
        return TextTable(
            rows: [["workload", "replicas", "seconds", "ns a replica", "MB", "bytes a replica more"]] + lines,
            leftColumns: 1
        ).text
    }
}
