import LinearAlgebra
import Testing

@Suite struct EigenvaluesTests {
    @Test func aRotationHasAConjugatePair() throws {
        let a = try Matrix(rows: [[3, -4], [4, 3]])
        let values = try a.eigenvalues()
        #expect(values.count == 2)
        #expect(maxDifference(values.map(\.real), [3, 3]) <= rounding(a))
        #expect(maxDifference(values.map(\.imaginary), [4, -4]) <= rounding(a))
        #expect(abs(try a.spectralRadius() - 5) <= rounding(a))
    }

    /// Block rotations and real numbers under an orthogonal similarity.
    @Test(arguments: [1e-300, 1, 1e150]) func constructedSpectrumIsFound(_ size: Double) throws {
        var g = Generator(seed: 1, "eigenvalues")
        var t = Matrix.diagonal([-6, 2, 0.5, 0, 1, 1, 3, 3].map { $0 * size })
        (t[4, 5], t[5, 4]) = (2 * size, -2 * size)
        (t[6, 7], t[7, 6]) = (-6 * size, 6 * size)
        let q = haarOrthogonal(8, using: &g)
        let a = q * t * q.transposed
        let values = try a.eigenvalues().sorted { ($0.real, $0.imaginary) < ($1.real, $1.imaginary) }
        #expect(maxDifference(values.map(\.real), [-6, 0, 0.5, 1, 1, 2, 3, 3].map { $0 * size }) <= rounding(a))
        let real = values.filter { abs($0.imaginary) <= rounding(a) }
        #expect(real.count == 4)
        #expect(abs(try a.spectralRadius() - 45.0.squareRoot() * size) <= rounding(a))
    }

    @Test(arguments: [1, 2, 9, 40]) func traceAndDeterminant(_ n: Int) throws {
        var g = Generator(seed: 2, "eigenvalues", "\(n)")
        let a = g.gaussianMatrix(rows: n, columns: n)
        let values = try a.eigenvalues()
        #expect(abs(values.reduce(0) { $0 + $1.real } - a.trace) <= rounding(a))
        #expect(values.reduce(0) { $0 + $1.imaginary } == 0)
        // Pairs are neighbours, the positive imaginary part first.
        var index = 0
        while index < n {
            if values[index].imaginary != 0 {
                #expect(values[index].imaginary > 0)
                #expect(
                    values[index + 1] == ComplexNumber(real: values[index].real, imaginary: -values[index].imaginary))
                index += 1
            }
            index += 1
        }
    }

    @Test func agreesWithTheSymmetricProblem() throws {
        for test in symmetricCases {
            let a = test.matrix
            let values = try a.eigenvalues().map(\.real).sorted()
            #expect(maxDifference(values, try a.symmetricEigenvalues()) <= rounding(a), "\(test.name)")
        }
    }

    @Test func emptyAndSmall() throws {
        #expect(try Matrix.identity(0).eigenvalues().isEmpty)
        #expect(try Matrix.identity(0).spectralRadius() == 0)
        #expect(try Matrix.diagonal([-3]).eigenvalues() == [ComplexNumber(real: -3)])
        #expect(try Matrix(rows: [[0, 1], [0, 0]]).spectralRadius() == 0)
    }

    @Test func modulusIsSafe() {
        #expect(abs(ComplexNumber(real: 3e200, imaginary: -4e200).modulus - 5e200) <= 2 * (5e200).ulp)
        #expect(ComplexNumber(real: -1).modulus == 1)
    }

    @Test func wrongInput() {
        let shape = LinearAlgebraError.shape(operation: "eigenvalues", expected: "2 x 2", found: "2 x 3")
        #expect(throws: shape) { try wide.eigenvalues() }
        #expect(throws: shape) { try wide.spectralRadius() }
        for bad in notFiniteMatrices {
            #expect(throws: LinearAlgebraError.notFinite(operation: "eigenvalues")) { try bad.eigenvalues() }
        }
    }
}
