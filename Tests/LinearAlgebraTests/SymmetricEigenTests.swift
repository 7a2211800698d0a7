import LinearAlgebra
import Testing

@Suite struct SymmetricEigenTests {
    @Test(arguments: symmetricCases) func decomposition(_ test: Case) throws {
        let a = test.matrix
        let eigen = try a.symmetricEigen()
        #expect(eigen.values.count == a.rows)
        #expect(isAscending(eigen.values))
        #expect(orthogonalityDefect(eigen.vectors) <= rounding(a, size: Double(a.rows).squareRoot()))
        let again = Matrix(symmetricSpectrum: eigen.values, basis: eigen.vectors)
        #expect((again - a).frobeniusNorm <= rounding(a))
        #expect(again == again.transposed)
        let values = try a.symmetricEigenvalues()
        #expect(maxDifference(values, eigen.values) <= rounding(a))
    }

    /// The second difference: values 2 - 2 cos(k pi / (n + 1)), here 4 sin^2.
    @Test func knownSpectrum() throws {
        let n = 5
        let a = Matrix(rows: n, columns: n) { $0 == $1 ? 2 : abs($0 - $1) == 1 ? -1 : 0 }
        let root3 = 3.0.squareRoot()
        #expect(maxDifference(try a.symmetricEigenvalues(), [2 - root3, 1, 2, 3, 2 + root3]) <= rounding(a))
    }

    @Test(arguments: [1e-300, 1, 1e150]) func constructedSpectrumIsFound(_ size: Double) throws {
        var g = Generator(seed: 1, "spectrum")
        let values = [-3, -1, -1, 0, 0.25, 2, 2, 7].map { $0 * size }
        let a = Matrix(symmetricSpectrum: values, basis: haarOrthogonal(8, using: &g))
        #expect(maxDifference(try a.symmetricEigenvalues(), values) <= rounding(a))
    }

    @Test func spectrumOnAFewVectors() throws {
        let a = Matrix(symmetricSpectrum: [2, 3], basis: try Matrix(rows: [[1, 0], [0, 1], [1, 1]]))
        #expect(a.rowArrays == [[2, 0, 2], [0, 3, 3], [2, 3, 5]])
        #expect(Matrix(symmetricSpectrum: [], basis: Matrix(rows: 2, columns: 0)) == Matrix(rows: 2, columns: 2))
    }

    @Test func asymmetryBeyondRoundingIsAnError() throws {
        let a = try Matrix(rows: [[1, 2], [2.1, 1]])
        let error = LinearAlgebraError.notSymmetric(operation: "symmetric eigenvalues", row: 2, column: 1)
        #expect(throws: error) { try a.symmetricEigen() }
        #expect(throws: error) { try a.symmetricEigenvalues() }
    }

    @Test func asymmetryOfRoundingIsAveraged() throws {
        let a = try Matrix(rows: [[1, 0.5], [(0.5).nextUp, 1]])
        #expect(maxDifference(try a.symmetricEigenvalues(), [0.5, 1.5]) <= rounding(a))
    }

    @Test func wrongInput() {
        let shape = LinearAlgebraError.shape(operation: "symmetric eigenvalues", expected: "2 x 2", found: "2 x 3")
        #expect(throws: shape) { try wide.symmetricEigen() }
        #expect(throws: shape) { try wide.symmetricEigenvalues() }
        for bad in notFiniteMatrices {
            #expect(throws: LinearAlgebraError.notFinite(operation: "symmetric eigenvalues")) {
                try bad.symmetricEigen()
            }
        }
    }
}
