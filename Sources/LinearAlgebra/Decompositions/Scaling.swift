/// A power of two that brings a matrix into the range where a factorization can neither overflow nor lose digits to
/// underflow. Multiplying by it is exact, up to entries some 600 orders of magnitude below the largest.
///
/// Entries between `2^-500` and `2^960` are left alone, so that the factorization sees the numbers as they are.
/// The exponent is even: its half serves a Cholesky factor.
struct SafeScale {
    /// The exponent `k` of the factor `2^k`.
    let exponent: Int

    init(maxAbs: Double) {
        guard maxAbs > 0, maxAbs.isFinite else {
            exponent = 0
            return
        }
        let magnitude = Int(maxAbs.exponent)
        if magnitude < -500 {
            exponent = min(-magnitude, 1022) & ~1
        } else if magnitude > 960 {
            exponent = (960 - magnitude) & ~1
        } else {
            exponent = 0
        }
    }

    /// `2^k`.
    var factor: Double { Double(sign: .plus, exponent: exponent, significand: 1) }

    /// `2^(-k)`.
    var inverse: Double { Double(sign: .plus, exponent: -exponent, significand: 1) }

    /// `2^(-k/2)`.
    var inverseRoot: Double { Double(sign: .plus, exponent: -exponent / 2, significand: 1) }

    /// `2^k x`, without a copy if `k` is 0.
    func apply(_ x: [Double]) -> [Double] { Self.scale(x, by: factor) }

    /// `scale x`, without a copy if `scale` is 1.
    static func scale(_ x: [Double], by scale: Double) -> [Double] {
        scale == 1 ? x : x.map { scale * $0 }
    }
}
