import LinearAlgebra
import Testing

@testable import PartialTraining

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The oracles of masked, frozen and alternating descent in the theory of masking, by their names there.
@Suite struct MaskedDescentOracleTests {
    private func run(
        _ law: any PartialOperator, _ eta: Double, _ steps: Int,
        _ observables: [Observable] = [.loss, .distanceSquared]
    ) throws -> Run {
        Run(
            model: try oracleQuadratic(), start: Parameters([0, 0, 0]),
            schedule: Schedule(law, stepSize: eta, steps: steps), observables: observables)
    }

    @Test func p1DisplacedMasks() throws {
        let lists = [[1, 2], [2, 3], [1, 3], [1, 2]]
        func part(_ t: Int) -> Composition {
            let delta = (t % 2 == 0 ? 0.1 : -0.1)
            return Composition([Displacement { _ in [delta, delta, delta] }, Mask(.coordinates(lists[t]))])
        }
        let observables: [Observable] = [.loss, .maskedGradientMean]
        var byStages = try run(Full(), 0.2, 4, observables)
        byStages.schedule = Schedule((0..<4).map { Stage(part($0), stepSize: 0.2, duration: .steps(1)) })
        let byCycle = try run(Cycle((0..<4).map(part)), 0.2, 4, observables)
        for run in [byStages, byCycle] {
            let trajectory = try run.trajectory()
            #expect(
                agree(try #require(trajectory.final).values, [883.0 / 1250, -113.0 / 125, 357.0 / 250], roundings: 16))
            #expect(matches(trajectory.values(.loss)[4], 3751113.0 / 1562500))
            #expect(matches(trajectory.values(.maskedGradientMean)[4], 1346537.0 / 125000))
        }
    }

    /// Noise `+-sqrt(M |v|^2 + sigma^2) u` on the masked gradient `v`: an operator that tests add from outside.
    private struct RelativeNoise: FiniteLaw {
        let kept: [Int]
        let factor: Double
        let sigma: Double
        var summary: String { "relative noise" }
        var isRandom: Bool { true }
        func expectedRank(_ layout: Layout) -> Double? { Double(kept.count) }
        func validate(_ layout: Layout) {}
        func outcomeCount(_ layout: Layout) -> Int { 2 }
        func begin(_ layout: Layout, using generator: inout Generator) -> any PartialStep { Step(law: self, sign: 1) }
        func outcomes(_ layout: Layout, step: Int) -> [(probability: Double, step: any PartialStep)] {
            [(0.5, Step(law: self, sign: 1)), (0.5, Step(law: self, sign: -1))]
        }

        struct Step: PartialStep {
            let law: RelativeNoise
            let sign: Double
            var addsNoise: Bool { true }
            func select(_ g: inout Parameters) {
                for i in g.values.indices where !law.kept.contains(i) { g.values[i] = 0 }
            }
            func keep(_ g: inout Parameters) {
                select(&g)
                let size = (law.factor * squaredNorm(g.values) + law.sigma * law.sigma).squareRoot()
                for i in law.kept { g.values[i] += sign * size / Double(law.kept.count).squareRoot() }
            }
        }
    }

    @Test func p2RelativeNoise() throws {
        let model = try Quadratic(hessian: .diagonal([2, 1]), optimum: [0, 0])
        let stages = [[0], [1], [0, 1], [0]].map { kept in
            Stage(
                Composition([Displacement { _ in [0.1, -0.1] }, RelativeNoise(kept: kept, factor: 1, sigma: 0.5)]),
                stepSize: 0.25, duration: .steps(1))
        }
        let run = Run(
            model: model, start: Parameters([1, 1]), schedule: Schedule(stages),
            observables: [.loss, .maskedGradientMean])
        let trajectory = try Enumeration.trajectory(run)
        #expect(matches(trajectory.values(.loss)[4], 0.3798046875))
        #expect(matches(trajectory.values(.maskedGradientMean)[4], 2.14919921875))
    }

    @Test func p3RandomMasks() throws {
        let quadratic = try run(Mask(.bernoulli(0.5)), 0.2, 5)
        let exact = try Enumeration.trajectory(quadratic).values(.loss)
        #expect(matches(exact[1], 7.08) && matches(exact[5], 2.5907571024))
        var constants = Constants()
        constants.smoothness = 8
        let wavy = SmoothFunction(dimension: 2, constants: constants, summary: "x^2 + 3 sin^2 x") { x, g in
            var value = 0.0
            for i in 0..<2 {
                g[i] = 2 * x[i] + 3 * sin(2 * x[i])
                value += x[i] * x[i] + 3 * sin(x[i]) * sin(x[i])
            }
            return value
        }
        let nonconvex = Run(
            model: wavy, start: Parameters([2, -1]),
            schedule: Schedule(Mask(.bernoulli(0.5)), stepSize: 0.125, steps: 6),
            observables: [.loss])
        let losses = try Enumeration.trajectory(nonconvex).values(.loss)
        for (t, oracle) in [(0, 9.60468568611613), (1, 8.14718148985586), (3, 6.09133965069701), (6, 3.26828334103146)]
        {
            #expect(matches(losses[t], oracle))
        }
    }

    @Test func f1Freezing() throws {
        let freeze = Freeze(.coordinates([3]))
        #expect(matches(try run(freeze, 0.2, 5).trajectory().values(.loss)[5], 71934573.0 / 9765625))
        let long = try run(freeze, 0.2, 200).trajectory()
        #expect(matches(long.values(.loss)[200], 81.0 / 11))
        #expect(agree(try #require(long.final).values, [8.0 / 11, -10.0 / 11, 0], roundings: 16))
        let more = try run(Freeze(.coordinates([2, 3])), 0.2, 200).trajectory()
        #expect(matches(more.values(.loss)[200], 8.5))
    }

    @Test func f2Unfreezing() throws {
        func last(_ stages: [([Int], Double, Int)]) throws -> Double {
            var run = try run(Full(), 0.2, 1)
            run.schedule = Schedule(
                stages.map { Stage(Freeze(.coordinates($0.0)), stepSize: $0.1, duration: .steps($0.2)) })
            return try #require(try run.trajectory().values(.loss).last)
        }
        #expect(matches(try last([([3], 0.2, 5), ([], 0.2, 5)]), 0.323127244927271))
        #expect(matches(try last([([], 0.2, 10)]), 0.025440041461277))
        #expect(matches(try last([([2, 3], 0.25, 1), ([3], 0.2, 4), ([], 0.2, 6)]), 0.18149556726612))
    }

    @Test func a1AlternatingCoreAndFull() throws {
        let core = Mask(.coordinates([1, 2]), forward: true)
        let rows: [(full: Int, core: Int, y: Vector, loss: Double, coreLoss: Double)] = [
            (1, 1, [0.876905041031653, -1.19109026963658, 2.59554513481829], 0.748650717624438, 7.48550526450333),
            (1, 4, [0.744541146606449, -0.937048613137911, 2.46852430656896], 1.27131017259347, 7.36492242471521),
            (3, 1, [0.961423721839317, -1.33425867831478, 2.84208860639607], 0.561919565506739, 7.64488773210819),
        ]
        for row in rows {
            let period =
                [any PartialOperator](repeating: Full(), count: row.full)
                + [any PartialOperator](repeating: core, count: row.core)
            let steps = 150 * period.count
            let trajectory = try run(Cycle(period), 0.2, steps, [.loss, .coreLoss]).trajectory()
            #expect(agree(try #require(trajectory.final).values, row.y, scale: 1e-11 / .ulpOfOne, roundings: 1))
            #expect(matches(trajectory.values(.loss)[steps], row.loss))
            #expect(matches(trajectory.values(.coreLoss)[steps], row.coreLoss))
        }
    }
}
