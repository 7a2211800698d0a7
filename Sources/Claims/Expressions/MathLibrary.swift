#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

// The C library's elementary functions under names that the members of ExpressionScalar do not hide.

func libraryExp(_ x: Double) -> Double { exp(x) }
func libraryExpm1(_ x: Double) -> Double { expm1(x) }
func libraryLog(_ x: Double) -> Double { log(x) }
func libraryLog1p(_ x: Double) -> Double { log1p(x) }
func libraryLog10(_ x: Double) -> Double { log10(x) }
func libraryGamma(_ x: Double) -> Double { tgamma(x) }
func libraryPow(_ x: Double, _ y: Double) -> Double { pow(x, y) }
func librarySin(_ x: Double) -> Double { sin(x) }
func libraryCos(_ x: Double) -> Double { cos(x) }
func libraryCosh(_ x: Double) -> Double { cosh(x) }
func librarySinh(_ x: Double) -> Double { sinh(x) }
func libraryTanh(_ x: Double) -> Double { tanh(x) }
func libraryAtan2(_ y: Double, _ x: Double) -> Double { atan2(y, x) }
