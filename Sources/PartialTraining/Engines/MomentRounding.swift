import LinearAlgebra

/// How far rounding may have moved computed moments: a majorant in the order of positive semidefinite matrices.
///
/// The exact recursion of the second moment of the error, `M+ = T(M) + (terms in the mean) + constant`, has a linear part
/// `T(X) = E[(I - eta P H A) X (I - eta P H A)']` that keeps positive semidefinite matrices so. If `-X <= D <= X` for the
/// error `D` of the computed `M`, then `-T(X) <= T(D) <= T(X)`. One step commits an error of spectral norm at most `c`, hence
///
///     X+ = T(X) + c I,
///
/// and since every observable is increasing and linear in the second moment, its error is at most its own value at `X`:
/// `tr(H X) / 2` for the loss, `tr X` for the squared distance, `tr(H X H)` for the squared gradient. `T` is run by the
/// operator itself, on the same quadratic with its optimum at 0 (where no terms in the mean remain), so a run costs twice.
///
/// With `n = 2d + 10` roundings, `a = |H|` (of absolute values) and `s`, `q` the norms of `P` and `A` in the mean
/// (``MomentGain``), `c = n u (1 + eta s q a)^2 |M|_F`. Where the point is multiplied too, the recursion runs in the
/// moments of `x` itself: `|M|_F` becomes `(sqrt(tr M) + (1 + q) |x*|)^2`, the fourth moments' sums of terms count for 6 of
/// them (`kappa_4 + 15 (kappa_3 - kappa_4) + 4 (kappa_2 - kappa_4)` of Frobenius norm `a^2 |M|_F` each), and an error `m` of
/// the mean adds `4 eta s q (1 + eta s q a) a |x*| m`. The mean obeys `m+ <= max(1, eta s q a - 1) m + its own rounding`.
struct MomentRounding {
    private let model: Quadratic
    private let centred: Quadratic
    private let optimumNorm: Double
    /// The majorant `X`, and `m`.
    private(set) var majorant: Moments
    private(set) var mean = 0.0

    init(_ model: Quadratic, start: Vector) throws(TrainingError) {
        self.model = model
        let zero = Vector(repeating: 0, count: model.dimension)
        centred = try Quadratic(hessian: model.hessian, optimum: zero)
        optimumNorm = norm(model.optimum)
        // The error of the start, x - x*, is rounded once.
        let error = squaredNorm(subtract(start, model.optimum))
        majorant = Moments(
            mean: zero, second: 4 * RoundingModel.unit * error * .identity(model.dimension))
        mean = RoundingModel.unit * error.squareRoot()
    }

    /// Accounts for one step of `law` from `moments`.
    mutating func step(
        _ law: any ExactMoments, from moments: Moments, stepSize eta: Double, step: Int
    ) throws(TrainingError) {
        try law.advance(&majorant, on: centred, stepSize: eta, step: step)
        let d = model.dimension
        let gain = law.momentGain(d, step: step)
        let unit = RoundingModel.unit * Double((2 * d + 10) * (gain.moved == nil ? 1 : 6))
        let a = model.absoluteNorm
        let speed = eta * gain.kept * (gain.moved ?? 1)
        let reach = 1 + speed * a
        var size = moments.second.frobeniusNorm
        if let moved = gain.moved {
            let root = max(moments.second.trace, 0).squareRoot() + (1 + moved) * optimumNorm
            size = root * root
        }
        var local = unit * reach * reach * size
        if gain.moved != nil { local += 4 * speed * reach * a * optimumNorm * mean }
        for i in 0..<d { majorant.second[i, i] += local }
        let meanUnit = RoundingModel.unit * Double(d + 6)
        mean = max(1, speed * a - 1) * mean + meanUnit * reach * size.squareRoot()
    }

    /// `|tr(W X)|` bounds for the observables, and the rounding of their own evaluation.
    func radius(_ observable: Observable, _ law: any ExactMoments, value: Double, moments: Moments) -> Double {
        let d = Double(model.dimension)
        let unit = RoundingModel.unit * (d * d + 6)
        let a = model.absoluteNorm
        // sum |h_ij m_ij| <= sum |h_ij| sqrt(m_ii m_jj) <= a tr M.
        let size = max(moments.second.trace, 0)
        switch observable {
        case .loss, .excess:
            let minimum = observable == .loss ? abs(model.minimum) : 0
            return 0.5 * inner(model.hessian, majorant.second) + unit * (a * size + minimum)
        case .distanceSquared: return majorant.second.trace + unit * size
        case .distance:
            return rootRadius(value * value, radius: majorant.second.trace + unit * size)
        case .gradientNormSquared, .maskedGradientMean:
            return majorant.gradientGram(on: model).trace + unit * a * a * size
        case .coreLoss:
            // tr(E[SHS] X) / 2, and of the terms in the mean |E S H x*| m and |E[SHS] x*| m; over a random mask E[SHS] <= s a.
            let excess = max(law.expectedCoreLoss(majorant, on: centred), 0)
            let gain = law.momentGain(model.dimension, step: 0)
            let q = max(gain.kept, gain.moved ?? 1)
            let factor = law.isRandom ? 1 + q : (1 + q) * (1 + q)
            let root = size.squareRoot() + optimumNorm
            return excess + factor * a * optimumNorm * mean + unit * (factor * a * root * root + abs(model.minimum))
        case .rank, .cost: return 0
        }
    }
}
