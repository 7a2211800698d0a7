import LinearAlgebra
import Testing

@Suite struct CholeskyTests {
    static let definite: [Case] = {
        var g = Generator(seed: 1, "definite")
        var cases = [0, 1, 2, 7, 30, 65].map { n in
            let a = g.gaussianMatrix(rows: n, columns: n + 3)
            return Case(name: "gaussian \(n)", matrix: a * a.transposed)
        }
        let basis = haarOrthogonal(9, using: &g)
        let graded = (0..<9).map { Double(sign: .plus, exponent: -4 * $0, significand: 1) }
        cases.append(Case(name: "graded", matrix: Matrix(symmetricSpectrum: graded, basis: basis)))
        let clustered = Vector(repeating: 2, count: 9)
        cases.append(Case(name: "clustered", matrix: Matrix(symmetricSpectrum: clustered, basis: basis)))
        let spread = (1...9).map(Double.init)
        for size in [0x1p-1030, 1e-300, 1e150, 1e300] {
            let values = spread.map { $0 * size }
            cases.append(Case(name: "size \(size)", matrix: Matrix(symmetricSpectrum: values, basis: basis)))
        }
        return cases
    }()

    @Test(arguments: definite) func factor(_ test: Case) throws {
        let a = test.matrix
        let l = try a.cholesky()
        #expect(l.diagonal.allSatisfy { $0 > 0 })
        for j in 0..<l.columns { for i in 0..<j { #expect(l[i, j] == 0) } }
        // Below the normal range the entries themselves are rounded, by 2^-1075 each.
        #expect((l * l.transposed - a).frobeniusNorm <= rounding(a) + 8 * Double(a.rows) * Double.leastNonzeroMagnitude)
    }

    @Test(arguments: definite) func solve(_ test: Case) throws {
        let a = test.matrix
        var g = Generator(seed: 2, "definite")
        let size = a.maxAbs > 0 ? a.maxAbs : 1
        let b = size * g.gaussianMatrix(rows: a.rows, columns: 3)
        let x = try a.solvePositiveDefinite(b)
        let bound = rounding(a) * x.frobeniusNorm + Double(a.rows) * 0x1p-1070 * x.frobeniusNorm
        #expect((a * x - b).frobeniusNorm <= bound)
        if a.rows > 0 {
            #expect(maxDifference(try a.solvePositiveDefinite(b.column(1)), x.column(1)) <= bound / size)
        }
    }

    @Test func knownFactor() throws {
        let a = try Matrix(rows: [[4, 2], [2, 10]])
        #expect(try a.cholesky().rowArrays == [[2, 0], [1, 3]])
        #expect(maxDifference(try a.solvePositiveDefinite([8, 22]), [1, 2]) <= rounding(a))
        #expect(try a.solvePositiveDefinite(Matrix(rows: 2, columns: 0)).columns == 0)
    }

    @Test func pivotsAreNamed() throws {
        #expect(throws: LinearAlgebraError.notPositiveDefinite(pivot: 1)) {
            try Matrix.diagonal([-1, 1]).cholesky()
        }
        #expect(throws: LinearAlgebraError.notPositiveDefinite(pivot: 3)) {
            try Matrix.diagonal([1, 1, 0, 1]).cholesky()
        }
        #expect(throws: LinearAlgebraError.notPositiveDefinite(pivot: 2)) {
            try Matrix(rows: [[1, 2], [2, 1]]).solvePositiveDefinite([1, 1])
        }
        // Past the block size of the factorization.
        var late = [Double](repeating: 1, count: 200)
        late[150] = -1
        #expect(throws: LinearAlgebraError.notPositiveDefinite(pivot: 151)) { try Matrix.diagonal(late).cholesky() }
        // The second row of the factor overflows.
        #expect(throws: LinearAlgebraError.notPositiveDefinite(pivot: 2)) {
            try Matrix(rows: [[1e-300, 1e300, 1], [1e300, 1, 0], [1, 0, 1]]).cholesky()
        }
        // So does the third, and meets a zero: its pivot is not a number.
        #expect(throws: LinearAlgebraError.notPositiveDefinite(pivot: 3)) {
            try Matrix(rows: [[1e-300, 0, 1e300], [0, 1, 1], [1e300, 1, 1]]).cholesky()
        }
    }

    @Test func wrongInput() throws {
        let shape = LinearAlgebraError.shape(operation: "Cholesky factorization", expected: "2 x 2", found: "2 x 3")
        #expect(throws: shape) { try wide.cholesky() }
        for bad in notFiniteMatrices {
            #expect(throws: LinearAlgebraError.notFinite(operation: "Cholesky factorization")) { try bad.cholesky() }
        }
        #expect(throws: LinearAlgebraError.notSymmetric(operation: "Cholesky factorization", row: 2, column: 1)) {
            try Matrix(rows: [[2, 1], [0, 2]]).cholesky()
        }
        let solve = "positive definite solve"
        #expect(throws: LinearAlgebraError.shape(operation: solve, expected: "2 x 1", found: "3 x 1")) {
            try Matrix.identity(2).solvePositiveDefinite([1, 2, 3])
        }
        #expect(throws: LinearAlgebraError.notFinite(operation: solve)) {
            try Matrix.identity(2).solvePositiveDefinite([1, .nan])
        }
        #expect(throws: LinearAlgebraError.notFinite(operation: "\(solve) (the solution overflows)")) {
            try Matrix.diagonal([1e-200]).solvePositiveDefinite([1e200])
        }
    }
}
