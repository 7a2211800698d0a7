import CGSL

private final class Integrand {
    let function: (Double) -> Double
    init(_ function: @escaping (Double) -> Double) { self.function = function }
}

/// `int_a^b f(x) dx` of a smooth function, by GSL's adaptive 61-point Gauss-Kronrod rule, with an estimate of its error.
///
/// The error is the rule's own estimate plus 8 eps of the value, for the roundings of an integrand of one sign.
///
/// Errors: `invalid`, if the rule does not converge or the integrand is not finite.
public func integral(
    from a: Double, to b: Double, _ f: @escaping (Double) -> Double
) throws(TrainingError) -> (value: Double, error: Double) {
    _ = GSL.quiet
    let limit = 200
    guard let workspace = gsl_integration_workspace_alloc(limit) else {
        throw .invalid(what: "integral", expected: "memory for 200 intervals", found: "none")
    }
    defer { gsl_integration_workspace_free(workspace) }
    let context = Integrand(f)
    var (value, error) = (0.0, 0.0)
    let status = withExtendedLifetime(context) {
        var function = gsl_function(
            function: { x, parameters in
                guard let parameters else { return .nan }
                return Unmanaged<Integrand>.fromOpaque(parameters).takeUnretainedValue().function(x)
            }, params: Unmanaged.passUnretained(context).toOpaque())
        return gsl_integration_qag(
            &function, a, b, 0, 1e-13, limit, Int32(GSL_INTEG_GAUSS61), workspace, &value, &error)
    }
    // A tolerance out of reach by rounding is no failure: the estimate says what was reached.
    guard status == Int32(GSL_SUCCESS) || status == Int32(GSL_EROUND), value.isFinite else {
        throw .invalid(
            what: "integral from \(a) to \(b)", expected: "a smooth integrand",
            found: String(cString: gsl_strerror(status)))
    }
    return (value, error + 8 * Double.ulpOfOne * abs(value))
}
