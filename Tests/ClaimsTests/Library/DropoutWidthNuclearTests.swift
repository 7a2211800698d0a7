import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

@Suite struct DropoutWidthNuclearTests {
    private func isClose(_ a: Double?, _ b: Double, relative: Double = 1e-11) -> Bool {
        guard let a else { return false }
        return abs(a - b) <= relative * abs(b)
    }

    private let target = Matrix.diagonal([3, 1])

    @Test func shrunkSpectra() throws {
        let half = ShrunkSpectrum([3, 1], units: 2, lambda: 1)
        #expect(half.kept == 1 && half.shrinkage == 1 && half.values == [2, 0])
        let (b, a) = try DropoutWidthNuclear.best(target, units: 2, keep: 0.5)
        let loss = UnitDropout.bernoulli(0.5, units: 2).expectedLoss(b, a, target: target)
        #expect(isClose(loss, 4, relative: 1e-14))

        let most = ShrunkSpectrum([3, 1], units: 2, lambda: 0.25)
        #expect(most.kept == 2 && isClose(most.shrinkage, 0.4, relative: 1e-14))
        #expect(isClose(most.values[0], 2.6, relative: 1e-14) && isClose(most.values[1], 0.6, relative: 1e-14))
    }

    /// p = 0.8: both units alike, and one of them is far from the best model of rank 1.
    @Test func equalUnits() throws {
        let (b, a) = try DropoutWidthNuclear.best(target, units: 2, keep: 0.8)
        let loss = UnitDropout.bernoulli(0.8, units: 2).expectedLoss(b, a, target: target)
        #expect(isClose(loss, 1.6, relative: 1e-14))
        for k in 0..<2 {
            #expect(isClose(squaredNorm(b.column(k)) * squaredNorm(a.transposed.column(k)), 2.56, relative: 1e-14))
        }
        let unit = outer(b.column(0), a.transposed.column(0))
        func extracted(_ c: Double) -> Double { 0.5 * squaredNorm((c * unit - target).storage) }
        #expect(isClose(extracted(1), 2.08, relative: 1e-13))
        #expect(isClose(extracted(2), 1.72, relative: 1e-13))
        let best = extracted(inner(unit, target) / squaredNorm(unit.storage))
        #expect(abs(best - 1.5547) <= 5e-5)
        #expect(best > 0.5)
    }

    /// Subsets are not Bernoulli masks: 0 against 2; on diag(3, 1) with identity factors both are 6.
    @Test func subsetsDiffer() throws {
        let ones = Matrix(column: [1, 1])
        let two = Matrix.diagonal([2])
        #expect(UnitDropout.bernoulli(0.5, units: 2).expectedLoss(ones.transposed, ones, target: two) == 2)
        #expect(UnitDropout.subset(1, units: 2).expectedLoss(ones.transposed, ones, target: two) == 0)
        #expect(UnitDropout.bernoulli(0.5, units: 2).expectedLoss(.identity(2), .identity(2), target: target) == 6)
        #expect(UnitDropout.subset(1, units: 2).expectedLoss(.identity(2), .identity(2), target: target) == 6)
    }

    @Test func equaliserIsOrthogonalWithConstantDiagonal() throws {
        let values: Vector = [5, 3, 1, 0, 0]
        let q = SVD.equaliser(values)
        #expect((q.transposed * q - .identity(5)).maxAbs <= 1e-15)
        for entry in (q.transposed * .diagonal(values) * q).diagonal { #expect(isClose(entry, 1.8, relative: 1e-14)) }
    }
}
