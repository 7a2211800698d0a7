/// A number in which an ``Expression`` can be evaluated: a double, a double with an error bound, an interval.
///
/// Nothing throws or traps: outside a function's domain the result says so in the type's own way, not-a-number for
/// doubles.
public protocol ExpressionScalar: Sendable {
    /// The number that the decimal `text` means; `value` is the double nearest to it.
    init(literal text: String, value: Double)

    /// The sum.
    static func + (a: Self, b: Self) -> Self
    /// The difference.
    static func - (a: Self, b: Self) -> Self
    /// The product.
    static func * (a: Self, b: Self) -> Self
    /// The quotient.
    static func / (a: Self, b: Self) -> Self
    /// The negative.
    static prefix func - (a: Self) -> Self

    /// `base^exponent`; a negative base needs an integer exponent.
    static func power(_ base: Self, _ exponent: Self) -> Self
    /// The exponential.
    static func exp(_ x: Self) -> Self
    /// The natural logarithm.
    static func ln(_ x: Self) -> Self
    /// The logarithm to base 10.
    static func log10(_ x: Self) -> Self
    /// The square root.
    static func sqrt(_ x: Self) -> Self
    /// The absolute value.
    static func abs(_ x: Self) -> Self
    /// The smaller of two numbers.
    static func min(_ a: Self, _ b: Self) -> Self
    /// The larger of two numbers.
    static func max(_ a: Self, _ b: Self) -> Self
    /// The sine, in radians.
    static func sin(_ x: Self) -> Self
    /// The cosine, in radians.
    static func cos(_ x: Self) -> Self
    /// The hyperbolic tangent.
    static func tanh(_ x: Self) -> Self
}

/// IEEE double precision with the C library's functions; `min` and `max` of a not-a-number are not-a-number.
extension Double: ExpressionScalar {
    public init(literal text: String, value: Double) { self = value }

    public static func power(_ base: Double, _ exponent: Double) -> Double { libraryPow(base, exponent) }
    public static func exp(_ x: Double) -> Double { libraryExp(x) }
    public static func ln(_ x: Double) -> Double { libraryLog(x) }
    public static func log10(_ x: Double) -> Double { libraryLog10(x) }
    public static func sqrt(_ x: Double) -> Double { x.squareRoot() }
    public static func abs(_ x: Double) -> Double { x.magnitude }
    public static func min(_ a: Double, _ b: Double) -> Double { a.isNaN || a < b ? a : b }
    public static func max(_ a: Double, _ b: Double) -> Double { a.isNaN || a > b ? a : b }
    public static func sin(_ x: Double) -> Double { librarySin(x) }
    public static func cos(_ x: Double) -> Double { libraryCos(x) }
    public static func tanh(_ x: Double) -> Double { libraryTanh(x) }
}
