import LinearAlgebra
import Testing

@Suite struct RankTests {
    @Test(arguments: rectangularCases) func rankOfTheCases(_ test: Case) throws {
        let a = test.matrix
        let expected =
            switch test.name.split(separator: " ").first {
            case "zero": 0
            case "ones": 1
            case "rank": 3
            case "graded": min(a.rows, a.columns) - (a.rows == 9 ? 4 : 3)
            default: min(a.rows, a.columns)
            }
        #expect(try a.numericalRank() == expected)
    }

    @Test func cutoffs() throws {
        let a = Matrix.diagonal([1, 1e-3, 1e-6, 0])
        #expect(try a.numericalRank() == 3)
        #expect(try a.numericalRank(relativeCutoff: 1e-4) == 2)
        #expect(try a.numericalRank(relativeCutoff: 0) == 3)
        #expect(try Matrix.diagonal([1, 1.9 * Double.ulpOfOne]).numericalRank() == 1)
        #expect(try Matrix.diagonal([1, 2.1 * Double.ulpOfOne]).numericalRank() == 2)
        for size in [1e-300, 1e150] { #expect(try (size * a).numericalRank() == 3) }
    }

    @Test(arguments: [-0.5, 1, .nan, .infinity]) func cutoffsOutsideTheRange(_ cutoff: Double) {
        #expect(
            throws: LinearAlgebraError.invalidArgument(
                operation: "numerical rank", expected: "a relative cutoff in [0, 1)", found: "\(cutoff)")
        ) { try wide.numericalRank(relativeCutoff: cutoff) }
    }

    @Test func notFinite() {
        for bad in notFiniteMatrices {
            #expect(throws: LinearAlgebraError.notFinite(operation: "singular values")) { try bad.numericalRank() }
        }
    }

    @Test func frobeniusInnerProduct() throws {
        var g = Generator(seed: 1, "inner")
        let a = g.gaussianMatrix(rows: 5, columns: 3)
        let b = g.gaussianMatrix(rows: 5, columns: 3)
        #expect(abs(inner(a, b) - (a.transposed * b).trace) <= rounding(a, size: a.frobeniusNorm * b.frobeniusNorm))
        #expect(try inner(Matrix(rows: [[1, 2]]), Matrix(rows: [[3, 4]])) == 11)
        #expect(inner(Matrix(rows: 0, columns: 2), Matrix(rows: 0, columns: 2)) == 0)
    }
}
