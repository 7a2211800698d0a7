import CKernels
import Testing

@testable import LinearAlgebra

/// The kernels of every instruction set that this processor has, against sums written out.
@Suite struct KernelProductTests {
    static let variants = [0, 1, 2].filter { partita_kernels(Int32($0)) != nil }

    static func kernels(_ variant: Int) -> PartitaKernels { partita_kernels(Int32(variant))!.pointee }

    /// `op(A)_il`.
    private static func entry(_ a: Matrix, _ i: Int, _ l: Int, _ transposed: Bool) -> Double {
        transposed ? a[l, i] : a[i, l]
    }

    @Test(arguments: variants)
    func productsAreSums(_ variant: Int) {
        var generator = Generator(seed: 1, "kernel products")
        let sizes = [0, 1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 24, 31, 33, 64, 65]
        for round in 0..<400 {
            let (m, n) = (sizes[generator.below(sizes.count - 1) + 1], sizes[generator.below(sizes.count - 1) + 1])
            let k = round % 25 == 0 ? 250 + generator.below(300) : sizes[generator.below(sizes.count)]
            let (ta, tb) = (generator.below(2) == 1, generator.below(2) == 1)
            let (alpha, beta) = ([1, -0.5, 0][generator.below(3)], [0, 1, 0.25][generator.below(3)])
            let gap = generator.below(3)
            // Stored with a gap between columns, which must neither be read nor written.
            let a = generator.gaussianMatrix(rows: (ta ? k : m) + gap, columns: ta ? m : k)
            let b = generator.gaussianMatrix(rows: (tb ? n : k) + gap, columns: tb ? k : n)
            let before = generator.gaussianMatrix(rows: m + gap, columns: n)
            var c = before.storage
            if beta == 0 { for j in 0..<n { for i in 0..<m { c[i + j * (m + gap)] = .nan } } }
            Self.kernels(variant).product(
                m, n, k, alpha, a.storage, max(a.rows, 1), ta, b.storage, max(b.rows, 1), tb, beta, &c, m + gap)
            for j in 0..<n {
                for i in 0..<(m + gap) {
                    let found = c[i + j * (m + gap)]
                    guard i < m else {
                        #expect(found == before[i, j])
                        continue
                    }
                    var (sum, size) = (0.0, 0.0)
                    for l in 0..<k {
                        let term = Self.entry(a, i, l, ta) * Self.entry(b, l, j, tb)
                        sum += term
                        size += abs(term)
                    }
                    let old = beta == 0 ? 0 : beta * before[i, j]
                    let expected = alpha * sum + old
                    let allowance = 0x1p-53 * Double(k + 4) * (abs(alpha) * size + abs(old))
                    #expect(abs(found - expected) <= 2 * allowance, "\(m) \(n) \(k) \(ta) \(tb) \(alpha) \(beta)")
                }
            }
        }
    }

    /// What a team relies on: whoever computes which columns, the bits are the same.
    @Test(arguments: variants)
    func columnsDoNotDependOnTheirNeighbours(_ variant: Int) {
        var generator = Generator(seed: 2, "kernel columns")
        let kernels = Self.kernels(variant)
        for d in [5, 8, 32, 50, 64, 100, 130, 300] {
            for transposed in [false, true] {
                let a = generator.gaussianMatrix(rows: d, columns: d).storage
                let b = generator.gaussianMatrix(rows: d, columns: d).storage
                var whole = [Double](repeating: 0, count: d * d)
                kernels.product(d, d, d, 1, a, d, transposed, b, d, false, 0, &whole, d)
                for cut in [1, d / 3, d / 2, d - 1] {
                    var parts = whole.map { _ in Double.nan }
                    parts.withUnsafeMutableBufferPointer { c in
                        b.withUnsafeBufferPointer { b in
                            let (c, b) = (c.baseAddress!, b.baseAddress!)
                            kernels.product(d, cut, d, 1, a, d, transposed, b, d, false, 0, c, d)
                            kernels.product(
                                d, d - cut, d, 1, a, d, transposed, b + cut * d, d, false, 0, c + cut * d, d)
                        }
                    }
                    #expect(parts == whole, "\(d), cut at \(cut)")
                }
            }
        }
    }

    @Test(arguments: variants)
    func packedProductsAreThePlainOnes(_ variant: Int) {
        var generator = Generator(seed: 3, "packed products")
        let kernels = Self.kernels(variant)
        for (m, n, k) in [(1, 1, 1), (8, 5, 8), (9, 32, 7), (64, 3, 64), (100, 32, 300), (37, 17, 513)] {
            let a = generator.gaussianMatrix(rows: m, columns: k).storage
            let b = generator.gaussianMatrix(rows: k, columns: n).storage
            var packed = [Double](repeating: .nan, count: kernels.packedCount(m, k))
            for p in (0..<kernels.panelCount(m)).reversed() { kernels.pack(m, k, a, m, &packed, p, p + 1) }
            var plain = [Double](repeating: 0, count: m * n)
            kernels.product(m, n, k, 1, a, m, false, b, k, false, 0, &plain, m)
            var found = plain.map { _ in Double.nan }
            let panels = kernels.panelCount(m)
            for p in (0..<panels).reversed() { kernels.packedProduct(m, n, k, packed, b, k, &found, m, p, p + 1) }
            #expect(found == plain, "\(m) \(n) \(k)")
        }
    }

    @Test func theBestOnesAreUsed() {
        let best = String(cString: Self.kernels(Self.variants.last!).name)
        #expect(Backend.kernelDescription == best)
        let a = Matrix(rows: 2, columns: 2, storage: [1, 2, 3, 4])
        #expect((a * a).storage == [7, 10, 15, 22])
        let packed = a.withView { PackedMatrix($0) }
        var c = Matrix(rows: 2, columns: 2)
        a.withView { a in c.withMutableView { packed.multiply(a, into: $0) } }
        #expect(c == a * a)
    }
}
