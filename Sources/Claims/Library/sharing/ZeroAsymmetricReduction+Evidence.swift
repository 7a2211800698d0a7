import LinearAlgebra
import PartialTraining

extension ZeroAsymmetricReduction {
    /// Descent and flow in full matrices from `start` (or the zero-asymmetric start), beside the modes from the latter; the
    /// error of singular mode `mode` (from 0) along the flow.
    static func evidence(
        target: Matrix, depth: Int, stepSize: Double, steps: Int, end: Double, points: Int = 20, mode: Int = 0,
        start: Parameters? = nil, tied: Bool = false
    ) throws -> Evidence {
        let model = try DeepLinear(depth: depth, target: target)
        let begin = start ?? model.zeroAsymmetricStart
        let partial: any PartialOperator = tied ? Share() : Full()
        var evidence = Evidence(
            engine: "direct", model: model.summary,
            schedule: "\(partial.summary) eta=\(stepSize) steps=\(steps), and flow time=\(end)", trained: "all layers")
        evidence.setStart(begin, model.zeroAsymmetricStart, tied: tied)
        evidence.set("depth", Double(depth))
        evidence.set("eta", stepSize)
        let svd = try target.svd()
        // Computed singular modes are those of a matrix that is off by n eps.
        let unit = 4 * Double(target.rows) * Double.ulpOfOne
        let targetRadius = unit * target.frobeniusNorm

        let descent = try LayerDescent(
            model, start: begin, partial, stepSize: stepSize, targetRadius: targetRadius)
        try evidence.setReduction(descent, svd, unit: unit, steps: steps)
        try evidence.compareLoss("descent", with: modes(model, Schedule(stepSize: stepSize, steps: steps)))

        let flow = try LayerFlow(
            model, start: begin, partial, end: end, points: points, targetRadius: targetRadius)
        evidence.tracks["flow"] = flow.lossTrack
        let stage = Stage(Full(), stepSize: 1, duration: .time(end: end, points: points))
        try evidence.compareLoss("flow", with: modes(model, Schedule([stage])))

        try evidence.setRates(sigma: Rounded(value: svd.values[mode], radius: targetRadius), depth: depth)
        evidence.derivation =
            start == nil && !tied
            ? derivation(
                sigma: svd.values, mode: mode, depth: depth, stepSize: stepSize,
                path: path(svd.values, depth: depth, stepSize: stepSize, steps: steps))
            : derivation(target, start: begin, tied: tied, sigma: svd.values, stepSize: stepSize, steps: steps)
        let errors = flow.states.indices.map { index in
            let (product, radius) = flow.product(index)
            let residual = product - target
            let value = abs(bilinear(svd.u.column(mode), residual, svd.v.column(mode)))
            return Rounded(value: value, radius: radius + targetRadius + unit * residual.frobeniusNorm)
        }
        let track = Track(times: flow.times, observed: errors.map(\.value), radius: errors.map(\.radius))
        for part in ["slow", "fast", "two-phase"] { evidence.tracks[part] = track }
        return evidence
    }

    /// The modes' recursion before each of `steps` steps.
    private static func path(_ sigma: Vector, depth: Int, stepSize: Double, steps: Int) -> [(a: Vector, b: Vector)] {
        var path = [(a: sigma.map { _ in 1.0 }, b: sigma.map { _ in 0.0 })]
        for _ in 1..<max(steps, 1) {
            var (a, b) = path[path.count - 1]
            for i in a.indices { advance(&a[i], &b[i], sigma[i], depth: depth, stepSize: stepSize) }
            path.append((a, b))
        }
        return path
    }

    /// One step of a mode.
    static func advance(_ a: inout Double, _ b: inout Double, _ sigma: Double, depth: Int, stepSize: Double) {
        let power = Rounded.power(Rounded(a), Rounded(Double(depth - 2))).value
        let change = stepSize * power * (b * a * power - sigma)
        (a, b) = (a - change * b, b - change * a)
    }

    /// The loss by modes from the zero-asymmetric start.
    private static func modes(_ model: DeepLinear, _ schedule: Schedule) throws -> Series? {
        let run = Run(
            model: model, start: model.zeroAsymmetricStart, schedule: schedule, observables: [.loss], engine: .modes)
        return try run.trajectory().series[.loss]
    }

    /// The time that the flow of one mode takes from the start until `ba^{L-1}` is `fraction` of `sigma`,
    /// `int_0^theta d theta / (cosh^{L-2} theta (sigma - sinh theta cosh^{L-1} theta))`.
    static func time(to fraction: Double, sigma: Rounded, depth: Int) throws -> Rounded {
        let end = angle(ZeroAsymmetricRate(Rounded(fraction) * sigma, depth: depth).x)
        let (value, power) = (sigma.value, Rounded(Double(depth - 2)))
        let result = try integral(from: 0, to: end.value) { theta in
            let hidden = Rounded.power(Rounded(libraryCosh(theta)), power).value
            return 1 / (hidden * (value - librarySinh(theta) * libraryCosh(theta) * hidden))
        }
        // The integrand is at most 1/((1 - fraction) sigma), and an error of sigma acts through sigma - p.
        let slope = 1 / ((1 - fraction) * value)
        return Rounded(
            value: result.value, radius: result.error + slope * end.radius + result.value * slope * sigma.radius)
    }

