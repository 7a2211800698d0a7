import CFlint

/// Approximate eigenvectors of a symmetric matrix by Jacobi's rotations, on midpoints alone. Nothing here is proven, and
/// nothing needs to be: what uses them bounds what they leave.
struct JacobiRotations {
    private let n: Int
    private let bits: Int
    private let a: Enclosure
    /// The eigenvectors, by columns.
    let vectors: Enclosure
    private let scratch: Enclosure

    /// - Complexity: O(n^3) a sweep; a handful of sweeps, and one more for each doubling of the bits.
    init(_ matrix: Enclosure, _ arithmetic: Arithmetic) throws(ValueError) {
        n = matrix.rows
        bits = arithmetic.bits
        a = try arithmetic.make(n, n)
        arb_mat_get_mid(a.ball, matrix.ball)
        vectors = try arithmetic.make(n, n)
        arb_mat_one(vectors.ball)
        scratch = try arithmetic.make(8, 1)
        for _ in 0..<60 where sweep() == 0 { break }
    }

    /// Rotates every pair once; returns how many were worth it.
    private func sweep() -> Int {
        var rotations = 0
        for p in 0..<max(n - 1, 0) {
            for q in (p + 1)..<n where isWorth(p, q) {
                rotate(p, q)
                rotations += 1
            }
        }
        return rotations
    }

    /// Whether `|a_pq|` is above `2^-bits` of the larger of the two diagonal entries.
    private func isWorth(_ p: Int, _ q: Int) -> Bool {
        let off = a.entry(p, q)
        guard arb_is_zero(off) == 0 else { return false }
        let size = max(exponent(a.entry(p, p)), exponent(a.entry(q, q)))
        return exponent(off) > size - bits
    }

    /// The binary exponent of a midpoint; of zero, less than all others.
    private func exponent(_ x: UnsafeMutablePointer<arb_struct>) -> Int {
        arb_is_zero(x) != 0 ? -(1 << 40) : arf_abs_bound_lt_2exp_si(&x.pointee.mid)
    }

    /// The rotation in the plane (p, q) that makes `a_pq` zero.
    private func rotate(_ p: Int, _ q: Int) {
        let (t, c, s) = (scratch.entry(0, 0), scratch.entry(1, 0), scratch.entry(2, 0))
        // t = sign(w) / (|w| + sqrt(w^2 + 1)) with w = (a_qq - a_pp) / (2 a_pq).
        arb_sub(t, a.entry(q, q), a.entry(p, p), bits)
        arb_div(t, t, a.entry(p, q), bits)
        arb_mul_2exp_si(t, t, -1)
        trim(t)
        let isNegative = arb_is_negative(t) != 0
        arb_abs(t, t)
        arb_sqr(c, t, bits)
        arb_add_ui(c, c, 1, bits)
        arb_sqrt(c, c, bits)
        arb_add(t, t, c, bits)
        arb_ui_div(t, 1, t, bits)
        if isNegative { arb_neg(t, t) }
        trim(t)
        // c = 1/sqrt(t^2 + 1), s = t c.
        arb_sqr(c, t, bits)
        arb_add_ui(c, c, 1, bits)
        arb_rsqrt(c, c, bits)
        trim(c)
        arb_mul(s, t, c, bits)
        trim(s)
        for i in 0..<n { turn(a.entry(i, p), a.entry(i, q), c, s) }
        for i in 0..<n { turn(a.entry(p, i), a.entry(q, i), c, s) }
        arb_zero(a.entry(p, q))
        arb_zero(a.entry(q, p))
        for i in 0..<n { turn(vectors.entry(i, p), vectors.entry(i, q), c, s) }
    }

    /// (x, y) becomes (c x - s y, s x + c y).
    private func turn(
        _ x: UnsafeMutablePointer<arb_struct>, _ y: UnsafeMutablePointer<arb_struct>,
        _ c: UnsafeMutablePointer<arb_struct>, _ s: UnsafeMutablePointer<arb_struct>
    ) {
        let (u, v) = (scratch.entry(3, 0), scratch.entry(4, 0))
        arb_mul(u, c, x, bits)
        arb_submul(u, s, y, bits)
        arb_mul(v, s, x, bits)
        arb_addmul(v, c, y, bits)
        trim(u)
        trim(v)
        arb_swap(x, u)
        arb_swap(y, v)
    }

    private func trim(_ x: UnsafeMutablePointer<arb_struct>) { mag_zero(&x.pointee.rad) }
}
