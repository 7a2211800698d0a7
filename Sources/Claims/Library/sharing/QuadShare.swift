import LinearAlgebra
import PartialTraining

/// `quad-share`: sharing on a quadratic is gradient descent in the shared subspace; exact loss, floor and noise.
///
/// Source: own (projected gradient, Schur complement, interlacing; all standard linear algebra).
enum QuadShare: LibraryClaim {
    static let id = "quad-share"

    /// `q`, the contraction factor of the shared subspace.
    private static let factor = "max(abs(1 - eta*sharedMin), abs(1 - eta*sharedMax))"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .sharing, kind: .equality,
            title: "Sharing on a quadratic is descent in the shared subspace: exact loss, floor and noise",
            statement: """
                Let $f(x) = f_* + \\frac12 (x-x^*)^\\top H (x-x^*)$ on $L$ blocks of $p$ parameters, $H \\succeq 0$, and let \
                every block move by the mean of the blocks' gradients, $x^+ = x - \\eta QQ^\\top \\nabla f(x)$ with \
                $Q = L^{-1/2} (I_p, \\dots, I_p)^\\top$, from any start $x_0$. Let $N$ complete $Q$ to an orthonormal basis, \
                $H_Q = Q^\\top H Q = \\frac1L \\sum_{lm} H_{lm}$ be invertible with eigenpairs $(\\lambda_i, q_i)$, and \
                $S = H_{NN} - H_{NQ} H_Q^{-1} H_{QN}$. Then $f(x_t) = f_* + F + \\frac12 \\sum_i \\lambda_i \
                (1-\\eta\\lambda_i)^{2t} z_i^2$ with $F = \\min_v \\frac12 |x^* - x_0 - (v,\\dots,v)|_H^2 = \
                \\frac12 |N^\\top (x^*-x_0)|_S^2$, so the loss never falls below $f_* + F$ and approaches it by at most \
                $q^2 = \\max_i (1-\\eta\\lambda_i)^2$ a step; it does not rise if $\\eta \\lambda_{\\max}(H_Q) \\le 2$. \
                $\\lambda_{\\max}(H_Q) \\le L_H$, and if $H$ is definite $\\lambda_{\\min}(H_Q) \\ge \\mu$ and \
                $\\kappa(H_Q) \\le \\kappa(H)$. With independent gradient noise of variance $\\sigma^2$ in each coordinate the \
                expected loss grows by $\\sum_i \\frac{\\eta\\sigma^2}{2(2-\\eta\\lambda_i)} (1 - (1-\\eta\\lambda_i)^{2t})$, \
                over the $p$ eigenvalues of $H_Q$ if shared and the $Lp$ of $H$ if not.
                """,
            source: "own; block elimination and interlacing are classical",
            hypotheses: [
                Hypothesis("definite", "lmin > 0", "the Hessian is positive definite"),
                Hypothesis("stable", "eta*sharedMax <= 2", "the step is stable in the shared subspace"),
            ],
            parts: [
                Part("identity", "loss", .equal, "min + floor + gap", needs: []),
                Part("rate", "loss - limit loss", .atMost, "gap0*\(factor)^(2*t)", needs: []),
                Part("floor", "loss", .atLeast, "min + floor", needs: []),
                Part("floor-value", "least excess loss over all shared shifts", .equal, "floor", needs: []),
                Part("descent", "loss", .atMost, "loss0", needs: ["stable"]),
                Part("shared-min", "least eigenvalue of H_Q", .atLeast, "mu", needs: ["definite"]),
                Part("shared-max", "largest eigenvalue of H_Q", .atMost, "L", needs: []),
                Part("condition", "condition number of H_Q", .atMost, "kappa", needs: ["definite"]),
                Part("noise", "expected loss, shared", .equal, "min + floor + gap + spread", needs: []),
                Part("noise-untied", "expected loss, not shared", .equal, "min + gap + spread", needs: []),
                Part("stationary", "expected loss, shared", .atMost, "min + floor + gap + level", needs: ["stable"]),
            ],
            instances: sharp + broken,
            typical: { draw in
                let layers = draw.integer(2...4)
                let p = layers == 2 ? draw.integer(2...3) : layers == 3 ? 2 : 1
                let n = layers * p
                let model = try Quadratic(
                    hessian: draw.positiveDefinite(n, 0.1, 10), optimum: draw.generator.gaussianVector(n),
                    minimum: draw.pick([0, 1]))
                // All blocks alike, or any start: the contrasts only move the floor.
                let first = draw.generator.gaussianVector(p)
                let start =
                    draw.pick([true, false])
                    ? (0..<n).map { first[$0 % p] } : draw.generator.gaussianVector(n)
                let largest = try TiedBlocks(model, layers: layers, start: start).frozen.modes.values.last ?? 1
                return try evidence(
                    model, layers: layers, start: start, stepSize: draw.uniform(0.05, 1.95) / largest, steps: 15,
                    sigma: draw.uniform(0.1, 1), leaving: p == 1 ? ["condition"] : [])
            })
    }

    private static var sharp: [Instance] {
        [
            .sharp("one-parameter", "identity", "rate", "floor-value", "noise", "noise-untied") { _ in
                try evidence(exemplar, layers: 2, start: [0, 0], stepSize: 0.2, steps: 8, sigma: 0.5)
            },
            .sharp("newton-step", "floor", "stationary") { _ in
                // eta lambda = 1: the floor, and the stationary noise, are reached at once.
                let model = try Quadratic(hessian: Matrix(rows: [[1, 0], [0, 3]]), optimum: [1, -1])
                return try evidence(model, layers: 2, start: [0, 0], stepSize: 0.5, steps: 4, sigma: 0.5)
            },
            .sharp("reflecting-step", "descent") { _ in
                let model = try Quadratic(hessian: Matrix(rows: [[1, 0], [0, 3]]), optimum: [1, -1])
                return try evidence(
                    model, layers: 2, start: [0, 0], stepSize: 1, steps: 10, sigma: nil)
            },
            .sharp("equal-blocks", "shared-min", "shared-max", "condition") { _ in
                let model = try Quadratic(hessian: .diagonal([1, 4, 1, 4]), optimum: [1, 2, 3, 4])
                return try evidence(model, layers: 2, start: [0, 0, 0, 0], stepSize: 0.2, steps: 5, sigma: 0.5)
            },
        ]
    }

    private static var broken: [Instance] {
        [
            .broken("singular-hessian", hypothesis: "definite") { _ in
                let model = try Quadratic(hessian: .diagonal([1, 0]), optimum: [1, 0])
                return try evidence(model, layers: 2, start: [0, 0], stepSize: 0.5, steps: 10, sigma: nil)
            },
            .broken("step-beyond-stability", hypothesis: "stable") { _ in
                try evidence(exemplar, layers: 2, start: [0, 0], stepSize: 0.6, steps: 60, sigma: 0.5)
            },
        ]
    }

    private static var exemplar: Quadratic {
        get throws { try Quadratic(hessian: Matrix(rows: [[2, 1], [1, 3]]), optimum: [1, -1]) }
    }

    /// The shared run from `start` with all parts but those in `leaving`; without `sigma` those of noise are left too.
    static func evidence(
        _ model: Quadratic, layers: Int, start: Vector, stepSize: Double, steps: Int, sigma: Double?,
        leaving: [String] = []
    ) throws -> Evidence {
        let tied = try TiedBlocks(model, layers: layers, start: start)
        let block = tied.frozen
        let run = Run(
            model: model, start: Parameters(start),
            schedule: Schedule(Share(blocks: layers), stepSize: stepSize, steps: steps), observables: [.loss],
            engine: .direct)
        let trajectory = try run.trajectory()
        var evidence = Evidence(run, trajectory)
        let loss = Track(trajectory, .loss)
        let gaps = (0...steps).map { block.gap(after: $0, stepSize: stepSize) }
        evidence.quantities["floor"] = block.limit
        evidence.tracks["identity"] = loss.varying("gap", gaps)
        evidence.tracks["floor"] = loss
        evidence.tracks["descent"] = loss
        var excess = loss
        for t in excess.times.indices {
            excess.observed[t] = loss.observed[t] - (model.minimum + block.limit.value)
            excess.radius[t] += block.limit.radius + 0x1p-52 * abs(loss.observed[t])
        }
        evidence.set("gap0", excess.observed[0], radius: excess.radius[0])
        evidence.tracks["rate"] = excess
        let direct = try tied.directFloor(start: start).value
        evidence.tracks["floor-value"] = Track(value: direct.value, radius: direct.radius)
        evidence.setSharedSpectrum(block)
        if let sigma {
            try evidence.setNoise(tied, start: start, stepSize: stepSize, sigma: sigma, gaps: gaps)
        }
        evidence.tracks = evidence.tracks.filter { !leaving.contains($0.key) }
        evidence.derivation = derivation(
            model, layers: layers, start: start, stepSize: stepSize, steps: steps, sigma: sigma)
        return evidence
    }
}

