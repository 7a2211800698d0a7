import LinearAlgebra
import Testing

@Suite struct LUTests {
    static let square = rectangularCases.filter { $0.matrix.isSquare && !$0.name.hasPrefix("zero") }

    private static func isSolvable(_ test: Case) -> Bool {
        !["ones", "rank"].contains { test.name.hasPrefix($0) }
    }

    /// The residual is small however badly conditioned the matrix.
    @Test(arguments: square.filter(isSolvable)) func residual(_ test: Case) throws {
        let a = test.matrix
        var g = Generator(seed: 1, "lu")
        let size = a.maxAbs > 0 ? a.maxAbs : 1
        let b = size * g.gaussianMatrix(rows: a.rows, columns: 2)
        let x = try a.solve(b)
        #expect((a * x - b).frobeniusNorm <= rounding(a) * x.frobeniusNorm)
        if a.rows > 0 {
            let bound = rounding(a) * x.frobeniusNorm
            #expect(norm(subtract(a * (try a.solve(b.column(1))), b.column(1))) <= bound)
        }
    }

    @Test(arguments: square.filter(isSolvable)) func inverse(_ test: Case) throws {
        let a = test.matrix
        let x = try a.inverse()
        #expect((x * a - .identity(a.rows)).frobeniusNorm <= rounding(a) * x.frobeniusNorm)
    }

    @Test(arguments: square) func determinantIsTheProductOfTheEigenvalues(_ test: Case) throws {
        let a = test.matrix
        let values = try a.singularValues()
        let product = values.reduce(1, *)
        // |det| is the product of singular values; each entry moves it by a cofactor.
        guard product.isNormal, let largest = values.first, let smallest = values.last, smallest > 0 else { return }
        let condition = largest / smallest
        #expect(abs(abs(try a.determinant()) - product) <= rounding(a, size: condition * product * Double(a.rows)))
    }

    @Test func knownDeterminants() throws {
        #expect(try Matrix.identity(0).determinant() == 1)
        #expect(try Matrix.diagonal([-3]).determinant() == -3)
        #expect(try Matrix(rows: [[0, 1], [1, 0]]).determinant() == -1)
        let a = try Matrix(rows: [[2, 1, 3], [0, -1, 4], [1, 2, 5]])
        #expect(abs(try a.determinant() + 19) <= rounding(a, size: 19))
        #expect(try Matrix(rows: [[1, 2], [2, 4]]).determinant() == 0)
        #expect(try Matrix(rows: 3, columns: 3).determinant() == 0)
    }

    /// Pivots that over- or underflow on the way to an ordinary product.
    @Test func determinantOfExtremePivots() throws {
        #expect(try Matrix.diagonal([0x1p900, 0x1p900, 0x1p-900, 0x1p-898]).determinant() == 4)
        #expect(try Matrix.diagonal([0x1p-900, -0x1p-900, 0x1p900, 0x1p901]).determinant() == -2)
        #expect(try Matrix.diagonal([0x1p-1000, 0x1p-70]).determinant() == 0x1p-1070)
        #expect(try Matrix.diagonal([0x1p-1060]).determinant() == 0x1p-1060)
        #expect(try Matrix.diagonal([1e300, -1e300]).determinant() == -.infinity)
        #expect(try Matrix.diagonal([1e-300, 1e-300]).determinant() == 0)
    }

    @Test func subnormalMatricesAreSolved() throws {
        let a = try Matrix(rows: [[0x1p-1070, 0], [0x1p-1071, 0x1p-1070]])
        #expect(try a.solve([0x1p-1070, 0x1p-1070]) == [1, 0.5])
        #expect(try Matrix.diagonal([0x1p-1020]).inverse() == .diagonal([0x1p1020]))
    }

    @Test func zeroPivotsAreNamed() throws {
        let a = try Matrix(rows: [[1, 2, 3], [2, 4, 6], [3, 6, 9]])
        #expect(throws: LinearAlgebraError.singular(pivot: 2)) { try a.solve([1, 2, 3]) }
        #expect(throws: LinearAlgebraError.singular(pivot: 2)) { try a.inverse() }
        #expect(throws: LinearAlgebraError.singular(pivot: 1)) { try Matrix(rows: 2, columns: 2).inverse() }
        var late = [Double](repeating: 1, count: 200)
        late[150] = 0
        #expect(throws: LinearAlgebraError.singular(pivot: 151)) { try Matrix.diagonal(late).inverse() }
    }

    @Test func wrongInput() {
        let shape = { LinearAlgebraError.shape(operation: $0, expected: "2 x 2", found: "2 x 3") }
        #expect(throws: shape("solve")) { try wide.solve([1, 2]) }
        #expect(throws: shape("inverse")) { try wide.inverse() }
        #expect(throws: shape("determinant")) { try wide.determinant() }
        for bad in notFiniteMatrices {
            #expect(throws: LinearAlgebraError.notFinite(operation: "solve")) { try bad.solve([1, 2, 3]) }
            #expect(throws: LinearAlgebraError.notFinite(operation: "inverse")) { try bad.inverse() }
            #expect(throws: LinearAlgebraError.notFinite(operation: "determinant")) { try bad.determinant() }
        }
        #expect(throws: LinearAlgebraError.shape(operation: "solve", expected: "2 x 1", found: "3 x 1")) {
            try Matrix.identity(2).solve([1, 2, 3])
        }
        #expect(throws: LinearAlgebraError.notFinite(operation: "solve")) { try Matrix.identity(1).solve([.infinity]) }
        #expect(throws: LinearAlgebraError.notFinite(operation: "solve (the solution overflows)")) {
            try Matrix.diagonal([1e-200]).solve([1e200])
        }
        #expect(throws: LinearAlgebraError.notFinite(operation: "inverse (the result overflows)")) {
            try Matrix.diagonal([0x1p-1030]).inverse()
        }
    }
}
