import CLAPACKE
import Foundation
import LinearAlgebra
import PartialTraining

/// The arithmetic of an algorithm: `products` products of an m x k and a k x n matrix. At the best rate at which this machine
/// was seen to do just that, no implementation that does all of it can be faster.
struct Floor: Sendable {
    let m: Int
    let n: Int
    let k: Int
    let products: Double

    /// In one product.
    var multiplyAddsOfOne: Double { Double(m) * Double(n) * Double(k) }
    var multiplyAdds: Double { products * multiplyAddsOfOne }

    /// Multiply-adds a second, on one thread and on all: of whoever was fastest, and who that was.
    struct Rates: Sendable, Codable {
        var one: Double
        var oneBy: String
        var all: Double
        var allBy: String

        /// The better one of each.
        func best(_ other: Rates) -> Rates {
            Rates(
                one: max(one, other.one), oneBy: one >= other.one ? oneBy : other.oneBy,
                all: max(all, other.all), allBy: all >= other.all ? allBy : other.allBy)
        }
    }

    /// Seconds that the arithmetic takes at the rates measured now.
    struct Seconds: Sendable, Codable {
        var oneThread: Double
        var allThreads: Double
        var rates: Rates
    }

    func seconds(_ rates: Rates) -> Seconds {
        Seconds(oneThread: multiplyAdds / rates.one, allThreads: multiplyAdds / rates.all, rates: rates)
    }

    /// Measures the linked BLAS, under the name `name`, and this project's own product.
    func measure(threads: Int, name: String) -> Rates {
        let linked = rates(threads: threads, name: name) { a, b, c in
            let (m, n, k) = (Int32(a.rows), Int32(b.columns), Int32(a.columns))
            c.withMutableView { c in
                cblas_dgemm(
                    CblasColMajor, CblasNoTrans, CblasNoTrans, m, n, k, 1, a.storage, m, b.storage, k, 0, c.column(0), m
                )
            }
        }
        let own = rates(threads: threads, name: "own") { a, b, c in
            a.withView { a in b.withView { b in c.withMutableView { LinearAlgebra.multiply(a, b, into: $0) } } }
        }
        return linked.best(own)
    }

    /// Each rate the best of five bursts of a few milliseconds. On several threads: the better one of as many BLAS threads, and
    /// of as many independent problems at once.
    private func rates(
        threads: Int, name: String, _ product: @Sendable (Matrix, Matrix, inout Matrix) -> Void
    ) -> Rates {
        // About 3 ms at 30 multiply-adds a nanosecond.
        let count = max(1, Int(1e8 / multiplyAddsOfOne))
        let a = Matrix(rows: m, columns: k, repeating: 0.5)
        let b = Matrix(rows: k, columns: n, repeating: 0.25)
        func rate(jobs: Int) -> Double {
            let bursts = (0..<5).map { _ in
                // The slower one of those that run at once; memory is claimed before the clock starts.
                Parallel.map(jobs, jobs: jobs) { _ in
                    var c = Matrix(rows: m, columns: n, repeating: 1)
                    return timed { for _ in 0..<count { product(a, b, &c) } }
                }.max() ?? .infinity
            }
            return Double(jobs * count) * multiplyAddsOfOne / (bursts.min() ?? .infinity)
        }
        let one = rate(jobs: 1)
        Backend.setThreads(threads)
        let joint = rate(jobs: 1)
        Backend.setThreads(1)
        let all = max(one, joint, rate(jobs: threads))
        return Rates(one: one, oneBy: name, all: all, allBy: name)
    }
}

/// The seconds that `body` takes.
func timed(_ body: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    let elapsed = try clock.measure(body)
    return Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
}
