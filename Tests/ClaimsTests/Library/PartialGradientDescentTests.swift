import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

@Suite struct PartialGradientDescentTests {
    private func comparison(_ evidence: Evidence, _ part: String) throws -> Comparison {
        let result = try InstanceResult(
            PartialGradientDescent.claim(), name: "oracle", role: .given, seed: 1, evidence)
        return try #require(result.comparisons.first { $0.part == part })
    }

    private func oraclePath() throws -> PartialGradientPath {
        var path = PartialGradientPath(model: try GradientMaskMoments.oracleModel(), start: [0, 0, 0])
        let masks = [[1, 2], [2, 3], [1, 3], [1, 2]]
        path.walk(4) { step, _ in
            let sign = step.isMultiple(of: 2) ? 0.1 : -0.1
            return .init(Mask(.coordinates(masks[step])), delta: [sign, sign, sign], stepSize: 0.2)
        }
        return path
    }

    /// H3, eta = 1/5, four masks of two coordinates, alternating displacement: all numbers are fractions.
    @Test func fourStepsAreTheFractions() throws {
        let path = try oraclePath()
        #expect(norm(subtract(path.end, [883.0 / 1250, -113.0 / 125, 357.0 / 250])) < 1e-15)
        let trajectory = try path.run.trajectory()
        #expect(norm(subtract(try #require(trajectory.final).values, path.end)) < 1e-15)
        #expect(abs(trajectory.values(.loss)[4] - 3_751_113.0 / 1_562_500) < 1e-14)
        #expect(abs(trajectory.values(.maskedGradientMean)[4] - 1_346_537.0 / 125_000) < 1e-13)
        let evidence = try path.evidence(["average", "horizon"])
        let row = try comparison(evidence, "average").rows[3]
        #expect(abs(row.observed - 10.772296) < 1e-13)
        #expect(abs(row.bound - 10_573_887.0 / 625_000) < 1e-13)
        let errors = try #require(evidence.tracks["average"]?.varying["errormean"]?.last)
        #expect(abs(errors.value - 0.42) < 1e-14)
        // 2 f0/(eta T) + mean |e|^2 = 573/25.
        #expect(abs(2 * 9 / (0.2 * 4) + errors.value - 22.92) < 1e-13)
    }

    /// eta = 3/L: ten steps exceed the bound 1048575 times.
    @Test func stepThreeOverLExceedsByTheOracle() throws {
        let claim = try PartialGradientDescent.claim()
        let instance = try #require(claim.instances.first { $0.name == "step-three-over-L" })
        var draw = Draw(seed: 1, claim: claim.id, instance: instance.name)
        let row = try #require(try comparison(instance.evidence(&draw), "horizon").rows.last)
        #expect(row.time == 10)
        #expect(abs(row.observed / row.bound - 1_048_575) < 1e-6)
    }

    /// One fixed mask for ever: the bound holds, and the gradient outside the mask does not vanish.
    @Test func onlyTheKeptGradientIsControlled() throws {
        let model = try Quadratic(hessian: .identity(2), optimum: [0, 0])
        var path = PartialGradientPath(model: model, start: [1, 1])
        path.walk(50) { _, _ in .init(Mask(.coordinates([1])), stepSize: 0.5) }
        #expect(try comparison(path.evidence(["average"]), "average").relationVerdict == .holds)
        #expect(path.end[1] == 1)
    }

    /// L = 2, x = 1, delta = 1/2: v = 3, q = 2/3, eta = 1/3 reaches 0, which is the bound; eta = 1/L reaches 1/4, and the
    /// claim for q = 1 would be -5/4.
    @Test func displacedStepReachesTheMinimum() throws {
        let model = try Quadratic(hessian: .diagonal([2]), optimum: [0])
        #expect(abs(PartialGradientPath.weight(Full(), model, at: [1], [0.5]) - 2.0 / 3) < 1e-15)
        var path = PartialGradientPath(model: model, start: [1])
        path.walk(1) { _, _ in .init(Full(), delta: [0.5], stepSize: 1.0 / 3) }
        let row = try comparison(path.evidence(["displaced-step"]), "displaced-step").rows[0]
        #expect(abs(row.observed) < 1e-15 && abs(row.bound) < 1e-15)
        let unweighted = try PartialGradientDescent.unweighted()
        #expect(try unweighted.run.trajectory().values(.loss)[1] == 0.25)
        #expect(1 - 9.0 / (2 * 2) == -1.25)
    }

    /// The second derivatives that the smoothness constants rest on, by differences of gradients.
    @Test func gradientsAreLipschitzAsClaimed() throws {
        var generator = Generator(seed: 5, "lipschitz")
        let a = generator.gaussianMatrix(rows: 6, columns: 4)
        let robust = try PartialGradientDescent.robustRegression(a, generator.gaussianVector(6))
        let waves = PartialGradientPL.waves(basis: haarOrthogonal(4, using: &generator))
        for model in [robust, waves] {
            let smoothness = try #require(model.constants.smoothness)
            for _ in 0..<200 {
                let x = generator.gaussianVector(4)
                let y = add(x, 0.3, generator.gaussianVector(4))
                let gx = model.gradient(at: Parameters(x)).values
                let change = norm(subtract(model.gradient(at: Parameters(y)).values, gx))
                #expect(change <= smoothness * norm(subtract(y, x)))
                // The gradient is that of the value: central differences.
                let h = 1e-5
                let slope =
                    (model.value(at: Parameters(add(x, h, gx))) - model.value(at: Parameters(add(x, -h, gx)))) / (2 * h)
                #expect(abs(slope - squaredNorm(gx)) < 1e-4 * (1 + squaredNorm(gx)))
            }
        }
    }
}
