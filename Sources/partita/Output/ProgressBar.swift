import Foundation
import Synchronization

/// A bar with the time left, on a terminal's stderr only, redrawn at most ten times a second.
final class ProgressBar: Sendable {
    private let label: String
    private let visible: Bool
    private let start = ContinuousClock.now
    private let last = Mutex<ContinuousClock.Instant?>(nil)

    init(label: String, hidden: Bool) {
        self.label = label
        visible = !hidden && isatty(2) == 1
    }

    /// Notes that `done` of `all` pieces are done.
    func update(_ done: Int, _ all: Int) {
        guard visible, all > 0 else { return }
        let now = ContinuousClock.now
        let draw = last.withLock { last in
            if done < all, let previous = last, now - previous < .milliseconds(100) { return false }
            last = now
            return true
        }
        guard draw else { return }
        let elapsed = start.duration(to: now) / .seconds(1)
        let left = elapsed / Double(max(done, 1)) * Double(all - done)
        let width = 30
        let filled = width * done / all
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
        write("\r\(label) [\(bar)] \(done)/\(all), \(Self.text(left)) left\u{1B}[K")
    }

    /// Clears the line.
    func finish() {
        if visible, last.withLock({ $0 }) != nil { write("\r\u{1B}[K") }
    }

    private func write(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }

    private static func text(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded())
        return whole < 60 ? "\(whole) s" : "\(whole / 60) min \(whole % 60) s"
    }
}
