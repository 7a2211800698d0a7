import LinearAlgebra
import PartialTraining

extension Workload {
    /// `Q diag(lambda) Q'`, with a geometric spectrum from `least` to `greatest` and the cosine basis: the same numbers as in
    /// `peers.py`.
    static func target(_ d: Int, least: Double, greatest: Double) -> Matrix {
        let basis = Matrix.cosineBasis(d)
        return basis * .diagonal(Spectra.geometric(d, least: least, greatest: greatest)) * basis.transposed
    }

    /// Bernoulli(1/2) masks of the gradient on a quadratic, from the vector of ones: by replicas and by exact moments.
    static func masked(_ settings: Settings) -> [Workload] {
        [
            masked("masked-small", 8, replicas: 4096, steps: 1000, settings),
            masked("masked-medium", 256, replicas: 256, steps: 500, settings),
            // Moments cost O(d^3) a step: minutes at this size. `bench run masked-large --engine moments` does it.
            masked("masked-large", 2048, replicas: 32, steps: 50, engines: [.ensemble], settings),
        ]
    }

    /// The same at sizes between, for exact moments beside what a peer would need for their accuracy.
    static func maskedSizes(_ settings: Settings) -> [Workload] {
        [
            masked("masked-32", 32, replicas: 1024, steps: 500, settings),
            masked("masked-64", 64, replicas: 512, steps: 500, settings),
        ]
    }

    /// Ever more replicas: time and memory of one more.
    static func replicas(_ settings: Settings) -> [Workload] {
        [("replicas-10k", 10_000), ("replicas-100k", 100_000), ("replicas-million", 1_000_000)].map { name, count in
            var workload = masked(name, 8, replicas: count, steps: 20, engines: [.ensemble], hasPeers: false, settings)
            workload.replicas = count
            return workload
        }
    }

    private static func masked(
        _ name: String, _ d: Int, replicas: Int, steps: Int, engines: [EngineKind] = [.ensemble, .moments],
        hasPeers: Bool = true, _ settings: Settings
    ) -> Workload {
        let steps = settings.steps(steps)
        return Workload(
            name, "quadratic d=\(d), \(replicas) replicas, \(steps) steps, Bernoulli(1/2) gradient masks",
            engines: engines, floor: Floor(m: d, n: replicas, k: d, products: Double(steps + 1)), hasPeers: hasPeers
        ) { engine in
            var run = try maskedRun(d, steps: steps)
            run.engine = engine
            run.replicas = replicas
            run.seed = 7
            return body(run, settings)
        }
    }

    static func maskedRun(_ d: Int, steps: Int) throws -> Run {
        let model = try Quadratic(
            hessian: target(d, least: 1e-2, greatest: 1), optimum: Vector(repeating: 0, count: d))
        return Run(
            model: model, start: Parameters(Vector(repeating: 1, count: d)),
            schedule: Schedule(Mask(.bernoulli(0.5)), stepSize: 1, steps: steps), observables: [.loss])
    }

    /// What no peer has: exact moments at five sizes, and modes where the direct algorithm would take hours.
    static func exact(_ settings: Settings) -> [Workload] {
        let moments = [16, 32, 64, 128, 256].map { d in
            let steps = settings.steps(200)
            return Workload(
                "moments-\(d)", "exact moments of masked descent, quadratic d=\(d), \(steps) steps",
                engines: [.moments], floor: Floor(m: d, n: d, k: d, products: 2 * Double(steps))
            ) { engine in
                var run = try maskedRun(d, steps: steps)
                run.engine = engine
                return body(run, settings)
            }
        }
        let steps = settings.steps(100_000)
        let modes = Workload(
            "modes-long", "deep linear d=256, 128 layers, \(steps) steps, by modes", engines: [.modes],
            floor: deepFloor(256, depth: 128, steps: steps)
        ) { engine in
            var run = try deepRun(256, depth: 128, steps: steps, stepSize: 1e-7, shared: false)
            run.engine = engine
            return body(run, settings)
        }
        return moments + [modes]
    }
}
