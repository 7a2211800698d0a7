import LinearAlgebra
import PartialTraining

/// `untie-local-pl`: what is guaranteed after untying, for any target and without balanced layers.
///
/// Source: own (a Polyak-Lojasiewicz inequality in a ball that the flow does not leave).
enum UntieLocalPL: LibraryClaim {
    static let id = "untie-local-pl"

    /// The largest radius of the ball, in units of the least singular value.
    private static let fraction = "min(1/depth, 1/(2*sqrt(depth)))"
    /// `kappa(r)` of the shared flow near the identity.
    private static let kappa = "(depth*(2 - (1 + reach)^(depth - 1)))"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .sharing, kind: .bound,
            title:
                "Near the target the unshared flow converges linearly from any layers, and the shared one from the identity",
            statement: """
                Let $s > 0$ be the least singular value of all layers of a deep linear network and $e = |W_L \\cdots W_1 - \
                \\Phi|_F$, both at the time of untying, $t = 0$. Let $\\rho_{\\max} = s \\min(1/L, 1/(2\\sqrt L))$. If \
                $e \\le L\\rho_{\\max}(s - \\rho_{\\max})^{L-1}$, let $\\rho \\le \\rho_{\\max}$ be the least root of \
                $L\\rho(s-\\rho)^{L-1} = e$. Then the unshared flow satisfies $R(t) \\le e^{-2L(s-\\rho)^{2L-2}t} R(0)$, and all \
                layers together move by at most $\\sqrt L\\rho$. Companion for the shared flow (mean gradient) from the identity, \
                any target: with $\\kappa(r) = L(2 - (1+r)^{L-1})$, if $|\\Phi - I|_F \\le r\\kappa(r)$ and $\\kappa(r) > 0$, then \
                $R(t) \\le e^{-2\\kappa(r)^2 t/L} R(0)$ and $|W(t) - I|_F \\le r$.
                """,
            source: "own; the technique is Polyak 1963 and Lojasiewicz 1963",
            hypotheses: [
                Hypothesis(
                    "close", "residual <= depth*least*\(fraction)*(least*(1 - \(fraction)))^(depth - 1)",
                    "the residual is small against the layers' least singular value"),
                Hypothesis("near", "offset <= reach*\(kappa)", "the target is near the identity"),
                Hypothesis("identity", "startDefect <= 0", "all layers start at the identity"),
            ],
            parts: [
                Part(
                    "rate", "loss of the unshared flow", .atMost,
                    "loss0*exp(-2*depth*(least - rho)^(2*depth - 2)*t)", needs: ["close"]),
                Part(
                    "displacement", "distance that all layers together have moved", .atMost, "sqrt(depth)*rho",
                    needs: ["close"]),
                Part(
                    "shared-rate", "loss of the shared flow", .atMost, "loss0*exp(-2*\(kappa)^2*t/depth)",
                    needs: ["near", "identity"]),
                Part(
                    "shared-reach", "distance that each layer has moved", .atMost, "reach", needs: ["near", "identity"]),
            ],
            instances: [
                .sharp("small-residual", "rate", "displacement") { _ in
                    let layers = Array(repeating: 0.9 * Matrix.identity(2), count: 4)
                    let target = try 0.6561 * .identity(2) + 1e-6 * Matrix(rows: [[1, 2], [-1, 0.5]])
                    return try untied(target: target, layers: layers, end: 6)
                },
                .sharp("target-at-the-identity", "shared-rate", "shared-reach") { _ in
                    try tied(target: .identity(2) + 1e-6 * Matrix(rows: [[1, 2], [-1, 0.5]]), depth: 4, end: 4)
                },
                .broken("negative-target", hypothesis: "close") { _ in
                    try untied(
                        target: -0.3 * .identity(1), layers: Array(repeating: .identity(1), count: 4), end: 6)
                },
                .broken("far-target", hypothesis: "near") { _ in
                    try tied(target: -0.3 * .identity(1), depth: 4, end: 20)
                },
                .broken("other-start", hypothesis: "identity") { _ in
                    try tied(target: .identity(2), depth: 4, end: 2, start: 0.5)
                },
            ],
            typical: { draw in
                let depth = draw.integer(2...5)
                let d = draw.integer(1...3)
                let direction = draw.generator.gaussianMatrix(rows: d, columns: d)
                let unit = (1 / direction.frobeniusNorm) * direction
                if draw.pick([true, false]) {
                    let largest = SmallestRoot.largestReach(depth: depth)
                    let reach = largest * draw.uniform(0.1, 0.95)
                    let offset = SmallestRoot.reach(reach, depth: depth)
                    return try tied(target: .identity(d) + offset * unit, depth: depth, end: 1)
                }
                let layers = (0..<depth).map { _ in
                    .identity(d) + 0.1 * draw.generator.gaussianMatrix(rows: d, columns: d)
                }
                let product = layers.reduce(.identity(d)) { $1 * $0 }
                let least = try layers.map { try $0.singularValues().last ?? 0 }.min() ?? 0
                let fraction = SmallestRoot.fraction(depth: depth)
                let cap = SmallestRoot.ball(fraction * least, least: least, depth: depth)
                return try untied(
                    target: product - draw.uniform(0.05, 0.95) * cap * unit, layers: layers, end: 1)
            })
    }

    /// The unshared flow from `layers`.
    static func untied(target: Matrix, layers: [Matrix], end: Double, points: Int = 10) throws -> Evidence {
        let model = try DeepLinear(depth: layers.count, target: target)
        let (run, trajectory) = try flow(model, Parameters(layers), Full(), end: end, points: points)
        var evidence = Evidence(run, trajectory)
        evidence.tracks["rate"] = Track(trajectory, .loss)
        let moved = try distance(model, run.start, Full(), end: end, from: trajectory)
        evidence.tracks["displacement"] = Track(times: [end], observed: [moved.value], radius: [moved.radius])

        let values = try layers.map { try $0.singularValues() }
        let least = values.map { $0.last ?? 0 }.min() ?? 0
        let largest = values.map { $0.first ?? 0 }.max() ?? 0
        let spread = Double(target.rows) * Double.ulpOfOne * largest
        evidence.set("least", least, radius: spread)
        let residual = (model.product(run.start) - target).frobeniusNorm
        let depth = model.depth
        let size = Rounded.power(Rounded(largest), Rounded(Double(depth))).value
        let radius = model.roundings * Double.ulpOfOne * (size + target.frobeniusNorm) * Double(target.rows)
        evidence.set("residual", residual, radius: radius)
        evidence.quantities["rho"] = SmallestRoot.rho(
            residual: Rounded(value: residual, radius: radius), least: Rounded(value: least, radius: spread),
            depth: depth)
        return evidence
    }

    /// The shared flow from `start` times the identity.
    static func tied(target: Matrix, depth: Int, end: Double, start: Double = 1) throws -> Evidence {
        let model = try DeepLinear(depth: depth, target: target)
        let begin = Parameters(Array(repeating: start * .identity(target.rows), count: depth))
        let (run, trajectory) = try flow(model, begin, Share(), end: end, points: 10)
        var evidence = Evidence(run, trajectory)
        evidence.tracks["shared-rate"] = Track(trajectory, .loss)
        // All layers move alike.
        let moved = try distance(model, begin, Share(), end: end, from: trajectory)
        let root = Double(depth).squareRoot()
        evidence.tracks["shared-reach"] = Track(
            times: [end], observed: [moved.value / root], radius: [moved.radius / root])
        let offset = (target - .identity(target.rows)).frobeniusNorm
        evidence.set("offset", offset, radius: 8 * Double.ulpOfOne * (offset + Double.ulpOfOne))
        evidence.quantities["reach"] = SmallestRoot.reach(offset: offset, depth: depth)
        evidence.set("startDefect", norm(subtract(begin.values, model.identityStart.values)))
        return evidence
    }

    private static func flow(
        _ model: DeepLinear, _ start: Parameters, _ partial: any PartialOperator, end: Double, points: Int
    ) throws -> (Run, Trajectory) {
        let run = Run(
            model: model, start: start,
            schedule: Schedule([Stage(partial, stepSize: 1, duration: .time(end: end, points: points))]),
            observables: [.loss], engine: .flow)
        return (run, try run.trajectory())
    }

    /// The distance from the start to the end of a trajectory. The flow is integrated once more with other stops; twice the
    /// difference estimates the error.
    private static func distance(
        _ model: DeepLinear, _ start: Parameters, _ partial: any PartialOperator, end: Double,
        from trajectory: Trajectory
    ) throws -> Rounded {
        let again = try flow(model, start, partial, end: end, points: 7).1
        guard let final = trajectory.final?.values, let other = again.final?.values else { return Rounded(.nan) }
        let difference = norm(subtract(final, other))
        return Rounded(
            value: norm(subtract(final, start.values)), radius: 2 * difference + 4 * Double.ulpOfOne * norm(final))
    }
}

