/// How far rounding may have moved a computed trajectory: a running forward error bound, to first order in `u = 2^-53`.
///
/// Let `d_t` be the difference between the computed iterate and the exact one from the same start, so `d_0 = 0`. A step
/// `x+ = x - eta P grad f(A x)` obeys `d+ = (I - eta P H A) d + xi` with `H` a Hessian between the two, and commits
/// `|xi| <= u |x+| + eta |P| (rounding of the gradient) + eta (n + 1) u |P g|`, `n` the operator's own roundings. What the
/// linear part can do to `d` depends on the operator (``StepAction``):
///
/// - **identity** and **sandwich** (`P = A = S`): `I - eta S H S` is symmetric with eigenvalues between `1 - eta s^2 M` and
///   `1 - eta s^2 m`, `m` and `M` bounding the curvature (for a sandwich `m <= 0` and the eigenvalue 1 is added);
/// - **projection** on a quadratic: `P H` is not symmetric and `I - eta P H` may stretch `d`, at every step anew. But
///   `H^{1/2} (I - eta P H) H^{-1/2} = I - eta H^{1/2} P H^{1/2}` is symmetric with eigenvalues between `1 - eta |P| M` and
///   1. So the energy norm `e = |H^{1/2} d|` is carried beside `|d|`: it does not grow within stability, and
///   `|d+| <= |d| + eta |P| sqrt(M) e + |xi|` and, where `m > 0`, `|d+| <= e+ / sqrt(m)`;
/// - **fixed projection** on another model: the error outside the range of `P` stays, and feeds the error inside by at most
///   `eta |H|` a step, while inside `I - eta P H P` is symmetric as above;
/// - **changing projection** on another model: the two parts mix anew at every step; their coupling is left out, and the bound
///   is an estimate;
/// - **general**: `1 + eta |P| |A| max(|m|, M)`.
///
/// Each observable's allowance follows from its own sensitivity to a displacement of `|d|` or `e` (``Sensitivity``).
public struct RoundingModel: Sendable {
    /// `|d_t|`, the worst case.
    public private(set) var worst = 0.0
    /// `|H^{1/2} d_t|`, of models with a constant convex Hessian; `nil` for others.
    private(set) var energy: Double?
    /// Of `|d_t|`, the part inside and outside the range of the present fixed projection.
    private var inside = 0.0
    private var outside = 0.0

    static let unit = 0x1p-53

    /// No error yet: the computed start is the start.
    public init(_ model: any Model) {
        if model is Quadratic || model is MatrixTarget { energy = 0 }
    }

    /// The projection of a new stage has another range: what was inside may now be outside.
    mutating func beginStage() { (inside, outside) = (0, worst) }

    /// Accounts for one step of size `eta` to a point of norm `point`, along a kept gradient of norm `kept` that was computed
    /// where the model has `sensitivity`.
    mutating func step(
        _ action: StepAction, gain: Double, roundings: Double, stepSize eta: Double, point: Double, kept: Double,
        sensitivity: Sensitivity
    ) {
        let (least, greatest) = (sensitivity.leastCurvature, sensitivity.greatestCurvature)
        let local =
            Self.unit * point + eta * (gain * sensitivity.gradientRounding + (roundings + 1) * Self.unit * kept)
        // The largest |eigenvalue| of I - t H, and of I - t P H P, which has the eigenvalue 1 too.
        func free(_ t: Double) -> Double { max(abs(1 - t * least), abs(1 - t * greatest)) }
        func bound(_ t: Double) -> Double { max(1 - t * min(least, 0), abs(1 - t * greatest)) }
        let root = max(greatest, 0).squareRoot()
        switch (action, energy) {
        case (.identity, let old):
            worst = free(eta * gain) * worst + local
            energy = old.map { free(eta * gain) * $0 + root * local }
        case (.sandwich, let old):
            worst = bound(eta * gain * gain) * worst + local
            energy = old.map { _ in root * worst }
        case (.projection, let old?):
            let new = bound(eta * gain) * old + root * local
            worst += eta * gain * root * old + local
            if least > 0 { worst = min(worst, new / least.squareRoot()) }
            energy = min(new, root * worst)
        case (.projection(fixed: true), nil):
            inside = bound(eta * gain) * inside + eta * gain * sensitivity.steepest * outside + local
            worst = inside + outside
            return
        case (.projection(fixed: false), nil):
            worst = bound(eta * gain) * worst + local
        case (.general, let old):
            worst = (1 + eta * gain * sensitivity.steepest) * worst + local
            energy = old.map { _ in root * worst }
        }
        if worst.isNaN { worst = .infinity }
        (inside, outside) = (0, worst)
    }

    /// Accounts for a retraction to a point of norm `point`; taken to be nonexpansive, which is an estimate.
    mutating func retract(point: Double, roundings: Double) {
        worst += roundings * Self.unit * point
        (inside, outside) = (0, worst)
        energy = energy.map { max($0, worst) }
    }

    /// Accounts for an operator that moves the iterate between steps and stretches differences by `gain` at the most. That it
    /// decides alike at both iterates is taken for granted.
    mutating func adapt(gain: Double, sensitivity: Sensitivity) {
        worst *= gain
        (inside, outside) = (0, worst)
        energy = energy.map { _ in max(sensitivity.greatestCurvature, 0).squareRoot() * worst }
    }

    /// The error of a computed value where the gradient has norm `gradientNorm` and the value is `excess` above the minimum.
    ///
    /// In the energy norm `|<grad f, d>| <= sqrt(2 excess) e` and `d'Hd / 2 = e^2 / 2`.
    func valueRadius(_ sensitivity: Sensitivity, gradientNorm: Double, excess: Double) -> Double {
        let plain = sensitivity.valueRadius(gradientNorm: gradientNorm, delta: worst)
        guard let energy, excess >= 0 else { return plain }
        let sharp = (2 * (excess + sensitivity.valueRounding)).squareRoot() * energy + 0.5 * energy * energy
        return min(plain, sensitivity.valueRounding + sharp)
    }

    /// The error of a computed gradient: `|H d| <= sqrt(M) e`.
    func gradientRadius(_ sensitivity: Sensitivity) -> Double {
        let plain = sensitivity.gradientRadius(delta: worst)
        guard let energy else { return plain }
        let root = max(sensitivity.greatestCurvature, 0).squareRoot()
        return min(plain, sensitivity.gradientRounding + root * energy)
    }
}
