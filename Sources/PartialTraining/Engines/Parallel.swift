import Dispatch
import Synchronization

/// Work over independent indices on a few threads, with results in order: they do not depend on the number of threads.
public enum Parallel {
    /// `[body(0), ..., body(count - 1)]`, computed by at most `jobs` threads. The error of the smallest failing index is
    /// thrown.
    public static func map<T: Sendable, E: Error>(
        _ count: Int, jobs: Int, _ body: @Sendable (Int) throws(E) -> T
    ) throws(E) -> [T] {
        try fold(count, jobs: jobs, into: [], body) { $0.append($1) }
    }

    /// `combine` of `start` and `body(0), ..., body(count - 1)`, in this order, whoever computed them; results wait for no more
    /// than those before them. The error of the smallest failing index is thrown.
    public static func fold<Sum: Sendable, T: Sendable, E: Error>(
        _ count: Int, jobs: Int, into start: Sum, _ body: @Sendable (Int) throws(E) -> T,
        _ combine: @Sendable (inout Sum, T) -> Void
    ) throws(E) -> Sum {
        let state = Mutex(Fold<Sum, T, E>(sum: start))
        let next = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: max(1, min(jobs, count))) { _ in
            while true {
                let index = next.add(1, ordering: .relaxed).oldValue
                if index >= count || state.withLock({ $0.failure != nil }) { return }
                let result: Result<T, E>
                do throws(E) { result = .success(try body(index)) } catch { result = .failure(error) }
                state.withLock { $0.take(result, index, combine) }
            }
        }
        return try state.withLock { state -> Result<Sum, E> in
            state.failure.map { .failure($0) } ?? .success(state.sum)
        }.get()
    }
}

/// A sum so far, and the results that wait for earlier ones.
private struct Fold<Sum: Sendable, T: Sendable, E: Error>: Sendable {
    var sum: Sum
    var failure: E?
    private var done = 0
    private var waiting: [Int: Result<T, E>] = [:]

    init(sum: Sum) { self.sum = sum }

    mutating func take(_ result: Result<T, E>, _ index: Int, _ combine: (inout Sum, T) -> Void) {
        waiting[index] = result
        while failure == nil, let next = waiting.removeValue(forKey: done) {
            switch next {
            case .success(let value): combine(&sum, value)
            case .failure(let error): failure = error
            }
            done += 1
        }
    }
}
