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
/// In many dimensions `X` is replaced by numbers where the operators bound the growth of moments (``MomentGrowth``) and none
/// grows. An error `E`, `|E|_F <= c`, moves `tr(W T^n(E)) = tr(T*^n(W) E)` by at most `|T*^n(W)|_F c`, with
/// `T*^n(I) <= rho^n I` and `T*^n(H) <= sigma^n H`, so that
///
///     delta+ = rho delta + c,  epsilon+ = sigma epsilon + c,  |tr(W D)| <= w min(sqrt(d) delta, |H|_F epsilon / l)
///
/// for any `W <= w I`, `W <= (w/l) H`. In few dimensions the matrix costs little and bounds more tightly.
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
    private let workspace: MomentWorkspace
    /// The majorant `X`, or the numbers in its place; and `m`.
    private var majorant: Moments
    private var numbers: Numbers?
    private(set) var mean = 0.0

    /// `delta` and `epsilon`, with a bound of the growth in each stage.
    private struct Numbers {
        let growths: [MomentGrowth]
        var distance: Double
        var energy: Double
    }

    /// The dimension from which on numbers take the majorant's place: where its products begin to cost.
    static let manyDimensions = 16

    init(_ model: Quadratic, start: Vector, stages: [Stage] = []) throws(TrainingError) {
        self.model = model
        workspace = MomentWorkspace(dimension: model.dimension)
        let zero = Vector(repeating: 0, count: model.dimension)
        centred = try Quadratic(hessian: model.hessian, optimum: zero)
        optimumNorm = norm(model.optimum)
        // The error of the start, x - x*, is rounded once.
        let error = squaredNorm(subtract(start, model.optimum))
        majorant = Moments(
            mean: zero, second: 4 * RoundingModel.unit * error * .identity(model.dimension))
        mean = RoundingModel.unit * error.squareRoot()
        let growths = stages.compactMap { stage in
            (stage.partial as? any ExactMoments)?.momentGrowth(on: model, stepSize: stage.stepSize)
        }
        guard model.dimension >= Self.manyDimensions, growths.count == stages.count,
            growths.allSatisfy({ $0.distance <= 1 + 128 * RoundingModel.unit })
        else { return }
        let first = 4 * RoundingModel.unit * error
        numbers = Numbers(growths: growths, distance: first, energy: first)
    }

    /// Accounts for one step of `law`, of the stage of that index, from `moments`, of second moment of Frobenius norm `size`.
    mutating func step(
        _ law: any ExactMoments, stage: Int, from moments: Moments, size: Double, stepSize eta: Double, step: Int
    ) throws(TrainingError) {
        if numbers == nil { try law.advance(&majorant, on: centred, stepSize: eta, step: step, using: workspace) }
        let d = model.dimension
        let gain = law.momentGain(d, step: step)
        let unit = RoundingModel.unit * Double((2 * d + 10) * (gain.moved == nil ? 1 : 6))
        let a = model.absoluteNorm
        let speed = eta * gain.kept * (gain.moved ?? 1)
        let reach = 1 + speed * a
        // The norm is a sum of d^2 squares in eight lanes.
        var size = size * (1 + RoundingModel.unit * Double(d * d))
        if let moved = gain.moved {
            let root = max(moments.second.withView(\.trace), 0).squareRoot() + (1 + moved) * optimumNorm
            size = root * root
        }
        var local = unit * reach * reach * size
        if gain.moved != nil { local += 4 * speed * reach * a * optimumNorm * mean }
        if var numbers {
            numbers.distance = numbers.growths[stage].distance * numbers.distance + local
            numbers.energy = numbers.growths[stage].energy * numbers.energy + local
            self.numbers = numbers
        } else {
            majorant.second.withMutableView { x in for i in 0..<d { x[i, i] += local } }
        }
        let meanUnit = RoundingModel.unit * Double(d + 6)
        mean = max(1, speed * a - 1) * mean + meanUnit * reach * size.squareRoot()
    }

    /// By numbers, a bound of `|tr(W D)|` for `W <= w I` and, where it is known, `W <= v H`.
    private func bound(_ numbers: Numbers, identity w: Double, hessian v: Double = .infinity) -> Double {
        let d = Double(model.dimension)
        let byDistance = w * d.squareRoot() * numbers.distance
        // Rounding of the norm, of n squares.
        let byEnergy = v * model.hessian.frobeniusNorm * (1 + d * d * RoundingModel.unit) * numbers.energy
        return min(byDistance, byEnergy)
    }

    /// How far the expected kept gradient may be off, by rounding of the moments.
    func keptRadius(_ law: any ExactMoments, step: Int) -> Double {
        guard let numbers else { return law.expectedKept(workspace.gradientGram(majorant, on: model), step: step) }
        let kept = law.momentGain(model.dimension, step: step).kept
        return max(1, kept * kept) * gradientError(numbers)
    }

    private var smoothness: Double {
        model.spectrum[model.spectrum.count - 1] + model.constants.spectrumUncertainty
    }

    private func gradientError(_ numbers: Numbers) -> Double {
        bound(numbers, identity: smoothness * smoothness, hessian: smoothness)
    }

    private var excessError: Double {
        numbers.map { 0.5 * bound($0, identity: smoothness, hessian: 1) } ?? 0.5 * inner(model.hessian, majorant.second)
    }

    private var distanceError: Double {
        guard let numbers else { return majorant.second.trace }
        let least = model.spectrum[0] - model.constants.spectrumUncertainty
        return bound(numbers, identity: 1, hessian: least > 0 ? 1 / least : .infinity)
    }

    /// `|tr(W X)|` bounds for the observables, and the rounding of their own evaluation.
    func radius(_ observable: Observable, _ law: any ExactMoments, value: Double, moments: Moments) -> Double {
        let d = Double(model.dimension)
        let unit = RoundingModel.unit * (d * d + 6)
        let a = model.absoluteNorm
        // sum |h_ij m_ij| <= sum |h_ij| sqrt(m_ii m_jj) <= a tr M.
        let size = max(moments.second.withView(\.trace), 0)
        switch observable {
        case .loss, .excess:
            let minimum = observable == .loss ? abs(model.minimum) : 0
            return excessError + unit * (a * size + minimum)
        case .distanceSquared: return distanceError + unit * size
        case .distance:
            return rootRadius(value * value, radius: distanceError + unit * size)
        case .gradientNormSquared, .maskedGradientMean:
            let error = numbers.map(gradientError) ?? majorant.gradientGram(on: model).trace
            return error + unit * a * a * size
        case .coreLoss:
            // tr(E[SHS] X) / 2, and of the terms in the mean |E S H x*| m and |E[SHS] x*| m; over a random mask E[SHS] <= s a.
            let gain = law.momentGain(model.dimension, step: 0)
            let q = max(gain.kept, gain.moved ?? 1)
            let factor = law.isRandom ? 1 + q : (1 + q) * (1 + q)
            let excess =
                numbers.map { 0.5 * bound($0, identity: factor * a) }
                ?? max(law.expectedCoreLoss(majorant, on: centred), 0)
            let root = size.squareRoot() + optimumNorm
            return excess + factor * a * optimumNorm * mean + unit * (factor * a * root * root + abs(model.minimum))
        case .rank, .cost: return 0
        }
    }
}
