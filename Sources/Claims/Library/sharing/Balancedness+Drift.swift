import LinearAlgebra
import PartialTraining

extension Evidence {
    /// Runs `descent` in full matrices: the parts `descent`, `drift`, `drift-loss`, and the quantities `loss0` and
    /// `efficiency`, the least `(R(t) - R(t+1)) / (eta |grad R(t)|^2)` over the steps.
    mutating func setDrift(_ descent: LayerDescent, steps: Int) throws {
        var descent = descent
        let start = Balancedness.imbalances(descent.layers, radius: descent.radius)
        quantities["loss0"] = descent.roundedLoss
        var identity = (observed: Vector(), radius: Vector(), entry: Vector(), change: Vector(), blur: Vector())
        var drift = (observed: Vector(), radius: Vector(), weighted: [Rounded](), loss: [Rounded]())
        var weighted = Rounded(0)
        var least: Rounded?
        for _ in 0..<steps {
            let before = descent
            // The identity is one of a single step: its rounding errors are those since the last point.
            let (change, blur) = before.secondOrderChange
            weighted = weighted + before.weightedGradients
            var local = try before.restarted()
            try local.advance()
            try descent.advance()
            let old = Balancedness.imbalances(before.layers, radius: 0)
            for (l, entry) in Balancedness.imbalances(local.layers, radius: local.radius).enumerated() {
                identity.observed += entry.matrix.storage
                identity.radius += entry.matrix.storage.map { _ in entry.radius + old[l].radius }
                identity.entry += old[l].matrix.storage
                identity.change += change[l].storage
                identity.blur += entry.matrix.storage.map { _ in blur }
            }
            let now = Balancedness.imbalances(descent.layers, radius: descent.radius)
            drift.observed.append(zip(now, start).reduce(0) { $0 + ($1.0.matrix - $1.1.matrix).frobeniusNorm })
            drift.radius.append(zip(now, start).reduce(0) { $0 + $1.0.radius + $1.1.radius })
            drift.weighted.append(weighted)
            drift.loss.append(descent.roundedLoss)
            let full = Rounded(value: squaredNorm(before.gradient.values), radius: before.squaredGradientRadius)
            let decrease = (before.roundedLoss - descent.roundedLoss) / (Rounded(descent.stepSize) * full)
            if least.map({ decrease.value + decrease.radius < $0.value + $0.radius }) ?? true { least = decrease }
        }
        quantities["efficiency"] = least
        tracks["descent"] = Track(values: identity.observed, radius: identity.radius)
            .varying("entry", identity.entry).varying("change", identity.change, radius: identity.blur)
        var track = Track(times: (1...steps).map(Double.init), observed: drift.observed, radius: drift.radius)
        track.varying["weighted"] = drift.weighted
        track.varying["loss"] = drift.loss
        tracks["drift"] = track
        tracks["drift-loss"] = track
    }
}

extension LayerDescent {
    /// `G_{l+1}' G_{l+1} - G_l G_l'` of each pair of adjacent layers, and a bound on the errors of their entries.
    fileprivate var secondOrderChange: (matrices: [Matrix], radius: Double) {
        let gradients = gradient.blocks
        let largest = gradients.map(\.frobeniusNorm).max() ?? 0
        let local = (try? restarted().gradientRadius) ?? gradientRadius
        let rounding = Double(model.width + 2) * Self.unit * 2 * largest * largest
        return (
            (0..<(gradients.count - 1)).map { l in
                gradients[l + 1].transposed * gradients[l + 1] - gradients[l] * gradients[l].transposed
            }, 4 * largest * local + 2 * local * local + rounding
        )
    }

    /// `sum_l c_l |G_l|^2`, with weight 1 for the first and the last layer and 2 for those between.
    fileprivate var weightedGradients: Rounded {
        let squares = gradient.blocks.map { squaredNorm($0.storage) }
        let ends = (squares.first ?? 0) + (squares.last ?? 0)
        return Rounded(value: 2 * squares.reduce(0, +) - ends, radius: 2 * squaredGradientRadius)
    }

    /// A bound on the error of `|G|^2`.
    fileprivate var squaredGradientRadius: Double {
        let size = norm(gradient.values)
        let radius = Double(model.depth).squareRoot() * gradientRadius
        return (2 * size + radius) * radius + Double(gradient.values.count + 2) * Self.unit * size * size
    }

    /// The descent as if it began here, without the errors of the way.
    func restarted() throws -> LayerDescent {
        try LayerDescent(model, start: layers, partial, stepSize: stepSize, targetRadius: targetRadius)
    }
}
