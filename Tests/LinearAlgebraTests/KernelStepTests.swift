import CKernels
import Testing

@testable import LinearAlgebra

/// The elementwise kernels of every instruction set, against loops.
@Suite struct KernelStepTests {
    private static let lengths = [0, 1, 2, 3, 7, 8, 9, 16, 31, 33, 100, 1000]

    private static func near(_ a: Double, _ b: Double, terms: Int) -> Bool {
        abs(a - b) <= 0x1p-52 * Double(terms + 4) * abs(b)
    }

    @Test(arguments: KernelProductTests.variants)
    func sumsOfSquares(_ variant: Int) {
        let kernels = KernelProductTests.kernels(variant)
        var generator = Generator(seed: 4, "kernel sums")
        for n in Self.lengths {
            let x = generator.gaussianVector(n)
            let t = generator.gaussianVector(n)
            #expect(Self.near(kernels.squares(n, x), x.reduce(0) { $0 + $1 * $1 }, terms: n))
            #expect(kernels.isZero(n, x) == (n == 0))
            for i in 0..<n {
                var zeros = Vector(repeating: -0.0, count: n)
                #expect(kernels.isZero(n, zeros))
                zeros[i] = i % 2 == 0 ? .leastNonzeroMagnitude : .nan
                #expect(!kernels.isZero(n, zeros))
            }
            var r = x
            let found = kernels.subtract(n, &r, t)
            let expected = zip(x, t).map { $0 - $1 }
            #expect(r == expected)
            #expect(Self.near(found, expected.reduce(0) { $0 + $1 * $1 }, terms: n))
        }
    }

    @Test(arguments: KernelProductTests.variants)
    func descentNotesWhatMoved(_ variant: Int) {
        let kernels = KernelProductTests.kernels(variant)
        var generator = Generator(seed: 5, "kernel descent")
        for n in Self.lengths {
            var x = generator.gaussianVector(n)
            let old = x
            // A third stays: zero, or too small to be seen.
            let g = generator.gaussianVector(n).map { [0, 1e-30, $0][generator.below(3)] }
            var moved = [UInt8](repeating: 0, count: n + 1)
            if n > 2 { moved[1] = 1 }
            let before = moved
            var (xx, gg) = (0.0, 0.0)
            let count = kernels.descend(n, &x, g, 0.25, &moved, &xx, &gg)
            for i in 0..<n {
                #expect(abs(x[i] - (old[i] - 0.25 * g[i])) <= 0x1p-52 * (abs(old[i]) + abs(g[i])))
                #expect(moved[i] == (x[i] != old[i] ? 1 : before[i]))
            }
            #expect(moved[n] == 0)
            #expect(count == (0..<n).count { x[$0] != old[$0] })
            #expect(Self.near(xx, x.reduce(0) { $0 + $1 * $1 }, terms: n))
            #expect(Self.near(gg, g.reduce(0) { $0 + $1 * $1 }, terms: n))
        }
    }

    @Test(arguments: KernelProductTests.variants)
    func normsOfAbsoluteValues(_ variant: Int) {
        let kernels = KernelProductTests.kernels(variant)
        var generator = Generator(seed: 6, "kernel norms")
        for (m, n) in [(0, 0), (1, 1), (3, 5), (8, 8), (17, 4), (33, 20)] {
            let a = generator.gaussianMatrix(rows: m, columns: n)
            var rows = [Double](repeating: .nan, count: max(m, 1))
            var (columnMax, rowMax, squares) = (0.0, 0.0, 0.0)
            kernels.norms(m, n, a.storage, max(m, 1), &rows, &columnMax, &rowMax, &squares)
            let columns = (0..<n).map { j in (0..<m).reduce(0.0) { $0 + abs(a[$1, j]) } }
            let sums = (0..<m).map { i in (0..<n).reduce(0.0) { $0 + abs(a[i, $1]) } }
            #expect(Self.near(columnMax, columns.max() ?? 0, terms: m))
            #expect(Self.near(rowMax, sums.max() ?? 0, terms: n))
            #expect(Self.near(squares, a.storage.reduce(0) { $0 + $1 * $1 }, terms: m * n))
        }
        for bad in [Double.nan, .infinity] {
            var a = Matrix(rows: 20, columns: 3, repeating: 1)
            a[13, 1] = bad
            #expect(!a.withView(spectralNormBound).isFinite)
        }
    }

