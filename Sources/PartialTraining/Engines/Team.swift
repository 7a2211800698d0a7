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
/// Every member begins with the same share of the parts, in one piece, so that what a step leaves in a processor's cache is there
/// for the next; who is done takes from the others. The caller takes parts too: work is done whether or not a helper shows
/// up. What a part computes must not depend on who does it; then results do not depend on the number of threads.
final class Team: Sendable {
    /// The number of threads, the caller included.
    let size: Int
    private let board: Board

    /// With one thread there is nothing but the caller.
    init(_ size: Int) {
        self.size = max(1, min(size, Board.most))
        board = Board(self.size)
        for member in 1..<self.size {
            DispatchQueue.global(qos: .userInitiated).async { [board] in board.serve(member) }
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

/// Where work is posted.
private final class Board: Sendable {
    static let most = 64

    private let size: Int
    private let portions: [Portion]
    /// The number of the round, which every share's ticket carries.
    private let round = Atomic<UInt64>(0)
    private let done = Atomic<Int>(0)
    private let sleepers = Atomic<Int>(0)
    private let isClosed = Atomic<Bool>(false)
    private let bell = DispatchSemaphore(value: 0)
    // Written before the tickets are posted, read by those who hold a part.
    private nonisolated(unsafe) var task: (Int) -> Void = { _ in }

    /// How often a helper looks before it sleeps: some tens of microseconds.
    private static let patience = 3000

    init(_ size: Int) {
        self.size = size
        portions = (0..<size).map { _ in Portion() }
    }

    func post(_ parts: Int, _ body: @escaping (Int) -> Void) {
        task = body
        done.store(0, ordering: .relaxed)
        let number = round.load(ordering: .relaxed) &+ 1
        for member in 0..<size {
            portions[member].post(number, parts * member / size..<parts * (member + 1) / size)
        }
        round.store(number, ordering: .sequentiallyConsistent)
        for _ in 0..<sleepers.exchange(0, ordering: .sequentiallyConsistent) { bell.signal() }
        while work(0) {}
        var looks = 0
        while done.load(ordering: .acquiring) < parts {
            partita_pause()
            looks += 1
            // A helper that was interrupted amid its part needs the processor more.
            if looks > Self.patience { sched_yield() }
        }
        task = { _ in }
    }

    func serve(_ member: Int) {
        var last: UInt64 = 0
        while !isClosed.load(ordering: .relaxed) {
            var looks = 0
            while looks < Self.patience {
                let now = round.load(ordering: .acquiring)
                if now != last {
                    while work(member) {}
                    (last, looks) = (now, 0)
                }
                partita_pause()
                looks += 1
            }
            sleepers.add(1, ordering: .sequentiallyConsistent)
            // What was posted before the caller could see this sleeper brought no signal.
            let isMissed = round.load(ordering: .sequentiallyConsistent) != last
            if isMissed || isClosed.load(ordering: .sequentiallyConsistent), leaveBed() { continue }
            bell.wait()
        }
    }

    func close() {
        isClosed.store(true, ordering: .sequentiallyConsistent)
        for _ in 0..<sleepers.exchange(0, ordering: .sequentiallyConsistent) { bell.signal() }
    }

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

    /// Takes one part, of the member's own share if there is any left, and does it.
    private func work(_ member: Int) -> Bool {
        for offset in 0..<size {
            guard let part = portions[(member + offset) % size].take() else { continue }
            perform(part)
            done.add(1, ordering: .releasing)
            return true
        }
        return false
    }

    /// Holds on to the task no longer than it runs: its caller lends it.
    @inline(never) private func perform(_ part: Int) { task(part) }
}

/// One member's share of the parts of a round: a ticket of 24 bits of the round's number, the next part and the end, 20 bits each.
/// That a ticket of one round is taken for that of another would need 2^24 rounds between a look and the claim.
private final class Portion: Sendable {
    private let ticket = Atomic<UInt64>(0)

    private static let mask: UInt64 = 0xF_FFFF

    func post(_ round: UInt64, _ parts: Range<Int>) {
        ticket.store(
            round << 40 | UInt64(parts.lowerBound) << 20 | UInt64(parts.upperBound), ordering: .sequentiallyConsistent)
    }

    func take() -> Int? {
        var seen = ticket.load(ordering: .acquiring)
        while seen >> 20 & Self.mask < seen & Self.mask {
            let result = ticket.compareExchange(
                expected: seen, desired: seen + (1 << 20), successOrdering: .acquiringAndReleasing,
                failureOrdering: .acquiring)
            if result.exchanged { return Int(seen >> 20 & Self.mask) }
            seen = result.original
        }
        return nil
    }
}
