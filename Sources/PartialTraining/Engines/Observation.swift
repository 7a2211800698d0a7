import LinearAlgebra

/// Takes the observables of one replica, step by step, with their rounding allowances.
struct Observation {
    let model: any Model
    let observables: [Observable]
    private var maskedSum = 0.0
    private var maskedRadius = 0.0
    private var maskedCount = 0
    private var spent = 0.0
    private var steps = 0

    init(_ run: Run) {
        model = run.model
        observables = run.observables
    }

    /// Notes the norm of the kept part `P grad f(x_s)` before a step, for the running mean; the error of the whole gradient is
    /// at most `gradientRadius`, and that of its kept part `gain` times as much.
    mutating func noteKept(norm: Double, gain: Double, gradientRadius: Double) {
        maskedSum += norm * norm
        maskedRadius += Sensitivity.square(norm, radius: gain * gradientRadius + 4 * RoundingModel.unit * norm)
        maskedCount += 1
    }

    /// Whether the kept part of the gradient at the iterate is asked for, and whether the gradient there is.
    var watchesKept: Bool { observables.contains(.maskedGradientMean) }
    var watchesGradient: Bool { watchesKept || observables.contains(.gradientNormSquared) }

    /// Whether the cost of steps is asked for.
    var watchesCost: Bool { observables.contains(.cost) }

    /// Notes what a step needs of the model.
    mutating func noteCost(_ activity: Activity) {
        spent += model.cost(activity)?.total ?? .nan
        steps += 1
    }

    /// Notes the gradients that an operator took to adapt where no step followed.
    mutating func noteGradients(of activity: Activity) {
        let none = [Bool](repeating: false, count: model.layout.count)
        noteCost(Activity(present: none, trained: none, gradients: activity.gradients))
    }

    /// The values at `x`, where the model is as evaluated `here`; `core` is the loss of the partial model.
    func take(
        _ x: Parameters, _ here: Evaluation, core: (value: Double, radius: Double)?, rounding: RoundingModel
    ) -> [(value: Double, radius: Double)] {
        let unit = RoundingModel.unit
        // The value and the minimum cancel, the quadratic form does not.
        let excess = (model as? Quadratic)?.excess(at: x.values)
        let lossRadius = rounding.valueRadius(
            here.sensitivity, gradientNorm: here.gradientNorm, excess: excess ?? here.value)
        return observables.map { observable in
            switch observable {
            case .loss:
                return (here.value, lossRadius + unit * abs(here.value))
            case .excess:
                if let excess { return (excess, lossRadius) }
                let minimum = model.constants.minimum ?? .nan
                return (here.value - minimum, lossRadius + unit * abs(here.value) + minimumRadius(minimum))
            case .distance, .distanceSquared:
                guard let optimum = model.constants.optimum else { return (.nan, 0) }
                let distance = norm(subtract(x.values, optimum.values))
                let radius = rounding.worst + Double(x.values.count + 4) * unit * distance
                return observable == .distance
                    ? (distance, radius) : (distance * distance, Sensitivity.square(distance, radius: radius))
            case .gradientNormSquared:
                let radius = rounding.gradientRadius(here.sensitivity)
                return (
                    here.gradientNorm * here.gradientNorm,
                    Sensitivity.square(
                        here.gradientNorm, radius: radius + Double(x.values.count + 4) * unit * here.gradientNorm)
                )
            case .maskedGradientMean:
                guard maskedCount > 0 else { return (.nan, 0) }
                let mean = maskedSum / Double(maskedCount)
                return (
                    mean, maskedRadius / Double(maskedCount) + Double(x.values.count + maskedCount + 4) * unit * mean
                )
            case .rank:
                return (Double(largestRank(x)), 0)
            case .cost:
                return (spent, Double(steps) * unit * spent)
            case .coreLoss:
                return core ?? (here.value, lossRadius + unit * abs(here.value))
            }
        }
    }

    /// A minimum of a network is a sum over singular values, each right to a multiple of `u |target|`; others are exact.
    private func minimumRadius(_ minimum: Double) -> Double {
        guard let factorization = model as? Factorization, minimum > 0 else { return RoundingModel.unit * abs(minimum) }
        let target = factorization.target.frobeniusNorm
        let sides = Double(max(factorization.target.rows, factorization.target.columns))
        return 8 * sides * RoundingModel.unit * (2 * minimum).squareRoot() * target
    }

    /// The rank by the cutoff `max(m, n) eps sigma_1` on singular values.
    private func largestRank(_ x: Parameters) -> Int {
        let matrices: [Matrix]
        switch model {
        case let deep as DeepLinear: matrices = [deep.product(x)]
        case let residual as ResidualLinear: matrices = [residual.product(x)]
        case is Factorization: matrices = [x.block(0) * x.block(1)]
        default: matrices = x.blocks
        }
        return matrices.map { (try? $0.numericalRank()) ?? 0 }.max() ?? 0
    }
}
