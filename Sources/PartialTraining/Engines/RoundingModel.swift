/// How far rounding may have moved a computed trajectory: a running forward error bound.
///
/// Let `u = 2^-53`. One step `x+ = x - eta P g` commits at most `n u (|x| + eta |g|)`, `n` being the model's number of
/// roundings per entry (``Model/roundings``), and multiplies earlier errors by at most `growth = max(1, |1 - eta L|)`
/// where the smoothness `L` is known and by 1 elsewhere (a gradient step with `eta <= 2/L` on a convex function is
/// nonexpansive). So `delta_{t+1} = growth * delta_t + n u (|x_t| + eta |g_t|)` bounds the error of the parameters to first
/// order, and each observable's allowance follows from its own sensitivity to a displacement of that size.
///
/// This is the worst case. Rounding errors behave like independent zero-mean ones (Higham, Mary 2019), for which
/// `sqrt(n t)` takes the place of `n t`: ``likely`` is that estimate, enlarged by the factor 4 that makes a failure as
/// improbable as `2 exp(-8)`. An excess over a bound that is below the likely error is equality within rounding; one
/// between the two can't be told; one above the worst case is a violation.
public struct RoundingModel: Sendable {
    /// `delta_t`, the worst case.
    public private(set) var worst: Double
    private var squares: Double
    private let roundings: Double
    private let smoothness: Double?

    static let unit = 0x1p-53

    public init(_ model: any Model, start: Double) {
        roundings = model.roundings
        smoothness = model.constants.smoothness
        // The start may be a rounded version of what was meant.
        worst = Self.unit * start
        squares = worst * worst
    }

    /// `delta_t` as rounding usually behaves.
    public var likely: Double { min(worst, 4 * squares.squareRoot()) }

    /// Accounts for one step from a point of norm `point` along a kept gradient of norm `gradient`.
    public mutating func step(point: Double, gradient: Double, stepSize eta: Double) {
        let growth = smoothness.map { max(1, abs(1 - eta * $0)) } ?? 1
        let scale = point + eta * gradient
        worst = growth * worst + roundings * Self.unit * scale
        squares = growth * growth * squares + roundings * Self.unit * Self.unit * scale * scale
    }
}
