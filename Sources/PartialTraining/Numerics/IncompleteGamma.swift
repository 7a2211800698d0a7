import CGSL

/// The lower incomplete gamma function, by GSL.
public enum IncompleteGamma {
    /// `gamma(s, x) = int_0^x u^(s-1) e^(-u) du` for `s > 0`, `x >= 0`, with GSL's estimate of its own absolute error (not a
    /// proof), to which the rounding of one product is added.
    ///
    /// Computed as `Gamma(s) P(s, x)`. Errors: `invalid` unless `0 < s <= 170` and `x` is finite and not negative.
    public static func lower(_ s: Double, _ x: Double) throws(TrainingError) -> (value: Double, error: Double) {
        guard x.isFinite, x >= 0 else {
            throw .invalid(what: "incomplete gamma", expected: "a finite end that is not negative", found: "\(x)")
        }
        let whole = try complete(s)
        var part = gsl_sf_result()
        let status = gsl_sf_gamma_inc_P_e(s, x, &part)
        // An underflow is 0 up to the least positive numbers.
        guard status == Int32(GSL_SUCCESS) || status == Int32(GSL_EUNDRFLW) else {
            throw .invalid(
                what: "incomplete gamma", expected: "arguments that GSL can do",
                found: "\(s) and \(x): \(String(cString: gsl_strerror(status)))")
        }
        let value = whole.value * part.val
        let propagated = whole.value * part.err + abs(part.val) * whole.error + whole.error * part.err
        return (value, propagated + 0x1p-53 * abs(value) + .leastNormalMagnitude)
    }

    /// `Gamma(s)`, 0 < s <= 170, with GSL's estimate of its error. Errors: `invalid`.
    public static func complete(_ s: Double) throws(TrainingError) -> (value: Double, error: Double) {
        _ = GSL.quiet
        guard s > 0, s <= 170 else {
            throw .invalid(what: "gamma function", expected: "an argument in (0, 170]", found: "\(s)")
        }
        var result = gsl_sf_result()
        let status = gsl_sf_gamma_e(s, &result)
        guard status == Int32(GSL_SUCCESS) else {
            throw .invalid(
                what: "gamma function", expected: "an argument that GSL can do",
                found: "\(s): \(String(cString: gsl_strerror(status)))")
        }
        return (result.val, result.err)
    }
}
