import LinearAlgebra

/// Takes the observables of one replica, step by step, with their rounding allowances.
struct Observation {
    let model: any Model
    let observables: [Observable]
    private var maskedSum = 0.0
    private var maskedRadius = 0.0
    private var maskedCount = 0
    private let workspace = Workspace()

    init(_ run: Run) {
        model = run.model
        observables = run.observables
    }

    /// Notes the kept part of the gradient `P grad f(x_s)` before a step, for the running mean. `delta` bounds the error of
    /// `x_s`, so that the gradient's is at most `L delta` (and `delta` where `L` is not known).
    mutating func noteKept(squaredNorm: Double, delta: Double) {
        maskedSum += squaredNorm
        let change = (model.constants.smoothness ?? 1) * delta
        maskedRadius += 2 * squaredNorm.squareRoot() * change + change * change
        maskedCount += 1
    }

    /// The values at `x`, where the gradient `g` and the loss `value` are known; `core` is the loss at `A x`.
    func take(
        _ x: Parameters, gradient: Parameters, value: Double, core: Double?, delta: Double
    ) -> [(value: Double, radius: Double)] {
        let gradientNorm = norm(gradient.values)
        return observables.map { observable in
            switch observable {
            case .loss, .excess:
                let radius = model.valueUncertainty(at: x, gradientNorm: gradientNorm, delta: delta)
                if observable == .loss { return (value, radius + RoundingModel.unit * abs(value)) }
                if let quadratic = model as? Quadratic { return (quadratic.excess(at: x.values), radius) }
                let minimum = model.constants.minimum ?? .nan
                return (value - minimum, radius + RoundingModel.unit * (abs(value) + 4 * abs(minimum)))
            case .distance, .distanceSquared:
                guard let optimum = model.constants.optimum else { return (.nan, 0) }
                let distance = norm(subtract(x.values, optimum.values))
                return observable == .distance
                    ? (distance, delta) : (distance * distance, (2 * distance + delta) * delta)
            case .gradientNormSquared:
                let change = (model.constants.smoothness ?? 1) * delta
                return (gradientNorm * gradientNorm, (2 * gradientNorm + change) * change)
            case .maskedGradientMean:
                guard maskedCount > 0 else { return (.nan, 0) }
                return (maskedSum / Double(maskedCount), maskedRadius / Double(maskedCount))
            case .rank:
                return (Double(largestRank(x)), 0)
            case .coreLoss:
                let radius = model.valueUncertainty(at: x, gradientNorm: gradientNorm, delta: delta)
                return (core ?? value, radius)
            }
        }
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
        return matrices.map { matrix in
            guard let values = try? matrix.singularValues(), let first = values.first else { return 0 }
            let cutoff = Double(max(matrix.rows, matrix.columns)) * Double.ulpOfOne * first
            return values.count { $0 > cutoff }
        }.max() ?? 0
    }
}
