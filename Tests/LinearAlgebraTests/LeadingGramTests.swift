import Testing

@testable import LinearAlgebra

/// The fast way to leading singular vectors against the whole decomposition, on spectra that are hard for it.
@Suite struct LeadingGramTests {
    /// Shapes and spectra; `isFast` says whether the Gram matrix should do for `k = p/8`, or nil where both ways may be taken.
    private struct Spectrum: Sendable {
        let name: String
        let values: @Sendable (Int) -> Vector
        let isFast: Bool?
    }

    private static let spectra = [
        Spectrum(name: "flat", values: { n in (0..<n).map { 1 - 0.5 * Double($0) / Double(n) } }, isFast: true),
        Spectrum(name: "equal", values: { n in Vector(repeating: 3, count: n) }, isFast: true),
        Spectrum(
            name: "clustered", values: { n in (0..<n).map { 1 - Double($0 % 4) * Double.ulpOfOne } }, isFast: true),
        Spectrum(
            name: "gap after p/8", values: { n in (0..<n).map { $0 < n / 8 ? 2 - 0.01 * Double($0) : 1e-9 } },
            isFast: true),
        Spectrum(
            name: "rank p/8", values: { n in (0..<n).map { $0 < n / 8 ? 2 - 0.01 * Double($0) : 0 } }, isFast: true),
        Spectrum(
            name: "just flat enough", values: { n in (0..<n).map { $0 == 0 ? 15.5 : 1 - 1e-3 * Double($0) } },
            isFast: true),
        Spectrum(
            name: "one large", values: { n in (0..<n).map { $0 == 0 ? 17 : 1 - 1e-3 * Double($0) } }, isFast: false),
        Spectrum(
            name: "graded", values: { n in (0..<n).map { Double(sign: .plus, exponent: -6 * $0, significand: 1) } },
            isFast: false),
        Spectrum(
            name: "rank p/8 - 1", values: { n in (0..<n).map { $0 < n / 8 - 1 ? 2 - 0.01 * Double($0) : 0 } },
            isFast: false),
        Spectrum(name: "tiny", values: { n in (0..<n).map { _ in 1e-300 } }, isFast: false),
        Spectrum(name: "huge", values: { n in (0..<n).map { _ in 1e200 } }, isFast: false),
    ]

    @Test(arguments: [(32, 32), (32, 75), (75, 32), (96, 96), (130, 64)])
    func agreesWithTheWholeDecomposition(_ m: Int, _ n: Int) throws {
        var g = Generator(seed: 1, "leading Gram \(m) x \(n)")
        let p = min(m, n)
        for spectrum in Self.spectra {
            let singular = spectrum.values(p)
            let a = matrix(m, n, singular: singular, using: &g)
            if let isFast = spectrum.isFast {
                #expect((a.withView { LeadingGram($0, count: p / 8) } != nil) == isFast, "\(spectrum.name)")
            }
            for k in [1, p / 8, p / 4, p / 3, p / 3 + 1] {
                let name = "\(spectrum.name), k = \(k)"
                let whole = try a.leadingOfAllTriples(k)
                let leading = try a.leadingSingularTriples(k)
                let size = rounding(a, size: singular[0] * Double(k).squareRoot())
                #expect(maxDifference(leading.values, whole.values) <= size, "\(name)")
                #expect(isDescending(leading.values), "\(name)")
                for side in [leading.u, leading.v] {
                    #expect(orthogonalityDefect(side) <= rounding(a, size: Double(k).squareRoot()), "\(name)")
                }
                let scaled = Matrix.diagonal(leading.values)
                #expect((a * leading.v - leading.u * scaled).frobeniusNorm <= size, "\(name)")
                #expect((a.transposed * leading.u - leading.v * scaled).frobeniusNorm <= size, "\(name)")
                let frame = try a.withView { view throws(LinearAlgebraError) in try view.leadingFrame(k) }
                #expect(orthogonalityDefect(frame) <= rounding(a, size: Double(k).squareRoot()), "\(name)")
                // What is left out is as large as it must be, and no larger.
                let missed = norm(Array(singular.dropFirst(k)))
                #expect(abs((a - (try a.truncated(rank: k))).frobeniusNorm - missed) <= 4 * size, "\(name)")
                // Where there is a gap the subspace is determined, to the rounding of A over the gap.
                let gap = singular[k - 1] - singular[k]
                guard gap > 1e-3 * singular[0] else { continue }
                let side = m <= n ? whole.u : whole.v
                let distance = (frame - side * (side.transposed * frame)).frobeniusNorm
                #expect(distance <= size / gap, "\(name)")
            }
        }
    }

    @Test func whatIsLeftToTheWholeDecomposition() {
        func isFast(_ a: Matrix, _ k: Int) -> Bool { a.withView { LeadingGram($0, count: k) } != nil }
        #expect(isFast(.identity(16), 5))
        #expect(!isFast(.identity(16), 6))
        #expect(isFast(.identity(8), 1))
        #expect(!isFast(.identity(7), 1))
        #expect(!isFast(.identity(16), 0))
        #expect(!isFast(Matrix(rows: 16, columns: 16), 1))
        var bad = Matrix.identity(16)
        for value in [Double.nan, .infinity] {
            bad[3, 4] = value
            #expect(!isFast(bad, 1))
        }
        #expect(!isFast(1e80 * Matrix.identity(16), 1))
        #expect(!isFast(1e-80 * Matrix.identity(16), 1))
        #expect(isFast(1e60 * Matrix.identity(16), 1))
        #expect(isFast(1e-60 * Matrix.identity(16), 1))
    }

    /// The projection in place, on blocks inside larger matrices, wide and tall.
    @Test func projectionsInPlace() throws {
        var g = Generator(seed: 1, "projections in place")
        for (m, n) in [(3, 5), (5, 3), (4, 4), (40, 70), (70, 40)] {
            let whole = g.gaussianMatrix(rows: m + 2, columns: n + 1)
            let a = Matrix(rows: m, columns: n) { whole[$0 + 1, $1 + 1] }
            let frame = haarFrame(min(m, n), 2, using: &g)
            var projected = whole
            projected.withMutableView { $0[1..<(m + 1), 1..<(n + 1)].project(onto: frame) }
            let p = frame * frame.transposed
            let expected = m <= n ? p * a : a * p
            var truncated = whole
            try truncated.withMutableView { view throws(LinearAlgebraError) in
                try view[1..<(m + 1), 1..<(n + 1)].truncate(rank: 2)
            }
            let best = try a.leadingOfAllTriples(2).product
            for i in 0..<(m + 2) {
                for j in 0..<(n + 1) {
                    let isInside = 1...m ~= i && 1...n ~= j
                    let (x, y) = isInside ? (expected[i - 1, j - 1], best[i - 1, j - 1]) : (whole[i, j], whole[i, j])
                    #expect(abs(projected[i, j] - x) <= (isInside ? rounding(a) : 0))
                    #expect(abs(truncated[i, j] - y) <= (isInside ? 4 * rounding(a) : 0))
                }
            }
        }
    }

    @Test func ranksOutsideTheRange() throws {
        var a = wide
        #expect(try a.truncated(rank: 2) == a)
        #expect(try a.truncated(rank: 0) == Matrix(rows: 2, columns: 3))
        #expect(throws: LinearAlgebraError.self) { try a.truncated(rank: -1) }
        #expect(throws: LinearAlgebraError.self) { try a.withView { try $0.leadingFrame(3) } }
        a[0, 0] = .nan
        #expect(throws: LinearAlgebraError.notFinite(operation: "singular value decomposition")) {
            try a.truncated(rank: 1)
        }
    }
}
