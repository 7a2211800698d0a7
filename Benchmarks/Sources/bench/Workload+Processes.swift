import Foundation

extension Workload {
    /// The command as a whole: start, arithmetic, comparison, writing. The check is its exit status.
    static func processes(_ settings: Settings) -> [Workload] {
        func workload(_ name: String, _ arguments: [String]) -> Workload {
            Workload(name, (["partita"] + arguments).joined(separator: " "), isProcess: true) { _ in
                guard FileManager.default.isExecutableFile(atPath: settings.partita) else {
                    throw BenchError.failed("\(settings.partita): expected the command, found none; run make build")
                }
                return {
                    let folder = FileManager.default.temporaryDirectory.appending(path: "partita-\(UUID().uuidString)")
                    defer { try? FileManager.default.removeItem(at: folder) }
                    let process = Process()
                    process.executableURL = URL(filePath: settings.partita)
                    process.arguments =
                        arguments + ["--quiet", "--jobs", "\(settings.threads)", "--out", folder.path()]
                    process.standardOutput = FileHandle.nullDevice
                    process.standardError = FileHandle.nullDevice
                    try process.run()
                    process.waitUntilExit()
                    guard process.terminationStatus == 0 else {
                        throw BenchError.failed("\(name): expected exit status 0, found \(process.terminationStatus)")
                    }
                    return Outcome(engine: "process", check: 0)
                }
            }
        }
        return [
            workload("check-one", ["check", "swe-shared-gd"]),
            workload("check-all", ["check", "--all"]),
        ]
    }
}
