import Testing

@testable import LinearAlgebra

@Suite struct ChecksTests {
    @Test func symmetryUpToRoundingIsAccepted() throws {
        var a = Matrix.identity(3)
        a[2, 0] = 4 * Double.ulpOfOne
        let s = try a.requireSymmetric("op")
        #expect(s == s.transposed)
        #expect(s[2, 0] == 2 * Double.ulpOfOne)
        #expect(s[1, 1] == 1)
    }

    /// The worst position is named, counted from 1, whatever the size of the entries.
    @Test(arguments: [1e-300, 1, 1e150, 1e308]) func asymmetryIsNamed(_ size: Double) {
        var a = Matrix(rows: 4, columns: 4, repeating: size)
        a[1, 0] *= 1 + 1e-12
        a[3, 1] *= 1 - 1e-9
        #expect(throws: LinearAlgebraError.notSymmetric(operation: "op", row: 4, column: 2)) {
            try a.requireSymmetric("op")
        }
    }

    @Test func oppositeHugeEntriesAreNotSymmetric() throws {
        let a = try Matrix(rows: [[0, 1e308], [-1e308, 0]])
        #expect(throws: LinearAlgebraError.notSymmetric(operation: "op", row: 2, column: 1)) {
            try a.requireSymmetric("op")
        }
    }

    /// The product of three factors, computed in the usual way, is symmetric up to the allowance.
    @Test(arguments: [2, 3, 10, 50]) func threeFactorProductsAreAccepted(_ n: Int) throws {
        var g = Generator(seed: 1, "checks", "\(n)")
        for _ in 0..<20 {
            let q = haarOrthogonal(n, using: &g)
            let product = q * .diagonal(g.gaussianVector(n)) * q.transposed
            #expect(throws: Never.self) { try product.requireSymmetric("op") }
        }
    }

    @Test func lapackInfo() {
        #expect(throws: Never.self) { try checkInfo(0, operation: "op") }
        #expect(throws: LinearAlgebraError.noConvergence(operation: "op")) { try checkInfo(2, operation: "op") }
        #expect(
            throws: LinearAlgebraError.invalidArgument(
                operation: "op", expected: "arguments LAPACK accepts", found: "info = -4")
        ) { try checkInfo(-4, operation: "op") }
    }

    @Test func jobLetters() { #expect(job("S") == 83) }
}
