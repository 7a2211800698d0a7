import LinearAlgebra
import Testing

/// Spectra and the cosine basis, against their definitions.
@Suite struct SpectraTests {
    @Test func spectra() {
        #expect(Spectra.geometric(3, least: 0.25, greatest: 4) == [0.25, 1, 4])
        #expect(Spectra.geometric(1, least: 0.25, greatest: 4) == [4])
        #expect(Spectra.powerLaw(3, exponent: 2, greatest: 36) == [36, 9, 4])
    }

    @Test(arguments: [1, 2, 5, 16]) func cosineBasisIsOrthogonal(_ d: Int) {
        let basis = Matrix.cosineBasis(d)
        let defect = basis.transposed * basis - .identity(d)
        // A cosine of an argument up to pi d is off by as many units; d of them are summed.
        #expect(defect.maxAbs <= 8 * Double(d * d) * Double.ulpOfOne)
        #expect(basis.column(0).allSatisfy { $0 == basis[0, 0] && $0 > 0 })
    }
}
