import LinearAlgebra
import PartialTraining

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

extension Workload {
    /// Gradient descent on deep linear networks from the identity, by the algorithm itself and by whatever is chosen.
    static func deep(_ settings: Settings) -> [Workload] {
        func workload(_ name: String, _ d: Int, depth: Int, steps: Int, shared: Bool = false) -> Workload {
            let steps = settings.steps(steps)
            let tied = shared ? ", layers tied by the mean gradient" : ""
            return Workload(
                name, "deep linear d=\(d), \(depth) layers, \(steps) steps\(tied)", engines: [.direct, .auto],
                floor: deepFloor(d, depth: depth, steps: steps), hasPeers: true
            ) { engine in
                var run = try deepRun(d, depth: depth, steps: steps, stepSize: 1e-3, shared: shared)
                run.engine = engine
                return body(run, settings)
            }
        }
        return [
            workload("deep-small", 8, depth: 16, steps: 4000),
            workload("deep-medium", 64, depth: 16, steps: 400),
            workload("deep-large", 512, depth: 8, steps: 10),
            workload("shared-medium", 64, depth: 16, steps: 400, shared: true),
        ]
    }

    static func deepRun(_ d: Int, depth: Int, steps: Int, stepSize: Double, shared: Bool) throws -> Run {
        let model = try DeepLinear(depth: depth, target: target(d, least: 0.5, greatest: 2))
        let partial: any PartialOperator = shared ? Share() : Full()
        return Run(
            model: model, start: model.identityStart,
            schedule: Schedule(partial, stepSize: stepSize, steps: steps), observables: [.loss])
    }

    /// Forwards, backwards and a gradient for each layer above the first; the last loss needs the way forwards only.
    static func deepFloor(_ d: Int, depth: Int, steps: Int) -> Floor {
        Floor(m: d, n: d, k: d, products: Double(depth - 1) * Double(3 * steps + 1))
    }

    /// Gradients of low rank, and dropped layers. Only the last loss is recorded.
    static func partial(_ settings: Settings) -> [Workload] {
        let (rankSteps, dropSteps) = (settings.steps(60), settings.steps(200))
        let (d, rank) = (128, 8)
        let lowRank = Workload(
            "lowrank-medium", "\(d) x \(d), gradient projected on \(rank) singular vectors, \(rankSteps) steps",
            engines: [.direct],
            // One pass of subspace iteration to find the vectors, and the projection: two products each.
            floor: Floor(m: d, n: rank, k: d, products: 4 * Double(rankSteps)), hasPeers: true
        ) { engine in
            let spectral = target(d, least: 1e-3, greatest: 1)
            let model = try MatrixTarget(
                target: Matrix(rows: d, columns: d) { i, j in
                    spectral[i, j] + 0.1 * (sin(Double(i)) * cos(Double(j))) / Double(d)
                })
            var run = Run(
                model: model, start: Parameters([Matrix(rows: d, columns: d)]),
                schedule: Schedule(LowRank(rank: rank, of: .gradient), stepSize: 0.5, steps: rankSteps),
                observables: [.loss], engine: engine)
            run.every = rankSteps
            return body(run, settings)
        }
        return [lowRank, layerDrop(32, depth: 12, replicas: 16, steps: dropSteps, settings)]
    }

    /// A residual network whose layers are each kept with probability 1/2.
    private static func layerDrop(_ d: Int, depth: Int, replicas: Int, steps: Int, _ settings: Settings) -> Workload {
        // Of k > 0 layers 3 (k - 1) products: on average 3 (L/2 - 1 + 2^-L); and L - 1 for the loss at the end.
        let kept = Double(depth) / 2 - 1 + pow(2, -Double(depth))
        let products = Double(replicas) * (3 * kept * Double(steps) + Double(depth - 1))
        return Workload(
            "layerdrop",
            "residual linear, \(depth) layers of \(d) x \(d), each kept half the time, \(replicas) nets, "
                + "\(steps) steps", engines: [.ensemble],
            floor: Floor(m: d, n: d, k: d, products: products), hasPeers: true
        ) { engine in
            let model = try ResidualLinear(
                depth: depth, target: target(d, least: 0.5, greatest: 2), scale: 1 / Double(depth))
            var run = Run(
                model: model, start: Parameters(model.layout),
                schedule: Schedule(Depth.bernoulli([0.5]), stepSize: 0.02, steps: steps), observables: [.loss],
                engine: engine, replicas: replicas, seed: 11)
            run.every = steps
            return body(run, settings)
        }
    }
}
