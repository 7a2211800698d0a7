import Foundation

/// Rows of text in columns: the first ones flush left, the others flush right.
struct TextTable {
    let rows: [[String]]
    var leftColumns = 2

    var text: String {
        let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            row.enumerated().map { column, cell in
                let blank = String(repeating: " ", count: widths[column] - cell.count)
                return column < leftColumns ? cell + blank : blank + cell
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }

    static func seconds(_ value: Double?) -> String { value.map { significant($0, 3) } ?? "-" }
    static func ratio(_ value: Double?) -> String { value.map { significant($0, 2) } ?? "-" }
    static func times(_ value: Double) -> String { value < 100 ? significant(value, 3) : whole(value) }
    static func whole(_ value: Double?) -> String { value.map { "\(Int($0.rounded()))" } ?? "-" }
    static func significant(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)g", value) }
    static func range(_ value: ClosedRange<Double>?) -> String {
        value.map { ratio($0.lowerBound) + ".." + ratio($0.upperBound) } ?? "-"
    }
}

/// The comparison as text: times, accuracy, replicas, and what was to be reached.
struct BenchTable {
    let text: String

    init(_ comparisons: [Comparison]) {
        var rows = [
            [
                "workload", "engine", "this (s)", "NumPy (s)", "JAX (s)", "/NumPy", "/JAX", "range", "floor 1",
                "floor all",
                "by", "of floor", "MB", "JAX MB", "check", "agrees",
            ]
        ]
        for row in comparisons {
            rows.append([
                row.workload, row.engine, TextTable.seconds(row.seconds("partita")),
                TextTable.seconds(row.seconds("numpy")), TextTable.seconds(row.seconds("jax")),
                TextTable.ratio(row.ratio(to: "numpy")), TextTable.ratio(row.ratio(to: "jax")),
                TextTable.range(row.spread(to: "jax")), TextTable.seconds(median(row.floors.map(\.oneThread))),
                TextTable.seconds(median(row.floors.map(\.allThreads))), row.floorBy ?? "-",
                TextTable.ratio(row.shareOfFloor), TextTable.whole(row.peakMegabytes("partita")),
                TextTable.whole(row.peakMegabytes("jax")),
                row.rounds["partita"]?.last.map { TextTable.significant($0.check, 10) } ?? "-",
                row.agreement.map { $0 ? "yes" : "NO" } ?? "-",
            ])
        }
        text = [
            TextTable(rows: rows).text,
            """
            Medians over the rounds. /JAX: this project's time divided by JAX's in the same round, with the least and the
            greatest; below 1 it is ahead. floor: the seconds that the direct algorithm's multiply-adds take at the best rate
            of any product measured here at that size (by whom), on one thread and on all. of floor: floor all divided by this
            project's time; above 1 less than the direct algorithm was done. MB: largest resident size. agrees: the last loss
            is that of the peers, to 1e-8 or within the Monte Carlo error.
            """, Accuracy.text(comparisons), ReplicaCost.text(comparisons), Targets(comparisons).text,
        ].filter { !$0.isEmpty }.joined(separator: "\n\n")
    }
}
