import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

@Suite struct RefutedSubnetworksTests {
    private func result(_ claim: any LibraryClaim.Type) throws -> ClaimResult {
        let result = try Checker().check([try claim.claim()])[0]
        #expect(result.status == .refuted, "\(result.complaints)")
        return result
    }

    private func rows(_ claim: any LibraryClaim.Type, _ part: String) throws -> [Comparison.Row] {
        try #require(result(claim).instances.flatMap(\.comparisons).first { $0.part == part }).rows
    }

    @Test func eigenvalueOfTheInverse() throws {
        let row = try rows(RefutedSubnetworkEigenvalue.self, "eigenvalue")[0]
        #expect(abs(row.observed * (3 + 3.0.squareRoot()) - 1) < 1e-14)
        #expect(abs(row.bound / (3 + 3.0.squareRoot()) - 1) < 1e-14)
        #expect(try rows(RefutedSubnetworkEigenvalue.self, "dual-norm")[0].isViolated)
        // The true inequality |g|^2 <= lmax |g|^2 in the dual norm is attained along the top eigenvector.
        let model = try Quadratic(
            hessian: Matrix(rows: [[4, 1, 0], [1, 3, 1], [0, 1, 2]]), optimum: [0, 0, 0])
        let top = try model.hessian.symmetricEigen().vectors.column(2)
        #expect(abs(bilinear(top, try model.hessian.inverse(), top) * model.spectrum[2] - 1) < 1e-14)
    }

    @Test func scalingByTheRootsDiagonal() throws {
        let rows = try rows(RefutedSubnetworkScaling.self, "diagonal")
        for (row, value) in zip(rows, [1.07349361490, 1.23536868661, 1.17157924772]) {
            #expect(abs(row.observed - value) < 6e-12 && row.isViolated)
        }
        // Never less than 1, and 1 for a diagonal matrix.
        var draw = Draw(seed: 1, claim: "refuted-ist-scaling-slip", instance: "test")
        let any = try RefutedSubnetworkScaling.evidence(draw.positiveDefinite(4, 0.1, 10))
        #expect(any.tracks["diagonal"]?.observed.allSatisfy { $0 > 1 } ?? false)
        let plain = try RefutedSubnetworkScaling.evidence(.diagonal([1, 4, 9]))
        #expect(plain.tracks["diagonal"]?.observed.allSatisfy { abs($0 - 1) < 1e-15 } ?? false)
    }

    @Test func biasGrows() throws {
        for (n, value) in [(2, 0.293), (3, 0.423), (4, 0.5), (5, 0.553)] {
            let bias = try RefutedSubnetworkBias.relativeBias(n)
            #expect(abs(bias - (1 - 1 / Double(n).squareRoot())) < 1e-14 && abs(bias - value) < 5e-4)
        }
        #expect(try rows(RefutedSubnetworkBias.self, "diminishes").allSatisfy(\.isViolated))
    }

    @Test func smallestIsNotCheapest() throws {
        let rows = try rows(RefutedSafeDropping.self, "cheapest")
        #expect(rows.map(\.observed) == [0.125, 1.25, 12.5, 125] && rows.map(\.bound) == [0.125, 0.5, 0.5, 0.5])
        #expect(rows.map(\.isViolated) == [false, true, true, true])
        let safe = try self.rows(RefutedSafeDropping.self, "safe")[0]
        #expect(safe.bound == 0 && safe.observed > 10)
    }
}
