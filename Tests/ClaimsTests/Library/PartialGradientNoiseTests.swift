import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

@Suite struct PartialGradientNoiseTests {
    private func comparison(_ evidence: Evidence, _ part: String) throws -> Comparison {
        let result = try InstanceResult(
            PartialGradientNoise.claim(), name: "oracle", role: .given, seed: 1, evidence)
        return try #require(result.comparisons.first { $0.part == part })
    }

    /// H = diag(2, 1), masks {1}, {2}, {1,2}, {1}, delta = (0.1, -0.1), noise along the kept part of (1, 1), all 16 paths.
    @Test func displacedMasksReproduceTheOracle() throws {
        let model = try Quadratic(hessian: .diagonal([2, 1]), optimum: [0, 0])
        let setting = PartialGradientNoise.Setting(
            model: model, start: [1, 1], stepSize: 0.25,
            moves: PartialGradientNoise.inTurn(
                [[1], [2], [1, 2], [1]], delta: [0.1, -0.1], relative: 1, absolute: 0.5),
            relative: 1, absolute: 0.5, parts: ["average", "horizon"])
        let evidence = try setting.evidence()
        let row = try #require(try comparison(evidence, "average").rows.last)
        #expect(row.time == 4)
        #expect(abs(row.observed / 2.14919921875 - 1) < 1e-14)
        #expect(abs(row.bound / 2.400390625 - 1) < 1e-14)
        let track = try #require(evidence.tracks["average"])
        #expect(abs((track.varying["errormean"]?.last?.value ?? 0) / 0.035 - 1) < 1e-14)
        #expect(abs((track.varying["loss"]?.last?.value ?? 0) / 0.3798046875 - 1) < 1e-14)
        let horizon = try #require(try comparison(evidence, "horizon").rows.last)
        // 2 f_0/(eta T) + L eta sigma^2 = 3.125, and L^2 |delta|^2 = 0.08; with the mean of |e|^2 in its place it is 3.16.
        #expect(abs(horizon.bound / 3.205 - 1) < 1e-14)
        #expect(abs((horizon.bound - 0.08 + 0.035) / 3.16 - 1) < 1e-14)
        #expect(try comparison(evidence, "average").failedChecks.isEmpty)
    }

    /// Noise in proportion to the whole gradient under the mask e1 e1': m+ = (1 - eta)^2 m + 2 eta^2 (m + 1) for m = E x_1^2,
    /// with limit 0.4 at eta = 1/4, where the bound with p > 0 would be 2 f_0/(eta T) = 0.002 at T = 2000.
    @Test func noiseOfTheWholeGradientLeavesAFloor() throws {
        let setting = try PartialGradientNoise.forgotten(stepSize: 0.25, steps: 8)
        let track = try #require(try setting.evidence().tracks["random"])
        var (m, sum) = (0.0, 0.0)
        var limit = 0.0
        for step in 0..<2000 {
            sum += m
            if step < 8 { #expect(abs(track.observed[step] - sum / Double(step + 1)) < 1e-14) }
            m = 0.5625 * m + 0.125 * (m + 1)
            limit = sum / Double(step + 1)
        }
        #expect(abs(m - 0.4) < 1e-14)
        #expect(limit > 0.399)
        #expect(2 * 0.5 / (0.25 * 2000) == 0.002)
    }

    /// A step by hand: f = |x|^2/2 from (3, 4), noise +-sqrt(0.44 * 25 + 25) = +-6 along the first axis before the mask {1}.
    @Test func directedNoiseIsRelativeToWhatComesBefore() throws {
        let noise = DirectedNoise(direction: [1, 0], relative: 0.44, absolute: 5)
        let model = try Quadratic(hessian: .identity(2), optimum: [0, 0])
        func losses(_ move: PartialGradientNoise.Move) throws -> Double {
            let run = Run(
                model: model, start: Parameters([3, 4]), schedule: Schedule(move.partial, stepSize: 0.5, steps: 1),
                observables: [.loss])
            return try Enumeration.trajectory(run).values(.loss)[1]
        }
        let mask = Mask(.coordinates([1]))
        // x_1 = 3 - (3 +- 6)/2; after the mask +-sqrt(0.44 * 9 + 25).
        #expect(abs(try losses(.init(mask: mask, before: [noise])) - (8 + (2.25 + 9) / 2)) < 1e-13)
        #expect(abs(try losses(.init(mask: mask, after: [noise])) - (8 + (2.25 + 28.96 / 4) / 2)) < 1e-13)
    }

    /// What is seen of masks and noise: the coins' extreme chances, and no defect where the noise is as declared.
    @Test func masksAndNoiseAreMeasured() throws {
        let noise = DirectedNoise(direction: [0, 1], relative: 1, absolute: 0.5)
        let evidence = try PartialGradientNoise.Setting(
            model: try Quadratic(hessian: .diagonal([2, 1]), optimum: [0, 0]), start: [1, 1], stepSize: 0.1,
            moves: [.init(mask: try MatrixLaw.coins([0.25, 0.75]), before: [noise])], relative: 1, absolute: 0.5,
            parts: ["random"]
        ).evidence()
        #expect(abs((evidence.quantities["pmin"]?.value ?? 0) - 0.25) < 1e-15)
        #expect(abs((evidence.quantities["pbar"]?.value ?? 0) - 0.75) < 1e-15)
        // E|P xi|^2 = 0.75 (|grad|^2 + 1/4): the full noise to the letter, but more than M E|v|^2 + sigma^2.
        #expect(abs(evidence.quantities["fullDefect"]?.value ?? 1) < 1e-14)
        #expect(abs((evidence.quantities["keptDefect"]?.value ?? 0) - (0.75 * 5.25 - 1.75 - 0.25)) < 1e-14)
        #expect(evidence.quantities["correlation"]?.value == 0)
    }
}
