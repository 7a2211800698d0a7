import LinearAlgebra
import Testing

@testable import PartialTraining

/// The oracle tables of the theory of masking, by their names there. `H`, `x*` and start as in ``oracleQuadratic()``.
@Suite struct MaskingOracleTests {
    private func run(
        _ law: any PartialOperator, _ eta: Double, _ steps: Int,
        _ observables: [Observable] = [.loss, .distanceSquared]
    ) throws -> Run {
        Run(
            model: try oracleQuadratic(), start: Parameters([0, 0, 0]),
            schedule: Schedule(law, stepSize: eta, steps: steps), observables: observables)
    }

    /// The spectral radius of the second moment's linear part.
    private func radius(_ law: any ExactMoments, _ eta: Double) throws -> Double {
        let model = try Quadratic(hessian: try oracleQuadratic().hessian, optimum: [0, 0, 0])
        return try spectralRadius(dimension: 9) { v in
            let second = Matrix(rows: 3, columns: 3, storage: v).symmetrized
            var moments = Moments(mean: [0, 0, 0], second: second)
            try law.advance(&moments, on: model, stepSize: eta, step: 0)
            return moments.second.storage
        }
    }

    @Test func q1GradientMasks() throws {
        let rows:
            [(law: Mask, eta: Double, mean: Double, rho: Double, square: Double, loss: Double, meanSquare: Double)] = [
                (
                    Mask(.bernoulli(0.5)), 0.2, 0.873205080757, 0.772094838370995, 3.9064332608, 2.5907571024,
                    3.5898138752
                ),
                (
                    Mask(.bernoulli(0.5), rescale: true), 0.1, 0.873205080757, 0.772094838370995, 3.9064332608,
                    2.5907571024,
                    3.5898138752
                ),
                (
                    Mask(.subset(2)), 0.2, 0.830940107676, 0.696126451161326, 2.33153837637531, 1.55127609900247,
                    2.18571223377119
                ),
                (
                    Mask(.subset(2), rescale: true), 0.1, 0.873205080757, 0.765279790955885, 3.71466051944375,
                    2.42740992697969, 3.5898138752
                ),
            ]
        let model = try oracleQuadratic()
        for row in rows {
            let trajectory = try run(row.law, row.eta, 5).trajectory()
            #expect(matches(trajectory.values(.distanceSquared)[5], row.square))
            #expect(matches(trajectory.values(.loss)[5], row.loss))
            #expect(matches(try radius(row.law, row.eta), row.rho))
            var moments = Moments(error: [-1, 2, -3])
            for t in 0..<5 { row.law.advance(&moments, on: model, stepSize: row.eta, step: t) }
            #expect(matches(squaredNorm(moments.mean), row.meanSquare))
            let speed = row.eta * row.law.scale(3) * row.law.inclusion(1, 3)
            let map = Matrix.identity(3) - speed * model.hessian
            #expect(matches(try map.spectralNorm(), row.mean))
        }
        // Rescaled at a step that is safe for the mean only.
        let top = try #require(model.constants.smoothness)
        #expect(matches(try radius(Mask(.bernoulli(0.5), rescale: true), 1.9 / top), 3.20045250420))
    }

    @Test func q1StationaryNoise() throws {
        let model = try oracleQuadratic()
        let mask = Mask(.bernoulli(0.5))
        let noise = try Matrix(rows: [[1, 0.2, 0], [0.2, 0.5, 0], [0, 0, 2]])
        var moments = Moments(error: [0, 0, 0])
        for t in 0..<300 {
            mask.advance(&moments, on: model, stepSize: 0.2, step: t)
            moments.second = moments.second + 0.04 * mask.expectedSandwich(noise)
        }
        #expect(matches(moments.second.trace, 0.225670787323218))
    }

