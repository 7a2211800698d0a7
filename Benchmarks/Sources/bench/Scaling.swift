import Foundation
import LinearAlgebra
import PartialTraining

/// How the cost of an engine grows with one size of its input, and what the operation count says.
struct Scaling: Sendable {
    let name: String
    /// The size that is varied.
    let size: String
    /// Why it should grow like this.
    let reason: String
    /// The exponent of the operation count, for large sizes.
    let theory: Double
    let sizes: [Int]
    let run: @Sendable (Int) throws -> Run

    /// The best of `count` runs at each size. All sizes take their turn before the first is run again: a busy minute then
    /// spoils no size in particular.
    func measure(repeat count: Int, threads: Int) throws -> [(size: Double, seconds: Double)] {
        let runs = try sizes.map(run)
        var best = [Double](repeating: .infinity, count: runs.count)
        for _ in 0..<count {
            for (place, run) in runs.enumerated() {
                best[place] = min(best[place], try timed { _ = try run.trajectory(jobs: threads) })
            }
        }
        return zip(sizes, best).map { (Double($0), $1) }
    }

    /// Of how many of the largest sizes exponents are fitted.
    static let fittedSizes = 3

    /// The line `log y = a + b log x` of least squares: `(exp a, b)`.
    static func fit(_ points: [(size: Double, seconds: Double)]) -> (factor: Double, exponent: Double) {
        let n = Double(points.count)
        let x = points.map { log($0.size) }
        let y = points.map { log($0.seconds) }
        let (meanX, meanY) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
        let slope =
            zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) }
            / x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
        return (exp(meanY - slope * meanX), slope)
    }

    private static func engine(_ kind: EngineKind, _ run: Run) -> Run {
        var run = run
        run.engine = kind
        return run
    }

    private static func deep(_ kind: EngineKind, d: Int = 32, depth: Int = 8, steps: Int) throws -> Run {
        engine(kind, try Workload.deepRun(d, depth: depth, steps: steps, stepSize: 1e-4, shared: false))
    }

    private static func masked(
        _ kind: EngineKind, d: Int, replicas: Int = 128, steps: Int
    ) throws -> Run {
        var run = engine(kind, try Workload.maskedRun(d, steps: steps))
        run.replicas = replicas
        return run
    }

    static let all: [Scaling] = [
        Scaling(
            name: "direct-d", size: "d", reason: "3 (L - 1) products of d x d a step", theory: 3,
            sizes: [32, 64, 128, 256, 512, 1024]
        ) { try deep(.direct, d: $0, steps: 2) },
        Scaling(
            name: "direct-depth", size: "depth", reason: "a product for every layer, thrice", theory: 1,
            sizes: [4, 8, 16, 32, 64, 128]
        ) { try deep(.direct, depth: $0, steps: 40) },
        Scaling(
            name: "direct-steps", size: "steps", reason: "every step costs the same", theory: 1,
            sizes: [50, 100, 200, 400, 800]
        ) { try deep(.direct, steps: $0) },
        Scaling(
            name: "modes-d", size: "d", reason: "a number for every eigenvalue", theory: 1,
            sizes: [4, 8, 16, 32, 64, 128]
        ) { try deep(.modes, d: $0, steps: 20_000) },
        Scaling(
            name: "modes-depth", size: "depth", reason: "powers: log L products", theory: 0,
            sizes: [4, 8, 16, 32, 64, 128, 256]
        ) { try deep(.modes, depth: $0, steps: 4000) },
        Scaling(
            name: "modes-steps", size: "steps", reason: "every step costs the same", theory: 1,
            sizes: [2000, 4000, 8000, 16_000, 32_000]
        ) { try deep(.modes, steps: $0) },
        Scaling(
            name: "moments-d", size: "d", reason: "products of d x d with the second moments", theory: 3,
            sizes: [32, 64, 128, 256, 512, 1024]
        ) { try masked(.moments, d: $0, steps: 10) },
        Scaling(
            name: "moments-steps", size: "steps", reason: "every step costs the same", theory: 1,
            sizes: [50, 100, 200, 400, 800]
        ) { try masked(.moments, d: 32, steps: $0) },
        Scaling(
            name: "ensemble-d", size: "d", reason: "the Hessian times every replica", theory: 2,
            sizes: [64, 128, 256, 512, 1024]
        ) { try masked(.ensemble, d: $0, replicas: 64, steps: 5) },
        Scaling(
            name: "ensemble-replicas", size: "replicas", reason: "replicas do not interact", theory: 1,
            sizes: [64, 256, 1024, 4096, 16_384, 65_536]
        ) { try masked(.ensemble, d: 16, replicas: $0, steps: 20) },
        Scaling(
            name: "ensemble-steps", size: "steps", reason: "every step costs the same", theory: 1,
            sizes: [25, 50, 100, 200, 400]
        ) { try masked(.ensemble, d: 16, steps: $0) },
    ]
}
