import Dispatch
import Synchronization

/// Work over independent indices on a few threads, with results in order: they do not depend on the number of threads.
public enum Parallel {
    /// `[body(0), ..., body(count - 1)]`, computed by at most `jobs` threads. The error of the smallest failing index is
    /// thrown.
    public static func map<T: Sendable, E: Error>(
        _ count: Int, jobs: Int, _ body: @Sendable (Int) throws(E) -> T
    ) throws(E) -> [T] {
        if jobs <= 1 || count <= 1 {
            var results: [T] = []
            results.reserveCapacity(count)
            for index in 0..<count { results.append(try body(index)) }
            return results
        }
        let slots = Mutex([Result<T, E>?](repeating: nil, count: count))
        let next = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: min(jobs, count)) { _ in
            while true {
                let index = next.add(1, ordering: .relaxed).oldValue
                if index >= count { return }
                let result: Result<T, E>
                do throws(E) { result = .success(try body(index)) } catch { result = .failure(error) }
                slots.withLock { $0[index] = result }
            }
        }
        var results: [T] = []
        results.reserveCapacity(count)
        for case .some(let result) in slots.withLock({ $0 }) { results.append(try result.get()) }
        return results
    }
}
