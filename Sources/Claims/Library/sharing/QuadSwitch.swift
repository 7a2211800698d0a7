import LinearAlgebra
import PartialTraining

/// `quad-switch`: when to stop sharing on a quadratic, at given costs of the two kinds of steps.
///
/// Source: own.
package enum QuadSwitch: LibraryClaim {
    static let id = "quad-switch"

    /// Contraction factors of the loss in the two stages, and `a`, `b`: the decrease of the logarithm per step of the first
    /// stage, and of the second at the same cost.
    private static let q1 = "(1 - eta1*lam1)^2"
    private static let q2 = "(1 - eta2*lam2)^2"
    private static let a = "(-ln(\(q1)))"
    private static let b = "(-ln(\(q2))*c1/c2)"
    /// The best number of shared steps; the maximum with 1 makes it 0 where sharing does not pay.
    static let switchTime = "ln(max(1, gap0*(\(a) - \(b))/(floor*\(b))))/\(a)"

    /// The cost with `tau` shared steps, if a part of a step could be taken.
    static func cost(_ tau: String) -> String {
        "c1*\(tau) - c2*ln((floor + gap0*(\(q1))^\(tau))/accuracy)/ln(\(q2))"
    }

    static func claim() throws -> Claim {
        let best = cost("(\(switchTime))")
        return try Claim(
            id: id, family: .sharing, kind: .bound,
            title: "On a quadratic, share until the loss falls no faster per cost than it would without sharing",
            statement: """
                Let shared steps of cost $c_1$ bring the loss to $f(\\tau) = F + D q_1^\\tau$ after $\\tau$ of them, and let \
                unshared steps of cost $c_2$ multiply it by $q_2$ each, up to the target $\\varepsilon \\le F$. This is exact \
                for $L$ tied parameters of a quadratic whose Hessian has the eigenvalue $\\lambda_1$ on the shared direction and \
                $\\lambda_2$ elsewhere, with $q_1 = (1 - \\eta_1\\lambda_1)^2$ and $\\eta_2 = 2/(\\lambda_1 + \\lambda_2)$, \
                $q_2 = (1 - \\eta_2\\lambda_2)^2$. The cost $C(\\tau)$ of sharing for $\\tau$ steps lies in \
                $[T(\\tau), T(\\tau) + c_2)$ with $T(\\tau) = c_1\\tau + c_2 \\ln(f(\\tau)/\\varepsilon)/(-\\ln q_2)$, which is \
                convex. With $a = -\\ln q_1$ and $b = -(c_1/c_2)\\ln q_2$ its minimum over $\\tau \\ge 0$ is at \
                $\\tau_* = \\max(0, \\frac1a \\ln\\frac{D(a-b)}{Fb})$ if $a > b$, and at $\\tau_* = 0$ if not; inside, sharing \
                stops where $f - F = Fb/(a-b)$, that is, where the shared decrease of $\\ln f$ per cost equals the unshared one. \
                The best whole number of shared steps costs less than $T(\\tau_*) + c_1 + c_2$.
                """,
            source: "own",
            hypotheses: [
                Hypothesis(
                    "balanced", "eta2*(lam1 + lam2) = 2", "the unshared step contracts both modes by the same factor"),
                Hypothesis("accuracy", "accuracy <= floor", "sharing alone does not reach the target"),
            ],
            parts: [
                Part("convex", "T from the shared run's loss", .atMost, "around", needs: []),
                Part("cost-lower", "cost of t shared steps and the rest", .atLeast, cost("t"), needs: ["balanced"]),
                Part("cost-upper", "cost of t shared steps and the rest", .atMost, "\(cost("t")) + c2"),
                Part("optimum", "cost of t shared steps and the rest", .atLeast, best, needs: ["balanced"]),
                Part("best", "least cost over whole numbers of shared steps", .atMost, "\(best) + c1 + c2"),
            ],
            instances: [
                .sharp("slow-contrast", "cost-lower", "cost-upper", "optimum", "best", "convex") { _ in
                    // Thousands of unshared steps: what rounding to whole steps costs is below 0.1%.
                    try Setting(curvatures: (1, 0.001), errors: (30, 1.5), firstStep: 0.5, accuracy: 1e-9, times: 20)
                        .evidence()
                },
                .broken("other-step", hypothesis: "balanced") { _ in
                    var setting = Setting(
                        curvatures: (1, 0.04), errors: (30, 1.5), firstStep: 0.5, accuracy: 1e-6, times: 20)
                    setting.secondStep = 1
                    return try setting.evidence()
                },
                .broken("target-above-the-floor", hypothesis: "accuracy") { _ in
                    try Setting(curvatures: (1, 0.04), errors: (30, 1.5), firstStep: 0.5, accuracy: 0.1, times: 20)
                        .evidence()
                },
            ],
            typical: { draw in
                let first = draw.logUniform(0.3, 3)
                var setting = Setting(
                    curvatures: (first, first * draw.logUniform(0.03, 2)),
                    errors: (draw.uniform(1, 30), draw.uniform(0.3, 3)), firstStep: draw.uniform(0.2, 0.9) / first,
                    accuracy: 0, times: 25)
                setting.layers = draw.integer(2...4)
                setting.costs = (draw.pick([1, 1 / Double(setting.layers), draw.uniform(0.2, 2)]), 1)
                setting.accuracy = setting.floor * draw.logUniform(1e-5, 0.5)
                return try setting.evidence()
            })
    }

    /// One case of the two-stage training of `layers` tied parameters.
    package struct Setting {
        /// Hessian eigenvalues on the shared direction, and on all others.
        var curvatures: (Double, Double)
        /// The start's error along the shared direction, and along one contrast.
        var errors: (Double, Double)
        var firstStep: Double
        var accuracy: Double
        /// The largest number of shared steps tried.
        var times: Int
        var layers = 2
        var costs = (1.0, 1.0)
        /// Step size of the second stage; the balanced one unless given.
        var secondStep: Double?

        package init(
            curvatures: (Double, Double), errors: (Double, Double), firstStep: Double, accuracy: Double, times: Int
        ) {
            self.curvatures = curvatures
            self.errors = errors
            self.firstStep = firstStep
            self.accuracy = accuracy
            self.times = times
        }

        var floor: Double { 0.5 * curvatures.1 * errors.1 * errors.1 }
        var gap: Double { 0.5 * curvatures.0 * errors.0 * errors.0 }
        var step: Double { secondStep ?? 2 / (curvatures.0 + curvatures.1) }

        func model() throws -> Quadratic {
            let basis = TiedBlocks.basis(dimension: layers, layers: layers)
            let spectrum = (0..<layers).map { $0 == 0 ? curvatures.0 : curvatures.1 }
            let hessian = (basis * .diagonal(spectrum) * basis.transposed).symmetrized
            return try Quadratic(
                hessian: hessian, optimum: add(basis.column(0).map { errors.0 * $0 }, errors.1, basis.column(1)))
        }

        /// More unshared steps than any number of shared ones leaves over.
        var most: Int {
            let slowest = max(abs(1 - step * curvatures.0), abs(1 - step * curvatures.1))
            let logarithm = { (x: Double) in Rounded.ln(Rounded(x)).value }
            return Int(max(0, logarithm((floor + gap) / accuracy) / (-2 * logarithm(slowest)))) + 5
        }

        /// The number of unshared steps after `tau` shared ones, on the direct engine: the least that it may be where rounding
        /// leaves that open, and the largest.
        func unsharedSteps(_ model: Quadratic, after tau: Int) throws -> (least: Int, most: Int) {
            let schedule = Schedule([
                Stage(Share(blocks: layers), stepSize: firstStep, duration: .steps(tau)),
                Stage(Full(), stepSize: step, duration: .steps(most)),
            ])
            let run = Run(
                model: model, start: Parameters(Vector(repeating: 0, count: layers)), schedule: schedule,
                observables: [.excess], engine: .direct)
            let series = try run.trajectory().series[.excess] ?? Series()
            // The accuracy comes from the floor, the model from its eigenvalues: a few roundings each.
            let slack = 32 * Double.ulpOfOne * accuracy
            func first(_ sign: Double) -> Int {
                series.values.indices[tau...].first {
                    series.values[$0] + sign * (series.radius[$0] + slack) <= accuracy
                }
                .map { $0 - tau } ?? .max
            }
            return (first(-1), first(1))
        }

        package func evidence() throws -> Evidence {
            let model = try model()
            let shared = Run(
                model: model, start: Parameters(Vector(repeating: 0, count: layers)),
                schedule: Schedule(Share(blocks: layers), stepSize: firstStep, steps: times + 1),
                observables: [.loss], engine: .direct)
            let trajectory = try shared.trajectory()
            var evidence = Evidence(shared, trajectory)
            evidence.schedule = "share eta=\(firstStep) for tau steps, then full eta=\(step)"
            // The numbers that the model was made of, and what making it rounded.
            let loose = { (x: Double) in Rounded(value: x, radius: 16 * Double.ulpOfOne * abs(x)) }
            evidence.quantities["lam1"] = loose(curvatures.0)
            evidence.quantities["lam2"] = loose(curvatures.1)
            evidence.quantities["eta2"] = loose(step)
            evidence.quantities["floor"] = loose(floor)
            evidence.quantities["gap0"] = loose(gap)
            evidence.set("eta1", firstStep)
            evidence.set("accuracy", accuracy)
            evidence.set("c1", costs.0)
            evidence.set("c2", costs.1)

            let counts = try (0...times).map { try unsharedSteps(model, after: $0) }
            func spent(_ steps: [Int]) -> Track {
                let values = steps.enumerated().map { costs.0 * Double($0.offset) + costs.1 * Double($0.element) }
                return Track(
                    times: (0...times).map(Double.init), observed: values,
                    radius: values.map { 2 * Double.ulpOfOne * $0 })
            }
            for part in ["cost-lower", "optimum"] { evidence.tracks[part] = spent(counts.map(\.most)) }
            let least = spent(counts.map(\.least))
            evidence.tracks["cost-upper"] = least
            evidence.tracks["best"] = Track(value: least.observed.min() ?? .infinity)
            evidence.derivation = derivation()
            evidence.setConvexity(Track(trajectory, .loss), self)
            return evidence
        }
    }
}

extension Evidence {
    /// `T(tau)` from the losses of the shared run, beside the mean of its neighbours.
    fileprivate mutating func setConvexity(_ loss: Track, _ setting: QuadSwitch.Setting) {
        let factor = Rounded(1 - setting.step * setting.curvatures.1)
        let scale = Rounded(setting.costs.1) / Rounded.ln(factor * factor)
        let relaxed = loss.times.indices.map { t in
            Rounded(setting.costs.0 * Double(t)) - scale
                * Rounded.ln(Rounded(value: loss.observed[t], radius: loss.radius[t]) / Rounded(setting.accuracy))
        }
        let inner = 1..<(relaxed.count - 1)
        tracks["convex"] = Track(
            times: inner.map(Double.init), observed: inner.map { relaxed[$0].value },
            radius: inner.map { relaxed[$0].radius }
        ).varying("around", inner.map { (relaxed[$0 - 1] + relaxed[$0 + 1]) / Rounded(2) })
    }
}
