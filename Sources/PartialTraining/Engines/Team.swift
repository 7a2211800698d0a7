import CKernels
import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A few threads that divide the parts of one step among them, step after step: a part may take no longer than some microseconds,
/// less than it takes to wake a thread. Between steps the helpers wait in a loop for a moment, and then sleep.
///
/// The caller takes parts too, so that work is done whether or not a helper shows up. What a part computes must not depend on
/// who does it; then results do not depend on the number of threads.
final class Team: Sendable {
    /// The number of threads, the caller included.
    let size: Int
    private let board: Board

    /// Errors are none; with one thread there is nothing but the caller.
    init(_ size: Int) {
        self.size = max(size, 1)
        board = Board()
        for _ in 1..<self.size {
            DispatchQueue.global(qos: .userInitiated).async { [board] in board.serve() }
        }
    }

    deinit { board.close() }

    /// Calls `body` with each of `0 ..< parts` and returns when all are done. Not to be called from within a part.
    func run(_ parts: Int, _ body: (Int) -> Void) {
        if size == 1 || parts <= 1 {
            for part in 0..<parts { body(part) }
        } else {
            withoutActuallyEscaping(body) { board.post(parts, $0) }
        }
    }
}

/// Where work is posted. A ticket is the number of the round and how many of its parts nobody has taken yet.
private final class Board: Sendable {
    private let ticket = Atomic<UInt64>(0)
    private let done = Atomic<Int>(0)
    private let sleepers = Atomic<Int>(0)
    private let isClosed = Atomic<Bool>(false)
    private let bell = DispatchSemaphore(value: 0)
    // Written before a ticket is posted, read by those who hold a part of it.
    private nonisolated(unsafe) var task: (Int) -> Void = { _ in }

    private static let partMask: UInt64 = 0xFFFF_FFFF
    /// How often a helper looks before it sleeps: some tens of microseconds.
    private static let patience = 3000

    func post(_ parts: Int, _ body: @escaping (Int) -> Void) {
        task = body
        done.store(0, ordering: .relaxed)
        let round = (ticket.load(ordering: .relaxed) >> 32) &+ 1
        ticket.store(round << 32 | UInt64(parts), ordering: .sequentiallyConsistent)
        for _ in 0..<sleepers.exchange(0, ordering: .sequentiallyConsistent) { bell.signal() }
        while work() {}
        var looks = 0
        while done.load(ordering: .acquiring) < parts {
            partita_pause()
            looks += 1
            // A helper that was interrupted amid its part needs the processor more.
            if looks > Self.patience { sched_yield() }
        }
        task = { _ in }
    }

    func serve() {
        while !isClosed.load(ordering: .relaxed) {
            var looks = 0
            while looks < Self.patience {
                if work() { looks = 0 }
                partita_pause()
                looks += 1
            }
            sleepers.add(1, ordering: .sequentiallyConsistent)
            // What was posted before the caller could see this sleeper brought no signal.
            if hasWork || isClosed.load(ordering: .sequentiallyConsistent), leaveBed() { continue }
            bell.wait()
        }
    }

    func close() {
        isClosed.store(true, ordering: .sequentiallyConsistent)
        for _ in 0..<sleepers.exchange(0, ordering: .sequentiallyConsistent) { bell.signal() }
    }

    private var hasWork: Bool { ticket.load(ordering: .sequentiallyConsistent) & Self.partMask > 0 }

    /// Takes this sleeper back, unless a signal is on its way to it.
    private func leaveBed() -> Bool {
        var count = sleepers.load(ordering: .sequentiallyConsistent)
        while count > 0 {
            let result = sleepers.compareExchange(
                expected: count, desired: count - 1, ordering: .sequentiallyConsistent)
            if result.exchanged { return true }
            count = result.original
        }
        return false
    }

    /// Takes one part, if there is one, and does it.
    private func work() -> Bool {
        var seen = ticket.load(ordering: .acquiring)
        while seen & Self.partMask > 0 {
            let result = ticket.compareExchange(
                expected: seen, desired: seen - 1, successOrdering: .acquiringAndReleasing, failureOrdering: .acquiring)
            if result.exchanged {
                perform(Int(seen & Self.partMask) - 1)
                done.add(1, ordering: .releasing)
                return true
            }
            seen = result.original
        }
        return false
    }

    /// Holds on to the task no longer than it runs: its caller lends it.
    @inline(never) private func perform(_ part: Int) { task(part) }
}
