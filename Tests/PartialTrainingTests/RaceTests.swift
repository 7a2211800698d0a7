import LinearAlgebra
import Testing

@testable import PartialTraining

/// Races on curves that are known by hand, and extraction against a plain loop.
@Suite struct RaceTests {
    /// A finisher that spends `cost` a step and observes `values`.
    private func finisher(_ name: String, cost: Double, _ values: [Double]) throws -> RaceResult.Finisher {
        let model = try Quadratic(hessian: .identity(1), optimum: [0])
        let run = Run(
            model: model, start: Parameters([1]), schedule: Schedule(stepSize: 1, steps: values.count - 1),
            observables: [.loss, .cost])
        var trajectory = try run.trajectory()
        trajectory.series[.cost]?.values = values.indices.map { cost * Double($0) }
        return RaceResult.Finisher(name: name, run: run, trajectory: trajectory, observed: values)
    }

    /// `slow` pays 3 a step and falls fast, `cheap` 1 a step and flattens out: they cross where slow's third step is paid.
    private func race(levels: [Double]? = nil) throws -> RaceResult {
        let slow = try finisher("slow", cost: 3, [16, 8, 4, 2, 1])
        let cheap = try finisher("cheap", cost: 1, [16, 10, 7, 5, 4.5, 4, 3.5, 3, 3, 3, 3, 3, 3])
        return RaceResult([slow, cheap], levels: levels)
    }

    @Test func costsToReachLevels() throws {
        let race = try race(levels: [8, 3, 0.5])
        #expect(race.finishers[0].cost(toReach: 8) == 3)
        #expect(race.finishers[1].cost(toReach: 8) == 2)
        #expect(race.finishers[1].cost(toReach: 3) == 7)
        #expect(race.finishers[0].cost(toReach: 3) == 9)
        #expect(race.finishers[0].cost(toReach: 0.5) == nil)
        #expect(race.levels.map { race.winner($0) } == ["cheap", "cheap", nil])
    }

    @Test func leadsAndMatchedCost() throws {
        let race = try race()
        #expect(race.matchedCost == 12)
        #expect(race.leads == [.init(cost: 1, name: "cheap"), .init(cost: 8, name: "slow")])
        // Between two steps on the line, of positive values in the logarithm.
        #expect(agree(try #require(race.finishers[0].observed(atCost: 4.5)), 32.squareRoot(), roundings: 8))
        #expect(race.finishers[0].observed(atCost: 12.5) == nil)
        #expect(race.finishers[1].observed(atCost: 12) == 3)
    }

    @Test("levels of one's own: powers of ten on the way, or of two") func ladder() throws {
        #expect(try race().levels == [10, 1])
        let near = try finisher("near", cost: 1, [7, 6, 3, 1.5])
        #expect(RaceResult([near], levels: nil).levels == [4, 2])
        let deep = try finisher("deep", cost: 1, [50, 1e-3, 1e-9])
        // No level is below 1e-10 of the start.
        #expect(RaceResult([deep], levels: nil).levels == [10, 1, 1e-2, 1e-4, 1e-6, 1e-8])
        let rising = try finisher("rising", cost: 1, [1, 2, 3])
        #expect(RaceResult([rising], levels: nil).levels.isEmpty)
    }

    @Test func nobodyLeadsWhileAllAreEqual() throws {
        let first = try finisher("first", cost: 1, [4, 3, 2])
        let second = try finisher("second", cost: 1, [4, 3, 1])
        #expect(RaceResult([first, second], levels: nil).leads == [.init(cost: 2, name: "second")])
    }

