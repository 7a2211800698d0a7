import LinearAlgebra
import Testing

@Suite struct SymmetryTests {
    @Test func exactSymmetry() throws {
        #expect(Matrix(rows: 0, columns: 0).isSymmetric)
        #expect(!wide.isSymmetric && !wide.isSymmetricUpToRounding)
        var a = Matrix.identity(3)
        #expect(a.isSymmetric && a.asymmetry == 0)
        for (i, j) in [(0, 1), (1, 0), (2, 0), (1, 2)] {
            var b = a
            b[i, j] = 1e-300
            #expect(!b.isSymmetric && b.isSymmetricUpToRounding)
        }
        a[0, 1] = .nan
        #expect(!a.isSymmetric && !a.isSymmetricUpToRounding)
    }

    /// The norm of the skew part by its definition, at scales whose squares leave the range of numbers.
    @Test func asymmetryIsTheNormOfTheSkewPart() {
        var g = Generator(seed: 1, "asymmetry")
        for n in [1, 2, 3, 10] {
            let a = g.gaussianMatrix(rows: n, columns: n)
            let skew = 0.5 * (a - a.transposed)
            #expect(abs(a.asymmetry - skew.frobeniusNorm) <= rounding(a))
            for scale in [1e-200, 1e200] {
                let scaled = (scale * a).asymmetry / scale
                #expect(abs(scaled - skew.frobeniusNorm) <= rounding(a))
            }
        }
    }

    /// Products `Q D Q'` count as symmetric; what is ten times as far off does not.
    @Test func symmetryUpToRounding() {
        var g = Generator(seed: 1, "symmetry up to rounding")
        for n in [8, 30, 100] {
            let q = haarOrthogonal(n, using: &g)
            let d = Matrix.diagonal((0..<n).map { _ in g.uniform(-1, 2) })
            var product = q * d * q.transposed
            #expect(product.isSymmetricUpToRounding)
            product[0, 1] += 10 * Double(n) * 0x1p-53 * product.frobeniusNorm
            #expect(!product.isSymmetricUpToRounding)
        }
    }
}
