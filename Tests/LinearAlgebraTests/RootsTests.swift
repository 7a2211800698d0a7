import Testing

@testable import LinearAlgebra

@Suite struct RootsTests {
    /// `root^order` against x, with the rounding of `order` multiplications.
    @Test(arguments: [1, 2, 3, 5, 8, 64, 999, 1001, 5000]) func scalarRoots(_ order: Int) {
        for x in [Double.leastNonzeroMagnitude, 1e-300, 1e-7, 0.3, 1, 2, 1e150, Double.greatestFiniteMagnitude] {
            let root = realRoot(x, order: order)
            // The power in pieces of ordinary size: (root / 2^e)^order 2^(e order) against x.
            var (significand, exponent) = (1.0, 0)
            for _ in 0..<order {
                significand *= root
                exponent += Int(significand.exponent)
                significand = significand.significand
            }
            let relative = Double(sign: .plus, exponent: exponent - Int(x.exponent), significand: significand)
            #expect(abs(relative / x.significand - 1) <= 4 * Double(order) * Double.ulpOfOne)
            if order % 2 == 1 { #expect(realRoot(-x, order: order) == -root) }
        }
        #expect(realRoot(0, order: order) == 0)
    }

    @Test(arguments: symmetricCases) func oddRootsOfAnything(_ test: Case) throws {
        let a = test.matrix
        for order in [1, 3, 5] {
            let x = try a.symmetricRoot(order: order)
            #expect(x == x.transposed)
            #expect((power(x, order) - a).frobeniusNorm <= rounding(a) * Double(order))
        }
    }

    @Test(arguments: symmetricCases) func evenRootsOfSquares(_ test: Case) throws {
        // A positive semidefinite matrix with the same eigenvectors, of size within the range.
        let eigen = try test.matrix.symmetricEigen()
        let a = Matrix(symmetricSpectrum: eigen.values.map(abs), basis: eigen.vectors)
        for order in [2, 4, 6] {
            let x = try a.symmetricRoot(order: order)
            #expect((power(x, order) - a).frobeniusNorm <= rounding(a) * Double(order))
            #expect((try x.symmetricEigenvalues().first ?? 0) >= -rounding(x))
        }
        #expect(try a.symmetricSquareRoot() == a.symmetricRoot(order: 2))
    }

    @Test func knownRoots() throws {
        let a = try Matrix(rows: [[5, 4], [4, 5]])
        #expect((try a.symmetricSquareRoot() - Matrix(rows: [[2, 1], [1, 2]])).maxAbs <= rounding(a))
        #expect((try Matrix.diagonal([-8, 27]).symmetricRoot(order: 3) - .diagonal([-2, 3])).maxAbs <= rounding(a))
    }

    @Test func negativeEigenvaluesHaveNoEvenRoot() throws {
        let a = Matrix.diagonal([4, -1, 2])
        #expect(throws: LinearAlgebraError.noRealRoot(order: 2, eigenvalue: -1)) { try a.symmetricSquareRoot() }
        #expect(throws: LinearAlgebraError.noRealRoot(order: 4, eigenvalue: -1)) { try a.symmetricRoot(order: 4) }
        // Negative by rounding only: counted as zero, on either side of the documented allowance 2 eps.
        let inside = Matrix.diagonal([1, -1.9 * Double.ulpOfOne])
        #expect(try inside.symmetricSquareRoot() == .diagonal([1, 0]))
        let outside = -2.1 * Double.ulpOfOne
        #expect(throws: LinearAlgebraError.noRealRoot(order: 2, eigenvalue: outside)) {
            try Matrix.diagonal([1, outside]).symmetricSquareRoot()
        }
    }

    @Test func wrongInput() {
        for order in [0, -3, .min] {
            #expect(
                throws: LinearAlgebraError.invalidArgument(
                    operation: "matrix root", expected: "an order of at least 1", found: "\(order)")
            ) { try Matrix.identity(2).symmetricRoot(order: order) }
        }
        #expect(throws: LinearAlgebraError.self) { try wide.symmetricSquareRoot() }
        for bad in notFiniteMatrices {
            #expect(throws: LinearAlgebraError.notFinite(operation: "symmetric eigenvalues")) {
                try bad.symmetricRoot(order: 3)
            }
        }
    }
}
