import Testing

@testable import LinearAlgebra

@Suite struct QuasiTriangularRootTests {
    private let t = Matrix(rows: 5, columns: 5) { i, j in
        if (i, j) == (2, 1) { return -2 }
        if (i, j) == (1, 2) { return 3 }
        if (i, j) == (2, 2) { return 2 }
        return i > j ? 0 : Double(i + 1) + Double(j - i) / 2
    }

    @Test func blocksOfOneAndTwo() {
        #expect(QuasiTriangularRoot.blocks(of: t) == [0..<1, 1..<3, 3..<4, 4..<5])
        #expect(QuasiTriangularRoot.imaginaryPart(t, 0..<1) == 0)
        #expect(abs(QuasiTriangularRoot.imaginaryPart(t, 1..<3) - 6.0.squareRoot()) <= 8 * Double.ulpOfOne)
    }

    @Test(arguments: [2, 3, 5, 11]) func theRecurrenceIsTheRoot(_ order: Int) throws {
        let root = try QuasiTriangularRoot(of: t, order: order).root
        #expect((power(root, order) - t).frobeniusNorm <= rounding(t) * Double(order))
        for block in QuasiTriangularRoot.blocks(of: t) {
            for j in block { for i in block.upperBound..<5 { #expect(root[i, j] == 0) } }
        }
    }

    @Test func primeFactors() throws {
        #expect(try QuasiTriangularRoot.primeFactors(of: 1) == [])
        #expect(try QuasiTriangularRoot.primeFactors(of: 360) == [2, 2, 2, 3, 3, 5])
        #expect(try QuasiTriangularRoot.primeFactors(of: 251 * 241) == [241, 251])
        #expect(throws: LinearAlgebraError.self) { try QuasiTriangularRoot.primeFactors(of: 263) }
    }
}
