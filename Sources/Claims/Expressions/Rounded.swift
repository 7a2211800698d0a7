/// A double with a bound on its rounding error: the exact number lies in `[value - radius, value + radius]`.
///
/// Running error analysis. Let `x`, `y` be the computed operands with radii `r`, `s`, and `z` the computed result; the
/// radius of `z` is the rounding error of this one operation plus what the operands' errors become under it:
///
/// | operation | rounding | propagated |
/// |---|---|---|
/// | `x + y`, `x - y` | exactly known | `r + s` |
/// | `x * y` | exactly known | `abs(x) s + abs(y) r + r s` |
/// | `x / y` | exactly known | `(r + abs(z) s) / (abs(y) - s)` |
/// | `sqrt x` | exactly known | `r / (sqrt x + sqrt(x - r))` |
/// | `-x`, `abs x`, `min`, `max` | 0 | the operand's; the larger one where either may be chosen |
/// | functions | see ``Rounded/exp(_:)`` and the others | |
///
/// The rounding errors of `+ - * /` and `sqrt` are found by error-free transformations, not estimated by `u abs(z)`
/// (u = 2^-53), so that exact operations add nothing: `2*t` has radius 0. Library functions are taken to be within one unit
/// in the last place, `log10` and `tanh` within two, as the C library's manual says. Derivatives are taken at their largest
/// over the interval, so that the bound is not of first order only; the radius itself is rounded upwards.
///
/// A radius is infinite where nothing is known: a division by an interval around 0, an overflow, a not-a-number. An infinite
/// value of radius 0 is meant: `1/0`, taken from above, or arithmetic with an infinity that was given; `1/-0` is unknown, and
/// so is the quotient by 0 of a number whose sign rounding may have changed.
public struct Rounded: Sendable, Equatable {
    /// The computed number.
    public var value: Double
    /// The bound on `|value - exact|`: not negative, perhaps infinite.
    public var radius: Double

    /// A number known within `radius`; a radius that is not a number counts as infinite.
    public init(value: Double, radius: Double = 0) {
        self.value = value
        self.radius = radius.isNaN || value.isNaN ? .infinity : radius.magnitude
    }

    /// A number known exactly.
    public init(_ value: Double) { self.init(value: value, radius: 0) }

    /// The result of an operation: `value`, within `propagated + rounding` and the rounding errors of these two.
    ///
    /// `limit` tells that an infinite value is meant, not an overflow.
    init(_ value: Double, propagated: Double, rounding: Double, limit: Bool) {
        if value.isInfinite {
            self.init(value: value, radius: limit ? 0 : .infinity)
        } else {
            let sum = propagated + rounding
            self.init(value: value, radius: sum > 0 ? (sum * (1 + 0x1p-48)).nextUp : sum)
        }
    }

    /// An infinity that was given, or came out of a division by exactly 0.
    var isInfinity: Bool { value.isInfinite && radius.isFinite }

    /// Exactly 0.
    var isZero: Bool { value == 0 && radius == 0 }

    /// `count` units in the last place of a library function's result.
    static func units(_ count: Double, of value: Double) -> Double {
        Swift.max(count * 0x1p-52 * value.magnitude, count * Double.leastNonzeroMagnitude)
    }
}

extension Rounded: ExpressionScalar {
    /// A decimal numeral: radius 0 where it is a double, else half a unit in the last place.
    public init(literal text: String, value: Double) {
        let half = Swift.max(value.ulp / 2, Double.leastNonzeroMagnitude)
        self.init(value: value, radius: isExactDecimal(text, value) ? 0 : half)
    }

    /// `|(x + y) - (x' + y')| <= r + s`; the rounding error is that of the two-sum algorithm (Knuth 1969).
    public static func + (a: Rounded, b: Rounded) -> Rounded {
        let sum = a.value + b.value
        let part = sum - a.value
        let error = (a.value - (sum - part)) + (b.value - part)
        let isExact = a.value.isInfinite || b.value.isInfinite
        let rounding = isExact ? 0 : error.isFinite ? error.magnitude : sum.magnitude * 0x1p-53
        return Rounded(
            sum, propagated: a.radius + b.radius, rounding: rounding, limit: a.isInfinity || b.isInfinity)
    }

    public static func - (a: Rounded, b: Rounded) -> Rounded { a + (-b) }

    public static prefix func - (a: Rounded) -> Rounded { Rounded(value: -a.value, radius: a.radius) }

    /// `|x y - x' y'| <= |x| s + |y| r + r s`; the rounding error is `fma(x, y, -z)`, plus the least number where that
    /// may underflow.
    public static func * (a: Rounded, b: Rounded) -> Rounded {
        let product = a.value * b.value
        let propagated = scale(a.value, b.radius) + scale(b.value, a.radius) + scale(a.radius, b.radius)
        let isExact = a.value.isInfinite || b.value.isInfinite || a.value == 0 || b.value == 0
        var rounding = isExact ? 0 : (-product).addingProduct(a.value, b.value).magnitude
        if !isExact && product.magnitude < tiny { rounding += .leastNonzeroMagnitude }
        return Rounded(
            product, propagated: propagated, rounding: rounding, limit: a.isInfinity || b.isInfinity)
    }

    /// `|x/y - x'/y'| = |(x - x') - (x/y)(y - y')| / |y'| <= (r + |z| s) / (|y| - s)`; the rounding error is
    /// `fma(-z, y, x) / y`.
    public static func / (a: Rounded, b: Rounded) -> Rounded {
        let quotient = a.value / b.value
        let least = b.value.magnitude - b.radius
        let numerator = a.radius + scale(quotient, b.radius)
        let propagated = numerator == 0 && b.radius == 0 ? 0 : least > 0 ? numerator / least : .infinity
        let isExact = a.value.isInfinite || b.value.isInfinite || a.value == 0
        var rounding = isExact ? 0 : (a.value.addingProduct(-quotient, b.value) / b.value).magnitude
        if !isExact && (quotient.magnitude < tiny || a.value.magnitude < tiny) {
            rounding += quotient.magnitude * 0x1p-53 + .leastNonzeroMagnitude
        }
        return Rounded(
            quotient, propagated: propagated, rounding: rounding,
            limit: a.isInfinity || b.isInfinity
                || b.isZero && b.value.sign == .plus && (a.value.magnitude > a.radius || a.isZero))
    }

    /// Below it the error of a product need not be a double.
    static var tiny: Double { 0x1p-960 }

    /// `|x| r`, but 0 where the radius is 0, whatever x.
    private static func scale(_ x: Double, _ radius: Double) -> Double {
        radius == 0 || x == 0 ? 0 : x.magnitude * radius
    }
}