    @Test func q2ModelMasks() throws {
        let biased = [29.0 / 45, -52.0 / 45, 103.0 / 45]
        let rows:
            [(
                law: Mask, eta: Double, factor: Double, rho: Double, r: Double, trace: Double, entry: Double,
                loss: Double, limit: Double
            )] = [
                (
                    Mask(.bernoulli(0.5), forward: true), 0.2, 1, 0.698893794068021, 1.04061728395062,
                    0.114035142854534, -0.00671084593288557, 0.927407407407407, 1.06451172097368
                ),
                (
                    Mask(.bernoulli(0.5), forward: true, rescale: true), 0.05, 0.5, 0.698893794068021,
                    4.16246913580247, 0.0285087857136336, -0.00167771148322139, 3.79296296296296, 3.82723904135453
                ),
                (
                    Mask(.subset(2), forward: true), 0.2, 1, 0.599062349056202, 0.895802469135802,
                    0.0731105850931608, 0.0062517222773842, 0.927407407407407, 1.02291165944231
                ),
                (
                    Mask(.subset(2), forward: true, rescale: true), 0.1, 2.0 / 3, 0.560351661246954, 2.01555555555556,
                    0.0386793653427525, 0.00335795354935976, 2.57761316872428, 2.62898839161525
                ),
            ]
        let model = try oracleQuadratic()
        let b = model.hessian * model.optimum
        for row in rows {
            #expect(matches(try radius(row.law, row.eta), row.rho))
            var moments = Moments(error: [-1, 2, -3])
            for t in 0..<250 { row.law.advance(&moments, on: model, stepSize: row.eta, step: t) }
            let limit = biased.map { row.factor * $0 }
            #expect(agree(add(moments.mean, 1, model.optimum), limit, scale: 3, roundings: 200))
            let covariance = moments.second - outer(moments.mean, moments.mean)
            // The covariance is what is left of second moments of size |x*|^2 = 14.
            #expect(agree(covariance.trace, row.trace, scale: 14, roundings: 200), "\(row.law.summary)")
            #expect(agree(covariance[0, 1], row.entry, scale: 14, roundings: 200))
            #expect(matches(model.value(at: Parameters(limit)), row.loss))
            #expect(matches(moments.loss(on: model), row.limit))
            let s = row.law.scale(3)
            let (k1, k2) = (row.law.inclusion(1, 3), row.law.inclusion(2, 3))
            let z = row.law.crossMoment(model.hessian, b, limit)
            let weights = Matrix(rows: 3, columns: 3) { ($0 == $1 ? k1 : k2) * b[$0] * b[$1] }
            let fourth = row.law.fourthMoment(model.hessian, outer(limit, limit))
            let r = s * s * weights - s * s * s * (z + z.transposed) + s * s * s * s * fourth
            #expect(matches(r.trace, row.r))
        }
    }

    @Test func r1Subspaces() throws {
        let rows: [(kind: RandomSubspace.Kind, r: Int, eta: Double, loss: Double, square: Double, rho: Double)] = [
            (.haar, 1, 0.2, 4.17272970884255, 6.18901305749959, 0.845541987542131),
            (.haar, 2, 0.2, 1.55423491921966, 2.34511155429376, 0.697139837660508),
            (.gaussian, 1, 0.04, 5.80785458457439, 8.74086831736205, 0.907325192525279),
            (.gaussian, 2, 0.07, 4.01209204778531, 5.97147550739095, 0.839746900498937),
        ]
        for row in rows {
            let law = RandomSubspace(dimension: row.r, kind: row.kind)
            let trajectory = try run(law, row.eta, 5).trajectory()
            #expect(trajectory.engine == .moments)
            #expect(matches(trajectory.values(.loss)[5], row.loss))
            #expect(matches(trajectory.values(.distanceSquared)[5], row.square))
            #expect(matches(try radius(law, row.eta), row.rho))
        }
        let law = RandomSubspace(dimension: 1, kind: .haar)
        let model = try oracleQuadratic()
        let (w, a, b) = law.moments(3)
        let effective = a * (try #require(model.constants.smoothness)) + b * model.hessian.trace
        #expect(matches(effective, 1.23094010767585))
        #expect(matches(try run(law, w / effective, 5).trajectory().values(.loss)[5], 3.37137392488956))
        // The fixed subspace span(1, 1, 1), trained to the end.
        #expect(matches(try run(Share(blocks: 3), 0.2, 200).trajectory().values(.loss)[200], 109.0 / 13))
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
                g[i] = 2 * x[i] + 3 * sine(2 * x[i])
                value += x[i] * x[i] + 3 * sine(x[i]) * sine(x[i])
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

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

private func sine(_ x: Double) -> Double { sin(x) }
