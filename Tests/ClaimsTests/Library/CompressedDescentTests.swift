import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

@Suite struct CompressedDescentTests {
    private func close(_ a: Double, _ b: Double) -> Bool { abs(a / b - 1) < 1e-12 }

    private func comparison(_ evidence: Evidence, _ part: String) throws -> Comparison {
        let result = try InstanceResult(CompressedDescent.claim(), name: "oracle", role: .given, seed: 1, evidence)
        return try #require(result.comparisons.first { $0.part == part })
    }

    /// Three coordinates, p = 9/10, eta = 1/3.
    @Test func iteratesReproduceTheOracle() throws {
        let model = try GradientMaskMoments.oracleModel()
        let setting = CompressedDescent.IterateSetting(
            model: model, start: [0, 0, 0], mask: CompressedDescent.bernoulli(0.9), stepSize: 1.0 / 3)
        #expect(close(try setting.rate(), 29.0 / 81))
        #expect(close(try setting.law().kronecker.spectralRadius(), 0.358024691358025))
        #expect(close(setting.growth, 10.0 / 27))
        let evidence = try setting.evidence()
        let floor = try #require(try comparison(evidence, "floor").rows.first)
        #expect(close(floor.observed, 28.0 / 13))
        #expect(close(floor.bound, 42.0 / 17))
        let (covariance, _) = try setting.law().longRunCovariance(around: [0, 0, 0], doublings: 40)
        #expect(abs(covariance[0, 1] - 0.0173299956059174) < 1e-14)
        #expect(close(0.5 * inner(model.hessian, covariance), 2.55152394775036))
        let stationary = try #require(evidence.tracks["stationary"])
        #expect(abs((stationary.varying["sigma"]?[1].value ?? 0) - 0.0173299956059174) < 1e-14)
    }

    /// p = 1/2, eta = 1/20: (1 + omega) a^2 = 1.754, and the variance diverges although the mean converges.
    @Test func shortStepsLetCompressionWin() throws {
        let setting = try CompressedDescent.shortSteps()
        #expect(abs(setting.growth - 1.754) < 5e-4)
        #expect(close(try setting.rate(), 1.630562857070))
        let mean = try #require(try setting.evidence().tracks["mean"])
        #expect(abs(mean.observed[30]) < abs(mean.observed[0]))
    }

    /// At eta = 2/(L + mu), (1 + omega) a^2 < 1 exactly where omega < 4 kappa/(kappa - 1)^2.
    @Test func bestStepToleratesOmegaOfOrderMuOverL() throws {
        for kappa in [2.0, 5, 20] {
            let model = try Quadratic(hessian: .diagonal([1, kappa]), optimum: [1, 1])
            let edge = 4 * kappa / ((kappa - 1) * (kappa - 1))
            for (factor, holds) in [(0.999, true), (1.001, false)] {
                let setting = CompressedDescent.IterateSetting(
                    model: model, start: [0, 0], mask: CompressedDescent.bernoulli(1 / (1 + factor * edge)),
                    stepSize: 2 / (kappa + 1))
                #expect((setting.growth < 1) == holds)
            }
        }
    }

    /// Moments and all 4^3 paths agree, and a step is compressed after it is taken: x+ = 0 or 2 (x - eta H (x - x*)).
    @Test func iteratesAreCompressedAfterTheStep() throws {
        let model = try Quadratic(hessian: Matrix(rows: [[2, 1], [1, 2]]), optimum: [1, -1])
        let setting = CompressedDescent.IterateSetting(
            model: model, start: [3, 1], mask: CompressedDescent.bernoulli(0.5), stepSize: 0.25)
        let paths = Run(
            model: model, start: Parameters([3, 1]),
            schedule: Schedule(IterateCompression(mask: CompressedDescent.bernoulli(0.5)), stepSize: 0.25, steps: 3),
            observables: [.distanceSquared])
        let squares = try Enumeration.trajectory(paths).values(.distanceSquared)
        // x - grad/4 = (3, 1) - (6, 6)/4 = (1.5, -0.5): E|x - x*|^2 = mean of 1, 4 plus mean of 1, 0.
        #expect(abs(squares[1] - 3) < 1e-14)
        let track = try #require(try setting.evidence().tracks["recursion"])
        for step in 1...3 { #expect(close(track.observed[step - 1], squares[step])) }
    }

    /// Compressed gradients: H = 2I, eta = 0.3, omega = 1 has the factor 1 - 0.6 (2 - 1.2) = 0.52 exactly.
    @Test func isotropicGradientsAreSharp() throws {
        let model = try Quadratic(hessian: .diagonal([2, 2]), optimum: [0, 0])
        let rows = try comparison(
            try CompressedDescent.Setting(
                model: model, start: [1, 1], mask: CompressedDescent.bernoulli(0.5), stepSize: 0.3
            ).gradientEvidence(), "cgd"
        ).rows
        #expect(close(rows[1].observed / rows[0].observed, 0.52))
        #expect(close(rows[7].observed, rows[7].bound))
    }
}
