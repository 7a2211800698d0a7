import LinearAlgebra
import Testing

@Suite struct PrincipalRootTests {
    static let admissible: [Case] = {
        var g = Generator(seed: 1, "principal roots")
        var cases: [Case] = []
        for n in [0, 1, 2, 3, 6, 15, 40] {
            // Eigenvalues in the disc of radius about 0.8 around 1: complex ones, and none near the negative axis.
            let noise = (0.8 / Double(max(n, 1)).squareRoot()) * g.gaussianMatrix(rows: n, columns: n)
            let small = (0.5 / max(1, noise.frobeniusNorm)) * noise
            cases.append(Case(name: "near identity \(n)", matrix: .identity(n) + small))
            if n > 1 {
                let basis = haarOrthogonal(n, using: &g)
                var t = Matrix.diagonal((0..<n).map { 0.5 + Double($0 % 3) })
                (t[0, 1], t[1, 0]) = (3, -3)
                for j in 0..<n { for i in 0..<max(j - 1, 0) { t[i, j] = 0.1 * g.gaussian() } }
                cases.append(Case(name: "pairs \(n)", matrix: basis * t * basis.transposed))
            }
        }
        let a = cases[7].matrix
        cases.append(Case(name: "tiny", matrix: 1e-300 * a))
        cases.append(Case(name: "huge", matrix: 1e150 * a))
        return cases
    }()

    @Test(arguments: admissible, [1, 2, 3, 4, 6, 7, 30]) func powersGiveTheMatrixBack(_ test: Case, order: Int) throws {
        let a = test.matrix
        let x = try a.principalRoot(order: order)
        let again = power(x, order)
        // Backward stable: relative to |X|^order, which can exceed |A|.
        let norm = try x.spectralNorm()
        let growth = (0..<order).reduce(1.0) { p, _ in p * norm }
        #expect((again - a).frobeniusNorm <= rounding(a, size: Double(order) * max(growth, a.frobeniusNorm)))
    }

    @Test(arguments: admissible, [2, 3, 6, 7]) func eigenvaluesLieInTheSector(_ test: Case, order: Int) throws {
        let x = try test.matrix.principalRoot(order: order)
        for value in try x.eigenvalues() {
            // |arg z| < pi / order: z^k for k < order / 2 stays in the right half plane.
            #expect(value.real > 0)
            #expect(abs(value.imaginary) <= tangent(order) * value.real)
        }
    }

    private func tangent(_ order: Int) -> Double {
        switch order {
        case 2: .infinity
        case 3: 3.0.squareRoot()
        case 6: 1 / 3.0.squareRoot()
        default: 0.4815746188075286
        }
    }

    @Test func knownRoots() throws {
        // A quarter turn, whose square root is an eighth.
        let half = 0.5.squareRoot()
        let turn = try Matrix(rows: [[0, -1], [1, 0]])
        let eighth = try Matrix(rows: [[half, -half], [half, half]])
        #expect((try turn.principalRoot(order: 2) - eighth).maxAbs <= rounding(turn))
        // Jordan blocks, of either orientation.
        let jordan = try Matrix(rows: [[4, 4], [0, 4]])
        #expect((try jordan.principalRoot(order: 2) - Matrix(rows: [[2, 1], [0, 2]])).maxAbs <= rounding(jordan))
        let lower = jordan.transposed
        #expect((try lower.principalRoot(order: 2) - Matrix(rows: [[2, 0], [1, 2]])).maxAbs <= rounding(jordan))
    }

    @Test func agreesWithTheSymmetricRoot() throws {
        var g = Generator(seed: 2, "principal roots")
        let a = Matrix(symmetricSpectrum: (1...9).map(Double.init), basis: haarOrthogonal(9, using: &g))
        for order in [2, 3, 5] {
            let difference = try a.principalRoot(order: order) - a.symmetricRoot(order: order)
            #expect(difference.frobeniusNorm <= rounding(a))
        }
    }

    /// A triangular matrix shows its eigenvalues: small ones are not taken for zero.
    @Test func gradedTriangularMatrices() throws {
        let x = try Matrix.diagonal([1, 1e-20, 1e-200]).principalRoot(order: 2)
        #expect(maxDifference(x.diagonal, [1, 1e-10, 1e-100]) <= Double.ulpOfOne)
        #expect(abs(x[1, 1] / 1e-10 - 1) <= 4 * Double.ulpOfOne && abs(x[2, 2] / 1e-100 - 1) <= 4 * Double.ulpOfOne)
    }

    @Test func gradedTrianglesOfEitherOrientation() throws {
        let upper = try Matrix(rows: [[1, 1], [0, 1e-20]])
        let root = try upper.principalRoot(order: 2)
        #expect(abs(root[1, 1] / 1e-10 - 1) <= 4 * Double.ulpOfOne)
        #expect((root * root - upper).frobeniusNorm <= rounding(upper))
        #expect(try upper.transposed.principalRoot(order: 2) == root.transposed)
    }

    /// Rounding gives the zero eigenvalue either sign.
    @Test(arguments: 0..<20) func zeroUpToRoundingIsRefused(_ seed: Int) {
        var g = Generator(seed: UInt64(seed), "singular")
        let q = haarOrthogonal(5, using: &g)
        let singular = q * .diagonal([1, 2, 0, 3, 0.5]) * q.transposed
        #expect {
            try singular.principalRoot(order: 2)
        } throws: { error in
            guard case .noRealRoot(2, let value)? = error as? LinearAlgebraError else { return false }
            return abs(value) <= rounding(singular)
        }
    }

    @Test(arguments: [2, 3, 4]) func noRootOnTheNegativeAxis(_ order: Int) throws {
        for eigenvalue in [-1.0, 0] {
            #expect(throws: LinearAlgebraError.noRealRoot(order: order, eigenvalue: eigenvalue)) {
                try Matrix.diagonal([2, eigenvalue, 3]).principalRoot(order: order)
            }
        }
        // Singular, and with a negative eigenvalue, without a triangular form to show it.
        for rows in [[[1.0, 2], [2, 4]], [[1, 2], [2, 1]], [[1, 2, 3], [4, 5, 6], [7, 8, 9]]] {
            #expect {
                try Matrix(rows: rows).principalRoot(order: order)
            } throws: { error in
                guard case .noRealRoot(order, let value)? = error as? LinearAlgebraError else { return false }
                return value <= 8 * 20 * Double.ulpOfOne
            }
        }
    }

    @Test func wrongInput() {
        #expect(
            throws: LinearAlgebraError.invalidArgument(
                operation: "matrix root", expected: "an order of at least 1", found: "0")
        ) { try Matrix.identity(2).principalRoot(order: 0) }
        for order in [257, 2 * 257, .max] {
            #expect(
                throws: LinearAlgebraError.invalidArgument(
                    operation: "principal root", expected: "an order with prime factors up to 256", found: "\(order)")
            ) { try Matrix.identity(2).principalRoot(order: order) }
        }
        #expect(throws: LinearAlgebraError.shape(operation: "principal root", expected: "2 x 2", found: "2 x 3")) {
            try wide.principalRoot(order: 2)
        }
        for bad in notFiniteMatrices {
            #expect(throws: LinearAlgebraError.notFinite(operation: "principal root")) {
                try bad.principalRoot(order: 2)
            }
        }
    }
}
