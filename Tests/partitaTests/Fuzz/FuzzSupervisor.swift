import Foundation
import Subprocess

/// Runs cases in worker processes and watches them: a worker that crashes, hangs or takes too much memory names its case and is
/// replaced, and the run goes on behind it.
struct FuzzSupervisor: Sendable {
    /// A case that did not end as it should.
    struct Failure: Sendable, Equatable, CustomStringConvertible {
        var kind: FuzzKind
        var number: Int
        var reason: String
        var description: String { "\(kind.rawValue) \(number): \(reason)" }
    }

    struct Report: Sendable {
        var tally = FuzzTally()
        var failures: [Failure] = []
    }

    /// A case may take so much of the processor's time; other work on the machine does not count.
    static let timeLimit = Duration.seconds(2)
    /// A case that waits for something is given up after this.
    static let patience = Duration.seconds(60)

    let seed: UInt64
    let folder: String

    /// All `cases` of a kind, by `jobs` workers.
    func run(_ kind: FuzzKind, _ cases: Range<Int>, jobs: Int, batch: Int = 1000) async throws -> Report {
        let batches = stride(from: cases.lowerBound, to: cases.upperBound, by: batch).map {
            $0..<min($0 + batch, cases.upperBound)
        }
        return try await withThrowingTaskGroup(of: Report.self) { group in
            var next = 0
            func start() {
                guard next < batches.count else { return }
                let numbers = batches[next]
                next += 1
                group.addTask { try await self.batch(kind, numbers) }
            }
            for _ in 0..<jobs { start() }
            var report = Report()
            while let part = try await group.next() {
                report.tally = report.tally + part.tally
                report.failures += part.failures
                start()
            }
            report.failures.sort { $0.number < $1.number }
            return report
        }
    }

    /// One batch, by as many workers in turn as it takes.
    private func batch(_ kind: FuzzKind, _ numbers: Range<Int>) async throws -> Report {
        var report = Report()
        var first = numbers.lowerBound
        while first < numbers.upperBound {
            let (progress, reason) = try await worker(kind, first..<numbers.upperBound)
            report.tally = report.tally + progress.tally
            if let reason {
                report.failures.append(Failure(kind: kind, number: progress.number, reason: reason))
                first = max(first, progress.number) + 1
            } else {
                first = numbers.upperBound
            }
        }
        return report
    }

    /// One worker; where it came to, and why it came no further.
    private func worker(_ kind: FuzzKind, _ numbers: Range<Int>) async throws -> (FuzzProgress, String?) {
        let home = "\(folder)/\(kind.rawValue)-\(numbers.lowerBound)"
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: home) }
        let file = home + "/progress"
        let task = "\(kind.rawValue) \(seed) \(numbers.lowerBound) \(numbers.upperBound) \(home)"
        let result = try await Subprocess.run(
            .path(.init(Command.testBinary ?? "")),
            arguments: ["--testing-library", "swift-testing", "--filter", "fuzzWorker"],
            environment: .inherit.updating([
                .init(stringLiteral: FuzzTask.variable): task, "SWIFT_BACKTRACE": "enable=no",
            ]),
            input: .none, output: .discarded, error: .discarded
        ) { execution in
            try await watch(execution.processIdentifier.value, file)
        }
        let progress = FileManager.default.contents(atPath: file).flatMap(FuzzProgress.init) ?? FuzzProgress()
        if let reason = result.closureResult { return (progress, reason) }
        switch result.terminationStatus {
        case .signaled(let signal): return (progress, "ended by signal \(signal)")
        case .exited(let status):
            switch progress.fault {
            case .status: return (progress, "an exit status that is not 0, 1, 2 or 3")
            case .memory: return (progress, "more than \(FuzzWorker.memoryLimit >> 10) MB of memory")
            case .none:
                return (progress, progress.number == numbers.upperBound ? nil : "the worker ended with \(status)")
            }
        }
    }

    /// Waits for a process to end, and ends it where a case takes too long or too much; says why.
    private func watch(_ process: pid_t, _ file: String) async throws -> String? {
        let clock = ContinuousClock()
        var last = -1
        var since = (clock.now, Duration.zero)
        while !Self.hasEnded(process) {
            try await Task.sleep(for: .milliseconds(20))
            let number = FileManager.default.contents(atPath: file).flatMap(FuzzProgress.init)?.number ?? -1
            let used = Self.processorTime(process)
            if number != last { (last, since) = (number, (clock.now, used)) }
            var reason: String?
            // Before its first case a worker may take its time: it is loaded, and reads the seeds.
            if number >= 0, used - since.1 > Self.timeLimit { reason = "longer than \(Self.timeLimit)" }
            if clock.now - since.0 > Self.patience { reason = "waits for more than \(Self.patience)" }
            if Self.memory(process) > FuzzWorker.memoryLimit {
                reason = "more than \(FuzzWorker.memoryLimit >> 10) MB of memory"
            }
            if let reason {
                kill(process, SIGKILL)
                return reason
            }
        }
        return nil
    }

    /// Whether a child process has ended; it is not taken note of here, so that its number stays its own.
    private static func hasEnded(_ process: pid_t) -> Bool {
        var information = siginfo_t()
        let result = waitid(P_PID, id_t(process), &information, WEXITED | WNOHANG | WNOWAIT)
        return result != 0 || information.si_signo != 0
    }

    /// The time that a process took of the processor: fields 14 and 15 of its line of numbers, in hundredths of a second.
    private static func processorTime(_ process: pid_t) -> Duration {
        let line = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
        let fields = line.split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 12, let user = Int(fields[11]), let system = Int(fields[12]) else { return .zero }
        return .milliseconds(10 * (user + system))
    }

    /// The memory that a process holds, in kB; 0 where the system does not say.
    private static func memory(_ process: pid_t) -> Int {
        guard let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") })
        else { return 0 }
        return line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    }
}

/// What a worker is asked for, as text in its environment: kind, seed, first and last number, folder.
struct FuzzTask {
    static let variable = "PARTITA_FUZZ_TASK"

    var kind: FuzzKind
    var seed: UInt64
    var numbers: Range<Int>
    var folder: String

    init?(_ text: String?) {
        let words = (text ?? "").split(separator: " ", maxSplits: 4).map(String.init)
        guard words.count == 5, let kind = FuzzKind(rawValue: words[0]), let seed = UInt64(words[1]),
            let first = Int(words[2]), let end = Int(words[3]), first <= end
        else { return nil }
        (self.kind, self.seed, numbers, folder) = (kind, seed, first..<end, words[4])
    }
}

extension Command {
    /// This process's own executable, which holds the tests; none where the system does not say.
    static let testBinary = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
}
