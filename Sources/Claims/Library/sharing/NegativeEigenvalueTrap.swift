import LinearAlgebra
import PartialTraining

/// `neg-eig-trap`: from the identity, negative eigenvalues of the target are never learnt, shared or not.
///
/// Source: own; the qualitative fact is Bartlett, Helmbold, Long 2018, the slow crossing of zero after Shamir 2019.
package enum NegativeEigenvalueTrap: LibraryClaim {
    static let id = "neg-eig-trap"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .sharing, kind: .bound,
            title: "From the identity, negative eigenvalues of the target are never learnt, with or without sharing",
            statement: """
                Let all layers of a deep linear network start at the identity, the target be symmetric, and $-\\nu$ its least \
                eigenvalue. (a) Under flow, and under gradient descent with $\\eta(1+\\nu) \\le 1$, shared or not, \
                $R(t) \\ge \\frac12 \\sum_i \\min(\\phi_i, 0)^2$ at all times. (b) The mode $u$ of the product that belongs to \
                $-\\nu$ satisfies for $L \\ge 3$ the bound $u \\le (1 + (L-2)\\nu\\eta t)^{-L/(L-2)}$ and, under flow \
                ($\\eta = 1$), $u \\ge (1 + (L-2)(1+\\nu)t)^{-L/(L-2)}$; for $L = 2$ under flow \
                $u = \\nu e^{-2\\nu t}/(1 + \\nu - e^{-2\\nu t})$. (c) For the target $\\mathrm{diag}(-\\nu, \\phi)$, \
                $0 < \\phi \\le \\nu$, the least eigenvalue of the Hessian at the limit $W_l = \\mathrm{diag}(0, \\phi^{1/L})$ is \
                $-(\\nu - \\phi)\\phi^{(L-2)/L}$ if $L \\ge 3$, and $1/L$ of that among shared directions, for every $L$. \
                (d) In one dimension, under flow with $w_j^2 - w_1^2 = c_j \\in [0, \\delta]$ for all $j \\ge 2$, $w_1$ needs \
                at least the time $2\\sqrt\\delta\\,[(2\\delta)^{(L-1)/2}(\\nu + \\sqrt\\delta(2\\delta)^{(L-1)/2})]^{-1}$ to \
                fall from $\\sqrt\\delta$ to $-\\sqrt\\delta$.
                """,
            source:
                "own; after Bartlett, Helmbold, Long 2018 (non-convergence) and Shamir 2019 (exponential crossing times)",
            hypotheses: [
                Hypothesis("symmetric", "asymmetry <= 0", "the target is symmetric"),
                Hypothesis("identity", "startDefect <= 0", "all layers start at the identity"),
                Hypothesis("step", "jump <= 1", "eta (1 + nu) is at most 1; of a flow it is 0"),
                Hypothesis("strict", "nu >= phi", "the negative eigenvalue is the larger one"),
                Hypothesis("deep", "depth >= 3", "there are at least three layers"),
            ],
            parts: [
                Part("floor", "loss", .atLeast, "trap", needs: ["symmetric", "identity", "step"]),
                Part(
                    "upper", "mode of the product", .atMost, "(1 + (depth - 2)*nu*eta*t)^(depth/(2 - depth))",
                    needs: ["step"]),
                Part(
                    "lower", "mode of the product", .atLeast, "(1 + (depth - 2)*(1 + nu)*t)^(depth/(2 - depth))",
                    needs: []),
                Part(
                    "two-layers", "mode of the product", .equal, "nu*exp(-2*nu*t)/(1 + nu - exp(-2*nu*t))", needs: []),
                Part(
                    "saddle", "least eigenvalue of the Hessian", .equal, "-(nu - phi)*phi^((depth - 2)/depth)",
                    needs: ["strict", "deep"]),
                Part(
                    "shared-saddle", "least eigenvalue of the Hessian among shared directions", .equal,
                    "-(nu - phi)*phi^((depth - 2)/depth)/depth", needs: ["strict"]),
                Part(
                    "crossing", "time to cross zero", .atLeast,
                    "2*sqrt(delta)/((2*delta)^((depth - 1)/2)*(nu + sqrt(delta)*(2*delta)^((depth - 1)/2)))", needs: [],
                    tightness: .best(0.6363)),
            ],
            instances: sharp + broken,
            typical: { draw in
                let depth = draw.integer(3...5)
                let nu = draw.uniform(0.3, 2)
                switch draw.integer(1...6) {
                case 1, 2:
                    var spectrum = (0..<draw.integer(1...4)).map { _ in draw.uniform(-1.5, 1.5) }
                    spectrum[0] = -nu
                    let largest = spectrum.reduce(0) { max($0, abs($1)) }
                    let step = draw.uniform(0.05, 1) / (Double(depth) * max(1 + largest, largest * largest))
                    return try descent(
                        draw.symmetric(spectrum: spectrum), depth: draw.integer(2...6), stepSize: step, steps: 100)
                case 3:
                    return try descent(
                        -nu * .identity(2), depth: depth, stepSize: draw.uniform(0.05, 1) / (1 + nu), steps: 50)
                case 4:
                    return try flow(
                        nu: nu, width: draw.integer(1...3), depth: draw.pick([2, 2, 3, 5]), end: draw.uniform(0.5, 3),
                        tied: draw.pick([true, false]))
                case 5:
                    return try saddle(nu: nu, phi: nu * draw.uniform(0.1, 1), depth: depth)
                default:
                    let delta = draw.logUniform(1e-3, 0.2)
                    let offsets = (2...depth).map { _ in delta * draw.uniform(0.1, 1) }
                    return try crossing(nu: nu, delta: delta, offsets: offsets)
                }
            })
    }

    private static var sharp: [Instance] {
        [
            .sharp("two-layers", "floor", "two-layers") { _ in
                try flow(nu: 1, width: 2, depth: 2, end: 5, tied: false)
            },
            .sharp("far-below-zero", "upper", "lower") { _ in
                try flow(nu: 5000, width: 1, depth: 3, end: 1e-3, tied: true)
            },
            .sharp("strict-saddle", "saddle", "shared-saddle") { _ in try saddle(nu: 1, phi: 0.5, depth: 3) },
        ]
    }

    private static var broken: [Instance] {
        [
            .broken("complex-eigenvalues", hypothesis: "symmetric") { _ in
                try descent(Matrix(rows: [[-0.2, 1], [-1, -0.2]]), depth: 3, stepSize: 0.1, steps: 300)
            },
            .broken("one-negative-layer", hypothesis: "identity") { _ in
                try descent(
                    -1 * .identity(1), depth: 3, stepSize: 0.1, steps: 5,
                    start: [-1 * .identity(1), .identity(1), .identity(1)])
            },
            .broken("leap-over-zero", hypothesis: "step") { _ in
                try descent(-1 * .identity(1), depth: 3, stepSize: 1, steps: 5)
            },
            .broken("weak-negative-eigenvalue", hypothesis: "strict") { _ in try saddle(nu: 0.5, phi: 1, depth: 3) },
            .broken("two-layers-untied", hypothesis: "deep") { _ in try saddle(nu: 1, phi: 0.5, depth: 2) },
        ]
    }

    /// Gradient descent; for a multiple of the identity the mode of the product is observed too.
    package static func descent(
        _ target: Matrix, depth: Int, stepSize: Double, steps: Int, start: [Matrix]? = nil
    ) throws -> Evidence {
        let model = try DeepLinear(depth: depth, target: target)
        let begin = start.map { Parameters($0) } ?? model.identityStart
        let run = Run(
            model: model, start: begin, schedule: Schedule(stepSize: stepSize, steps: steps), observables: [.loss])
        let trajectory = try run.trajectory()
        var evidence = Evidence(run, trajectory)
        evidence.tracks["floor"] = Track(trajectory, .loss)
        evidence.derivation = derivation(target, start: begin, stepSize: stepSize, steps: steps)
        try evidence.setTrap(target)
        evidence.set("startDefect", norm(subtract(begin.values, model.identityStart.values)))
        let nu = -target[0, 0]
        evidence.set("jump", stepSize * (1 + (try -target.symmetrized.symmetricEigenvalues()[0])))
        if nu > 0, depth >= 3, start == nil, target == -nu * .identity(target.rows) {
            evidence.set("nu", nu)
            evidence.tracks["upper"] = evidence.mode(Track(trajectory, .loss), nu: nu, width: target.rows)
        }
        return evidence
    }

    /// Flow of the full matrices towards `-nu` times the identity, tied for the first half of the time if `tied`.
    static func flow(nu: Double, width: Int, depth: Int, end: Double, tied: Bool) throws -> Evidence {
        let target = -nu * .identity(width)
        let model = try DeepLinear(depth: depth, target: target)
        let stages = [tied ? Share() : Full(), Full()] as [any PartialOperator]
        let run = Run(
            model: model, start: model.identityStart,
            schedule: Schedule(stages.map { Stage($0, stepSize: 1, duration: .time(end: end / 2, points: 5)) }),
            observables: [.loss], engine: .flow)
        let trajectory = try run.trajectory()
        var evidence = Evidence(run, trajectory)
        let loss = Track(trajectory, .loss)
        evidence.tracks["floor"] = loss
        try evidence.setTrap(target)
        evidence.set("startDefect", 0)
        evidence.set("jump", 0)
        evidence.set("nu", nu)
        for part in depth >= 3 ? ["upper", "lower"] : ["two-layers"] {
            evidence.tracks[part] = evidence.mode(loss, nu: nu, width: width)
        }
        return evidence
    }

    /// The Hessian at the limit for the target `diag(-nu, phi)`.
    package static func saddle(nu: Double, phi: Double, depth: Int) throws -> Evidence {
        let model = try DeepLinear(depth: depth, target: .diagonal([-nu, phi]))
        let root = Rounded.power(Rounded(phi), Rounded(1) / Rounded(Double(depth))).value
        let x = Parameters(Array(repeating: .diagonal([0, root]), count: depth))
        var evidence = Evidence(engine: "none", model: model.summary)
        evidence.set("nu", nu)
        evidence.set("phi", phi)
        evidence.set("depth", Double(depth))
        for (part, hessian) in [("saddle", model.hessian(at: x)), ("shared-saddle", model.sharedHessian(at: x))] {
            // Powers of a rounded root are off by L^2 u of themselves, and eigenvalues by n eps |H|.
            let count = Double(hessian.rows + depth * depth + 8)
            evidence.tracks[part] = Track(
                value: try hessian.symmetricEigenvalues()[0],
                radius: count * Double.ulpOfOne * (hessian.frobeniusNorm + nu))
        }
        return evidence
    }

    /// The time in which `w_1` falls from `sqrt(delta)` to `-sqrt(delta)`, `w_j = sqrt(w_1^2 + c_j)` for the `offsets` `c_j`.
    static func crossing(nu: Double, delta: Double, offsets: Vector) throws -> Evidence {
        var evidence = Evidence(engine: "none", model: "deep linear d=1 layers=\(offsets.count + 1)")
        evidence.set("nu", nu)
        evidence.set("delta", delta)
        evidence.set("depth", Double(offsets.count + 1))
        let end = delta.squareRoot()
        func slowness(_ w: Double) -> Double {
            let others = offsets.reduce(1.0) { $0 * (w * w + $1).squareRoot() }
            return 1 / (others * (nu + w * others))
        }
        // Simpson's rule with 2000 and 4000 intervals: the difference bounds the error of the finer one.
        let values = [2000, 4000].map { count in
            let h = 2 * end / Double(count)
            return (0...count).reduce(0.0) { sum, k in
                let weight = k == 0 || k == count ? 1.0 : k % 2 == 1 ? 4 : 2
                return sum + weight * slowness(-end + h * Double(k)) * h / 3
            }
        }
        evidence.tracks["crossing"] = Track(
            value: values[1], radius: abs(values[1] - values[0]) + 4000 * 0x1p-53 * values[1])
        return evidence
    }
}

extension Evidence {
    /// `trap`, half the sum of the squares of the negative eigenvalues of the target's symmetric part.
    fileprivate mutating func setTrap(_ target: Matrix) throws {
        let values = try target.symmetrized.symmetricEigenvalues()
        set("asymmetry", (target - target.transposed).frobeniusNorm)
        let radius = Double(values.count) * Double.ulpOfOne * target.frobeniusNorm
        set(
            "trap", values.reduce(0) { $0 + min($1, 0) * min($1, 0) } / 2,
            radius: 2 * Double(values.count) * radius * target.frobeniusNorm)
    }

    /// `u = sqrt(2R/d) - nu`, of the loss `R = d (u + nu)^2 / 2`.
    fileprivate func mode(_ loss: Track, nu: Double, width: Int) -> Track {
        let values = loss.times.indices.map { t in
            Rounded.sqrt(
                Rounded(2) * Rounded(value: loss.observed[t], radius: loss.radius[t]) / Rounded(Double(width)))
                - Rounded(nu)
        }
        var track = Track(times: loss.times, observed: values.map(\.value), radius: values.map(\.radius))
        track.varying = loss.varying
        return track
    }
}
