import LinearAlgebra
import Testing

@Suite struct QRTests {
    @Test(arguments: rectangularCases) func decomposition(_ test: Case) throws {
        let a = test.matrix
        let k = min(a.rows, a.columns)
        let (q, r) = try a.qr()
        #expect(q.rows == a.rows && q.columns == k && r.rows == k && r.columns == a.columns)
        #expect(orthogonalityDefect(q) <= rounding(a, size: Double(k).squareRoot()))
        #expect((q * r - a).frobeniusNorm <= rounding(a))
        #expect(r.diagonal.allSatisfy { $0 >= 0 })
        for j in 0..<r.columns { for i in (j + 1)..<max(k, j + 1) { #expect(r[i, j] == 0) } }
    }

    @Test func knownFactors() throws {
        let a = try Matrix(rows: [[-3, 1], [-4, 7]])
        let (q, r) = try a.qr()
        let expected = (
            q: try Matrix(rows: [[-0.6, -0.8], [-0.8, 0.6]]), r: try Matrix(rows: [[5, -6.2], [0, 3.4]])
        )
        #expect((q - expected.q).maxAbs <= rounding(a, size: 1))
        #expect((r - expected.r).maxAbs <= rounding(a))
    }

    /// The normal equations, and no part in the null space.
    @Test(arguments: rectangularCases) func leastSquares(_ test: Case) throws {
        let a = test.matrix
        var g = Generator(seed: 1, "least squares")
        let b = g.gaussianVector(a.rows).map { (a.maxAbs > 0 ? a.maxAbs : 1) * $0 }
        let x = try a.leastSquares(b)
        #expect(x.count == a.columns)
        // The residual is orthogonal to what the kept singular vectors span; dropped values carry at most the cutoff.
        let svd = try a.svd()
        let cutoff = Double(max(a.rows, a.columns)) * Double.ulpOfOne * (svd.values.first ?? 0)
        let rank = svd.values.count { $0 > cutoff }
        let residual = subtract(a * x, b)
        let size = a.frobeniusNorm * norm(x) + norm(b)
        for j in 0..<rank { #expect(abs(dot(svd.u.column(j), residual)) <= rounding(a, size: size)) }
        let smallest = rank > 0 ? svd.values[rank - 1] : 1
        for j in rank..<svd.values.count {
            #expect(abs(dot(svd.v.column(j), x)) <= rounding(a, size: size / smallest))
        }
    }

    @Test func knownLeastSquares() throws {
        // The mean, and the least norm among all x with x1 + x2 = 2.
        #expect(abs(try Matrix(rows: 3, columns: 1, repeating: 1).leastSquares([1, 2, 6])[0] - 3) <= 24 * 3.0.ulp)
        let x = try Matrix(rows: 1, columns: 2, repeating: 1).leastSquares([2])
        #expect(maxDifference(x, [1, 1]) <= 16 * Double.ulpOfOne)
        // Values on either side of the documented cutoff 2 eps.
        #expect(try Matrix.diagonal([1, 1.9 * Double.ulpOfOne]).leastSquares([1, 1])[1] == 0)
        #expect(try Matrix.diagonal([1, 2.1 * Double.ulpOfOne]).leastSquares([1, 1])[1] > 0)
        #expect(try Matrix(rows: 0, columns: 2).leastSquares([]) == [0, 0])
        #expect(try Matrix(rows: 2, columns: 0).leastSquares([1, 2]) == [])
        #expect(try Matrix(rows: 2, columns: 3).leastSquares([1, 2]) == [0, 0, 0])
    }

    /// The four conditions of Penrose, each relative to the sizes of its factors.
    @Test(arguments: rectangularCases.filter { !$0.name.hasPrefix("graded") })
    func pseudoinverse(_ test: Case) throws {
        let a = test.matrix
        let x = try a.pseudoinverse()
        #expect(x.rows == a.columns && x.columns == a.rows)
        let condition = a.frobeniusNorm * x.frobeniusNorm
        let (ax, xa) = (a * x, x * a)
        #expect((ax * a - a).frobeniusNorm <= rounding(a, size: condition * a.frobeniusNorm))
        #expect((xa * x - x).frobeniusNorm <= rounding(a, size: condition * x.frobeniusNorm))
        #expect((ax - ax.transposed).frobeniusNorm <= rounding(a, size: condition))
        #expect((xa - xa.transposed).frobeniusNorm <= rounding(a, size: condition))
    }

    @Test func knownPseudoinverse() throws {
        let a = try Matrix(rows: [[1, 0], [0, 0], [0, 4]])
        #expect((try a.pseudoinverse() - Matrix(rows: [[1, 0, 0], [0, 0, 0.25]])).maxAbs <= rounding(a, size: 1))
    }

    @Test func wrongInput() {
        for bad in notFiniteMatrices {
            #expect(throws: LinearAlgebraError.notFinite(operation: "QR decomposition")) { try bad.qr() }
            #expect(throws: LinearAlgebraError.notFinite(operation: "least squares")) {
                try bad.leastSquares([1, 2, 3])
            }
            #expect(throws: LinearAlgebraError.notFinite(operation: "pseudoinverse")) { try bad.pseudoinverse() }
        }
        #expect(throws: LinearAlgebraError.shape(operation: "least squares", expected: "2 x 1", found: "3 x 1")) {
            try wide.leastSquares([1, 2, 3])
        }
        #expect(throws: LinearAlgebraError.notFinite(operation: "least squares")) { try wide.leastSquares([1, .nan]) }
        #expect(throws: LinearAlgebraError.notFinite(operation: "least squares (the solution overflows)")) {
            try Matrix.diagonal([1e-200]).leastSquares([1e200])
        }
        #expect(throws: LinearAlgebraError.notFinite(operation: "pseudoinverse (the result overflows)")) {
            try Matrix.diagonal([0x1p-1030]).pseudoinverse()
        }
    }
}
