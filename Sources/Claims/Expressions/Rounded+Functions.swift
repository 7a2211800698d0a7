extension Rounded {
    /// `|sqrt x - sqrt x'| = |x - x'| / (sqrt x + sqrt x')`; near 0, at most `sqrt(x + r)`. Rounding: `(x - z^2) / 2z`.
    public static func sqrt(_ x: Rounded) -> Rounded {
        let root = x.value.squareRoot()
        let least = x.value - x.radius
        let propagated =
            x.radius == 0 ? 0 : least > 0 ? x.radius / (root + least.squareRoot()) : (x.value + x.radius).squareRoot()
        let residual = x.value.addingProduct(-root, root).magnitude
        let rounding =
            root == 0 || root.isInfinite ? 0 : x.value < 0x1p-900 ? root * 0x1p-53 : residual / (2 * root)
        return Rounded(root, propagated: propagated, rounding: rounding, limit: x.isInfinity)
    }

    /// `||x| - |x'|| <= r`.
    public static func abs(_ x: Rounded) -> Rounded {
        Rounded(value: x.value.magnitude, radius: x.radius)
    }

    /// `|min(x, y) - min(x', y')| <= max(r, s)`, and the chosen operand's radius where the intervals do not overlap.
    public static func min(_ a: Rounded, _ b: Rounded) -> Rounded {
        if a.value + a.radius < b.value - b.radius { return a }
        if b.value + b.radius < a.value - a.radius { return b }
        return Rounded(value: Double.min(a.value, b.value), radius: Swift.max(a.radius, b.radius))
    }

    /// `-min(-x, -y)`.
    public static func max(_ a: Rounded, _ b: Rounded) -> Rounded { -min(-a, -b) }

    /// `|e^x - e^x'| <= e^x (e^r - 1)`. Rounding: 1 unit, none at 0.
    public static func exp(_ x: Rounded) -> Rounded {
        let value = libraryExp(x.value)
        let propagated = x.radius == 0 ? 0 : (value + .leastNormalMagnitude) * libraryExpm1(x.radius)
        let rounding = x.value == 0 || x.value.isInfinite ? 0 : units(1, of: value)
        return Rounded(value, propagated: propagated, rounding: rounding, limit: x.isInfinity)
    }

    /// `|ln x - ln x'| <= -ln(1 - r/x)`. Rounding: 1 unit, none at 1.
    public static func ln(_ x: Rounded) -> Rounded {
        let value = libraryLog(x.value)
        return Rounded(
            value, propagated: logarithmicRadius(x), rounding: value == 0 ? 0 : units(1, of: value),
            limit: x.isInfinity || x.isZero)
    }

    /// `|log10 x - log10 x'| <= -ln(1 - r/x) / ln 10`. Rounding: 2 units, none at 1.
    public static func log10(_ x: Rounded) -> Rounded {
        let value = libraryLog10(x.value)
        return Rounded(
            value, propagated: logarithmicRadius(x) / 2.302585092994045,
            rounding: value == 0 ? 0 : units(2, of: value), limit: x.isInfinity || x.isZero)
    }

    /// `|sin x - sin x'| <= min(|cos x| r + r^2/2, r, 2)`. Rounding: 1 unit.
    public static func sin(_ x: Rounded) -> Rounded {
        let value = librarySin(x.value)
        return Rounded(
            value, propagated: oscillation(x.radius, slope: libraryCos(x.value)),
            rounding: value == 0 ? 0 : units(1, of: value), limit: false)
    }

    /// `|cos x - cos x'| <= min(|sin x| r + r^2/2, r, 2)`. Rounding: 1 unit, none at 0.
    public static func cos(_ x: Rounded) -> Rounded {
        let value = libraryCos(x.value)
        return Rounded(
            value, propagated: oscillation(x.radius, slope: librarySin(x.value)),
            rounding: x.value == 0 ? 0 : units(1, of: value), limit: false)
    }

    /// `|tanh x - tanh x'| <= min(r / cosh^2 a, 2)`, a the point of the interval nearest to 0. Rounding: 2 units.
    public static func tanh(_ x: Rounded) -> Rounded {
        let value = libraryTanh(x.value)
        let nearest = libraryCosh(Swift.max(x.value.magnitude - x.radius, 0))
        let propagated = x.radius == 0 ? 0 : Swift.min(x.radius / (nearest * nearest), 2)
        return Rounded(
            value, propagated: propagated, rounding: value == 0 ? 0 : units(2, of: value), limit: false)
    }

    /// `x^y`. Rounding: 1 unit; `x^2 - z` for a square; none for a whole power up to 2^52 of a whole number, since two whole
    /// numbers within half a unit of one another are the same.
    ///
    /// For an integer exponent n, known exactly: `|x^n - x'^n| <= |n| a^(n-1) r`, where `|a|` is `|x| + r` for n > 0 and
    /// `|x| - r` for n < 0; `x^0 = 1` and `x^1 = x` add nothing.
    ///
    /// Otherwise, for x > r: with `d = (|y| + s) (-ln(1 - r/x)) + s |ln x|`, which bounds `|y ln x - y' ln x'|`, the error is
    /// at most `x^y (e^d - 1)`. For a base that may be 0 and an exponent that is surely positive, it is at most the power of
    /// `x + r`. Elsewhere nothing is known.
    public static func power(_ base: Rounded, _ exponent: Rounded) -> Rounded {
        let (x, y) = (base.value, exponent.value)
        let value = libraryPow(x, y)
        let isInteger = exponent.radius == 0 && y == y.rounded(.towardZero)
        if isInteger && y == 0 { return Rounded(1) }
        if isInteger && y == 1 { return base }
        return Rounded(
            value,
            propagated: isInteger ? integerPower(base, y) : realPower(base, exponent, value),
            rounding: powerRounding(x, y, value),
            limit: base.isInfinity || exponent.isInfinity || base.isZero)
    }

    private static func powerRounding(_ x: Double, _ y: Double, _ value: Double) -> Double {
        let isWhole = { (number: Double) in number.magnitude <= 0x1p52 && number == number.rounded() }
        if x == 0 || x == 1 || x.isInfinite || y.isInfinite { return 0 }
        if y == 2 && value.magnitude > tiny && value.isFinite { return (-value).addingProduct(x, x).magnitude }
        return isWhole(x) && isWhole(value) && isWhole(y) && y > 0 ? 0 : units(1, of: value)
    }

    private static func integerPower(_ base: Rounded, _ n: Double) -> Double {
        guard base.radius > 0 else { return 0 }
        if n > 0 {
            let largest = (base.value.magnitude + base.radius).nextUp
            return n * libraryPow(largest, n - 1) * base.radius
        }
        let least = (base.value.magnitude - base.radius).nextDown
        return least > 0 ? -n * libraryPow(least, n - 1) * base.radius : .infinity
    }

    private static func realPower(_ base: Rounded, _ exponent: Rounded, _ value: Double) -> Double {
        if base.radius == 0 && exponent.radius == 0 { return 0 }
        let (x, y, r, s) = (base.value, exponent.value, base.radius, exponent.radius)
        if x > r {
            let turn = s == 0 ? 0 : s * libraryLog(x).magnitude
            let d = (y.magnitude + s) * logarithmicRadius(base) + turn
            return d == 0 ? 0 : (value + .leastNormalMagnitude) * libraryExpm1(d)
        }
        guard x >= 0 && y > s else { return .infinity }
        let largest = (x + r).nextUp
        return base.isZero ? 0 : Swift.max(libraryPow(largest, y - s), libraryPow(largest, y + s))
    }

    /// A bound on `|ln x - ln x'|`; infinite where the interval is not positive.
    private static func logarithmicRadius(_ x: Rounded) -> Double {
        if x.radius == 0 { return 0 }
        return x.radius < x.value ? -libraryLog1p(-x.radius / x.value) : .infinity
    }

    private static func oscillation(_ radius: Double, slope: Double) -> Double {
        guard radius.isFinite else { return 2 }
        return Swift.min(slope.magnitude * radius + radius * radius / 2, radius, 2)
    }
}
