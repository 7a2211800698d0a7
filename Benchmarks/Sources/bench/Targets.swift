import Foundation

/// What was to be reached, and whether it was.
struct Targets: Codable, Sendable {
    struct Target: Codable, Sendable {
        var what: String
        var measured: String
        /// `nil` where it was not measured.
        var isMet: Bool?
    }

    /// The geometric means of this project's time over JAX's, over the nine workloads.
    var directMean: Double?
    var bestMean: Double?
    var targets: [Target] = []

    /// The nine that peers have.
    static let nine = [
        "masked-small", "masked-medium", "masked-large", "deep-small", "deep-medium", "deep-large", "shared-medium",
        "lowrank-medium", "layerdrop",
    ]

    init(_ comparisons: [Comparison]) {
        /// The least ratio to JAX over the rows of a workload: all of them, or those that do what JAX does.
        func ratio(_ name: String, direct: Bool) -> Double? {
            comparisons.filter { $0.workload == name && !(direct && $0.isReduced) }.compactMap { $0.ratio(to: "jax") }
                .min()
        }
        func mean(direct: Bool) -> Double? {
            let ratios = Self.nine.compactMap { ratio($0, direct: direct) }
            guard ratios.count == Self.nine.count else { return nil }
            return exp(ratios.reduce(0) { $0 + log($1) } / Double(ratios.count))
        }
        directMean = mean(direct: true)
        bestMean = mean(direct: false)
        add("4 times faster than JAX in geometric mean, direct and ensemble only", times: directMean, least: 4)
        add("4 times faster than JAX in geometric mean, best engine", times: bestMean, least: 4)
        let slowest = Self.nine.compactMap { name in ratio(name, direct: false).map { (name, $0) } }.max { $0.1 < $1.1 }
        add("none slower than JAX: the nearest is \(slowest?.0 ?? "none")", times: slowest?.1, least: 1)
        for (name, least) in [
            ("deep-small", 10.0), ("masked-small", 4), ("layerdrop", 4), ("lowrank-medium", 4),
        ] {
            add(
                "\(TextTable.ratio(least)) times faster than JAX on \(name), direct or ensemble",
                times: ratio(name, direct: true), least: least)
        }
        for name in ["masked-large", "deep-large", "deep-medium"] {
            let share = comparisons.first { $0.workload == name && !$0.isReduced }?.shareOfFloor
            targets.append(
                Target(
                    what: "75% of the best measured product rate on \(name)",
                    measured: share.map { TextTable.whole(100 * $0) + "%" } ?? "-", isMet: share.map { $0 >= 0.75 }))
        }
        for row in comparisons.compactMap({ Accuracy($0) }) {
            targets.append(
                Target(
                    what: "100 times cheaper than \(row.peer) at the same accuracy on \(row.workload), \(row.engine)",
                    measured: TextTable.times(row.ratio) + " times", isMet: row.isMet))
        }
        let million = comparisons.first { $0.replicas == 1_000_000 }?.peakMegabytes("partita")
        targets.append(
            Target(
                what: "10^6 replicas of d = 8 within 1 GB",
                measured: million.map { TextTable.whole($0) + " MB" } ?? "-",
                isMet: million.map { $0 <= 1000 }))
    }

    private mutating func add(_ what: String, times ratio: Double?, least: Double) {
        targets.append(
            Target(
                what: what, measured: ratio.map { TextTable.times(1 / $0) + " times" } ?? "-",
                isMet: ratio.map { 1 / $0 >= least }))
    }

    var text: String {
        let rows = targets.map { [$0.what, $0.measured, $0.isMet.map { $0 ? "met" : "not met" } ?? "not measured"] }
        return TextTable(rows: [["target", "measured", ""]] + rows, leftColumns: 1).text + """


            Time over JAX's, geometric mean of the nine workloads: \(TextTable.seconds(directMean)) by the algorithm itself and \
            by replicas, \(TextTable.seconds(bestMean)) by the best engine.
            Of every workload the fastest row counts whose result is the exact one or the sampled one that JAX computes; for the
            first mean, of those that do not reduce the problem (modes, moments).
            """
    }
}
