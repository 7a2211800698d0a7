import LinearAlgebra
import PartialTraining

/// `unfreeze-schedule`: gradient descent on a quadratic in stages that train more and more of it, with a bound that is known
/// before training.
///
/// Source: own; each stage is `freeze-schur`.
package enum UnfreezeSchedule: LibraryClaim {
    static let id = "unfreeze-schedule"

    /// The recursion within a stage; at its end it is the `before` of the next one.
    private static let stageBound =
        "phi + max(abs(1 - eta*trainedMin), abs(1 - eta*trainedMax))^(2*local)*(before - phi)"
    private static let first = "max(abs(1 - eta1*trainedMin1), abs(1 - eta1*trainedMax1))"
    private static let second = "max(abs(1 - eta2*lmin), abs(1 - eta2*lmax))"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .freezing, kind: .bound,
            title: "Training nested sets of coordinates, stage after stage, has a loss bound known before training",
            statement: """
                Let $f(x) = f_* + \\frac12 (x-x^*)^\\top H (x-x^*)$. Stage $s$ trains the coordinates $A_s$ by $T_s$ steps \
                of size $\\eta_s$, with $A_1 \\subset A_2 \\subset \\dots$ and $H_{A_s A_s}$ invertible; $F_s$ are the others. \
                With the Schur complement $S_s$ of $H_{A_s A_s}$ and the initial error $d$, let \
                $\\varphi_s = \\frac12 d_{F_s}^\\top S_s d_{F_s}$, $q_s = \\max_i |1 - \\eta_s \\lambda_i(H_{A_s A_s})|$, \
                $\\psi_0 = f(x_0) - f_*$, $\\psi_s = \\varphi_s + q_s^{2T_s}(\\psi_{s-1} - \\varphi_s)$. Then after $t$ steps \
                of stage $s$, for every $\\eta_s$, $f - f_* \\le \\varphi_s + q_s^{2t} (\\psi_{s-1} - \\varphi_s)$. For two \
                stages, the second with all coordinates: \
                $f - f_* \\le q_2^{2t} [\\varphi_1 + q_1^{2T_1} (f(x_0) - f_* - \\varphi_1)]$.
                """,
            source: "own",
            hypotheses: [
                Hypothesis(
                    "nested", "refrozen <= 0", "no coordinate is trained in one stage and frozen in a later one")
            ],
            parts: [
                Part("a-priori", "loss", .atMost, "min + \(stageBound)"),
                Part(
                    "two-stages", "loss in the second of two stages, where everything is trained", .atMost,
                    "min + \(second)^(2*(t - T1))*(phi1 + \(first)^(2*T1)*(excess0 - phi1))"),
            ],
            instances: [
                .sharp("isotropic", "a-priori", "two-stages") { _ in
                    let model = try Quadratic(hessian: .diagonal([2, 2, 2]), optimum: [1, -2, 3], minimum: 1)
                    return try evidence(
                        model, start: [0, 0, 0], [Phase([1, 2], 0.1, 5), Phase([1, 2, 3], 0.15, 5)])
                },
                .sharp("isotropic-three-stages", "a-priori") { _ in
                    let model = try Quadratic(hessian: .diagonal([3, 3, 3, 3]), optimum: [1, -2, 3, 1])
                    return try evidence(
                        model, start: [0, 0, 0, 0],
                        [Phase([4], 0.2, 3), Phase([1, 4], 0.5, 4), Phase([1, 3, 4], 0.1, 6)])
                },
                .broken("trained-then-frozen", hypothesis: "nested") { _ in
                    // The first stage spoils the coordinate that the second one has frozen, and counts as right.
                    let model = try Quadratic(hessian: Matrix(rows: [[1, 0.9], [0.9, 1]]), optimum: [0, 0])
                    return try evidence(model, start: [0, 1], [Phase([1], 1, 1), Phase([2], 0.5, 20)])
                },
            ],
            typical: { draw in
                let d = draw.integer(3...6)
                let model = try Quadratic(
                    hessian: draw.positiveDefinite(d, 0.1, 10), optimum: draw.generator.gaussianVector(d),
                    minimum: draw.pick([0, 1]))
                var order = Array(1...d)
                order.shuffle(using: &draw.generator)
                // Either two stages, the second with everything, or up to three that grow by some coordinates.
                var counts = [draw.integer(2...(d - 1)), d]
                if draw.pick([true, false]) { counts = [draw.integer(1...(d - 2)), d - 1, draw.pick([d - 1, d])] }
                let phases = try counts.map { count in
                    let trained = order.prefix(count).sorted()
                    let block = model.hessian.submatrix(rows: trained.map { $0 - 1 }, columns: trained.map { $0 - 1 })
                    let largest = try block.symmetricEigenvalues().last ?? 1
                    // Beyond stability too: the factor is then above 1.
                    return Phase(trained, draw.uniform(0.1, 2.1) / largest, draw.integer(2...12))
                }
                return try evidence(model, start: draw.generator.gaussianVector(d), phases)
            })
    }

    /// A stage: the coordinates it trains (from 1), its step size and number of steps.
    package struct Phase: Sendable {
        let trained: [Int]
        let stepSize: Double
        let steps: Int

        package init(_ trained: [Int], _ stepSize: Double, _ steps: Int) {
            self.trained = trained
            self.stepSize = stepSize
            self.steps = steps
        }
    }

    package static func evidence(_ model: Quadratic, start: Vector, _ phases: [Phase]) throws -> Evidence {
        let all = Array(1...model.dimension)
        let frozen = phases.map { phase in all.filter { !phase.trained.contains($0) } }
        let stages = zip(phases, frozen).map { phase, frozen in
            Stage(
                frozen.isEmpty ? Full() : Freeze(.coordinates(frozen)), stepSize: phase.stepSize,
                duration: .steps(phase.steps))
        }
        let run = Run(
            model: model, start: Parameters(start), schedule: Schedule(stages), observables: [.loss, .excess],
            engine: .direct)
        let trajectory = try run.trajectory()
        var evidence = Evidence(run, trajectory)
        let refrozen = all.count { i in
            guard let first = phases.firstIndex(where: { $0.trained.contains(i) }) else { return false }
            return frozen[first...].contains { $0.contains(i) }
        }
        evidence.set("refrozen", Double(refrozen))
        let blocks = try frozen.map { try FrozenBlock(model, frozen: $0, start: start) }
        let excess0 = evidence.quantities["excess0"] ?? Rounded(0)
        let columns = try columns(phases, blocks, excess0: excess0)
        var track = Track(trajectory, .loss, schedule: run.schedule)
        let count = track.times.count
        for (name, values) in columns { track.varying[name] = Array(values.prefix(count)) }
        evidence.tracks["a-priori"] = track
        evidence.set("T1", Double(phases[0].steps))
        evidence.quantities["phi1"] = blocks[0].limit
        evidence.set("trainedMin1", blocks[0].modes.values.first ?? .nan, radius: blocks[0].spectrumRadius)
        evidence.set("trainedMax1", blocks[0].modes.values.last ?? .nan, radius: blocks[0].spectrumRadius)
        if phases.count == 2 && frozen[1].isEmpty {
            let second = Track(trajectory, .loss)
            let rows = second.times.indices.filter { second.times[$0] >= Double(phases[0].steps) }
            evidence.tracks["two-stages"] = Track(
                times: rows.map { second.times[$0] }, observed: rows.map { second.observed[$0] },
                radius: rows.map { second.radius[$0] })
        }
        evidence.derive(derivation(model, start: start, phases))
        return evidence
    }

    /// The variables of the recursion for each step, from 0 on. Where a stage ends the recursion is carried on by the bound
    /// itself, evaluated with its rounding.
    static func columns(
        _ phases: [Phase], _ blocks: [FrozenBlock], excess0: Rounded
    ) throws -> [String: [Rounded]] {
        let bound = try Expression(parsing: stageBound)
        let names = bound.variables
        let program = try bound.bind(names)
        var before = excess0
        var result: [String: [Rounded]] = [:]
        for (index, (phase, block)) in zip(phases, blocks).enumerated() {
            var values: [String: Rounded] = [
                "phi": block.limit, "before": before, "eta": Rounded(phase.stepSize),
                "trainedMin": Rounded(value: block.modes.values.first ?? .nan, radius: block.spectrumRadius),
                "trainedMax": Rounded(value: block.modes.values.last ?? .nan, radius: block.spectrumRadius),
            ]
            for local in (index == 0 ? 0 : 1)..<(phase.steps + 1) {
                values["local"] = Rounded(Double(local))
                for (name, value) in values { result[name, default: []].append(value) }
            }
            values["local"] = Rounded(Double(phase.steps))
            before = program.evaluate(names.map { values[$0] ?? Rounded(.nan) })
        }
        return result
    }

    /// `psi_r`, the bound at the end, above the minimum.
    static func finalBound(_ model: Quadratic, start: Vector, _ phases: [Phase]) throws -> Double {
        let comparison = try InstanceResult(
            claim(), name: "end", role: .given, seed: 1, evidence(model, start: start, phases)
        ).comparisons.first
        return (comparison?.rows.last?.bound ?? .nan) - model.minimum
    }
}
