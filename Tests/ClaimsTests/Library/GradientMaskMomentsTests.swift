import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

@Suite struct GradientMaskMomentsTests {
    struct Row: Sendable {
        let mask: Mask
        let eta, meanRate, rate, distance, loss, meanDistance: Double
    }

    /// H3, x0 = 0: spectral radii, and moments after five steps.
    @Test(arguments: [
        Row(
            mask: Mask(.bernoulli(0.5)), eta: 0.2, meanRate: 0.873205080757, rate: 0.772094838370995,
            distance: 3.9064332608, loss: 2.5907571024, meanDistance: 3.5898138752),
        Row(
            mask: Mask(.bernoulli(0.5), rescale: true), eta: 0.1, meanRate: 0.873205080757, rate: 0.772094838370995,
            distance: 3.9064332608, loss: 2.5907571024, meanDistance: 3.5898138752),
        Row(
            mask: Mask(.subset(2)), eta: 0.2, meanRate: 0.830940107676, rate: 0.696126451161326,
            distance: 2.33153837637531, loss: 1.55127609900247, meanDistance: 2.18571223377119),
        Row(
            mask: Mask(.subset(2), rescale: true), eta: 0.1, meanRate: 0.873205080757, rate: 0.765279790955885,
            distance: 3.71466051944375, loss: 2.42740992697969, meanDistance: 3.5898138752),
    ])
    func oracle(_ row: Row) throws {
        let model = try GradientMaskMoments.oracleModel()
        let setting = GradientMaskMoments.Setting(
            model: model, start: [0, 0, 0], mask: row.mask, stepSize: row.eta)
        #expect(abs(try setting.rate().value - row.rate) < 1e-13)
        let law = try AffineLaw(model, row.mask, stepSize: row.eta)
        #expect(abs(try law.kronecker.spectralRadius() - row.rate) < 1e-13)
        var state = AffineRun(error: setting.error, growth: 1, condition: setting.condition)
        var moments = Moments(error: setting.error)
        for step in 0..<5 {
            state.step(law)
            try row.mask.advance(&moments, on: model, stepSize: row.eta, step: step)
        }
        for found in [state.moments, moments] {
            #expect(abs(found.second.trace / row.distance - 1) < 1e-13)
            #expect(abs(found.loss(on: model) / row.loss - 1) < 1e-13)
            #expect(abs(squaredNorm(found.mean) / row.meanDistance - 1) < 1e-13)
        }
        let slope = row.eta * row.mask.scale(3) * row.mask.keepProbability(3)
        #expect(abs(1 - slope * model.spectrum[0] - row.meanRate) < 1e-12)
        let mean = Matrix(rows: 3, columns: 3) { ($0 == $1 ? 1 : 0) - slope * model.hessian[$0, $1] }
        #expect(abs(try mean.spectralRadius() - row.meanRate) < 1e-12)
    }

    /// All 8^5 paths agree with the second moment.
    @Test func pathsAgreeWithMoments() throws {
        let run = Run(
            model: try GradientMaskMoments.oracleModel(), start: Parameters([0, 0, 0]),
            schedule: Schedule(Mask(.bernoulli(0.5)), stepSize: 0.2, steps: 5),
            observables: [.excess, .distanceSquared])
        let trajectory = try Enumeration.trajectory(run)
        #expect(abs(trajectory.values(.excess)[5] / 2.5907571024 - 1) < 1e-13)
        #expect(abs(trajectory.values(.distanceSquared)[5] / 3.9064332608 - 1) < 1e-13)
    }

    @Test func stationaryTraceIsTheOracle() throws {
        let claim = try GradientMaskMoments.claim()
        let instance = try #require(claim.instances.first { $0.name == "three-coordinates" })
        var draw = Draw(seed: 1, claim: claim.id, instance: instance.name)
        let track = try #require(try instance.evidence(&draw).tracks["stationary"])
        // Entries 11, 12, 22, 13, 23, 33.
        let trace = track.observed[0] + track.observed[2] + track.observed[5]
        #expect(abs(trace / 0.225670787323218 - 1) < 1e-12)
    }

    @Test func stableMeanCanHaveUnstableVariance() throws {
        let model = try GradientMaskMoments.oracleModel()
        let eta = 1.9 / model.spectrum[2]
        let setting = GradientMaskMoments.Setting(
            model: model, start: [0, 0, 0], mask: Mask(.bernoulli(0.5), rescale: true), stepSize: eta)
        #expect(abs(try setting.rate().value - 3.20045250420) < 1e-11)
        #expect(abs((1 - eta * model.spectrum[2]).magnitude - 0.9) < 1e-14)
    }

    /// On H = hI with Bernoulli masks, rho(T) = 1 - 2 eta p h + eta^2 h^2 p.
    @Test func isotropicRate() throws {
        let model = try Quadratic(hessian: .diagonal([2, 2]), optimum: [0, 0])
        let setting = GradientMaskMoments.Setting(
            model: model, start: [1, 1], mask: Mask(.bernoulli(0.4)), stepSize: 0.3)
        #expect(abs(try setting.rate().value - (1 - 2 * 0.3 * 0.4 * 2 + 0.09 * 4 * 0.4)) < 1e-15)
    }

    /// E[SGS] of the formula against enumeration, for every law.
    @Test func sandwichIsTheMeanOverDraws() throws {
        var generator = Generator(seed: 3, "sandwich")
        let g = generator.gaussianMatrix(rows: 4, columns: 4).symmetrized
        for law in [Mask.Law.bernoulli(0.3), .subset(1), .subset(3), .subset(4)] {
            let mask = Mask(law, rescale: true)
            let mean = try mask.diagonals(4).reduce(Matrix(rows: 4, columns: 4)) { sum, draw in
                sum + draw.probability
                    * Matrix(rows: 4, columns: 4) { draw.factors[$0] * g[$0, $1] * draw.factors[$1] }
            }
            #expect((mean - mask.expectedSandwich(g)).maxAbs < 1e-14)
            #expect(try mask.lawDefect(declared: Mask(law), 4, order: 4).value < 1e-15)
        }
        #expect(try CommonMask(probability: 0.5).lawDefect(declared: Mask(.bernoulli(0.5)), 2, order: 2).value == 0.25)
    }
}
