import LinearAlgebra
import Testing

@Suite struct ProductsTests {
    private static let shapes = [
        [1, 1, 1], [2, 3, 4], [17, 5, 9], [40, 33, 21], [0, 3, 2], [3, 0, 2], [3, 2, 0],
    ]

    @Test(arguments: shapes) func productIsTheSumOfProducts(_ s: [Int]) {
        var g = Generator(seed: 1, "products", "\(s)")
        let a = g.gaussianMatrix(rows: s[0], columns: s[1])
        let b = g.gaussianMatrix(rows: s[1], columns: s[2])
        let difference = a * b - naiveProduct(a, b)
        #expect(difference.frobeniusNorm <= rounding(a, size: a.frobeniusNorm * b.frobeniusNorm))
    }

    @Test(arguments: shapes) func everyTransposeAndScaling(_ s: [Int]) {
        var g = Generator(seed: 2, "products", "\(s)")
        for (ta, tb) in [(false, false), (true, false), (false, true), (true, true)] {
            let a = g.gaussianMatrix(rows: s[ta ? 1 : 0], columns: s[ta ? 0 : 1])
            let b = g.gaussianMatrix(rows: s[tb ? 2 : 1], columns: s[tb ? 1 : 2])
            let start = g.gaussianMatrix(rows: s[0], columns: s[2])
            var c = start
            c.withMutableView { c in
                a.withView { a in
                    b.withView { multiply(a, transposed: ta, $0, secondTransposed: tb, into: c, alpha: 2, beta: -0.5) }
                }
            }
            let expected = 2 * naiveProduct(ta ? a.transposed : a, tb ? b.transposed : b) - 0.5 * start
            let size = 2 * a.frobeniusNorm * b.frobeniusNorm + start.frobeniusNorm
            #expect((c - expected).frobeniusNorm <= rounding(a, size: size))
        }
    }

    @Test func productOverNothingIsZero() {
        var c = Matrix(rows: 3, columns: 2, repeating: 7)
        c.withMutableView { c in
            Matrix(rows: 3, columns: 0).withView { a in
                Matrix(rows: 0, columns: 2).withView { multiply(a, $0, into: c) }
            }
        }
        #expect(c == Matrix(rows: 3, columns: 2))
    }

    @Test(arguments: [[4, 3], [1, 6], [0, 3], [3, 0], [30, 30]]) func matrixTimesVector(_ s: [Int]) {
        var g = Generator(seed: 3, "products", "\(s)")
        let a = g.gaussianMatrix(rows: s[0], columns: s[1])
        let x = g.gaussianVector(s[1])
        let expected = naiveProduct(a, Matrix(column: x)).storage
        #expect((a * x).count == s[0])
        #expect(maxDifference(a * x, expected) <= rounding(a, size: a.frobeniusNorm * norm(x)))
    }

    @Test func transposedMatrixTimesVectorInPlace() throws {
        let a = try Matrix(rows: [[1, 2], [3, 4], [5, 6]])
        let x = [1.0, 10, 100]
        var y = [1.0, 1]
        a.withView { a in
            x.withUnsafeBufferPointer { x in
                y.withUnsafeMutableBufferPointer { y in
                    guard let x = x.baseAddress, let y = y.baseAddress else { return }
                    multiply(a, transposed: true, x, into: y, alpha: 2, beta: -1)
                }
            }
        }
        // 2 A'x - y with A'x = (531, 642).
        #expect(y == [1061, 1283])
    }

    @Test func sumsScalingsAndNorms() throws {
        let a = try Matrix(rows: [[1, -2], [3, 4]])
        let b = try Matrix(rows: [[10, 20], [30, 40]])
        #expect(a + b == (try Matrix(rows: [[11, 18], [33, 44]])))
        #expect(b - a == (try Matrix(rows: [[9, 22], [27, 36]])))
        #expect(2 * a == (try Matrix(rows: [[2, -4], [6, 8]])))
        #expect(a.trace == 5)
        #expect(a.maxAbs == 4)
        #expect(abs(a.frobeniusNorm - 30.0.squareRoot()) <= rounding(a))
        #expect(Matrix(rows: 0, columns: 5).frobeniusNorm == 0)
        #expect(Matrix(rows: 0, columns: 5).maxAbs == 0)
    }

    @Test(arguments: [1e-300, 1e150, 1e300]) func normsNeitherOverflowNorUnderflow(_ size: Double) {
        let a = Matrix(rows: 2, columns: 2, repeating: size)
        #expect(abs(a.frobeniusNorm / size - 2) <= rounding(a, size: 2))
    }
}
