import Foundation
import LinearAlgebra
import PartialTraining
import Subprocess
import Testing

@testable import partita

/// Users' data tables in claim files: what is read, what is dropped, what is said of files that are wrong.
@Suite struct DataTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    /// A claim file with a model on `data.csv`, decoded.
    private func file(_ model: String, _ csv: String, start: String = "zeros") throws -> ClaimFile {
        _ = try scratch.write(csv, "data.csv")
        return try ClaimFile(path: try scratch.write(Self.claim(model, start: start)), seed: nil)
    }

    private static func claim(_ model: String, start: String = "zeros") -> String {
        """
        claim: data
        model:
          \(model)
        start: \(start)
        train:
          - operator: full
            step-size: 1/L
            steps: 3
        observe: loss
        bound: loss0
        """
    }

    private func errors(_ model: String, _ csv: String) throws -> [String] {
        let errors = try #require(#expect(throws: InputErrors.self) { try file(model, csv) })
        return errors.errors.map(\.message)
    }

    private static let fit = "least-squares: {data: data.csv, target: y}"
    private static let dropping = "least-squares: {data: data.csv, target: y, missing: drop}"

    /// The same six numbers, written in many ways.
    @Test(arguments: [
        "a,y\n1,2\n2,3\n4,4\n", "a;y\r\n1;2\r\n2;3\r\n4;4", "\u{FEFF}a\ty\n1\t2\n2\t3\n4\t4\n",
        "\"a\",\"y\"\n\"1\", 2\n2,\"3\"\n\n4,4e0\n", "\"a\n, b\",y\n1,2\n2,3\n4,4",
    ]) func oneTableInManyForms(_ csv: String) throws {
        let model = try #require(try file(Self.fit, csv).run.model as? Quadratic)
        #expect(model.hessian[0, 0] == 7)
        // The optimum is 24/21, the residuals 2 - 8/7, 3 - 16/7 and 4 - 32/7.
        #expect(abs(model.optimum[0] - 8.0 / 7) <= 4 * Double.ulpOfOne)
        #expect(abs(model.minimum - (36 + 25 + 16) / 49.0 / 6) <= 16 * Double.ulpOfOne)
    }

    @Test func withoutHeader() throws {
        let model = try file("least-squares: {data: data.csv, target: column2}", "1,2\n2,3\n4,4\n").run.model
        #expect((model as? Quadratic)?.hessian[0, 0] == 7)
    }

    @Test func missingValuesAreCountedAndNamed() throws {
        let csv = "a,b,y\n1,2,3\nNA,?,1\n2,,4\n5,1,null\n1,1,1\n"
        #expect(
            try errors("least-squares: {data: data.csv, target: y}", csv) == [
                "data.csv: 4 missing values in 3 of 5 rows: line 3 column `a`, line 3 column `b`, line 4 column `b`, "
                    + "line 5 column `y`; `missing: drop` leaves these rows out"
            ])
        let dropped = try file(Self.dropping, csv)
        let kept = try file(Self.fit, "a,b,y\n1,2,3\n1,1,1\n")
        let (model, expected) = (dropped.run.model as? Quadratic, kept.run.model as? Quadratic)
        #expect(model?.hessian == expected?.hessian && model?.optimum == expected?.optimum)
        #expect(dropped.droppedRows == 3 && kept.droppedRows == 0)
        #expect(throws: InputErrors.self) { try file(Self.dropping, "a,y\n1,NA\n,2\n") }
    }

    @Test func theModelLineSaysHowManyWereDropped() async throws {
        for (model, count) in [
            (Self.dropping, 2), ("quadratic: {hessian: {covariance: data.csv, missing: drop}, optimum: ones}", 2),
            ("matrix: {target: {csv: data.csv, missing: drop}}", 2), (Self.fit, 0),
        ] {
            _ = try scratch.write(count > 0 ? "a,y\n1,2\nNA,3\n4,4\n2,nan\n3,1\n" : "a,y\n1,2\n4,4\n3,1\n", "data.csv")
            let path = try scratch.write(Self.claim(model))
            for command in ["check", "simulate"] {
                let result = try await Command.run([command, path, "--out", scratch.path + "/out"])
                #expect(result.status == 0, "\(result.errors)")
                let data = String(
                    decoding: try #require(scratch.files(in: "out")["data/given.dat"]), as: UTF8.self)
                let line = try #require(data.split(separator: "\n").first { $0.hasPrefix("# model:") })
                #expect(count > 0 ? line.hasSuffix(" dropped=2") : !line.contains("dropped"), "\(line)")
            }
        }
    }

    @Test func wrongFieldsAreReportedTogether() throws {
        let rows = (1...25).map { $0 % 2 == 0 ? "\($0),x" : "\($0),\($0)" }
        let found = try errors(Self.fit, "a,y\n" + rows.joined(separator: "\n"))
        #expect(found.count == 11)
        #expect(found.first == "data.csv, line 3: column `y`: expected a number, found \"x\"")
        #expect(found.last == "data.csv: and 2 more")
        #expect(try errors(Self.fit, "a;y\n1;2,5\n2;3\n")[0].contains("written with a point"))
        #expect(
            try errors(Self.fit, "a,y\n1,2,3\n4\n5,6") == [
                "data.csv, line 2: expected 2 fields, found 3", "data.csv, line 3: expected 2 fields, found 1",
            ])
        #expect(try errors(Self.fit, "a,y\n1,inf\n")[0].contains("expected a number"))
        #expect(try errors(Self.fit, "a,y\n")[0].contains("only a header"))
        #expect(try errors(Self.fit, "")[0].contains("empty"))
        #expect(try errors(Self.fit, "a,a\n1,2\n")[0].contains("twice"))
    }

    /// Columns that are left out may hold anything.
    @Test func exceptedColumnsAreNotRead() throws {
        let model = "quadratic: {hessian: {covariance: data.csv, except: [name]}, optimum: ones}"
        let file = try file(model, "name,a,b\nx,1,2\nNA,2,2\n,3,5\n")
        let hessian = try #require((file.run.model as? Quadratic)?.hessian)
        #expect((hessian - (try Matrix(rows: [[2.0 / 3, 1], [1, 2]]))).maxAbs <= 8 * Double.ulpOfOne)
        #expect(
            try errors("quadratic: {hessian: {covariance: data.csv, except: [a, b]}, optimum: ones}", "a,b\n1,2")[0]
                .contains("from 1 to 4096 columns"))
        #expect(
            try errors("quadratic: {hessian: {covariance: data.csv, except: [aa]}, optimum: ones}", "a,b\n1,2")[0]
                .contains("did you mean `a`"))
    }

    @Test func constantColumns() throws {
        let csv = "a,b,y\n1,0.1,2\n2,0.1,3\n4,0.1,4\n"
        let standardized = "least-squares: {data: data.csv, target: y, standardize: true"
        #expect(try errors(standardized + "}", csv)[0].contains("constant ones: `b`"))
        let model = try file(standardized + ", drop-constant: true}", csv).run.model as? Quadratic
        #expect(model?.dimension == 1 && abs((model?.hessian[0, 0] ?? 0) - 1) <= 4 * Double.ulpOfOne)
    }

    @Test func vectorsFromFiles() throws {
        let identity = "quadratic: {hessian: [[1, 0], [0, 1]], optimum: ones}"
        let start = try file(identity, "1,2\nNA,4\n", start: "{csv: data.csv, missing: drop}").run.start
        #expect(start.values == [1, 2])
        #expect(throws: InputErrors.self) { try file(identity, "1,2\nNA,4\n", start: "{csv: data.csv}") }
        #expect(
            try errors("quadratic: {hessian: {csv: data.csv, missing: ignore}, optimum: ones}", "1")[0]
                .contains("`error` or `drop`"))
    }
}

