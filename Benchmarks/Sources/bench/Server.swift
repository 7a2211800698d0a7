import Foundation

/// A process that measures one workload whenever it is asked to: `bench run .. --serve` or `peers.py .. --serve`. What is
/// set up or compiled stays, so that measurements of several implementations can alternate within seconds.
final class Server {
    private let process = Process()
    private let requests = Pipe()
    private let answers = Pipe()
    private var unread = Data()

    /// With `environment` beside this process's own.
    init(_ executable: String, _ arguments: [String], environment: [String: String] = [:]) throws {
        process.executableURL = URL(filePath: executable)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = requests
        process.standardOutput = answers
        try process.run()
        // The child's ends must be closed here, or its death would not end the answers.
        try requests.fileHandleForReading.close()
        try answers.fileHandleForWriting.close()
    }

    /// Asks for a measurement and waits for it; before that, lets the threads of whoever was asked last come to rest, which
    /// look out for more work for some milliseconds.
    func measure() throws -> Measurement { try answer(Measurement.self) }

    /// The answer to one line.
    func answer<Answer: Decodable>(_ type: Answer.Type) throws -> Answer {
        Thread.sleep(forTimeInterval: 0.05)
        try requests.fileHandleForWriting.write(contentsOf: Data("\n".utf8))
        return try JSONDecoder().decode(type, from: try nextLine())
    }

    private func nextLine() throws -> Data {
        while true {
            if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
                defer { unread = unread[unread.index(after: end)...] }
                return unread[..<end]
            }
            let piece = answers.fileHandleForReading.availableData
            guard !piece.isEmpty else {
                let arguments = (process.arguments ?? []).joined(separator: " ")
                throw BenchError.failed("\(process.executableURL?.lastPathComponent ?? "") \(arguments): ended early")
            }
            unread.append(piece)
        }
    }

    /// Ends the process, which has then nothing more to do.
    func stop() {
        try? requests.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}

/// The peers that are there: `peers.py` under the Python of an environment that has NumPy, and JAX where it can be had.
struct Peers {
    let python: String
    let script: String
    /// "numpy", "jax".
    let names: [String]

    /// Asks Python what it can import. Without Python there are no peers.
    init(python: String, script: String) {
        self.python = python
        self.script = script
        names = ["numpy", "jax"].filter { name in
            let process = Process()
            process.executableURL = URL(filePath: python)
            process.arguments = ["-c", "import scipy, \(name)"]
            process.standardError = FileHandle.nullDevice
            guard (try? process.run()) != nil else { return false }
            process.waitUntilExit()
            return process.terminationStatus == 0
        }
    }

    func server(_ peer: String, _ workload: Workload, _ settings: Settings) throws -> Server {
        try Server(
            python,
            [
                script, peer, workload.name, "--serve", "--repeat", "1", "--scale", "\(settings.scale)", "--threads",
                "\(settings.threads)",
            ])
    }
}
