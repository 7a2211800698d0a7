import LinearAlgebra
import Testing

@Suite struct MatrixTests {
    private let a = Matrix(rows: 2, columns: 3, storage: [1, 4, 2, 5, 3, 6])

    @Test func entriesAreStoredByColumns() throws {
        #expect(a == (try Matrix(rows: [[1, 2, 3], [4, 5, 6]])))
        #expect(a.rowArrays == [[1, 2, 3], [4, 5, 6]])
        #expect(a[1, 2] == 6)
        #expect(a.column(1) == [2, 5])
        #expect(a.count == 6)
        #expect(a == Matrix(rows: 2, columns: 3) { Double(3 * $0 + $1 + 1) })
        #expect(Matrix(column: [1, 2]) == Matrix(rows: 2, columns: 1, storage: [1, 2]))
    }

    @Test func raggedRowsAreAnError() {
        #expect(
            throws: LinearAlgebraError.shape(
                operation: "matrix from rows", expected: "2 entries in row 2", found: "1")
        ) { try Matrix(rows: [[1, 2], [3]]) }
    }

    @Test func emptyMatrices() throws {
        #expect(try Matrix(rows: []).count == 0)
        #expect(Matrix.identity(0).isSquare)
        #expect(Matrix(rows: 0, columns: 3).transposed == Matrix(rows: 3, columns: 0))
        #expect(Matrix(rows: 0, columns: 3).rowArrays.isEmpty)
        #expect(Matrix(rows: 3, columns: 0).diagonal.isEmpty)
    }

    @Test func writingLeavesCopiesAlone() {
        var b = a
        b[0, 0] = 9
        #expect(a[0, 0] == 1)
        #expect(b[0, 0] == 9)
    }

    @Test func diagonalsTransposesSubmatrices() throws {
        #expect(Matrix.identity(2) == (try Matrix(rows: [[1, 0], [0, 1]])))
        #expect(Matrix.diagonal([3, 4]).diagonal == [3, 4])
        #expect(a.diagonal == [1, 5])
        #expect(a.transposed == (try Matrix(rows: [[1, 4], [2, 5], [3, 6]])))
        #expect(a.submatrix(rows: [1, 0], columns: [2, 2]) == (try Matrix(rows: [[6, 6], [3, 3]])))
        #expect(try Matrix(rows: [[1, 2], [4, 5]]).symmetrized == Matrix(rows: [[1, 3], [3, 5]]))
        #expect(!a.isSquare)
    }

    @Test func finiteness() {
        #expect(a.isFinite)
        for bad in notFiniteMatrices { #expect(!bad.isFinite) }
    }
}
