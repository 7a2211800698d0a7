import Foundation

/// One line of output, of this executable and of `peers.py` alike.
struct Measurement: Codable, Sendable {
    var workload: String
    /// The engine here, the library there.
    var engine: String
    var threads: Int
    /// The best of the repetitions.
    var seconds: Double
    /// What came before the clock was started: models and targets here, compilation there.
    var setup: Double
    /// The number that every implementation must reproduce.
    var check: Double
    /// Of the check's 99.9% confidence interval; 0 where nothing is drawn.
    var halfWidth: Double
    /// The largest resident size of the process so far.
    var peakMegabytes: Double

    /// Whether two checks agree: to 1e-8 relative, or where masks are drawn as far as two independent intervals allow.
    ///
    /// Of a loss `|E|^2 / 2` rounding moves the residual `E`, a difference of numbers of order 1, by some 50 units; the loss
    /// then moves by `|E|` times that, which is what decides once it has converged.
    func agrees(with other: Measurement) -> Bool {
        let sampling = (halfWidth * halfWidth + other.halfWidth * other.halfWidth).squareRoot()
        let rounding = (2 * abs(other.check)).squareRoot() * 1e-14
        return abs(check - other.check) <= 1e-8 * abs(other.check) + rounding + sampling
    }

    var line: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }

    /// Measures a workload that has been prepared.
    static func take(
        _ workload: Workload, _ body: Workload.Body, setup: Double, repeat count: Int, threads: Int
    ) throws -> Measurement {
        var best = Double.infinity
        var outcome: Workload.Outcome?
        for _ in 0..<max(1, count) {
            best = min(best, try timed { outcome = try body() })
        }
        guard let outcome else { throw BenchError.failed("\(workload.name): nothing was run") }
        return Measurement(
            workload: workload.name, engine: outcome.engine, threads: threads, seconds: best, setup: setup,
            check: outcome.check, halfWidth: outcome.halfWidth, peakMegabytes: peakMegabytes(workload.isProcess))
    }

    /// Of this process or of the children that it has waited for. On Linux its own is read from the kernel's account of its
    /// address space: what `getrusage` returns includes the process that started it.
    private static func peakMegabytes(_ ofChildren: Bool) -> Double {
        var usage = rusage()
        let who = ofChildren ? RUSAGE_CHILDREN : RUSAGE_SELF
        #if canImport(Glibc)
            if !ofChildren, let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
                let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
                let kilobytes = Double(line.filter(\.isNumber))
            {
                return kilobytes / 1024
            }
            getrusage(__rusage_who_t(who.rawValue), &usage)
            let unit = 1024.0
        #else
            getrusage(who, &usage)
            let unit = 1.0
        #endif
        return Double(usage.ru_maxrss) * unit / 1_048_576
    }
}

/// Numbers in order: the middle one, or the mean of the two in the middle.
func median(_ values: [Double]) -> Double? {
    let sorted = values.sorted()
    guard let last = sorted.last else { return nil }
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : middle > 0 ? (sorted[middle - 1] + sorted[middle]) / 2 : last
}
