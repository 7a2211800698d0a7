import LinearAlgebra
import PartialTraining

extension ProjectedDescent {
    /// One run of truncated gradient descent.
    package struct Setting {
        var model: MatrixQuadratic
        var start: Matrix
        var rank: Int
        var stepSize: Double
        package var steps = 8
        /// The parts that are compared.
        var parts: Set<String>
        /// `Z`; `nil`: the target, truncated.
        var other: Matrix?
        /// Of a selection of singular values, the least one inside and the largest one outside.
        package var inside: Double?
        package var outside: Double?
        /// Whether the target is truncated to the rank, up to rounding.
        var isTruncated = false
        /// The step as the fraction that its double stands for.
        var exactStep: String?

        func run(from w: Matrix, steps: Int) -> Run {
            Run(
                model: model, start: Parameters([w]),
                schedule: Schedule(LowRank(rank: rank, of: .iterate), stepSize: stepSize, steps: steps),
                observables: [.loss], engine: .direct)
        }

        package func evidence() throws -> Evidence {
            let whole = run(from: start, steps: steps)
            let trajectory = try whole.trajectory()
            var evidence = Evidence(whole, trajectory)
            let values = try model.target.singularValues()
            let size = squaredNorm(values)
            let unit = 8 * Double(max(model.target.rows, model.target.columns)) * Double.ulpOfOne
            evidence.set("r", Double(rank))
            evidence.set("top", values.prefix(rank).reduce(0) { $0 + $1 * $1 }, radius: unit * size)
            evidence.set("tail", values.dropFirst(rank).reduce(0) { $0 + $1 * $1 } / 2, radius: unit * size)
            evidence.set("start2", squaredNorm(start.storage))
            // Targets truncated to a rank have it up to rounding.
            evidence.set("targetRank", Double(try model.target.numericalRank(relativeCutoff: 1e-13)))
            if let inside, let outside {
                evidence.set("inside", inside, radius: unit * values[0])
                evidence.set("outside", outside, radius: unit * values[0])
            }
            let loss = Track(trajectory, .loss)
            for part in ["trajectory", "fixed", "contraction"] { evidence.tracks[part] = loss }
            var later = loss
            later.times.removeFirst()
            later.observed.removeFirst()
            later.radius.removeFirst()
            evidence.tracks["at-once"] = later
            try addSingleSteps(to: &evidence)
            evidence.tracks = evidence.tracks.filter { parts.contains($0.key) }
            evidence.derive(derivation())
            return evidence
        }

        /// One step at a time from the points of the path, each compared with `Z`.
        private func addSingleSteps(to evidence: inout Evidence) throws {
            let z = try other ?? model.target.truncated(rank: rank)
            evidence.set("otherRank", Double(try z.numericalRank(relativeCutoff: 1e-13)))
            let point = Parameters([z])
            let value = model.value(at: point)
            let gradient = norm(model.gradient(at: point).values)
            evidence.set(
                "other", value, radius: model.valueUncertainty(at: point, gradientNorm: gradient, delta: 0))
            var w = start
            var losses: [Rounded] = []
            var gaps: [Double] = []
            for _ in 0..<steps {
                let one = try run(from: w, steps: 1).trajectory()
                guard let series = one.series[.loss], let next = one.final else { return }
                losses.append(Rounded(value: series.values[1], radius: series.radius[1]))
                gaps.append(squaredNorm((z - w).storage))
                w = next.block(0)
            }
            let unit = Double(z.count + 4) * 0x1p-53
            evidence.tracks["comparison"] = Track(values: losses.map(\.value), radius: losses.map(\.radius))
                .varying("gap2", gaps, radius: gaps.map { unit * $0 })
        }
    }

    /// `|W - target|^2 / 2`, from 0 unless a start is given.
    package static func isotropic(
        _ target: Matrix, start: Matrix? = nil, rank: Int, stepSize: Double, _ parts: Set<String>
    ) throws -> Setting {
        Setting(
            model: try GaloreDescent.isotropic(target, 1),
            start: start ?? Matrix(rows: target.rows, columns: target.columns), rank: rank, stepSize: stepSize,
            parts: parts)
    }

    /// A start made of `rank` of the target's singular triples, with a step at `share` of the largest that leaves it.
    static func selection(_ target: Matrix, rank: Int, share: Double, _ draw: inout Draw) throws -> Setting {
        let svd = try target.svd()
        var order = Array(svd.values.indices)
        order.shuffle(using: &draw.generator)
        let chosen = order.prefix(rank)
        let start = chosen.reduce(Matrix(rows: target.rows, columns: target.columns)) {
            $0 + svd.values[$1] * outer(svd.u.column($1), svd.v.column($1))
        }
        let inside = chosen.map { svd.values[$0] }.min() ?? 0
        let outside = order.dropFirst(rank).map { svd.values[$0] }.max() ?? 0
        var one = try isotropic(
            target, start: start, rank: rank, stepSize: min(share * inside / outside, 1), ["fixed"])
        one.steps = 3
        (one.inside, one.outside) = (inside, outside)
        return one
    }
}
