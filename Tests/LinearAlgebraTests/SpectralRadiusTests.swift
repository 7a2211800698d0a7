import LinearAlgebra
import Testing

@Suite struct SpectralRadiusTests {
    private struct OperatorError: Error {}

    @Test(arguments: [0, 1, 5, 60]) func smallOperatorsAreTheirMatrix(_ n: Int) throws {
        var g = Generator(seed: 1, "radius", "\(n)")
        let a = g.gaussianMatrix(rows: n, columns: n)
        #expect(try spectralRadius(dimension: n) { a * $0 } == a.spectralRadius())
    }

    @Test(arguments: [1e-300, 1, 1e150]) func sizesAtTheEndsOfTheRange(_ size: Double) throws {
        let a = try Matrix(rows: [[3 * size, -4 * size], [4 * size, 3 * size]])
        #expect(abs(try spectralRadius(dimension: 2) { a * $0 } / size - 5) <= rounding(a, size: 5))
    }

    /// Diagonal blocks: radius 2 by a conjugate pair, the rest inside the unit disc.
    @Test(arguments: [(600, 1.0), (3000, 1.0), (3000, 1e-300), (3000, 1e150)])
    func aDominantPairOfALargeOperator(_ test: (Int, Double)) throws {
        let (n, size) = test
        let (cosine, sine) = (2 * 0.28, 2 * 0.96)
        let radius = try spectralRadius(dimension: n) { x in
            var y = x
            for i in 0..<n { y[i] *= size * Double(i) / Double(n) }
            y[0] = size * (cosine * x[0] - sine * x[1])
            y[1] = size * (sine * x[0] + cosine * x[1])
            return y
        }
        #expect(abs(radius / size - 2) <= 8 * Double(n) * Double.ulpOfOne * 2)
    }

    @Test func symmetricLargeOperators() throws {
        // The second difference: 4 sin^2(n pi / (2 (n + 1))), its top eigenvalues clustered at 4.
        let n = 700
        let radius = try spectralRadius(dimension: n) { x in
            (0..<n).map { 2 * x[$0] - ($0 > 0 ? x[$0 - 1] : 0) - ($0 < n - 1 ? x[$0 + 1] : 0) }
        }
        let expected = 3.9999799154094475
        #expect(abs(radius - expected) <= 8 * Double(n) * Double.ulpOfOne * expected)
    }

    @Test func randomLargeOperatorsAgreeWithTheirMatrix() throws {
        var g = Generator(seed: 2, "radius")
        let n = 520
        let a = g.gaussianMatrix(rows: n, columns: n)
        // The eigenvalue's own condition enters: a random matrix's is of the order of sqrt(n).
        let bound = rounding(a, size: a.frobeniusNorm)
        #expect(abs(try spectralRadius(dimension: n) { a * $0 } - a.spectralRadius()) <= bound)
    }

    @Test func invariantSubspacesAreLeft() throws {
        #expect(try spectralRadius(dimension: 2500) { $0.map { 0 * $0 } } == 0)
        let one = try spectralRadius(dimension: 2500) { $0 }
        #expect(abs(one - 1) <= 2500 * 8 * Double.ulpOfOne)
        // A projection on one direction.
        let mean = try spectralRadius(dimension: 2500) { x in
            Vector(repeating: 3 * x.reduce(0, +) / 2500, count: 2500)
        }
        #expect(abs(mean - 3) <= 2500 * 8 * 3 * Double.ulpOfOne)
    }

    /// A cyclic shift: all eigenvalues on the unit circle, where Arnoldi cannot settle.
    @Test func shiftsFallBackToTheMatrix() throws {
        let n = 520
        let radius = try spectralRadius(dimension: n) { Array($0.dropFirst()) + [$0[0] * 2] }
        // The eigenvalues are the roots of z^n = 2.
        let expected = 1.001333864153744
        #expect(abs(radius - expected) <= 8 * Double(n) * Double.ulpOfOne * expected)
        #expect(throws: LinearAlgebraError.noConvergence(operation: "spectral radius")) {
            try spectralRadius(dimension: 2100) { Array($0.dropFirst()) + [$0[0]] }
        }
    }

    @Test func wrongInput() {
        let operation = "spectral radius"
        #expect(
            throws: LinearAlgebraError.invalidArgument(
                operation: operation, expected: "a dimension of at least 0", found: "-1")
        ) { try spectralRadius(dimension: -1) { $0 } }
        for n in [3, 600] {
            #expect(
                throws: LinearAlgebraError.shape(operation: operation, expected: "\(n) x 1", found: "\(n - 1) x 1")
            ) { try spectralRadius(dimension: n) { Array($0.dropLast()) } }
            #expect(throws: LinearAlgebraError.notFinite(operation: operation)) {
                try spectralRadius(dimension: n) { $0.map { _ in .nan } }
            }
            #expect(throws: OperatorError.self) { try spectralRadius(dimension: n) { _ in throw OperatorError() } }
        }
    }
}
