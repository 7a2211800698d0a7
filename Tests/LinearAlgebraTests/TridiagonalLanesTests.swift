import Testing

@testable import LinearAlgebra

@Suite struct TridiagonalLanesTests {
    private func dense(_ d: Vector, _ e: Vector) -> Matrix {
        Matrix(rows: d.count, columns: d.count) { i, j in i == j ? d[i] : abs(i - j) == 1 ? e[min(i, j)] : 0 }
    }

    /// Against the symmetric eigenvalues of the same matrix; vectors by residual and, where eigenvalues are apart, orthogonality.
    @Test func agreesWithTheSymmetricEigenproblem() throws {
        var g = Generator(seed: 1, "tridiagonal lanes")
        for n in [1, 2, 3, 5, 8, 9, 17, 40, 130] {
            for scale in [1, 1e-60, 1e60] {
                let (d, e) = (
                    g.gaussianVector(n).map { scale * $0 }, g.gaussianVector(max(n - 1, 0)).map { scale * $0 }
                )
                let t = dense(d, e)
                let exact = try Array(t.symmetricEigenvalues().reversed())
                let size = rounding(t, size: max(abs(exact[0]), abs(exact[n - 1])))
                for k in Set([1, min(2, n), min(8, n), min(9, n), min(20, n), n]) {
                    let (values, vectors) = TridiagonalLanes(d: d, e: e).leading(k)
                    #expect(maxDifference(values, Array(exact.prefix(k))) <= size, "n = \(n), k = \(k)")
                    #expect((t * vectors - vectors * .diagonal(values)).frobeniusNorm <= size * Double(k).squareRoot())
                    let gap = zip(exact, exact.dropFirst()).prefix(k).map { $0 - $1 }.min() ?? .infinity
                    #expect(orthogonalityDefect(vectors) <= Double(k) * (rounding(t, size: 1) + size / gap))
                }
            }
        }
    }

    /// Eigenvalues are right in clusters, of split matrices and of diagonal ones too, in order and with their multiplicity.
    @Test func clustersAndSplits() throws {
        let n = 24
        let none = Vector(repeating: 0, count: n - 1)
        let ones = Vector(repeating: 1, count: n - 1)
        let halves = (0..<n - 1).map { $0 == 11 ? 0.0 : 1.0 }
        let shuffled: Vector = (0..<n).map { Double(($0 * 7) % n) }
        let valley: Vector = (0..<n).map { abs(Double($0) - 11.5) }
        let graded: Vector = (0..<n).map { Double(sign: .plus, exponent: -4 * $0, significand: 1) }
        let cases: [(String, Vector, Vector)] = [
            ("identity", Vector(repeating: 1, count: n), none), ("diagonal", shuffled, none),
            ("two equal halves", Vector(repeating: 2, count: n), halves), ("Wilkinson", valley, ones),
            ("zero", Vector(repeating: 0, count: n), none),
            ("graded", graded, Array(graded.map { $0 / 64 }.prefix(n - 1))),
        ]
        for (name, d, e) in cases {
            let t = dense(d, e)
            let exact = try Array(t.symmetricEigenvalues().reversed())
            let values = TridiagonalLanes(d: d, e: e).leading(n).values
            #expect(maxDifference(values, exact) <= rounding(t), "\(name)")
        }
    }
}
