import LinearAlgebra
import PartialTraining

/// `freeze-schur`: what remains of a quadratic's loss when a block is frozen, and how fast the rest is trained.
///
/// Source: own (block elimination, Schur complement, Cauchy interlacing).
package enum FreezeSchur: LibraryClaim {
    static let id = "freeze-schur"

    /// `q`, the contraction factor of the trained block.
    private static let factor = "max(abs(1 - eta*trainedMin), abs(1 - eta*trainedMax))"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .freezing, kind: .bound,
            title:
                "Freezing a block of a quadratic leaves the Schur complement's loss, and never worsens the condition",
            statement: """
                Let $f(x) = f_* + \\frac12 (x-x^*)^\\top H (x-x^*)$ with $H$ positive definite. Freeze the coordinates $F$ \
                with error $d_F = x_F - x^*_F$ and train the others, $A$, by gradient descent of step $\\eta$. With \
                $S = H_{FF} - H_{FA} H_{AA}^{-1} H_{AF}$, $f_\\infty = f_* + \\frac12 d_F^\\top S d_F$, \
                $x_{A,\\infty} = x^*_A - H_{AA}^{-1} H_{AF} d_F$ and $u_0 = x_{A,0} - x_{A,\\infty}$, at every step \
                $f(x_t) - f_\\infty = \\frac12 |(I - \\eta H_{AA})^t u_0|^2_{H_{AA}}$; hence, for every $\\eta$, \
                $f(x_t) - f_\\infty \\le q^{2t} (f(x_0) - f_\\infty)$ and $|x_{A,t} - x_{A,\\infty}| \\le q^t |u_0|$ with \
                $q = \\max_i |1 - \\eta \\lambda_i(H_{AA})|$. If $\\eta \\lambda_{\\max}(H_{AA}) \\le 2$ the loss never \
                exceeds its start. If $\\eta (\\mu + L) \\le 2$, with the constants of the whole $H$, the factor is at \
                most $(1 - \\eta\\mu)^{2t}$. Moreover $f(x_t) \\ge f_* + \\frac{\\mu}{2} |d_F|^2$, \
                $f_\\infty - f_* \\le \\frac12 \\lambda_{\\max}(S) |d_F|^2$, the spectrum of $H_{AA}$ lies in $[\\mu, L]$, \
                $\\lambda_{\\min}(S) \\ge \\mu$ and $\\lambda_{\\max}(S) \\le \\lambda_{\\max}(H_{FF})$.
                """,
            source: "own; block elimination and interlacing are classical",
            hypotheses: [
                Hypothesis("definite", "lmin > 0", "the Hessian is positive definite"),
                Hypothesis("stable", "eta*trainedMax <= 2", "the step is stable for the trained block"),
                Hypothesis("step", "eta*(L + mu) <= 2", "the step is at most 2/(L + mu) of the whole Hessian"),
            ],
            parts: [
                Part("identity", "loss", .equal, "min + limit + gap", needs: ["definite"]),
                Part("rate", "loss - limit loss", .atMost, "gap0*\(factor)^(2*t)", needs: ["definite"]),
                Part(
                    "iterate", "|x_A - its limit| after the last step", .atMost, "reach0*\(factor)^t",
                    needs: ["definite"]),
                Part(
                    "a-priori", "loss - limit loss", .atMost, "gap0*(1 - eta*mu)^(2*t)", needs: ["definite", "step"]),
                Part("descent", "loss", .atMost, "loss0", needs: ["stable"]),
                Part("floor", "loss", .atLeast, "min + mu*frozen2/2", needs: ["definite"]),
                Part(
                    "ceiling", "the loss at the limit point, less the minimum", .atMost, "schurMax*frozen2/2",
                    needs: ["definite"]),
                Part("trained-min", "least eigenvalue of H_AA", .atLeast, "mu", needs: ["definite"]),
                Part("trained-max", "largest eigenvalue of H_AA", .atMost, "L", needs: []),
                Part("schur-min", "least eigenvalue of S", .atLeast, "mu", needs: ["definite"]),
                Part("schur-max", "largest eigenvalue of S", .atMost, "frozenMax", needs: ["definite"]),
            ],
            instances: sharp + broken,
            typical: { draw in
                // With a single trained (frozen) coordinate `rate` (`ceiling`) is an equality: that is for sharp instances.
                let d = draw.integer(3...6)
                let hessian = draw.positiveDefinite(d, 0.1, 10)
                let model = try Quadratic(
                    hessian: hessian, optimum: draw.generator.gaussianVector(d), minimum: draw.pick([0, 1]))
                var coordinates = Array(1...d)
                coordinates.shuffle(using: &draw.generator)
                let frozen = coordinates.prefix(draw.integer(1...(d - 2))).sorted()
                let start = draw.generator.gaussianVector(d)
                // Either up to the limit of the rate from the whole Hessian, or up to that of stability.
                let wide = draw.pick([true, false])
                let block = try FrozenBlock(model, frozen: frozen, start: start)
                let largest = model.spectrum[d - 1]
                let stable = 2 / (block.modes.values.last ?? largest)
                let limit = wide ? min(stable, 2.3 / largest) : 2 / (largest + model.spectrum[0])
                return try evidence(
                    model, frozen: frozen, start: start, stepSize: limit * draw.uniform(0.05, 1), steps: 30,
                    leaving: (wide ? ["a-priori"] : []) + (frozen.count == 1 ? ["ceiling"] : []))
            })
    }

    private static var sharp: [Instance] {
        [
            .sharp("isotropic-trained-block", "identity", "rate", "iterate", "ceiling") { _ in
                let hessian = try Matrix(rows: [[2, 0, 1], [0, 2, -1], [1, -1, 3]])
                let model = try Quadratic(hessian: hessian, optimum: [1, -2, 3])
                return try evidence(model, frozen: [3], start: [0, 0, 0], stepSize: 0.3, steps: 20)
            },
            .sharp("trained-at-mu", "a-priori", "rate", "schur-max") { _ in
                let model = try Quadratic(hessian: .diagonal([1, 1, 4]), optimum: [1, -2, 3])
                return try evidence(model, frozen: [3], start: [0, 0, 0], stepSize: 0.25, steps: 20)
            },
            .sharp("frozen-at-mu", "floor", "trained-min", "trained-max", "schur-min") { _ in
                let model = try Quadratic(hessian: .diagonal([1, 1, 4]), optimum: [1, -2, 3])
                return try evidence(model, frozen: [2], start: [1, 0, 3], stepSize: 0.25, steps: 5)
            },
            .sharp("reflecting-step", "descent") { _ in
                let model = try Quadratic(hessian: .diagonal([2, 1]), optimum: [1, -2])
                return try evidence(
                    model, frozen: [2], start: [0, 0], stepSize: 1, steps: 10, leaving: ["a-priori"])
            },
        ]
    }

    private static var broken: [Instance] {
        [
            .broken("singular-hessian", hypothesis: "definite") { _ in
                let model = try Quadratic(hessian: Matrix(rows: [[1, 1], [1, 1]]), optimum: [0, 0])
                return try evidence(model, frozen: [2], start: [0, 1], stepSize: 0.5, steps: 40)
            },
            .broken("step-beyond-stability", hypothesis: "stable") { _ in
                let model = try Quadratic(hessian: .diagonal([2, 1]), optimum: [1, -2])
                return try evidence(
                    model, frozen: [2], start: [0, 0], stepSize: 1.1, steps: 10, leaving: ["a-priori"])
            },
            .broken("step-beyond-the-balance", hypothesis: "step") { _ in
                let model = try Quadratic(hessian: .diagonal([0.5, 4, 1]), optimum: [0, 0, 0])
                return try evidence(model, frozen: [3], start: [0, 1, 1], stepSize: 0.47, steps: 20)
            },
        ]
    }

    /// The run with `frozen` coordinates, all parts compared but those in `leaving`.
    package static func evidence(
        _ model: Quadratic, frozen: [Int], start: Vector, stepSize: Double, steps: Int, leaving: [String] = []
    ) throws -> Evidence {
        let block = try FrozenBlock(model, frozen: frozen, start: start)
        let run = Run(
            model: model, start: Parameters(start),
            schedule: Schedule(Freeze(.coordinates(frozen)), stepSize: stepSize, steps: steps),
            observables: [.loss, .distance], engine: .direct)
        let trajectory = try run.trajectory()
        var evidence = Evidence(run, trajectory)

        let loss = Track(trajectory, .loss)
        let limit = block.limit
        let gaps = (0...steps).map { block.gap(after: $0, stepSize: stepSize) }
        evidence.quantities["limit"] = limit
        evidence.tracks["identity"] = loss.varying("gap", gaps.map(\.value), radius: gaps.map(\.radius))
        evidence.tracks["descent"] = loss
        evidence.tracks["floor"] = loss
        var excess = loss
        for t in excess.times.indices {
            excess.observed[t] = loss.observed[t] - (model.minimum + limit.value)
            excess.radius[t] += limit.radius + 0x1p-52 * abs(loss.observed[t])
        }
        evidence.set("gap0", excess.observed[0], radius: excess.radius[0])
        evidence.tracks["rate"] = excess
        evidence.tracks["a-priori"] = excess

        let final = trajectory.final?.values ?? start
        let drift = trajectory.series[.distance]?.radius.last ?? 0
        evidence.tracks["iterate"] = Track(
            times: [Double(steps)], observed: [norm(subtract(final, block.limitPoint))],
            radius: [drift + block.pointRadius])
        evidence.set("reach0", norm(block.offset), radius: block.pointRadius)

        let limitExcess = model.excess(at: block.limitPoint)
        let largest = model.spectrum.last ?? 0
        // The limit point minimises over the trained coordinates: its own error counts in second order only.
        let pointError = 0.5 * largest * block.pointRadius * block.pointRadius
        let distance = norm(subtract(block.limitPoint, model.optimum))
        evidence.tracks["ceiling"] = Track(
            value: limitExcess, radius: pointError + model.roundings * 0x1p-53 * largest * distance * distance)
        evidence.setSpectra(block)
        evidence.tracks = evidence.tracks.filter { !leaving.contains($0.key) }
        evidence.derive(derivation(block, start: start, stepSize: stepSize, steps: steps))
        return evidence
    }
}

