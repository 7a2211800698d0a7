import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

@Suite struct CoordinateDescentTests {
    private func close(_ a: Double, _ b: Double) -> Bool { abs(a / b - 1) < 1e-12 }

    private func rows(_ setting: CoordinateDescent.Setting, _ part: String) throws -> [Comparison.Row] {
        let result = try InstanceResult(
            CoordinateDescent.claim(), name: "oracle", role: .given, seed: 1, try setting.evidence())
        return try #require(result.comparisons.first { $0.part == part }).rows
    }

    @Test func importanceReproducesTheOracle() throws {
        let model = try GradientMaskMoments.oracleModel()
        let setting = CoordinateDescent.Setting(model: model, start: [0, 0, 0], chances: .importance)
        let rows = try rows(setting, "importance")
        #expect(close(rows[1].observed, 23.0 / 3))
        #expect(close(rows[1].bound, 7.73205080756888))
        #expect(close(rows[5].observed, 3.32449509917376))
        #expect(close(rows[5].bound, 4.21214640489085))
        #expect(close(try AffineLaw(model, setting.law(), stepSize: 1).kronecker.spectralRadius(), 0.798393423243417))
        #expect(close(1 - model.spectrum[0] / 9, 0.859116756396542))
    }

    @Test func uniformReproducesTheOracle() throws {
        let model = try GradientMaskMoments.oracleModel()
        let setting = CoordinateDescent.Setting(model: model, start: [0, 0, 0], chances: .uniform)
        let rows = try rows(setting, "uniform")
        #expect(close(rows[5].observed, 2.43373839284958))
        #expect(close(rows[5].bound, 3.61689814814815))
        #expect(close(try setting.scaledConstant().value, 0.5))
        #expect(close(try AffineLaw(model, setting.law(), stepSize: 1).kronecker.spectralRadius(), 0.741394756483209))
    }

    /// All 3^4 paths give the same means as the moments.
    @Test func momentsAreThoseOfAllPaths() throws {
        let model = try GradientMaskMoments.oracleModel()
        for chances in [CoordinateDescent.Chances.importance, .uniform] {
            let setting = CoordinateDescent.Setting(model: model, start: [0, 0, 0], chances: chances)
            let run = Run(
                model: model, start: Parameters([0, 0, 0]),
                schedule: Schedule(try setting.law(), stepSize: 1, steps: 4),
                observables: [.excess])
            let paths = try Enumeration.trajectory(run).values(.excess)
            for (row, path) in zip(try rows(setting, chances.rawValue), paths) { #expect(close(row.observed, path)) }
        }
    }

    /// A singular Hessian with eigenvalues 0, 3, 3: mu = 3, trace 6, and the factor is 1/2 exactly.
    @Test func singularHessianContracts() throws {
        let rows = try rows(
            CoordinateDescent.Setting(model: try CoordinateDescent.triangle(), start: [0, 0, 0], chances: .uniform),
            "uniform")
        for row in rows.prefix(12) {
            let expected = rows[0].observed * Rounded.power(Rounded(0.5), Rounded(row.time)).value
            #expect(abs(row.observed - expected) <= row.allowance && row.allowance < 1e-6 * expected)
        }
    }

    /// From an eigenvector of the smallest eigenvalue the first step is an equality, whatever H.
    @Test func firstStepFromTheFlattestDirectionIsSharp() throws {
        let model = try GradientMaskMoments.oracleModel()
        let axis = try model.hessian.symmetricEigen().vectors.column(0)
        let rows = try rows(
            CoordinateDescent.Setting(model: model, start: add(model.optimum, 1, axis), chances: .importance),
            "importance")
        #expect(close(rows[1].observed, rows[1].bound))
        #expect(rows[2].observed < 0.999 * rows[2].bound)
    }
}