    /// Every engine sees the same sub-models at the end as a plain loop over the algorithm.
    @Test func extractionByEveryEngine() throws {
        var generator = Generator(seed: 5, "extraction")
        let model = try ResidualLinear(
            depth: 3, target: generator.gaussianMatrix(rows: 2, columns: 2), scale: 0.5)
        let start = Parameters((0..<3).map { _ in 0.3 * generator.gaussianMatrix(rows: 2, columns: 2) })
        let subModels = try Extraction(widths: [1, 2], depths: [1, 3]).subModels(of: model)
        #expect(subModels.map(\.parameters) == [1, 4, 3, 12])
        func run(_ law: any PartialOperator, _ engine: EngineKind) throws -> Trajectory {
            var run = Run(
                model: model, start: start, schedule: Schedule(law, stepSize: 0.05, steps: 3),
                observables: [.loss, .cost], engine: engine, replicas: 4000)
            run.subModels = subModels
            return try run.trajectory(jobs: 2)
        }
        var x = start
        for _ in 0..<3 {
            let g = model.gradient(at: x)
            x.values = zip(x.values, g.values).map { $0 - 0.05 * $1 }
        }
        let plain = subModels.map { subModel in
            model.value(at: Parameters(start.layout, zip(x.values, subModel.factors).map { $0 * $1 }))
        }
        #expect(try run(Full(), .direct).extracted.map(\.value) == plain)
        let exact = try run(Depth.count(2), .enumeration).extracted
        let sampled = try run(Depth.count(2), .ensemble).extracted
        for (exact, sampled) in zip(exact, sampled) {
            let (low, high) = (try #require(sampled.low), try #require(sampled.high))
            #expect(low < high && high - low < 0.1 * exact.value)
            #expect(low - (high - low) < exact.value && exact.value < high + (high - low))
        }
    }

    @Test func extractionFromExactMoments() throws {
        let model = try Quadratic(hessian: Matrix(rows: [[4, 1], [1, 3]]), optimum: [1, -2])
        var run = Run(
            model: model, start: Parameters([0, 1]),
            schedule: Schedule(Mask(.bernoulli(0.5)), stepSize: 0.1, steps: 3), observables: [.loss, .cost])
        run.subModels = try Extraction(widths: [1, 2]).subModels(of: model)
        let exact = try run.trajectory()
        #expect(exact.engine == .moments)
        run.engine = .enumeration
        let paths = try run.trajectory().extracted
        for (moment, path) in zip(exact.extracted, paths) { #expect(agree(moment.value, path.value, roundings: 64)) }
    }

    /// The budget of a run pays for whole steps of the sub-model; training stops where nothing changes.
    @Test func trainedAlone() throws {
        let model = try Quadratic(hessian: .diagonal([1, 1]), optimum: [2, 3])
        let subModel = try SubModel(of: model, depth: nil, width: 1)
        // A step of one coordinate: one product and one update.
        let alone = try subModel.trainedAlone(model, start: Parameters([0, 0]), stepSize: 0.5, cost: 7)
        #expect(alone.steps == 3)
        #expect(alone.loss == 0.5 * (4.0 / 64 + 9))
        let long = try subModel.trainedAlone(model, start: Parameters([0, 0]), stepSize: 0.5, cost: 1e9)
        #expect(long.steps < 100 && long.loss == 4.5)
    }

    @Test func bestWithinTheBudget() throws {
        let model = try Quadratic(hessian: .diagonal([1, 1, 1]), optimum: [1, 1, 1])
        func row(_ width: Int, _ loss: Double) throws -> ExtractionResult.Row {
            .init(
                subModel: try SubModel(of: model, depth: nil, width: width), loss: Estimate(loss), alone: 0,
                aloneSteps: 0)
        }
        let rows = [try row(1, 3), try row(2, 1), try row(3, 0.5)]
        #expect(ExtractionResult(rows: rows, cost: 1, budget: 2).best?.subModel.width == 2)
        #expect(ExtractionResult(rows: rows, cost: 1, budget: nil).best?.subModel.width == 3)
        #expect(ExtractionResult(rows: rows, cost: 1, budget: 0).best == nil)
    }

    @Test func obstacles() throws {
        let model = try Factorization(rank: 2, target: .identity(3))
        #expect(throws: TrainingError.self) { try Extraction(depths: [1]).subModels(of: model) }
        #expect(throws: TrainingError.self) { try Extraction(widths: [3]).subModels(of: model) }
        #expect(throws: TrainingError.self) { try Extraction(widths: [0]).subModels(of: model) }
    }
}
