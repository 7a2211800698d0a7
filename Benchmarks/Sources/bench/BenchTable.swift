import Foundation

/// The comparison as a text table.
struct BenchTable {
    let text: String

    init(_ comparisons: [Comparison]) {
        var rows = [
            [
                "workload", "engine", "this (s)", "NumPy (s)", "JAX (s)", "/JAX", "floor 1", "floor 2", "of floor",
                "MB",
                "JAX MB", "check", "agrees",
            ]
        ]
        for row in comparisons {
            rows.append([
                row.workload, row.engine, Self.seconds(row.seconds("partita")), Self.seconds(row.seconds("numpy")),
                Self.seconds(row.seconds("jax")), Self.ratio(row.ratio(to: "jax")),
                Self.seconds(median(row.floors.map(\.oneThread))), Self.seconds(median(row.floors.map(\.twoThreads))),
                Self.ratio(row.shareOfFloor), Self.whole(row.peakMegabytes("partita")),
                Self.whole(row.peakMegabytes("jax")),
                row.rounds["partita"]?.last.map { Self.significant($0.check, 10) } ?? "-",
                row.agreement.map { $0 ? "yes" : "NO" } ?? "-",
            ])
        }
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        let lines = rows.map { row in
            row.enumerated().map { column, cell in
                let blank = String(repeating: " ", count: widths[column] - cell.count)
                return column < 2 ? cell + blank : blank + cell
            }.joined(separator: "  ")
        }
        text =
            lines.joined(separator: "\n") + """


                Medians over the rounds. /JAX: this project's time divided by JAX's; below 1 it is ahead. floor: the seconds that
                the direct algorithm's multiply-adds take at the rate of the linked dgemm at that size, on one thread and on two.
                of floor: floor 2 divided by this project's time; above 1 less than the direct algorithm was done. MB: largest
                resident size. agrees: the last loss is that of the peers, to 1e-8 or within the Monte Carlo error.
                """
    }

    private static func seconds(_ value: Double?) -> String { value.map { significant($0, 3) } ?? "-" }
    private static func ratio(_ value: Double?) -> String { value.map { significant($0, 2) } ?? "-" }
    private static func whole(_ value: Double?) -> String { value.map { "\(Int($0.rounded()))" } ?? "-" }

    static func significant(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)g", value) }
}
