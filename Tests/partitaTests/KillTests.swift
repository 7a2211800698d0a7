import Foundation
import LinearAlgebra
import Subprocess
import Testing

/// `partita check --all`, killed at any moment: whole files or none, and the next run ends as if nothing had been.
///
/// Moments come from a seed; half of them lie in the short time in which files are written. `PARTITA_KILLS` sets their number,
/// as `make kills` does.
@Suite struct KillTests {
    private static let arguments = ["check", "--all", "--instances", "1", "--quiet"]
    private static let kills = ProcessInfo.processInfo.environment["PARTITA_KILLS"].flatMap(Int.init) ?? 6

    /// When a run is killed.
    private enum Moment {
        case afterStart(Duration)
        case afterFirstFile(Duration)
    }

    @Test func aKilledRunLeavesWholeFilesOrNone() async throws {
        let scratch = try Scratch()
        let started = ContinuousClock().now
        let whole = try await Command.run(Self.arguments + ["--out", scratch.path + "/whole"])
        let duration = ContinuousClock().now - started
        #expect(whole.status == 0, "\(whole.errors)")
        let expected = scratch.files(in: "whole")
        #expect(expected.count > 500)
        var generator = Generator(seed: 1, "kill")
        var interrupted = 0
        for round in 0..<Self.kills {
            let folder = "out-\(round)"
            // Writing takes about a third of the time. The first kill of this kind is at once, and surely amid the files.
            let moment: Moment =
                round % 2 == 0
                ? .afterFirstFile(duration * (round == 0 ? 0 : 0.3 * generator.uniform()))
                : .afterStart(duration * generator.uniform())
            try await kill(
                Self.arguments + ["--out", "\(scratch.path)/\(folder)"], at: moment, "\(scratch.path)/\(folder)")
            let left = scratch.files(in: folder)
            for (name, bytes) in left where !Self.isTemporary(name) {
                #expect(bytes == expected[name], "round \(round): \(name) is not whole")
            }
            if !left.isEmpty && left.count < expected.count { interrupted += 1 }
            let next = try await Command.run(Self.arguments + ["--out", "\(scratch.path)/\(folder)"])
            #expect(next.status == 0, "\(next.errors)")
            let files = scratch.files(in: folder)
            #expect(Set(files.keys) == Set(expected.keys), "round \(round): other files than of an undisturbed run")
            #expect(files == expected, "round \(round): other bytes than of an undisturbed run")
            try? FileManager.default.removeItem(atPath: "\(scratch.path)/\(folder)")
        }
        #expect(interrupted > 0, "no run was killed amid its files")
    }

    /// `.partita-0123456789abcdef.tmp`, as the output folder documents it.
    private static func isTemporary(_ path: String) -> Bool {
        (path as NSString).lastPathComponent.wholeMatch(of: /\.partita-[0-9a-f]{16}\.tmp/) != nil
    }

    /// Runs the command and kills it, unless it has ended before.
    private func kill(_ arguments: [String], at moment: Moment, _ folder: String) async throws {
        _ = try await Subprocess.run(
            .path(.init(Command.path)), arguments: .init(arguments), input: .none, output: .discarded, error: .discarded
        ) { execution in
            switch moment {
            case .afterStart(let delay): try await Task.sleep(for: delay)
            case .afterFirstFile(let delay):
                // A run that writes nothing ends by itself; half a minute is more than any takes.
                let deadline = ContinuousClock().now + .seconds(30)
                while !FileManager.default.fileExists(atPath: folder), ContinuousClock().now < deadline {
                    try await Task.sleep(for: .milliseconds(1))
                }
                try await Task.sleep(for: delay)
            }
            // A run that has ended already cannot be killed, which is a moment too.
            try? execution.send(signal: .kill)
        }
    }
}
