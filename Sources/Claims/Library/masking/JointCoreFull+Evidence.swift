import LinearAlgebra
import PartialTraining

extension JointCoreFull {
    /// `a |U V' - Phi|^2 / 2 + (1 - a) |U V' + R - Phi|^2 / 2` at `point = (U, V', R)`.
    static func jointLoss(_ point: (Matrix, Matrix, Matrix), target: Matrix, weight a: Double) -> Double {
        let core = point.0 * point.1 - target
        let full = core + point.2
        return 0.5 * (a * squaredNorm(core.storage) + (1 - a) * squaredNorm(full.storage))
    }

    /// All parts: `alternating` after `periods` of a core step and a full step (0: enough of them; never where it is left out),
    /// `low-rank` at `points` for the diagonal `target`.
    package static func evidence(
        _ joint: JointCore, stepSize: Double, periods: Int? = nil, points: [(Matrix, Matrix, Matrix)] = [],
        target: Vector = []
    ) throws -> Evidence {
        let model = joint.model
        let d = Double(model.dimension)
        let largest = model.spectrum[model.dimension - 1]
        let a = joint.weight
        var evidence = Evidence(engine: "moments", model: model.summary, schedule: "core with weight \(a), full model")
        let spectrum = try joint.hessian.symmetricEigenvalues()
        let least = spectrum.first { $0 > d * Double.ulpOfOne * largest } ?? largest
        evidence.set("jointMin", spectrum[0], radius: d * Double.ulpOfOne * largest)
        evidence.set("a", a)
        evidence.set("min", model.minimum)
        evidence.set("eta", stepSize)
        evidence.set("L", largest, radius: model.constants.spectrumUncertainty)

        // Three solves, each off by 8 d^2 u times its condition, relative to the solution.
        let w = try joint.minimiser()
        let size = norm(w) + norm(model.optimum) + norm(joint.alone)
        let solved =
            24 * d * d * 0x1p-53 * largest / min(least, model.spectrum[0] > 0 ? model.spectrum[0] : least) * size
        let settled = try model.settled(under: joint.randomLaw, stepSize: 1 / largest, least: least)
        evidence.tracks["minimiser"] = Track(values: settled.point, radius: settled.point.map { _ in settled.radius })
            .varying("optimal", w, radius: w.map { _ in solved })

        // The excesses are evaluated where the random steps settle.
        let delta = settled.radius
        let error = try joint.coreError()
        let gap = subtract(error, joint.alone)
        let radius = 8 * d * d * 0x1p-53 * largest * size * size
        let full = model.excess(at: settled.point)
        let own = model.excess(at: joint.ownOptimum())
        let core = model.excess(at: joint.masked(settled.point)) - own
        let spread = radius + largest * (size * delta + delta * delta)
        let formRadius = radius + largest * size * solved
        let excesses = ["full-excess": full, "full-cap": full, "core-excess": core, "core-cap": core]
        for (name, value) in excesses { evidence.tracks[name] = Track(value: value, radius: spread) }
        evidence.tracks["compromise"] = Track(value: (1 - a) * full + a * core, radius: spread)
        evidence.set("fullForm", 0.5 * bilinear(error, joint.schur, error), radius: formRadius)
        evidence.set("coreForm", 0.5 * bilinear(gap, joint.block, gap), radius: formRadius)
        evidence.set("coreCap", 0.5 * dot(joint.pull, joint.alone), radius: formRadius)
        evidence.set("fullCap", 0.5 * bilinear(joint.alone, joint.schur, joint.alone), radius: formRadius)
        evidence.set("ownForm", joint.leastCoreLoss(), radius: formRadius)
        try evidence.addOwnLoss(joint, size: size)
        if periods != 0 { try evidence.addAlternation(joint, stepSize, periods, size: size) }
        if !points.isEmpty {
            let phi = Matrix.diagonal(target)
            let losses = points.map { jointLoss($0, target: phi, weight: a) }
            let tail = target.sorted().dropLast().reduce(0) { $0 + $1 * $1 } / 2
            evidence.set("tail", tail, radius: d * 0x1p-53 * tail)
            evidence.tracks["low-rank"] = Track(values: losses, radius: losses.map { 32 * 0x1p-53 * ($0 + 10) })
        }
        evidence.derive(derivation(joint, stepSize: stepSize, periods: periods, points: points, target: target))
        return evidence
    }
}

extension Evidence {
    /// `own-loss`: the core's loss after training it alone from zero until nothing is left, by the modes of its block.
    fileprivate mutating func addOwnLoss(_ joint: JointCore, size: Double) throws {
        let model = joint.model
        let eta = 1 / (model.spectrum[model.dimension - 1])
        let least = try joint.block.symmetricEigenvalues()[0]
        guard least > 1e-3 else { return }
        let steps = Int((40 / (eta * least)).rounded(.up))
        let run = Run(
            model: model, start: Parameters(.vector(model.dimension)),
            schedule: Schedule(
                Mask(.coordinates(joint.core.map { $0 + 1 }), forward: true), stepSize: eta, steps: steps),
            observables: [.loss], engine: .direct)
        let trajectory = try run.trajectory()
        let radius = trajectory.series[.loss]?.radius.last ?? 0
        // e^-80 is left of the excess.
        tracks["own-loss"] = Track(
            value: trajectory.values(.loss).last ?? .nan, radius: radius + 0x1p-100 * size * size / eta)
    }

    /// `alternating`: the run after `periods`, or enough of them for `e^-40` to be left of the start.
    fileprivate mutating func addAlternation(
        _ joint: JointCore, _ eta: Double, _ periods: Int?, size: Double
    ) throws {
        let model = joint.model
        let d = Double(model.dimension)
        let limit = try joint.alternatingLimit(eta)
        let rate = 1 - max(abs(1 - eta * model.spectrum[0]), abs(1 - eta * model.spectrum[model.dimension - 1]))
        let count = periods ?? Int((40 / max(rate, 1e-2)).rounded(.up))
        let trajectory = try joint.alternatingRun(eta, periods: count).trajectory()
        let drift = trajectory.series[.distance]?.radius.last ?? 0
        let point = trajectory.final?.values ?? limit
        let unit = 8 * d * d * 0x1p-53 * (norm(limit) + size) / (eta * max(model.spectrum[0], 1e-6))
        // Near 2/L the run may be cut off before that.
        let left =
            rate > 0
            ? max(0x1p-55, Rounded.power(Rounded(1 - rate), Rounded(Double(count))).value) * (norm(limit) + size) : 0
        tracks["alternating"] = Track(values: point, radius: point.map { _ in drift + left })
            .varying("limit", limit, radius: limit.map { _ in unit })
    }
}
