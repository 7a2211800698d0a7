import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

@Suite struct PartialGradientPLTests {
    private func setting(_ model: any Model, _ start: Vector, eta: Double, steps: Int) -> PartialGradientPL.Setting {
        var setting = PartialGradientPL.Setting(model: model, start: start, mask: Mask(.bernoulli(0.5)))
        setting.stepSize = eta
        setting.steps = steps
        return setting
    }

    private func comparison(_ evidence: Evidence, _ part: String) throws -> Comparison {
        let result = try InstanceResult(
            PartialGradientPL.claim(), name: "oracle", role: .given, seed: 1, evidence)
        return try #require(result.comparisons.first { $0.part == part })
    }

    /// f = sum x_i^2 + 3 sin^2 x_i, Bernoulli 1/2, eta = 1/8, every path; mu = 1/32 is the literature's constant.
    @Test func wavesReproduceTheOracle() throws {
        var setting = setting(PartialGradientPL.waves(basis: .identity(2)), [2, -1], eta: 0.125, steps: 6)
        setting.claimed = ["mu": 1.0 / 32]
        let rows = try comparison(try setting.evidence(), "linear").rows
        #expect(abs(rows[0].observed - 9.60468568611613) < 1e-13 * 10)
        for (step, observed, bound) in [
            (1, 8.14718148985586, 9.58592653438544), (3, 6.09133965069701, 9.54851807626823),
            (6, 3.26828334103146, 9.49267893114048),
        ] {
            #expect(abs(rows[step].observed / observed - 1) < 1e-13)
            #expect(abs(rows[step].bound / bound - 1) < 1e-13)
        }
    }

    @Test func quadraticReproducesTheOracle() throws {
        let model = try Quadratic(
            hessian: Matrix(rows: [[4, 1, 0], [1, 3, 1], [0, 1, 2]]), optimum: [1, -2, 3])
        let rows = try comparison(try setting(model, [0, 0, 0], eta: 0.2, steps: 5).evidence(), "linear").rows
        for (step, observed, bound) in [(1, 7.08, 7.79769145362398), (5, 2.5907571024, 4.39400144437311)] {
            #expect(abs(rows[step].observed / observed - 1) < 1e-13)
            #expect(abs(rows[step].bound / bound - 1) < 1e-13)
        }
    }

    /// On a quadratic with noise and displacement, the enumerated moments are the mean over all paths.
    @Test func momentsAreThoseOfAllPaths() throws {
        let model = try Quadratic(hessian: Matrix(rows: [[3, 1], [1, 2]]), optimum: [1, -1])
        var setting = setting(model, [0.5, 2], eta: 0.2, steps: 4)
        setting.noise = [0.5, -1]
        setting.relativeNoise = 0.25
        setting.displacement = { [0.1 * Double($0), -0.2] }
        let track = try #require(try setting.evidence().tracks["floor"])
        let paths = try Enumeration.trajectory(setting.run(steps: 4)).values(.excess)
        for (moments, path) in zip(track.observed, paths) { #expect(abs(moments - path) < 1e-13 * path) }
    }

    /// A gradient mask beside a displacement masks the gradient alone: x+ = x - eta P H (x + delta), by hand.
    @Test func displacementDoesNotMaskTheModel() throws {
        let model = try Quadratic(hessian: Matrix(rows: [[2, 1], [1, 2]]), optimum: [0, 0])
        var setting = PartialGradientPL.Setting(model: model, start: [1, 1], mask: Mask(.coordinates([1])))
        setting.displacement = { _ in [0, 1] }
        setting.stepSize = 0.25
        // grad at (1, 2) is (4, 5): x = (0, 1), f = 1.
        let track = try #require(try setting.evidence().tracks["floor"])
        #expect(track.observed[1] == 1)
        #expect(try Enumeration.trajectory(setting.run(steps: 1)).values(.excess)[1] == 1)
        #expect(try setting.run(steps: 1).trajectory().values(.excess)[1] == 1)
    }

    /// The PL constant of x^2 + 3 sin^2 x: a fine scan where the ratio can be small, refined around its lowest point.
    @Test func waveConstantIsTheInfimum() {
        func ratio(_ x: Double) -> Double {
            let sine = Rounded.sin(Rounded(x)).value
            let slope = 2 * x + 3 * Rounded.sin(Rounded(2 * x)).value
            return slope * slope / (2 * (x * x + 3 * sine * sine))
        }
        // Beyond 6 the ratio is at least (2|x| - 3)^2 / (2 (x^2 + 3)) > 1.
        let lowest = (1...600_000).map { ratio(Double($0) * 1e-5) }.min() ?? 0
        #expect(abs(lowest - 0.175530985882) < 1e-9)
        #expect(abs(ratio(2.2017079837) - 0.175530985882) < 1e-12)
        #expect(PartialGradientPL.wavePL <= lowest)
    }

    /// A coordinate that is never kept: the loss stays at 1/2, and a claim with p = 1/2 would say 9.5e-7 after 20 steps.
    @Test func forgottenCoordinateKeepsItsLoss() throws {
        let model = try Quadratic(hessian: .identity(2), optimum: [0, 0])
        let mask = Composition([Mask(.bernoulli(0.5)), Mask(.coordinates([1]))])
        let row = try comparison(
            try PartialGradientPL.Setting(model: model, start: [0, 1], mask: mask).evidence(), "linear"
        ).rows[20]
        #expect(row.observed == 0.5)
        #expect(abs(row.bound - 9.5367431640625e-7 / 2) < 1e-18)
    }
}
