import LinearAlgebra
import PartialTraining

extension DegreeTraining {
    /// A full stage of `first` steps and a stage of degree `low` of `second` steps, in both orders; random masks keep with
    /// probability `keep`. Compared are the parts in `only` (if empty, all that speak of such features) but those in `leaving`.
    /// Of the parts about limits, those in `limits` are derived too: where they are false, finite stages show it.
    func evidence(
        first: Int, second: Int, low: Int = 1, dropping: Bool = true, keep: Double = 0.5, only: [String] = [],
        leaving: [String] = [], limits: [String] = []
    ) throws -> Evidence {
        let full = Array(repeating: degree, count: first)
        let part = Array(repeating: low, count: second)
        let down = run(full + part, dropping: dropping)
        let trajectory = try down.trajectory()
        var evidence = Evidence(down, trajectory)
        evidence.set("freezes", dropping ? 0 : 1)
        evidence.derivation = derivation(
            first: first, second: second, low: low, dropping: dropping, keep: keep, limits: limits)
        let defect = (model.hessian - .identity(features.count)).frobeniusNorm
        evidence.set("gramDefect", defect)
        let wanted: (String) -> Bool = { (only.isEmpty || only.contains($0)) && !leaving.contains($0) }

        if ["finite", "floor", "sub-floor", "balance"].contains(where: wanted) {
            let stage = try LowStage(self, low: low, after: first)
            evidence.addFloors(stage, trajectory, first: first, second: second)
        }
        if wanted("increasing") {
            let up = try run(part + full, dropping: dropping).trajectory()
            let excess = Track(up, .excess)
            let end = try run(part, dropping: dropping).trajectory().final?.values ?? start
            evidence.derivation?.append(increasing(from: end, steps: first))
            evidence.derivation?.quantities["gap"] = "gap"
            evidence.set("gap", excess.observed[second], radius: excess.radius[second])
            evidence.tracks["increasing"] = Track(
                times: (0...first).map(Double.init), observed: Array(excess.observed[second...]),
                radius: Array(excess.radius[second...]))
        }
        if wanted("freezing") {
            var loss = Track(try run(full + part + full, dropping: false).trajectory(), .loss)
            let values = loss.observed
            loss.vary("previous", values.indices.map { values[max($0 - 1, 0)] }, radius: loss.radius)
            evidence.tracks["freezing"] = loss
        }
        if wanted("rescaled"), defect == 0 || only.contains("rescaled") {
            let law = try AffineLaw(model, Mask(.bernoulli(keep), forward: true, rescale: true), stepSize: stepSize / 4)
            let mean = law.longRunMean(doublings: 30).mean
            let size = squaredNorm(model.optimum)
            evidence.set("p", keep)
            evidence.set("size", size, radius: Double(features.count) * 0x1p-53 * size)
            // 2^n outcomes are averaged, and the mean is a sum of at most 30 terms of a contraction by 1 - eta.
            let roundings = Double(law.outcomes.count + 30 * features.count) / (stepSize / 4)
            let loss = model.minimum + model.excess(at: add(model.optimum, 1, mean))
            evidence.tracks["rescaled"] = Track(
                value: loss, radius: roundings * 0x1p-53 * law.size * (size + norm(mean) * norm(mean)))
        }
        evidence.tracks = evidence.tracks.filter { wanted($0.key) }
        if evidence.tracks["rescaled"] == nil { evidence.derivation?.quantities["p"] = nil }
        return evidence
    }
}

extension Evidence {
    fileprivate mutating func addFloors(_ stage: LowStage, _ trajectory: Trajectory, first: Int, second: Int) {
        let loss = Track(trajectory, .loss)
        let closed = (0...second).map { stage.excess(after: $0) }
        tracks["finite"] = Track(
            times: (0...second).map(Double.init), observed: Array(loss.observed[first...].prefix(second + 1)),
            radius: Array(loss.radius[first...].prefix(second + 1))
        ).varying("closed", closed.map(\.value), radius: closed.map(\.radius))
        guard let value = loss.observed.last, let radius = loss.radius.last, value.isFinite,
            let core = trajectory.series[.coreLoss], let sub = core.values.last, let subRadius = core.radius.last
        else { return }
        let rest = stage.truncation(after: second)
        (quantities["floor"], quantities["schur"], quantities["high"]) = (stage.floor, stage.schur, stage.high)
        tracks["floor"] = Track(value: value, radius: radius + rest)
        tracks["sub-floor"] = Track(value: sub, radius: subRadius + rest)
        tracks["balance"] = Track(value: value + sub, radius: radius + subRadius + 2 * rest + 0x1p-52 * (value + sub))
    }
}

