import LinearAlgebra
import Testing

@Suite struct SVDTests {
    @Test(arguments: rectangularCases) func thin(_ test: Case) throws {
        let a = test.matrix
        let k = min(a.rows, a.columns)
        let svd = try a.svd()
        #expect(svd.u.rows == a.rows && svd.u.columns == k)
        #expect(svd.v.rows == a.columns && svd.v.columns == k)
        #expect(svd.values.count == k)
        check(svd, of: a)
    }

    @Test(arguments: rectangularCases) func full(_ test: Case) throws {
        let a = test.matrix
        let svd = try a.svd(.full)
        #expect(svd.u.rows == a.rows && svd.u.columns == a.rows)
        #expect(svd.v.rows == a.columns && svd.v.columns == a.columns)
        check(svd, of: a)
    }

    private func check(_ svd: SVD, of a: Matrix) {
        #expect(isDescending(svd.values))
        #expect(svd.values.allSatisfy { $0 >= 0 })
        let order = Double(max(a.rows, a.columns)).squareRoot()
        #expect(orthogonalityDefect(svd.u) <= rounding(a, size: order))
        #expect(orthogonalityDefect(svd.v) <= rounding(a, size: order))
        #expect((svd.product - a).frobeniusNorm <= rounding(a))
    }

    @Test(arguments: rectangularCases) func valuesAlone(_ test: Case) throws {
        let a = test.matrix
        let values = try a.singularValues()
        #expect(values.count == min(a.rows, a.columns))
        #expect(isDescending(values))
        #expect(maxDifference(values, try a.svd().values) <= rounding(a))
        #expect(abs(norm(values) - a.frobeniusNorm) <= rounding(a))
        #expect(try a.spectralNorm() == values.first ?? 0)
        #expect(maxDifference(values, try a.transposed.singularValues()) <= rounding(a))
    }

    @Test func knownValues() throws {
        let a = try Matrix(rows: [[3, 0], [4, 5]])
        let (three, one) = (3 * 5.0.squareRoot(), 5.0.squareRoot())
        #expect(maxDifference(try a.singularValues(), [three, one]) <= rounding(a))
        #expect(try Matrix(rows: 2, columns: 8, repeating: 1).spectralNorm().rounded() == 4)
        #expect(try Matrix(rows: 0, columns: 3).spectralNorm() == 0)
    }

    @Test(arguments: [(12, 7), (7, 12)]) func constructedSpectrumIsFound(_ shape: (Int, Int)) throws {
        var g = Generator(seed: 1, "singular spectrum")
        let values = [4, 4, 1, 1e-3, 1e-9, 0, 0]
        let a = matrix(shape.0, shape.1, singular: values, using: &g)
        #expect(maxDifference(try a.singularValues(), values) <= rounding(a))
    }

    @Test func wrongInput() {
        for bad in notFiniteMatrices {
            #expect(throws: LinearAlgebraError.notFinite(operation: "singular value decomposition")) { try bad.svd() }
            #expect(throws: LinearAlgebraError.notFinite(operation: "singular values")) { try bad.singularValues() }
            #expect(throws: LinearAlgebraError.notFinite(operation: "singular values")) { try bad.spectralNorm() }
        }
    }
}
