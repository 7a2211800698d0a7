import Foundation
import Testing

@testable import partita

/// Claim files and tables, changed at random, through the real command: no trap, no case over two seconds or a gigabyte, and
/// an exit status of 0, 1, 2 or 3. Right input whose run is long by its own wish (10^7 steps, say) is read, but not run.
///
/// `make fuzz` runs many cases; here are a few. A case is decided by its seed and number. The files of a case that fails are
/// written to `PARTITA_FUZZ_OUT`, ready for `partita check`.
@Suite struct FuzzTests {
    static let environment = ProcessInfo.processInfo.environment

    /// The package's folder.
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    /// The worker's side: only where a supervisor asks for it.
    @Test(.enabled(if: environment[FuzzTask.variable] != nil)) func fuzzWorker() async throws {
        let task = try #require(FuzzTask(Self.environment[FuzzTask.variable]))
        let cases = try FuzzCases(seeds: FuzzSeeds(root: Self.root), seed: task.seed)
        try await FuzzWorker(
            cases: cases, kind: task.kind, folder: task.folder, progressFile: task.folder + "/progress"
        )
        .run(task.numbers)
    }

    /// `PARTITA_FUZZ`: seed, number of claim files, number of tables.
    @Test(.enabled(if: environment[FuzzTask.variable] == nil && Command.testBinary != nil)) func nothingTrapsOrHangs()
        async throws
    {
        let wanted = (Self.environment["PARTITA_FUZZ"] ?? "").split(separator: " ").compactMap { Int($0) }
        let (seed, claims, tables) = wanted.count == 3 ? (wanted[0], wanted[1], wanted[2]) : (1, 300, 100)
        let scratch = try Scratch()
        let cases = try FuzzCases(seeds: FuzzSeeds(root: Self.root), seed: UInt64(seed))
        let jobs = ProcessInfo.processInfo.activeProcessorCount
        for (kind, count) in [(FuzzKind.claim, claims), (.table, tables)] {
            let started = ContinuousClock().now
            let report = try await FuzzSupervisor(seed: UInt64(seed), folder: scratch.path)
                .run(kind, 0..<count, jobs: jobs, batch: max(1, min(1000, (count + jobs - 1) / jobs)))
            if wanted.count == 3 {
                print(Self.text(kind, report, count, ContinuousClock().now - started))
                for failure in report.failures { print("  \(failure)") }
            }
            for failure in report.failures {
                try keep(cases, failure)
                Issue.record("seed \(seed), \(failure)")
            }
            #expect(report.tally.statuses.reduce(0, +) + report.tally.long + report.failures.count == count)
            // Files that are all refused early would test little.
            #expect(count == 0 || report.tally.statuses[2] < count * 19 / 20)
        }
    }

    /// A trap, a hang, an early end and two gigabytes are each seen, named, and survived.
    @Test(.enabled(if: environment[FuzzTask.variable] == nil && Command.testBinary != nil)) func faultsAreSeen()
        async throws
    {
        let scratch = try Scratch()
        let report = try await FuzzSupervisor(seed: 1, folder: scratch.path).run(.misbehaviour, 0..<8, jobs: 1)
        #expect(report.failures.map(\.number) == [1, 3, 4, 6])
        #expect(
            zip(report.failures, ["signal", "longer than", "ended with 7", "memory"]).allSatisfy {
                $0.reason.contains($1)
            },
            "\(report.failures)")
        #expect(report.tally == FuzzTally(statuses: [4, 0, 0, 0]))
    }

    private static func text(_ kind: FuzzKind, _ report: FuzzSupervisor.Report, _ count: Int, _ time: Duration)
        -> String
    {
        let statuses = report.tally.statuses.enumerated().map { "\($0): \($1)" }.joined(separator: ", ")
        return "fuzz: \(count) of kind \(kind.rawValue) in \(time.components.seconds) s; by exit status \(statuses); "
            + "long, only read: \(report.tally.long); failures: \(report.failures.count)"
    }

    /// Writes the files of a failing case where they can be looked at.
    private func keep(_ cases: FuzzCases, _ failure: FuzzSupervisor.Failure) throws {
        guard let folder = Self.environment["PARTITA_FUZZ_OUT"] else { return }
        let home = "\(folder)/\(failure.kind.rawValue)-\(cases.seed)-\(failure.number)"
        try FileManager.default.createDirectory(atPath: home + "/data", withIntermediateDirectories: true)
        for table in cases.seeds.tables {
            try Data(table.text.utf8).write(to: URL(fileURLWithPath: home + "/data/" + table.name))
        }
        let (claim, table) = cases.files(failure.kind, failure.number)
        try Data(claim).write(to: URL(fileURLWithPath: home + "/claim.yaml"))
        if let table { try Data(table).write(to: URL(fileURLWithPath: home + "/data/table.csv")) }
    }

    /// The same number, the same files; another number, others.
    @Test func casesAreReproducible() throws {
        let seeds = try FuzzSeeds(root: Self.root)
        let (a, b) = (try FuzzCases(seeds: seeds, seed: 3), try FuzzCases(seeds: seeds, seed: 3))
        for kind in [FuzzKind.claim, .table] {
            for number in 0..<50 {
                let (x, y) = (a.files(kind, number), b.files(kind, number))
                #expect(x.claim == y.claim && x.table == y.table)
            }
        }
        #expect(a.files(.claim, 1).claim != a.files(.claim, 2).claim)
    }

    /// What mutations start from is right: files that are all wrong would stop at their first error.
    @Test func seedsAreRight() throws {
        let scratch = try Scratch()
        let seeds = try FuzzSeeds(root: Self.root)
        try FileManager.default.createDirectory(atPath: scratch.path + "/data", withIntermediateDirectories: true)
        for table in seeds.tables { _ = try scratch.write(table.text, "data/" + table.name) }
        for claim in seeds.claims {
            do { _ = try ClaimFile(path: try scratch.write(claim), seed: nil) } catch {
                Issue.record("\(error)\n\(claim)")
            }
        }
    }
}