    @Test(arguments: KernelProductTests.variants)
    func masksSelectByBits(_ variant: Int) {
        let kernels = KernelProductTests.kernels(variant)
        var generator = Generator(seed: 7, "kernel masks")
        for (d, count) in [(1, 1), (5, 3), (8, 10), (30, 7), (64, 4), (71, 9), (130, 2)] {
            let width = (d + 63) / 64
            var e = generator.gaussianVector(d * count)
            let old = e
            let g = generator.gaussianVector(d * count)
            let words = (0..<(width * count)).map { _ in generator.next() }
            var moved = [UInt8](repeating: 0, count: d)
            let moves = kernels.maskedDescend(d, count, &e, g, words, count, 0.5, &moved)
            var expectedMoves = 0
            for r in 0..<count {
                for i in 0..<d {
                    let isKept = words[i / 64 * count + r] >> UInt64(i % 64) & 1 == 1
                    let at = r * d + i
                    // Halving is exact, so that fused and plain arithmetic agree.
                    #expect(e[at] == (isKept ? old[at] - 0.5 * g[at] : old[at]))
                    if isKept {
                        expectedMoves += 1
                        #expect(moved[i] == 1)
                    }
                }
            }
            #expect(moves == expectedMoves)
            var (eg, ee, gg) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count), [0.0])
            gg = eg
            kernels.columnProducts(d, count, old, g, &eg, &ee, &gg)
            for r in 0..<count {
                let (a, b) = (Array(old[(r * d)..<(r * d + d)]), Array(g[(r * d)..<(r * d + d)]))
                #expect(abs(eg[r] - dot(a, b)) <= 0x1p-52 * Double(d + 4) * norm(a) * norm(b))
                #expect(Self.near(ee[r], dot(a, a), terms: d))
                #expect(Self.near(gg[r], dot(b, b), terms: d))
            }
        }
    }

    /// Side by side, generators give what each gives by itself, and go on from there.
    @Test(arguments: KernelProductTests.variants, [0.5, 0.25, 0.3, 1e-3, 0.999])
    func bitsAreThoseOfSingleGenerators(_ variant: Int, _ p: Double) {
        let kernels = KernelProductTests.kernels(variant)
        var digits: [UInt8] = []
        var rest = p
        while rest > 0 {
            digits.append(rest >= 0.5 ? 1 : 0)
            rest = rest >= 0.5 ? 2 * rest - 1 : 2 * rest
        }
        let generators = (0..<21).map { Generator(seed: 8, "bits \($0)") }
        for lanes: UInt64 in [~0, 0xFF, 1, 0xF0F0_0000_0000_0001] {
            var (s0, s1) = (generators.map(\.s0), generators.map(\.s1))
            var (s2, s3) = (generators.map(\.s2), generators.map(\.s3))
            var out = [UInt64](repeating: 7, count: 21)
            kernels.drawBits(21, &s0, &s1, &s2, &s3, lanes, digits, digits.count, &out)
            for r in 0..<21 {
                var single = generators[r]
                var (open, ones): (UInt64, UInt64) = (lanes, 0)
                for digit in digits where open != 0 {
                    let word = single.next()
                    if digit == 1 { ones |= open & ~word }
                    open &= digit == 1 ? word : ~word
                }
                #expect(out[r] == ones)
                #expect((s0[r], s1[r], s2[r], s3[r]) == (single.s0, single.s1, single.s2, single.s3))
            }
        }
    }
}
