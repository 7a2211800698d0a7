import LinearAlgebra
import PartialTraining

/// The arithmetic of an algorithm: `products` products of an m x k and a k x n matrix. At the rate at which the linked BLAS
/// does just that, no implementation that does all of it can be faster.
struct Floor: Sendable {
    let m: Int
    let n: Int
    let k: Int
    let products: Double

    /// In one product.
    private var multiplyAddsOfOne: Double { Double(m) * Double(n) * Double(k) }
    var multiplyAdds: Double { products * multiplyAddsOfOne }

    /// Seconds that the arithmetic takes at the rates measured now.
    struct Seconds: Sendable, Codable {
        var oneThread: Double
        /// The better one of two BLAS threads, and of two independent problems at once.
        var twoThreads: Double
        /// Multiply-adds a second.
        var rateOfOne: Double
        var rateOfTwo: Double
    }

    /// Measures the rates, each the best of five bursts of a few milliseconds.
    func measure() -> Seconds {
        // About 3 ms at 30 multiply-adds a nanosecond.
        let count = max(1, Int(1e8 / multiplyAddsOfOne))
        let a = Matrix(rows: m, columns: k, repeating: 0.5)
        let b = Matrix(rows: k, columns: n, repeating: 0.25)
        func rate(jobs: Int) -> Double {
            let bursts = (0..<5).map { _ in
                // The slower one of two that run at once; memory is claimed before the clock starts.
                Parallel.map(jobs, jobs: jobs) { _ in
                    var c = Matrix(rows: m, columns: n, repeating: 1)
                    return timed { Self.multiply(a, b, into: &c, count) }
                }.max() ?? .infinity
            }
            return Double(jobs * count) * multiplyAddsOfOne / (bursts.min() ?? .infinity)
        }
        let one = rate(jobs: 1)
        Backend.setThreads(2)
        let joint = rate(jobs: 1)
        Backend.setThreads(1)
        let two = max(one, joint, rate(jobs: 2))
        return Seconds(
            oneThread: multiplyAdds / one, twoThreads: multiplyAdds / two, rateOfOne: one, rateOfTwo: two)
    }

    private static func multiply(_ a: Matrix, _ b: Matrix, into c: inout Matrix, _ count: Int) {
        a.withView { a in
            b.withView { b in
                c.withMutableView { c in
                    for _ in 0..<count { LinearAlgebra.multiply(a, b, into: c) }
                }
            }
        }
    }
}

/// The seconds that `body` takes.
func timed(_ body: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    let elapsed = try clock.measure(body)
    return Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
}