/// A million rows of eleven columns: within 500 MB of memory and a few seconds.
@Suite struct LargeDataTests {
    @Test func aMillionRows() async throws {
        let scratch = try Scratch()
        try Self.writeTable(rows: 1_000_000, to: scratch.path + "/large.csv")
        let path = try scratch.write(
            """
            claim: large
            model:
              least-squares: {data: large.csv, target: y, standardize: true}
            start: zeros
            train:
              - operator: full
                step-size: 1/L
                steps: 10
            observe: excess
            bound: excess0
            """)
        let (status, peak) = try await Command.peakMemory(["check", path, "--out", scratch.path + "/out", "--quiet"])
        #expect(status == 0)
        #if os(Linux)
            // In kB; a peak that was not seen would be no test.
            #expect(peak > 10_000 && peak < 500_000, "\(peak) kB")
        #endif
        let data = String(decoding: try #require(scratch.files(in: "out")["large/given.dat"]), as: UTF8.self)
        #expect(data.contains("least squares n=1000000 d=10 target=y standardized"))
    }

    /// Ten columns of six pseudorandom digits and their sum. Digits are written by hand: text would take longer than the test.
    private static func writeTable(rows: Int, to path: String) throws {
        try Data("a,b,c,d,e,f,g,h,i,j,y\n".utf8).write(to: URL(fileURLWithPath: path))
        let handle = try #require(FileHandle(forWritingAtPath: path))
        _ = try handle.seekToEnd()
        var state: UInt64 = 1
        var bytes: [UInt8] = []
        for row in 1...rows {
            var sum: UInt64 = 0
            for column in 0...10 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let value = column < 10 ? (state >> 33) % 1_000_000 : sum + (state >> 33) % 1000
                sum += value
                var divisor: UInt64 = 10_000_000
                while divisor > 0 {
                    if divisor == 100 { bytes.append(UInt8(ascii: ".")) }
                    bytes.append(UInt8(ascii: "0") + UInt8(value / divisor % 10))
                    divisor /= 10
                }
                bytes.append(UInt8(ascii: column < 10 ? "," : "\n"))
            }
            if row % 10_000 == 0 || row == rows {
                try handle.write(contentsOf: Data(bytes))
                bytes.removeAll(keepingCapacity: true)
            }
        }
        try handle.close()
    }
}

extension Command {
    /// Runs the command; how it ends, and the most memory that it held, in kB (0 where the system does not say).
    static func peakMemory(_ arguments: [String]) async throws -> (status: Int32, peak: Int) {
        // A shell watches, in a process of its own: tasks here wait for a turn while other tests compute. The mark only rises;
        // a program that has ended is a zombie, without one.
        let script = """
            "$@" >/dev/null 2>&1 & p=$!
            while state=$(grep -s State: /proc/$p/status); do
                case $state in *Z*) break ;; esac
                mark=$(grep -s VmHWM: /proc/$p/status) && last=$mark
                sleep 0.01
            done
            wait $p; status=$?
            echo "$last"; exit $status
            """
        let result = try await Subprocess.run(
            .path("/bin/sh"), arguments: .init(["-c", script, "sh", path] + arguments), output: .string(limit: 4096),
            error: .discarded)
        guard case .exited(let status) = result.terminationStatus else { return (-1, 0) }
        let mark = result.standardOutput.split(separator: " ", omittingEmptySubsequences: true).compactMap { Int($0) }
        return (status, mark.first ?? 0)
    }
}