extension Evidence {
    /// The extreme eigenvalues of `H_Q` and their quotient.
    fileprivate mutating func setSharedSpectrum(_ block: FrozenBlock) {
        guard let least = block.modes.values.first, let largest = block.modes.values.last else { return }
        let radius = block.spectrumRadius
        set("sharedMin", least, radius: radius)
        set("sharedMax", largest, radius: radius)
        tracks["shared-min"] = Track(value: least, radius: radius)
        tracks["shared-max"] = Track(value: largest, radius: radius)
        let condition = Rounded(value: largest, radius: radius) / Rounded(value: least, radius: radius)
        tracks["condition"] = Track(value: condition.value, radius: condition.radius)
    }

    /// Expected losses under noise, shared and not, by enumeration; their closed forms as variables of the bounds.
    fileprivate mutating func setNoise(
        _ tied: TiedBlocks, start: Vector, stepSize: Double, sigma: Double, gaps: [Rounded]
    ) throws {
        let model = tied.model
        let steps = gaps.count - 1
        let shared = tied.frozen.modes.values.map { Rounded(value: $0, radius: tied.frozen.spectrumRadius) }
        let whole = model.spectrum.map { Rounded(value: $0, radius: model.constants.spectrumUncertainty) }
        let (eta, variance) = (Rounded(stepSize), Rounded(sigma) * Rounded(sigma))
        func level(_ lambda: Rounded) -> Rounded {
            eta * variance / (Rounded(2) * (Rounded(2) - eta * lambda))
        }
        func spread(_ spectrum: [Rounded], _ t: Int) -> Rounded {
            spectrum.reduce(Rounded(0)) { sum, lambda in
                let kept = Rounded.power(Rounded(1) - eta * lambda, Rounded(Double(2 * t)))
                return sum + level(lambda) * (Rounded(1) - kept)
            }
        }
        var noisy = try NoisyDescent(model, start: start, tied: tied.layers, stepSize: stepSize, sigma: sigma)
        let expected = noisy.losses(steps).varying("gap", gaps)
        tracks["noise"] = expected.varying("spread", (0...steps).map { spread(shared, $0) })
        tracks["stationary"] = expected
        quantities["level"] = shared.reduce(Rounded(0)) { $0 + level($1) }

        var free = try NoisyDescent(model, start: start, tied: 1, stepSize: stepSize, sigma: sigma)
        let quiet = Run(
            model: model, start: Parameters(start), schedule: Schedule(stepSize: stepSize, steps: steps),
            observables: [.excess], engine: .modes)
        let series = try quiet.trajectory().series[.excess] ?? Series()
        let modes = zip(series.values, series.radius).map { Rounded(value: $0.0, radius: $0.1) }
        tracks["noise-untied"] = free.losses(steps).varying("gap", modes)
            .varying("spread", (0...steps).map { spread(whole, $0) })
    }
}
