import LinearAlgebra
import PartialTraining

extension CompressedDescent {
    /// One case: a model, and the mask that compresses gradient or iterate.
    struct Setting {
        let model: any Model
        let start: Vector
        let mask: Mask
        let stepSize: Double
        var claimed: [String: Double] = [:]
        /// Which eigenvector of `H` the mean is looked at along.
        var direction = 0
        /// Of waves, the basis.
        var basis: Matrix?

        init(
            model: any Model, start: Vector, mask: Mask, stepSize: Double, claimed: [String: Double] = [:],
            direction: Int = 0
        ) {
            self.model = model
            self.start = start
            self.mask = mask
            self.stepSize = stepSize
            self.claimed = claimed
            self.direction = direction
        }

        static let steps = 30

        var d: Int { model.layout.count }

        func run(_ partial: any PartialOperator, steps: Int = Setting.steps) -> Run {
            Run(
                model: model, start: Parameters(start),
                schedule: Schedule(partial, stepSize: stepSize, steps: steps), observables: [.excess])
        }

        /// The quantities of both schemes: how the mask's factors `c` are distributed.
        func describe(_ evidence: inout Evidence) throws {
            let spread = model.constants.spectrumUncertainty
            evidence.set("curvature", model.constants.smoothness ?? .nan, radius: spread)
            evidence.set("plConstant", model.constants.plConstant ?? .nan, radius: spread)
            let draws = try mask.diagonals(d)
            let radius = Double(draws.count + 8) * Double.ulpOfOne * mask.scale(d) * mask.scale(d)
            func mean(_ value: (Vector) -> Double) -> Double {
                draws.reduce(0) { $0 + $1.probability * value($1.factors) }
            }
            let bias = (0..<d).map { i in abs(mean { $0[i] } - 1) }.max() ?? 0
            let variance = (0..<d).map { i in mean { ($0[i] - 1) * ($0[i] - 1) } }.max() ?? 0
            evidence.set("om", variance, radius: radius)
            for (name, value) in claimed { evidence.set(name, value) }
            let om = evidence.quantities["om"] ?? Rounded(0)
            var defect = 0.0
            for j in 0..<d {
                for i in 0...j {
                    defect = max(defect, abs(mean { $0[i] * $0[j] } - (i == j ? 1 + om.value : 1)))
                }
            }
            evidence.set("bias", bias, radius: radius)
            evidence.set("variance", variance, radius: radius)
            evidence.set("bernoulliDefect", defect, radius: radius)
        }

        /// `cgd`: by exact moments on quadratics, else by every path of draws.
        func gradientEvidence() throws -> Evidence {
            if let quadratic = model as? Quadratic {
                let run = run(mask)
                var evidence = Evidence(
                    engine: "enumerated moments", model: model.summary, schedule: run.schedule.summary,
                    trained: "every outcome of \(mask.summary)")
                evidence.quantities = run.quantities
                try describe(&evidence)
                let law = try AffineLaw(quadratic, mask, stepSize: stepSize)
                var state = AffineRun(
                    error: subtract(start, quadratic.optimum), growth: try law.kronecker.spectralRadius(),
                    condition: quadratic.spectrum[d - 1] / quadratic.spectrum[0])
                var excess = [state.excess(on: quadratic)]
                for _ in 0..<Self.steps {
                    state.step(law)
                    excess.append(state.excess(on: quadratic))
                }
                evidence.quantities["excess0"] = excess[0]
                evidence.tracks["cgd"] = Track(times: excess.indices.map(Double.init), excess)
                if let derivation = gradientDerivation(steps: Self.steps) { evidence.derive(derivation) }
                return evidence
            }
            let run = run(mask, steps: d == 1 ? 10 : 5)
            let trajectory = try Enumeration.trajectory(run)
            var evidence = Evidence(run, trajectory)
            evidence.engine = "enumeration"
            try describe(&evidence)
            evidence.tracks["cgd"] = Track(trajectory, .excess)
            if let derivation = gradientDerivation(steps: run.schedule.length) { evidence.derive(derivation) }
            return evidence
        }
    }
}
