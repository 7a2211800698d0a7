import Foundation
import Subprocess

/// The lessons of the repository.
enum LessonFolder {
    static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("notebooks-as-scripts").path

    /// Their names, in order.
    static let names: [String] = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [])
        .filter { $0.hasSuffix(".swift") }.map { String($0.dropLast(6)) }.sorted()

    static func source(_ name: String) throws -> String {
        try String(contentsOfFile: path + "/" + name + ".swift", encoding: .utf8)
    }

    /// The executable of a lesson, in a folder above the test bundle.
    static func executable(_ name: String) -> String? {
        var folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        while folder.pathComponents.count > 1 {
            let candidate = folder.appendingPathComponent("lesson-" + name).path
            if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
            folder.deleteLastPathComponent()
        }
        return nil
    }

    /// Runs a program; its exit code and what it said on the standard error.
    static func run(_ path: String, _ arguments: [String]) async throws -> (status: Int32, errors: String) {
        let record = try await Subprocess.run(
            .path(.init(path)), arguments: .init(arguments), output: .discarded, error: .string(limit: 1 << 20))
        let status: Int32 =
            switch record.terminationStatus {
            case .exited(let code): code
            case .signaled(let signal): -signal
            }
        return (status, record.standardError)
    }
}
