/// What one replica of a batch does to its d numbers, eight at a time. The masks are bits, 64 coordinates in a word.
enum MaskedKernels {
    private static let shifts = SIMD8<UInt64>(0, 1, 2, 3, 4, 5, 6, 7)

    /// `e -= rate m o g`, in place; counts in `moves` which coordinates changed.
    @inline(__always)
    static func descend(
        _ e: UnsafeMutablePointer<Double>, along g: UnsafePointer<Double>, _ words: UnsafePointer<UInt64>, _ d: Int,
        rate: Double, moves: UnsafeMutablePointer<Int64>
    ) {
        var i = 0
        while i + 8 <= d {
            // All ones in the lanes that are kept: arithmetic on bits stays in vector registers, comparisons do not.
            let bits = SIMD8<UInt64>(repeating: words[i >> 6] >> UInt64(i & 63)) &>> shifts
            let kept = 0 &- (bits & 1)
            let old = load(e + i)
            let change = unsafeBitCast(rate * load(g + i), to: SIMD8<UInt64>.self) & kept
            let new = old - unsafeBitCast(change, to: SIMD8<Double>.self)
            UnsafeMutableRawPointer(e + i).storeBytes(of: new, as: SIMD8<Double>.self)
            let differing = unsafeBitCast(new, to: SIMD8<UInt64>.self) ^ unsafeBitCast(old, to: SIMD8<UInt64>.self)
            let changed = unsafeBitCast((differing | (0 &- differing)) &>> 63, to: SIMD8<Int64>.self)
            let count = UnsafeRawPointer(moves + i).loadUnaligned(as: SIMD8<Int64>.self)
            UnsafeMutableRawPointer(moves + i).storeBytes(of: count &+ changed, as: SIMD8<Int64>.self)
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
