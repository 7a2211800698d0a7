import LinearAlgebra
import Testing

@testable import PartialTraining

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite struct RandomSubspaceTests {
    private func matrix(_ step: any PartialStep, _ d: Int) throws -> Matrix {
        let columns = try (0..<d).map { j in
            var g = Parameters((0..<d).map { $0 == j ? 1 : 0 })
            try step.keep(&g)
            return g.values
        }
        return Matrix(rows: d, columns: d, storage: columns.flatMap { $0 })
    }

    @Test func haarDrawsAreProjectionsOfTheRank() throws {
        var generator = Generator(seed: 1, "haar projection")
        for d in 1...6 {
            for r in 1...d {
                var step = RandomSubspace(dimension: r, kind: .haar).begin(.vector(d), using: &generator)
                try step.draw(0, using: &generator)
                let p = try matrix(step, d)
                #expect(agree(p, p.transposed, scale: 1, roundings: Double(8 * d)))
                #expect(agree(p * p, p, scale: 1, roundings: Double(8 * d)))
                #expect(agree(p.trace, Double(r), roundings: Double(8 * d)))
            }
        }
    }

    /// In the plane with r = 1 the law is the uniform angle, and a trigonometric polynomial of degree 4 is integrated exactly
    /// by six equally spaced angles.
    @Test func haarMomentsInThePlaneByExactQuadrature() throws {
        let law = RandomSubspace(dimension: 1, kind: .haar)
        let (w, a, b) = law.moments(2)
        var generator = Generator(seed: 1, "haar plane")
        let g = generator.symmetricGaussian(2)
        var (mean, second) = (Matrix(rows: 2, columns: 2), Matrix(rows: 2, columns: 2))
        for k in 0..<6 {
            let angle = Double.pi * Double(k) / 6
            let p = outer([cos(angle), sin(angle)], [cos(angle), sin(angle)])
            mean = mean + (1.0 / 6) * p
            second = second + (1.0 / 6) * (p * g * p)
        }
        #expect(agree(mean, w * .identity(2), scale: 1, roundings: 8))
        #expect(agree(second, a * g + b * g.trace * .identity(2), scale: g.maxAbs, roundings: 16))
        #expect(agree([w, a, b], [0.5, 0.25, 0.125], roundings: 4))
    }

    @Test(arguments: [RandomSubspace.Kind.haar, .gaussian]) func momentsAgreeWithSampling(kind: RandomSubspace.Kind)
        throws
    {
        var generator = Generator(seed: 1, "subspace sampling \(kind)")
        for (d, r) in [(1, 1), (2, 1), (3, 2), (4, 4), (5, 2)] {
            let law = RandomSubspace(dimension: r, kind: kind)
            let (w, a, b) = law.moments(d)
            let g = generator.symmetricGaussian(d)
            let expected = a * g + b * g.trace * .identity(d)
            let samples = 4000
            var sums = Vector(repeating: 0, count: 2 * d * d)
            var squares = sums
            var step = law.begin(.vector(d), using: &generator)
            for t in 0..<samples {
                try step.draw(t, using: &generator)
                let p = try matrix(step, d)
                for (i, value) in (p.storage + (p * g * p).storage).enumerated() {
                    sums[i] += value
                    squares[i] += value * value
                }
            }
            let truth = (w * Matrix.identity(d)).storage + expected.storage
            for i in truth.indices {
                let mean = sums[i] / Double(samples)
                let variance = squares[i] / Double(samples) - mean * mean
                let error = (max(variance, 0) / Double(samples)).squareRoot()
                // A normal exceeds 5.5 standard errors with probability 4e-8; a rounding allowance where nothing varies.
                #expect(abs(mean - truth[i]) <= 5.5 * error + 1e-12, "d=\(d) r=\(r) \(i)")
            }
            let kept = law.expectedKept(expected, step: 0)
            #expect(agree(kept, (a + b * Double(d)) * expected.trace, roundings: 4))
        }
    }

    @Test func withoutRefreshTheSubspaceStays() throws {
        var generator = Generator(seed: 1, "fixed subspace")
        let law = RandomSubspace(dimension: 2, kind: .haar, refresh: false)
        var step = law.begin(.vector(4), using: &generator)
        let first = try matrix(step, 4)
        try step.draw(1, using: &generator)
        #expect(try matrix(step, 4) == first)
        #expect(agree(first.trace, 2, roundings: 32))
        #expect(!law.hasExactMoments && RandomSubspace(dimension: 2, kind: .haar).hasExactMoments)
    }

    @Test func errors() {
        for r in [0, 4, -1] {
            #expect(
                failure { try RandomSubspace(dimension: r, kind: .haar).validate(.vector(3)) }?.kind == "invalid")
        }
    }
}
