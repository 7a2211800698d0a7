import Testing

@testable import LinearAlgebra

@Suite struct RealSchurTests {
    private static func randomMatrix(_ n: Int) -> Matrix {
        var g = Generator(seed: 1, "schur", "\(n)")
        return g.gaussianMatrix(rows: n, columns: n)
    }

    @Test(arguments: [0, 1, 2, 5, 30]) func decomposition(_ n: Int) throws {
        let a = Self.randomMatrix(n)
        let (t, q) = try a.realSchur()
        #expect(orthogonalityDefect(q) <= rounding(a, size: Double(n).squareRoot()))
        #expect((q * t * q.transposed - a).frobeniusNorm <= rounding(a))
        let blocks = QuasiTriangularRoot.blocks(of: t)
        #expect(blocks.flatMap(\.self) == Array(0..<n))
        for block in blocks {
            for j in block { for i in block.upperBound..<n { #expect(t[i, j] == 0) } }
            if block.count == 2 {
                let i = block.lowerBound
                #expect(t[i, i] == t[i + 1, i + 1])
                #expect(t[i, i + 1] * t[i + 1, i] < 0)
            }
        }
    }

    @Test func selectedBlocksComeFirst() throws {
        let a = Self.randomMatrix(12)
        let (t, q) = try a.realSchur()
        let blocks = QuasiTriangularRoot.blocks(of: t)
        guard let last = blocks.last else { return }
        let selection = (0..<12).map { last.contains($0) }
        let ordered = try Matrix.reorderSchur(t: t, q: q, selection: selection)
        #expect((ordered.q * ordered.t * ordered.q.transposed - a).frobeniusNorm <= rounding(a))
        #expect(orthogonalityDefect(ordered.q) <= rounding(a, size: 12.0.squareRoot()))
        #expect(abs(ordered.t[0, 0] - t[last.lowerBound, last.lowerBound]) <= rounding(a))
    }
}
