import LinearAlgebra
import Testing

@Suite struct MatrixViewTests {
    private static func randomMatrix(_ name: String, _ m: Int, _ n: Int) -> Matrix {
        var g = Generator(seed: 1, "views", name)
        return g.gaussianMatrix(rows: m, columns: n)
    }

    @Test func blocksAreTheSubmatrices() {
        let a = Self.randomMatrix("a", 7, 6)
        for (rows, columns) in [(0..<7, 0..<6), (2..<5, 1..<4), (6..<7, 5..<6), (3..<3, 0..<2), (7..<7, 6..<6)] {
            let copied = a.submatrix(rows: Array(rows), columns: Array(columns))
            #expect(a.withView { $0[rows, columns].matrix } == copied)
            // A block of a block.
            let nested = a.withView { $0[1..<7, 1..<6][0..<3, 2..<4].matrix }
            #expect(nested == a.submatrix(rows: [1, 2, 3], columns: [3, 4]))
        }
    }

    @Test(arguments: [(false, false), (true, false), (false, true), (true, true)])
    func productsOfBlocksAreThoseOfCopies(_ transposes: (Bool, Bool)) {
        let (ta, tb) = transposes
        let a = Self.randomMatrix("a", 9, 9)
        let b = Self.randomMatrix("b", 9, 9)
        let start = Self.randomMatrix("c", 6, 6)
        let (aRows, aColumns) = ta ? (3..<7, 1..<4) : (1..<4, 3..<7)
        let (bRows, bColumns) = tb ? (2..<7, 4..<8) : (4..<8, 2..<7)
        var c = start
        c.withMutableView { c in
            a.withView { a in
                b.withView { b in
                    multiply(
                        a[aRows, aColumns], transposed: ta, b[bRows, bColumns], secondTransposed: tb,
                        into: c[2..<5, 1..<6])
                }
            }
        }
        let aCopy = a.submatrix(rows: Array(aRows), columns: Array(aColumns))
        let bCopy = b.submatrix(rows: Array(bRows), columns: Array(bColumns))
        let expected = naiveProduct(ta ? aCopy.transposed : aCopy, tb ? bCopy.transposed : bCopy)
        let inside = c.submatrix(rows: [2, 3, 4], columns: [1, 2, 3, 4, 5])
        let size = aCopy.frobeniusNorm * bCopy.frobeniusNorm
        #expect((inside - expected).frobeniusNorm <= rounding(a, size: size))
        // Nothing outside the block has changed.
        for i in 0..<6 {
            for j in 0..<6 where !((2..<5).contains(i) && (1..<6).contains(j)) { #expect(c[i, j] == start[i, j]) }
        }
    }

    @Test func blockTimesVector() {
        let a = Self.randomMatrix("a", 8, 8)
        let x = Self.randomMatrix("x", 3, 1).storage
        var y = Vector(repeating: 7, count: 4)
        a.withView { a in
            x.withUnsafeBufferPointer { x in
                y.withUnsafeMutableBufferPointer { y in
                    guard let x = x.baseAddress, let y = y.baseAddress else { return }
                    multiply(a[2..<6, 5..<8], x, into: y)
                }
            }
        }
        let copy = a.submatrix(rows: [2, 3, 4, 5], columns: [5, 6, 7])
        let expected = naiveProduct(copy, Matrix(column: x)).storage
        #expect(maxDifference(y, expected) <= rounding(copy, size: copy.frobeniusNorm * norm(x)))
    }

    @Test func fillAndAssignTouchTheBlockOnly() {
        var a = Matrix(rows: 4, columns: 4)
        a.withMutableView { view in
            view[1..<3, 1..<4].fill(2)
            Matrix(rows: 2, columns: 1, storage: [7, 8]).withView { view[2..<4, 0..<1].assign($0) }
            view[0, 3] = 5
        }
        #expect(a.rowArrays == [[0, 0, 0, 5], [0, 2, 2, 2], [7, 2, 2, 2], [8, 0, 0, 0]])
        #expect(a.withMutableView { $0.readOnly[2, 0] } == 7)
    }

    @Test func emptyViews() {
        #expect(Matrix(rows: 0, columns: 3).withView { $0.matrix } == Matrix(rows: 0, columns: 3))
        #expect(Matrix(rows: 3, columns: 0).withView { $0[1..<2, 0..<0].matrix } == Matrix(rows: 1, columns: 0))
    }
}
