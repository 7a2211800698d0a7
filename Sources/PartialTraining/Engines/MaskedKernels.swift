/// What one replica of a batch does to its d numbers, eight at a time. The masks are bits, 64 coordinates in a word.
enum MaskedKernels {
    private static let lanes = SIMD8<UInt64>(1, 2, 4, 8, 16, 32, 64, 128)

    /// `e -= rate m o g`, in place; counts in `moves` which coordinates changed.
    @inline(__always)
    static func descend(
        _ e: UnsafeMutablePointer<Double>, along g: UnsafePointer<Double>, _ words: UnsafePointer<UInt64>, _ d: Int,
        rate: Double, moves: UnsafeMutablePointer<Int64>
    ) {
        var i = 0
        let none = SIMD8<Int64>(repeating: 0)
        let one = SIMD8<Int64>(repeating: 1)
        while i + 8 <= d {
            let bits = SIMD8<UInt64>(repeating: words[i >> 6] >> UInt64(i & 63)) & lanes
            let old = load(e + i)
            let new = old.replacing(with: old - rate * load(g + i), where: bits .!= 0)
            UnsafeMutableRawPointer(e + i).storeBytes(of: new, as: SIMD8<Double>.self)
            let count = UnsafeRawPointer(moves + i).loadUnaligned(as: SIMD8<Int64>.self)
            let more = count &+ none.replacing(with: one, where: new .!= old)
            UnsafeMutableRawPointer(moves + i).storeBytes(of: more, as: SIMD8<Int64>.self)
            i += 8
        }
        while i < d {
            if words[i >> 6] >> UInt64(i & 63) & 1 == 1 {
                let old = e[i]
                e[i] = old - rate * g[i]
                if e[i] != old { moves[i] += 1 }
            }
            i += 1
        }
    }

    /// `e'g`, `e'e` and `g'g`.
    @inline(__always)
    static func products(
        _ e: UnsafePointer<Double>, _ g: UnsafePointer<Double>, _ d: Int
    ) -> (eg: Double, ee: Double, gg: Double) {
        var (eg, ee, gg) = (SIMD8<Double>.zero, SIMD8<Double>.zero, SIMD8<Double>.zero)
        var i = 0
        while i + 8 <= d {
            let (a, b) = (load(e + i), load(g + i))
            eg += a * b
            ee += a * a
            gg += b * b
            i += 8
        }
        var sums = (eg: eg.sum(), ee: ee.sum(), gg: gg.sum())
        while i < d {
            sums.eg += e[i] * g[i]
            sums.ee += e[i] * e[i]
            sums.gg += g[i] * g[i]
            i += 1
        }
        return sums
    }

    @inline(__always)
    private static func load(_ p: UnsafePointer<Double>) -> SIMD8<Double> {
        UnsafeRawPointer(p).loadUnaligned(as: SIMD8<Double>.self)
    }
}