/// Least roots of the two increasing functions that say how far a flow can go.
enum SmallestRoot {
    /// `rho_max / s = min(1/L, 1/(2 sqrt L))`.
    static func fraction(depth: Int) -> Double { min(1 / Double(depth), 0.5 / Double(depth).squareRoot()) }

    /// `L rho (s - rho)^{L-1}`, increasing up to `s/L`.
    static func ball(_ rho: Double, least s: Double, depth: Int) -> Double {
        Double(depth) * rho * power(s - rho, depth - 1)
    }

    /// `r kappa(r)`.
    static func reach(_ r: Double, depth: Int) -> Double { r * Double(depth) * (2 - power(1 + r, depth - 1)) }

    /// The least `rho` with `L rho (s - rho)^{L-1} >= e`, or `rho_max` where there is none up to there.
    ///
    /// Its error is that of `e` and `s` and some roundings, over the slope `L (s - rho)^{L-2} (s - L rho)`.
    static func rho(residual e: Rounded, least s: Rounded, depth: Int) -> Rounded {
        let most = fraction(depth: depth) * s.value
        guard ball(most, least: s.value, depth: depth) >= e.value else { return Rounded(value: most, radius: s.radius) }
        let root = bisect(most) { ball($0, least: s.value, depth: depth) >= e.value }
        let l = Double(depth)
        let slope = l * power(s.value - root, depth - 2) * (s.value - l * root)
        let error = e.radius + l * s.radius + 4 * l * Double.ulpOfOne * e.value
        return Rounded(value: root, radius: min(error / max(slope, .leastNormalMagnitude), most))
    }