extension Evidence {
    /// The extreme eigenvalues of the trained block, of the frozen one and of the Schur complement.
    fileprivate mutating func setSpectra(_ block: FrozenBlock) {
        let frozen = block.model.hessian.submatrix(rows: block.frozen, columns: block.frozen)
        let spread = Double(block.model.dimension) * Double.ulpOfOne * (block.model.spectrum.last ?? 0)
        set("frozen2", block.frozenSquare, radius: 0x1p-50 * block.frozenSquare)
        set("frozenMax", (try? frozen.symmetricEigenvalues().last) ?? .nan, radius: spread)
        if let least = block.modes.values.first, let largest = block.modes.values.last {
            set("trainedMin", least, radius: block.spectrumRadius)
            set("trainedMax", largest, radius: block.spectrumRadius)
            tracks["trained-min"] = Track(value: least, radius: block.spectrumRadius)
            tracks["trained-max"] = Track(value: largest, radius: block.spectrumRadius)
        }
        if let values = try? block.schur.symmetricEigenvalues(), let least = values.first, let largest = values.last {
            let radius = block.schurRadius + spread
            set("schurMax", largest, radius: radius)
            tracks["schur-min"] = Track(value: least, radius: radius)
            tracks["schur-max"] = Track(value: largest, radius: radius)
        }
    }
}
