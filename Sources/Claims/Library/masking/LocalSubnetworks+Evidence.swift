import LinearAlgebra
import PartialTraining

extension LocalSubnetworks {
    /// Rounds by every tuple of masks, run step by step, against the formulas.
    static func evidence(
        _ rounds: LocalAveraging, workers: Int, start: Vector, _ parts: [String], claimed: [String: Double] = [:]
    ) throws -> Evidence {
        let model = rounds.model
        let d = model.dimension
        var evidence = Evidence(
            engine: "enumerated moments", model: model.summary,
            schedule: "\(workers) workers, \(rounds.localSteps) local steps of \(rounds.stepSize)",
            trained: "every tuple of masks")
        let spread = model.constants.spectrumUncertainty
        for (name, value) in [
            ("L", model.constants.smoothness), ("mu", model.constants.plConstant), ("lmin", model.constants.lowest),
        ] {
            if let value { evidence.set(name, value, radius: spread) }
        }
        evidence.set("eta", rounds.stepSize)
        evidence.set("tau", Double(rounds.localSteps))
        evidence.set("workers", Double(workers))
        let shares = (0..<d).map { i in rounds.masks.reduce(0) { $0 + ($1.kept.contains(i) ? $1.probability : 0) } }
        let least = shares.min() ?? 0
        evidence.set("p", least)
        evidence.set("pmin", least, radius: Double(rounds.masks.count) * 0x1p-53)
        for (name, value) in claimed { evidence.set(name, value) }

        // Gains are functions, with derivative at most 2 tau eta, of blocks whose eigensolver is off by d eps |H|.
        let unit = Double(16 * d * d + rounds.masks.count + 64) * Double.ulpOfOne
        let gainRadius = unit * (1 + 2 * Double(rounds.localSteps) * rounds.stepSize * model.spectrum[d - 1])
        let gain = try rounds.meanGain(steps: 2 * rounds.localSteps).symmetricEigenvalues()[0]
        evidence.set("lambda", gain, radius: gainRadius)
        evidence.tracks["gain"] = Track(value: gain, radius: gainRadius)
        let law = rounds.law(workers: workers)
        // Symmetric: every map of a tuple is I - K.
        let values = try law.kronecker.symmetrized.symmetricEigenvalues()
        let rho = values.map(abs).max() ?? .nan
        evidence.tracks["spectral"] = Track(value: rho, radius: unit * law.size * law.size)
        if parts.contains(where: {
            ["local", "fixed-point", "rate", "stationary", "averaging", "variance"].contains($0)
        }) {
            try limits(rounds, law, workers, start, Rounded(value: rho, radius: unit * law.size * law.size), &evidence)
        }
        evidence.tracks = evidence.tracks.filter { parts.contains($0.key) }
        evidence.derive(derivation(rounds, workers: workers, start: start, claimed: claimed["p"]))
        return evidence
    }

    private static func limits(
        _ rounds: LocalAveraging, _ law: AffineLaw, _ workers: Int, _ start: Vector, _ rho: Rounded,
        _ evidence: inout Evidence
    ) throws {
        let model = rounds.model
        let d = model.dimension
        let target = try rounds.fixedPoint()
        let unit = Double(16 * d * d + law.outcomes.count + 64) * Double.ulpOfOne
        let condition = model.spectrum[d - 1] / model.spectrum[0]
        let optima = try rounds.masks.map { try rounds.optimum($0.kept) }
        let reach = norm(start) + norm(model.optimum) + norm(target) + (optima.map(norm).max() ?? 0)
        // The optima of subnetworks come from solves, their errors amplified by the condition of H.
        let local = unit * law.size * (1 + condition) * reach
        evidence.tracks["local"] = try changes(rounds, start, optima, radius: local)

        // (I - E A)^{-1} has norm at most 1/(1 - sqrt(rho)), (I - T)^{-1} at most 1/(1 - rho).
        let isStable = rho.value < 1
        let doublings = isStable ? 60 : 6
        let root = Rounded.sqrt(rho).value
        let meanRadius = isStable ? 4 * local / max(1 - root, 1e-300) : .infinity
        evidence.set("reach0", norm(subtract(start, target)), radius: meanRadius)
        var path = [subtract(start, model.optimum)]
        for _ in 0..<20 {
            let last = path[path.count - 1]
            path.append(
                law.outcomes.reduce(Vector(repeating: 0, count: d)) {
                    add($0, $1.probability, add($1.map * last, 1, $1.shift))
                })
        }
        let gaps = path.map { norm(subtract(add(model.optimum, 1, $0), target)) }
        evidence.tracks["rate"] = Track(
            times: gaps.indices.map(Double.init), observed: gaps,
            radius: gaps.map { _ in isStable ? 2 * meanRadius : unit * law.size * reach })
        guard isStable else { return }

        let (mean, _) = law.longRunMean(doublings: doublings)
        evidence.tracks["fixed-point"] = Track(
            values: add(model.optimum, 1, mean), radius: mean.map { _ in 2 * meanRadius }
        ).varying("xinf", target)
        let (many, _) = law.longRunCovariance(around: mean, doublings: doublings)
        let sigma = try rounds.stationaryCovariance(workers: workers)
        let noise = try rounds.noise()
        let jump = (noise.trace / Double(workers)).squareRoot()
        // A jump is -K u + r: the error of u enters through K, which is at most tau eta L and, within stability, 2.
        let stride = min(2, Double(rounds.localSteps) * rounds.stepSize * model.spectrum[d - 1])
        let miss = stride * meanRadius + local
        let radius =
            (4 * unit * law.size * law.size * sigma.frobeniusNorm + 2 * jump * miss + miss * miss) / (1 - rho.value)
        let entries = (0..<d).flatMap { j in (0...j).map { ($0, j) } }
        evidence.tracks["stationary"] = Track(
            values: entries.map { many[$0.0, $0.1] }, radius: entries.map { _ in radius }
        ).varying("sigma", entries.map { sigma[$0.0, $0.1] }, radius: entries.map { _ in radius })
        evidence.set("trr", noise.trace, radius: unit * law.size * law.size * noise.trace + 2 * jump * miss)
        evidence.tracks["variance"] = Track(value: many.trace, radius: Double(d) * radius)

        let one = rounds.law(workers: 1)
        let (single, _) = one.longRunCovariance(around: mean, doublings: doublings)
        let directions = try (Double(workers) * many - single).symmetrized.symmetricEigen().vectors
        let columns = (0..<d).map { directions.column($0) }
        evidence.tracks["averaging"] = Track(
            values: columns.map { bilinear($0, many, $0) }, radius: columns.map { _ in radius }
        ).varying(
            "single", columns.map { bilinear($0, single, $0) },
            radius: columns.map { _ in Double(workers) * radius })
    }

    /// What every worker changes, run and by `K (z - x)`.
    private static func changes(
        _ rounds: LocalAveraging, _ start: Vector, _ optima: [Vector], radius: Double
    ) throws -> Track {
        var observed: Vector = []
        var formula: Vector = []
        for (mask, optimum) in zip(rounds.masks, optima) {
            observed += rounds.change(mask.kept, from: start)
            formula += try rounds.gain(mask.kept, steps: rounds.localSteps) * subtract(optimum, start)
        }
        return Track(values: observed, radius: observed.map { _ in radius })
            .varying("change", formula, radius: formula.map { _ in radius })
    }
}
