#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// `sqrt(-2 ln(s) / s)`, the factor of the polar method.
func polarFactor(_ s: Double) -> Double { (-2 * log(s) / s).squareRoot() }
