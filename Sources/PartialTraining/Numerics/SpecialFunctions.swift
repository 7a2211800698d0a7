import CGSL

/// Gauss's hypergeometric function `2F1(1, b; c; x) = sum_k (b)_k/(c)_k x^k` for real `b`, `c` and `x < 1`, with a bound on
/// its error.
///
/// Inside the unit disc by GSL. For `x < 0` after Pfaff's transformation
/// `2F1(1, b; c; x) = 2F1(1, c - b; c; x/(x - 1)) / (1 - x)`, which leads into it from the whole half-line. For `b < 0` after
/// `2F1(1, b; c; x) = 1 + (b/c) x 2F1(1, b + 1; c + 1; x)`: GSL 2.7 gets signs wrong there (it has -0.295 for
/// `b = -1/3, c = 2/3, x = 0.8`, which is 0.295). Where `c = b + 1` up to rounding, `b` is taken as `c - 1`: a difference of
/// one unit makes GSL 2.7 return 1e15 near `x = 1`. As `|dF/db| <= F/b` there, that costs some units of F.
///
/// Errors: `invalid` outside the domain (`x >= 1`, or `c` = 0, -1, -2, ...) and where GSL gives up.
public func hypergeometric(
    b: Double, c: Double, _ x: Double
) throws(TrainingError) -> (value: Double, error: Double) {
    _ = GSL.quiet
    let units = 4 * Double.ulpOfOne
    if x < 0 {
        let inner = try hypergeometric(b: c - b, c: c, x / (x - 1))
        let value = inner.value / (1 - x)
        return (value, inner.error / (1 - x) + units * abs(value))
    }
    if b < 0 {
        let inner = try hypergeometric(b: b + 1, c: c + 1, x)
        let factor = b / c * x
        return (1 + factor * inner.value, abs(factor) * (inner.error + units * abs(inner.value)) + units)
    }
    let isAdjacent = b > 0 && abs(c - 1 - b) <= units * c
    var result = gsl_sf_result()
    let status = gsl_sf_hyperg_2F1_e(1, isAdjacent ? c - 1 : b, c, x, &result)
    guard status == Int32(GSL_SUCCESS), result.val.isFinite else {
        throw .invalid(
            what: "2F1(1, \(b); \(c); \(x))", expected: "x < 1 and c not 0, -1, -2, ...",
            found: String(cString: gsl_strerror(status)))
    }
    return (result.val, result.err + (isAdjacent ? units * c / b * result.val : 0))
}