/// The closed form of a low stage that drops the high features, after a full stage.
///
/// `e_h` rests at its value after the full stage; `e_l = r + (I - eta H_ll)^t (e_l - r)` with `r = H_ll^-1 H_lh theta*_h`.
struct LowStage {
    let model: Quadratic
    let stepSize: Double
    private let lowCount: Int
    private let modes: SymmetricEigen
    private let rest: Vector
    /// The error after the full stage, from the modes of `H`.
    private let error: Vector
    /// How far rounding can have moved the error at the end of the full stage, and at any step of the low one.
    private let vectorRadius: Double
    private let contraction: Double
    private let reach: Double
    /// The three halves of quadratic forms in `theta*_h`: of `H_hl H_ll^-1 H_lh`, of `S` and of `H_hh`.
    let floor: Rounded
    let schur: Rounded
    let high: Rounded

    init(_ training: DegreeTraining, low degree: Int, after steps: Int) throws {
        model = training.model
        stepSize = training.stepSize
        let h = model.hessian
        let lowList = training.features.leading(degree).map { $0 - 1 }
        let highList = Array(lowList.count..<model.dimension)
        lowCount = lowList.count
        let block = h.submatrix(rows: lowList, columns: lowList)
        modes = try block.symmetricEigen()
        let target = highList.map { training.model.optimum[$0] }
        let pull = h.submatrix(rows: lowList, columns: highList) * target
        rest = try block.solvePositiveDefinite(pull)
        let eta = stepSize
        let whole = try h.symmetricEigen()
        let start = subtract(training.start, model.optimum)
        let coefficients = whole.vectors.transposed * start
        error = whole.vectors * zip(whole.values, coefficients).map { Self.power(1 - eta * $0, steps) * $1 }

        // Modes are those of a matrix that is off by E, |E|_2 <= n eps L, and the t-th power of I - eta H (at most 1 where the
        // step is stable) then moves by t eta |E|; the solve is off by 4 n^2 u L / lmin(H_ll) relative to r.
        let n = Double(model.dimension)
        let largest = model.spectrum[model.dimension - 1]
        let least = max(modes.values[0], .leastNormalMagnitude)
        let turns = min(Double(steps), 1 / (eta * max(model.spectrum[0], 0x1p-30))) + min(1e4, 1 / (eta * least))
        vectorRadius =
            (turns * eta * largest + 8) * n * Double.ulpOfOne * (norm(start) + norm(rest))
            + (4 * n * n + 8) * 0x1p-53 * largest / least * norm(rest)
        let mu = model.constants.plConstant ?? largest
        contraction = max(abs(1 - eta * mu), abs(1 - eta * largest))
        reach = norm(start) * Self.power(contraction, steps)

        let total = 0.5 * bilinear(target, h.submatrix(rows: highList, columns: highList), target)
        let removed = 0.5 * dot(pull, rest)
        let radius = (8 * n * n + 16) * 0x1p-53 * largest * (squaredNorm(target) + squaredNorm(rest))
        floor = Rounded(value: removed, radius: radius)
        schur = Rounded(value: total - removed, radius: 2 * radius)
        high = Rounded(value: total, radius: radius)
    }

    private static func power(_ base: Double, _ exponent: Int) -> Double {
        Rounded.power(Rounded(base), Rounded(Double(exponent))).value
    }

    /// The excess of the full model after `t` steps of the low stage.
    func excess(after t: Int) -> Rounded {
        let offset = modes.vectors.transposed * subtract(Array(error.prefix(lowCount)), rest)
        let moved = modes.vectors * zip(modes.values, offset).map { Self.power(1 - stepSize * $0, t) * $1 }
        let e = add(rest, 1, moved) + error.dropFirst(lowCount)
        let largest = model.spectrum[model.dimension - 1]
        let size = norm(e)
        let own = Double(2 * model.dimension + 6) * 0x1p-53 * size * size
        return Rounded(
            value: 0.5 * bilinear(e, model.hessian, e),
            radius: largest * (size * vectorRadius + vectorRadius * vectorRadius + own))
    }

    /// How far the loss is from its limit because both stages are finite: the error after the full stage is at most `q^T |e_0|`,
    /// and what is left of the low stage `q^t` of its offset.
    func truncation(after t: Int) -> Double {
        let offset = reach + Self.power(contraction, t) * (reach + norm(rest))
        let largest = model.spectrum[model.dimension - 1]
        return largest * (norm(rest) + norm(model.optimum) + offset) * offset
    }
}