    /// The least `r` with `r kappa(r) >= offset`, or the `r` where that is largest.
    static func reach(offset: Double, depth: Int) -> Rounded {
        let most = largestReach(depth: depth)
        guard reach(most, depth: depth) >= offset else { return Rounded(most) }
        let root = bisect(most) { reach($0, depth: depth) >= offset }
        let l = Double(depth)
        let slope = l * (2 - power(1 + root, depth - 1) - root * (l - 1) * power(1 + root, depth - 2))
        let error = 4 * l * l * Double.ulpOfOne * (offset + Double.ulpOfOne)
        return Rounded(value: root, radius: min(error / max(slope, .leastNormalMagnitude), most))
    }

    /// Where `r kappa(r)` is largest.
    static func largestReach(depth: Int) -> Double {
        let l = Double(depth)
        return bisect(1) { r in 2 - power(1 + r, depth - 1) - r * (l - 1) * power(1 + r, depth - 2) <= 0 }
    }

    /// The least point of [0, most] where an increasing condition is true, which it is at `most`.
    private static func bisect(_ most: Double, _ isTrue: (Double) -> Bool) -> Double {
        var (low, high) = (0.0, most)
        if isTrue(low) { return low }
        for _ in 0..<200 {
            let middle = low + (high - low) / 2
            if isTrue(middle) { high = middle } else { low = middle }
        }
        return high
    }

    private static func power(_ x: Double, _ n: Int) -> Double { libraryPow(x, Double(n)) }
}
