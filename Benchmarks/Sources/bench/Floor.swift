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

    /// Measures the rates; some 50 ms.
    func measure() -> Seconds {
        // About 10 ms at 30 multiply-adds a nanosecond.
        let count = max(1, Int(3e8 / multiplyAddsOfOne))
        let total = Double(count) * multiplyAddsOfOne
        let one = total / timed { repeatProducts(count) }
        Backend.setThreads(2)
        let joint = total / timed { repeatProducts(count) }
        Backend.setThreads(1)
        let apart = 2 * total / timed { _ = Parallel.map(2, jobs: 2) { _ in repeatProducts(count) } }
        let two = max(one, joint, apart)
        return Seconds(
            oneThread: multiplyAdds / one, twoThreads: multiplyAdds / two, rateOfOne: one, rateOfTwo: two)
    }

    private func repeatProducts(_ count: Int) {
        let a = Matrix(rows: m, columns: k, repeating: 0.5)
        let b = Matrix(rows: k, columns: n, repeating: 0.25)
        var c = Matrix(rows: m, columns: n)
        a.withView { a in
            b.withView { b in
                c.withMutableView { c in
                    for _ in 0..<count { multiply(a, b, into: c) }
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
