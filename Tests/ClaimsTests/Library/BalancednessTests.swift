import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

/// Numbers found with 20 digits in another system, and the verdicts of the instances.
@Suite struct BalancednessTests {
    /// From the zero-asymmetric start of two layers `C_1 = W_2' W_2 - W_1 W_1'` has the eigenvalues `b^2 - a^2`.
    @Test func zeroAsymmetricDrift() throws {
        let model = try DeepLinear(depth: 2, target: Matrix(rows: [[0, 2], [-1, 0]]))
        var descent = try LayerDescent(model, start: model.zeroAsymmetricStart, Full(), stepSize: 0.05)
        for _ in 0..<20 { try descent.advance() }
        let (matrix, radius) = try #require(Balancedness.imbalances(descent.layers, radius: descent.radius).first)
        let values = try matrix.symmetricEigenvalues()
        #expect(Oracle.isClose(-values[0], 0.979525214182) && Oracle.isClose(-values[1], 0.931978634574))
        #expect(radius < 1e-12)
    }

    /// `(w_1, w_2) = (1, 0)`: the drift is eta^2, half the bound without weights, and 0.526 of the bound by the loss.
    @Test func oneStep() throws {
        let start = Parameters([.identity(1), Matrix(rows: 1, columns: 1)])
        let evidence = try Balancedness.evidence(
            target: .identity(1), start: start, stepSize: 0.1, steps: 1, end: 1)
        let drift = try Oracle.last(Balancedness.self, "drift", evidence)
        #expect(Oracle.isClose(drift.observed, 0.01, digits: 1e-14) && Oracle.isClose(drift.bound, 0.01, digits: 1e-14))
        let outer = try Oracle.last(Balancedness.self, "drift-loss", evidence)
        #expect(Oracle.isClose(2 * outer.bound, 0.038, digits: 1e-14))
        #expect(Oracle.isClose(evidence.quantities["efficiency"]?.value, 0.95, digits: 1e-13))
    }

    /// Under sharing two layers stay equal, and their imbalance is the defect of normality.
    @Test func sharedFlowDoesNotConserve() throws {
        let start = Parameters([.identity(2), .identity(2)])
        for (tied, wanted) in [(true, 0.260060877257), (false, 0)] {
            let evidence = try Balancedness.evidence(
                target: Matrix(rows: [[1, 1], [0, 1]]), start: start, stepSize: 0.1, steps: 1, end: 1, tied: tied)
            let drift = norm(try #require(evidence.tracks["flow"]).observed)
            #expect(abs(drift - wanted) < 1e-11)
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func behavesAsRecorded(seed: UInt64) throws {
        try Oracle.expectBehaves(Balancedness.self, seed: seed)
    }
}