    /// `asinh sqrt x = ln(sqrt x + sqrt(1 + x))`.
    static func angle(_ x: Rounded) -> Rounded { .ln(.sqrt(x) + .sqrt(Rounded(1) + x)) }
}

extension Evidence {
    /// The quantities `sigma`, `gstar`, `ghalf`, `thetahalf` of a singular value, and the parts about them alone.
    mutating func setRates(sigma: Rounded, depth: Int) throws {
        let half = ZeroAsymmetricRate(Rounded(0.5) * sigma, depth: depth)
        let rate = ZeroAsymmetricRate(sigma, depth: depth).final
        quantities["sigma"] = sigma
        quantities["gstar"] = rate
        quantities["ghalf"] = half.final
        quantities["thetahalf"] = ZeroAsymmetricReduction.angle(half.x)
        tracks["local-rate"] = Track(value: rate.value, radius: rate.radius)
        let time = try ZeroAsymmetricReduction.time(to: 0.5, sigma: sigma, depth: depth)
        tracks["half-time"] = Track(value: time.value, radius: time.radius)
    }

    /// Sets what the loss on the track `part` is compared with, as the variable `modes`.
    mutating func compareLoss(_ part: String, with series: Series?) {
        guard let series else { return }
        tracks[part]?.vary("modes", series.values, radius: series.radius)
    }

    /// Runs `descent` in full matrices beside the recursion of `a` and `b`: the parts `descent` (the loss alone), `invariant`
    /// and `layers`.
    fileprivate mutating func setReduction(
        _ descent: LayerDescent, _ svd: SVD, unit: Double, steps: Int
    ) throws {
        var descent = descent
        let (depth, eta) = (descent.model.depth, descent.stepSize)
        var (a, b) = (svd.values.map { _ in 1.0 }, svd.values.map { _ in 0.0 })
        var losses = [descent.roundedLoss]
        var (invariant, before, error, hidden) = ([Rounded](), [Rounded](), [Rounded](), [Rounded]())
        for _ in 0..<steps {
            // The invariant is one of a single step: rounding errors are those since the last point.
            var local = try descent.restarted()
            let product = local.product
            let (residual, blur) = (product.matrix - local.model.target, product.radius)
            for i in a.indices {
                let v = svd.v.column(i)
                before.append(local.imbalance(along: v, unit: unit))
                error.append(
                    Rounded(
                        value: bilinear(svd.u.column(i), residual, v),
                        radius: blur + local.targetRadius + unit * residual.frobeniusNorm))
                let image = local.layers.block(0) * v
                hidden.append(Rounded(value: norm(image), radius: local.radius + unit * norm(image)))
            }
            try local.advance()
            for i in a.indices { invariant.append(local.imbalance(along: svd.v.column(i), unit: unit)) }
            try descent.advance()
            losses.append(descent.roundedLoss)
            for i in a.indices {
                ZeroAsymmetricReduction.advance(&a[i], &b[i], svd.values[i], depth: depth, stepSize: eta)
            }
        }
        tracks["descent"] = Track(
            times: losses.indices.map(Double.init), observed: losses.map(\.value), radius: losses.map(\.radius))
        var track = Track(values: invariant.map(\.value), radius: invariant.map(\.radius))
        track.varying = ["before": before, "e": error, "a": hidden]
        tracks["invariant"] = track
        let inner = svd.v * .diagonal(a) * svd.v.transposed
        let last = svd.u * .diagonal(b) * svd.v.transposed
        let entries = (1...depth).flatMap { ($0 < depth ? inner : last).storage }
        // The recursion commits fewer roundings than the matrices do.
        let radius = 2 * descent.radius + unit * (inner.frobeniusNorm + last.frobeniusNorm)
        tracks["layers"] = Track(values: descent.layers.values, radius: entries.map { _ in radius })
            .varying("entry", entries)
    }
}

extension LayerDescent {
    /// `|W_1 v|^2 - |W_L v|^2` for a unit vector.
    fileprivate func imbalance(along v: Vector, unit: Double) -> Rounded {
        let (x, y) = (layers.block(0) * v, layers.block(model.depth - 1) * v)
        let blur = radius + unit * (norm(x) + norm(y))
        return Rounded(
            value: squaredNorm(x) - squaredNorm(y), radius: 2 * (norm(x) + norm(y)) * blur + blur * blur)
    }
}
