import LinearAlgebra
import PartialTraining

extension Evidence {
    /// The quantities `sigma` (the largest singular value) and `gstar`, with the parts about them alone.
    mutating func setRate(of target: Matrix, depth: Int) throws {
        let rate = try ZeroAsymmetricRate(target, depth: depth)
        quantities["sigma"] = rate.sigma
        quantities["gstar"] = rate.largest
        tracks["closed-form"] = Track(value: rate.largest.value, radius: rate.largest.radius)
        // Some ten roundings, the norm's d^2 among them.
        let step = ZeroAsymmetricRate.publishedStep(target, depth: depth)
        tracks["published-step"] = Track(
            value: step, radius: step * Double(10 + 6 * target.count) * Double.ulpOfOne / 2)
    }

    /// Runs `descent` in full matrices and looks at the singular modes of the target: `first-step`, and the smallest and
    /// largest ratio of successive errors `e_i = u_i' (P - Phi) v_i`.
    ///
    /// A mode is left out once its error is within 1000 times its rounding radius: the ratio then says nothing. Returns which
    /// were not, step by step.
    mutating func setModes(_ descent: LayerDescent, steps: Int) throws -> [[Bool]] {
        var descent = descent
        let svd = try descent.model.target.svd()
        let order = svd.values.count
        // Singular vectors come orthonormal up to n eps, and errors are diagonal between the exact ones: forming
        // u'(P - Phi)v costs another 2n roundings.
        let relative = Double(6 * order) * Double.ulpOfOne
        func errors() throws -> [Rounded] {
            let product = descent.product
            let residual = product.matrix - descent.model.target
            let size = residual.frobeniusNorm
            return (0..<order).map { i in
                Rounded(
                    value: bilinear(svd.u.column(i), residual, svd.v.column(i)),
                    radius: product.radius + relative * size)
            }
        }
        var before = try errors()
        var (least, most) = ([Rounded](), [Rounded]())
        var times: [Double] = []
        var seen: [[Bool]] = []
        for step in 1...max(steps, 1) {
            try descent.advance()
            if step == 1 { try setFirstStep(descent) }
            let after = try errors()
            seen.append(before.map { abs($0.value) > 1000 * $0.radius })
            let ratios = zip(after, before).filter { abs($1.value) > 1000 * $1.radius }.map { $0 / $1 }
            if let low = ratios.min(by: { $0.value < $1.value }),
                let high = ratios.map(Rounded.abs).max(by: { $0.value < $1.value })
            {
                times.append(Double(step))
                least.append(low)
                most.append(high)
            }
            before = after
        }
        if !times.isEmpty {
            tracks["no-overshoot"] = Track(times: times, observed: least.map(\.value), radius: least.map(\.radius))
            tracks["contraction"] = Track(times: times, observed: most.map(\.value), radius: most.map(\.radius))
        }
        return seen
    }

    private mutating func setFirstStep(_ descent: LayerDescent) throws {
        let (product, radius) = descent.product
        tracks["first-step"] = Track(values: product.storage, radius: product.storage.map { _ in radius })
            .varying("entry", descent.model.target.storage)
    }
}
