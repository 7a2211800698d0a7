import Foundation
import Subprocess

/// Runs the command as a user would, in a process of its own.
enum Command {
    struct Result {
        var status: Int32
        var output: String
        var errors: String
    }

    /// The executable beside the test bundle.
    static var path: String {
        let bundle = URL(fileURLWithPath: CommandLine.arguments[0])
        var folder = bundle.deletingLastPathComponent()
        while folder.pathComponents.count > 1 {
            let candidate = folder.appendingPathComponent("partita")
            var isFolder: ObjCBool = false
            if FileManager.default.fileExists(atPath: candidate.path, isDirectory: &isFolder), !isFolder.boolValue {
                return candidate.path
            }
            folder.deleteLastPathComponent()
        }
        return "partita"
    }

    /// What gnuplot says of itself.
    static func gnuplotVersion() async throws -> String {
        try await Subprocess.run(.name("gnuplot"), arguments: ["--version"], output: .string(limit: 1 << 10))
            .standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    static func run(_ arguments: [String]) async throws -> Result {
        let record = try await Subprocess.run(
            .path(.init(path)), arguments: .init(arguments), output: .string(limit: 1 << 24),
            error: .string(limit: 1 << 24))
        let status: Int32 =
            switch record.terminationStatus {
            case .exited(let code): code
            case .signaled(let signal): -signal
            }
        return Result(
            status: status, output: record.standardOutput, errors: record.standardError)
    }
}

/// A folder of its own for a test, removed at the end.
final class Scratch {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "partita-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file and returns its path.
    func write(_ text: String, _ name: String = "claim.yaml") throws -> String {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/" + name))
        return path + "/" + name
    }

    func write(_ bytes: [UInt8], _ name: String) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: path + "/" + name))
        return path + "/" + name
    }

    /// All files below a folder, with their contents.
    func files(in folder: String) -> [String: Data] {
        var result: [String: Data] = [:]
        let root = path + "/" + folder
        for name in (try? FileManager.default.subpathsOfDirectory(atPath: root)) ?? [] {
            if let data = FileManager.default.contents(atPath: root + "/" + name) { result[name] = data }
        }
        return result
    }

    func read(_ name: String) throws -> String {
        try String(contentsOfFile: path + "/" + name, encoding: .utf8)
    }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path + "/" + name) }
}

/// The example of the documentation, with lines replaced.
enum Example {
    static let lines = [
        "claim: masked-gd",
        "model:",
        "  quadratic:",
        "    hessian: [[4, 1, 0], [1, 3, 1], [0, 1, 2]]",
        "    optimum: [1, -2, 3]",
        "start: [0, 0, 0]",
        "train:",
        "  - operator: {mask: {bernoulli: 0.5}}",
        "    step-size: 1/L",
        "    steps: 40",
        "observe: excess",
        "bound: excess0 * (1 - eta*mu*p*(2 - L*eta))^t",
        "assume:",
        "  - eta < 2/L",
    ]

    /// The text with some lines (from 1) replaced; an empty replacement leaves the line out.
    static func text(_ changes: [Int: String] = [:]) -> String {
        lines.enumerated().map { changes[$0 + 1] ?? $1 }.filter { !$0.isEmpty }.joined(separator: "\n") + "\n"
    }
}
