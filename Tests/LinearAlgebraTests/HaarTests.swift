import LinearAlgebra
import Testing

@Suite struct HaarTests {
    @Test(arguments: [(0, 0), (1, 1), (1, 0), (6, 6), (9, 4), (50, 50), (40, 1)])
    func columnsAreOrthonormal(_ shape: (Int, Int)) {
        var g = Generator(seed: 1, "haar")
        let q = haarFrame(shape.0, shape.1, using: &g)
        #expect(q.rows == shape.0 && q.columns == shape.1)
        #expect(orthogonalityDefect(q) <= rounding(q, size: Double(shape.1).squareRoot()))
    }

    /// Moments of the Haar measure: E q11 = 0, E q11^2 = 1/n, E q11^4 = 3/(n(n+2)), E q11^2 q22^2 = (n+1)/(n(n-1)(n+2)),
    /// E tr Q = 0, E (tr Q)^2 = 1, E det Q = 0.
    @Test func momentsOfTheOrthogonalGroup() throws {
        var g = Generator(seed: 2, "haar")
        let (n, count) = (4, 20_000)
        var samples: [[Double]] = []
        for _ in 0..<count {
            let q = haarOrthogonal(n, using: &g)
            let (a, d, trace) = (q[0, 0], q[1, 1], q.trace)
            samples.append([a, q[3, 3], a * a, a * a * a * a, a * a * d * d, trace, trace * trace, try q.determinant()])
        }
        let d = Double(n)
        let expected = [
            0, 0, 1 / d, 3 / (d * (d + 2)), (d + 1) / (d * (d - 1) * (d + 2)), 0, 1, 0,
        ]
        for (index, mean) in expected.enumerated() {
            let values = samples.map { $0[index] }
            let sampleMean = values.reduce(0, +) / Double(count)
            let variance = values.reduce(0) { $0 + ($1 - sampleMean) * ($1 - sampleMean) } / Double(count)
            #expect(abs(sampleMean - mean) <= 5 * (variance / Double(count)).squareRoot(), "moment \(index)")
        }
    }

    @Test func framesProjectIsotropically() {
        var g = Generator(seed: 3, "haar")
        let (n, r, count) = (6, 2, 4000)
        var mean = Matrix(rows: n, columns: n)
        for _ in 0..<count {
            let q = haarFrame(n, r, using: &g)
            mean = mean + (1 / Double(count)) * (q * q.transposed)
        }
        // E QQ' = (r/n) I. Each entry of a projection is at most 1 in size: variance at most 1/4 about its mean.
        let bound = 5 * (0.25 / Double(count)).squareRoot()
        #expect((mean - (Double(r) / Double(n)) * .identity(n)).maxAbs <= bound)
    }

    @Test func theOrthogonalMatrixIsTheFullFrame() {
        var g = Generator(seed: 4, "haar")
        var twin = g
        #expect(haarOrthogonal(5, using: &g) == haarFrame(5, 5, using: &twin))
    }
}
