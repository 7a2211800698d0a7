import LinearAlgebra
import PartialTraining

extension PartialGradientDescent {
    typealias Path = PartialGradientPath
}

extension PartialGradientPath {
    /// The run's loss and mean kept gradient by the direct engine, with the squares of every step beside them.
    package func evidence(_ parts: [String], claimed: [String: Double] = [:]) throws -> Evidence {
        let run = run
        let trajectory = try run.trajectory()
        var evidence = Evidence(run, trajectory)
        describe(&evidence)
        for (name, value) in claimed { evidence.set(name, value) }
        let claimedSmoothness = evidence.quantities["L"] ?? Rounded(.nan)
        weigh(claimedSmoothness, &evidence)
        let loss = rounded(trajectory, .loss)
        let mean = rounded(trajectory, .maskedGradientMean)
        let times = Array(trajectory.times.dropFirst())
        let etas = moves.map { Rounded($0.stepSize) }
        for part in parts {
            switch part {
            case "one-step", "displaced-step":
                evidence.tracks[part] = Track(times: times, Array(loss.dropFirst()))
                    .varying("loss", Array(loss.dropLast())).varying("eta", etas)
                    .varying("a2", records.map(\.kept)).varying("v2", records.map(\.displaced))
                    .varying("e2", records.map(\.error)).varying("delta", records.map { Rounded($0.delta) })
            case "weighted-sum":
                let terms = records.map { record in
                    let gap = Rounded.sqrt(record.displaced) - claimedSmoothness * Rounded(record.delta)
                    return gap * gap
                }
                evidence.tracks[part] = Track(times: times, running(terms)).varying("loss", Array(loss.dropFirst()))
            case "noisy-step":
                evidence.tracks[part] = try noisyTrack(Array(loss.dropLast()), claimedSmoothness, &evidence)
            case "soft":
                evidence.tracks[part] = Track(times: times, means(records.map(\.soft)))
                    .varying("loss", Array(loss.dropFirst())).varying("errormean", means(records.map(\.softError)))
            default:
                let squares = records.map { Rounded($0.delta) * Rounded($0.delta) }
                evidence.tracks[part] = Track(times: times, Array(mean.dropFirst()))
                    .varying("loss", Array(loss.dropFirst())).varying("errormean", means(records.map(\.error)))
                    .varying("displacedmean", means(squares))
            }
        }
        if let derivation = derivation(parts, claimed: claimed) { evidence.derive(derivation) }
        return evidence
    }

    /// The quantities that hypotheses speak of, and do not depend on what is claimed.
    private func describe(_ evidence: inout Evidence) {
        evidence.set("curvature", smoothness, radius: model.constants.spectrumUncertainty)
        evidence.set("infimum", model.constants.minimum ?? .nan)
        evidence.set("displacement", records.map(\.delta).max() ?? 0)
        let d = start.count
        var defect = 0.0
        var most = 0.0
        for move in moves {
            let columns = (0..<d).map { j in Self.keep(move.partial, (0..<d).map { $0 == j ? 1 : 0 }) }
            let p = Matrix(rows: d, columns: d, storage: columns.flatMap { $0 })
            defect = max(defect, (p * p - p).frobeniusNorm, (p - p.transposed).frobeniusNorm)
            most = max(most, p.maxAbs)
        }
        // Of Q Q' with columns orthonormal to 16 d eps (see SubspaceProjection); exactly 0 for masks.
        evidence.set("projectionDefect", defect, radius: 64 * Double(d * d) * Double.ulpOfOne)
        evidence.set("wmax", most)
        evidence.set("M", relativeNoise)
        evidence.set("sigma", norm(noise ?? []), radius: 4 * 0x1p-53 * norm(noise ?? []))
    }

    /// How far the steps miss the demands of the relative and weighted forms, with the `L` and `q` that are claimed.
    private func weigh(_ claimed: Rounded, _ evidence: inout Evidence) {
        let q = evidence.quantities["q"] ?? Rounded(0)
        var relative = Rounded(-1)
        var weighted = Rounded(0)
        for (move, record) in zip(moves, records) {
            // Where the kept gradient vanishes the root of its radius is all that is known of its length.
            relative = Rounded.max(relative, length(record.error) - q * length(record.kept))
            let weight = Rounded(1) - claimed * Rounded(record.delta) / length(record.displaced)
            weighted = Rounded.max(weighted, Rounded.abs(Rounded(move.stepSize) * claimed - weight))
        }
        evidence.quantities["relativeDefect"] = relative
        evidence.quantities["weightDefect"] = weighted
    }

    private func length(_ square: Rounded) -> Rounded { Rounded.sqrt(square) }

    /// From every point of the path one step with noise, by all its outcomes.
    private func noisyTrack(
        _ loss: [Rounded], _ claimed: Rounded, _ evidence: inout Evidence
    ) throws -> Track {
        var operators: [any PartialOperator] = []
        if relativeNoise > 0 { operators.append(RelativeNoise(relativeNoise)) }
        if let noise { operators.append(TwoPointNoise(noise)) }
        var observed: [Rounded] = []
        var etas: [Rounded] = []
        var defect = Rounded(-1)
        for (move, record) in zip(moves, records) {
            let weight = Rounded(1) - claimed * Rounded(record.delta) / Rounded.sqrt(record.displaced)
            let factor = claimed * Rounded(1 + relativeNoise)
            let eta = noisyStep ?? (weight / factor).value
            let run = Run(
                model: model, start: Parameters(record.point),
                schedule: Schedule(Self.whole(move, operators), stepSize: eta, steps: 1), observables: [.loss])
            let series = try Enumeration.trajectory(run).series[.loss]
            // The point itself is known within the drift of the path, which the loss before the step carries too.
            let drift = loss[observed.count].radius
            observed.append(Rounded(value: series?.values[1] ?? .nan, radius: (series?.radius[1] ?? 0) + 2 * drift))
            etas.append(Rounded(eta))
            defect = Rounded.max(defect, Rounded(eta) * factor - weight)
        }
        evidence.quantities["noisyDefect"] = defect
        return Track(times: observed.indices.map { Double($0 + 1) }, observed)
            .varying("loss", loss).varying("eta", etas).varying("v2", records.map(\.displaced))
            .varying("delta", records.map { Rounded($0.delta) })
    }

    private func rounded(_ trajectory: Trajectory, _ observable: Observable) -> [Rounded] {
        guard let series = trajectory.series[observable] else { return [] }
        return series.values.indices.map { Rounded(value: series.values[$0], radius: series.radius[$0]) }
    }

    private func running(_ terms: [Rounded]) -> [Rounded] {
        var sum = Rounded(0)
        return terms.map { term in
            sum = sum + term
            return sum
        }
    }

    private func means(_ terms: [Rounded]) -> [Rounded] {
        running(terms).enumerated().map { $0.element / Rounded(Double($0.offset + 1)) }
    }
}
