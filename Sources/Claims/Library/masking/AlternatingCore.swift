import LinearAlgebra
import PartialTraining

/// `alt-core-full`: alternating training of a core and of the full model on a quadratic, and masks in turn.
///
/// Source: the scheme of Mohtashami, Jaggi, Stich (arXiv 2106.08895); statement and proof own.
enum AlternatingCore: LibraryClaim {
    static let id = "alt-core-full"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .masking, kind: .bound,
            title: "Alternating core and full training contracts to a compromise between the two",
            statement: """
                On a quadratic with positive definite Hessian $H$ alternate $m \\ge 1$ full steps with $n$ steps \
                $x - \\eta P \\nabla f(P x)$ of the core $C$, $0 < \\eta < 2/L$; a period is $x \\mapsto M x + c$. (a) \
                $|M|_2 \\le q^m < 1$ with $q = \\max(|1-\\eta\\mu|, |1-\\eta L|)$: there is one fixed point $y$, and after \
                $t$ periods $|x - y| \\le q^{mt} |x_0 - y|$. (b) For $\\alpha = n/m$ the small-step limit $x_\\alpha$ \
                minimises $f(x) + \\alpha f(Px)$; its errors are \
                $e_C = \\alpha(\\alpha H_{CC} + S_C)^{-1} H_{CN} x^*_N$, $e_N = -H_{NN}^{-1} H_{NC} e_C$ with \
                $S_C = H_{CC} - H_{CN} H_{NN}^{-1} H_{NC}$. (c) In $\\alpha$, $f(x_\\alpha)$ never falls and \
                $f(P x_\\alpha)$ never rises. (d) If $\\eta \\le 1/L$, $|y - x_\\alpha| \\le \\eta^2 L \
                [\\,|\\nabla f(x_\\alpha)| (mn + m(m-1)/2) + |P \\nabla f(P x_\\alpha)|\\, n(n-1)/2\\,] / (1 - (1-\\eta\\mu)^m)$. \
                (e) Masks $P_j$ in turn on the gradient alone, with $\\gamma \\lambda_{\\max}(P_j H P_j) < 2$: a period has \
                energy norm at most 1, its fixed errors are those that no mask ever moves, and the excess falls by the square \
                of that norm a period. Two blocks minimised exactly in turn: the sweep has spectral radius $s^2$, \
                $s = |H_{11}^{-1/2} H_{12} H_{22}^{-1/2}|_2$, and after the first the excess falls by $s^4$ a sweep.
                """,
            source: "scheme: Mohtashami, Jaggi, Stich 2021; statement and proof own; two blocks classical",
            hypotheses: [
                Hypothesis("definite", "lmin > 0", "the Hessian is positive definite"),
                Hypothesis("step", "eta*L < 2", "the step is below 2/L"),
                Hypothesis("small-step", "eta*L <= 1", "the step is at most 1/L"),
                Hypothesis("masked-step", "gamma*maskedMax < 2", "each masked step is below its own 2/L"),
            ],
            parts: parts(), instances: sharp + broken,
            typical: { draw in
                let d = draw.integer(4...6)
                let model = try Quadratic(
                    hessian: draw.positiveDefinite(d, 0.2, 5), optimum: draw.generator.gaussianVector(d))
                let start = draw.generator.gaussianVector(d)
                // At least two coordinates in and out of the core: with one, a sweep of two blocks is an equality.
                let core = subset(draw.integer(2...(d - 2)), of: d, &draw)
                let small = draw.pick([true, false])
                let largest = model.spectrum[d - 1]
                let alternation = Alternation(
                    model: model, core: core, fullSteps: draw.integer(1...4), coreSteps: draw.integer(1...4),
                    stepSize: (small ? 1 : 1.9) / largest * draw.uniform(0.05, 1))
                var evidence = try evidence(alternation, from: start, periods: 12)
                try alternation.addLimit(to: &evidence, distance: small)
                try alternation.addTradeOff(to: &evidence, weights: [0, 0.25, 0.5, 1, 2, 4])
                let lists = (0..<draw.integer(2...3)).map { _ in subset(draw.integer(2...(d - 1)), of: d, &draw) }
                var masks = PeriodicMasks(model: model, masks: lists, stepSize: 1)
                masks = PeriodicMasks(
                    model: model, masks: lists, stepSize: 2 / (try masks.largest()) * draw.uniform(0.05, 0.95))
                if masks.stepSize * largest < 2.2 {
                    try masks.add(to: &evidence, from: start, periods: 10)
                    // Where some coordinate is in no mask, the norm is 1: an equality.
                    if masks.covered < d { evidence.tracks["nonexpansive"] = nil }
                }
                try TwoBlocks(model: model, first: core).add(to: &evidence, from: start, sweeps: 6)
                if let derivation = evidence.derivation { evidence.derive(derivation) }
                return evidence
            })
    }

    private static func parts() throws(ExpressionError) -> [Part] {
        let factor = "max(abs(1 - eta*mu), abs(1 - eta*L))"
        let field = "gradFull*(full*core + full*(full - 1)/2) + gradCore*core*(core - 1)/2"
        return [
            try Part(
                "contraction", "spectral norm of the map of a period", .atMost, "\(factor)^full",
                needs: ["definite", "step"]),
            try Part(
                "approach", "distance to the fixed point after t periods", .atMost, "reach0*\(factor)^(full*t)",
                needs: ["definite", "step"]),
            try Part("schur", "coordinates of the compromise", .equal, "blocks", needs: ["definite"]),
            try Part("full-rises", "loss of the full model at growing alpha", .atLeast, "previous", needs: []),
            try Part("core-falls", "loss of the core at growing alpha", .atMost, "previous", needs: []),
            try Part(
                "distance", "distance of fixed point and compromise", .atMost,
                "eta^2*L*(\(field))/(1 - (1 - eta*mu)^full)", needs: ["definite", "small-step"]),
            try Part("periodic", "excess loss after t periods of masks", .atMost, "start0*period^(2*t)", needs: []),
            try Part("nonexpansive", "energy norm of a period of masks", .atMost, "1", needs: ["masked-step"]),
            try Part(
                "fixed-space", "dimension of the errors that a period of masks leaves", .equal, "d - covered",
                needs: ["definite", "masked-step"]),
            try Part("sweep", "excess loss after t sweeps", .atMost, "first*coupling^(4*(t - 1))", needs: ["definite"]),
            try Part("sweep-radius", "spectral radius of a sweep", .equal, "coupling^2", needs: ["definite"]),
        ]
    }

    /// A random subset of `k` of the numbers 1...d.
    private static func subset(_ k: Int, of d: Int, _ draw: inout Draw) -> [Int] {
        var numbers = Array(1...d)
        numbers.shuffle(using: &draw.generator)
        return numbers.prefix(k).sorted()
    }

    /// The run of `periods` periods, with `contraction` and `approach`.
    static func evidence(_ alternation: Alternation, from start: Vector, periods: Int) throws -> Evidence {
        let run = alternation.run(from: start, periods: max(periods, 1))
        var evidence = Evidence(run, try run.trajectory())
        evidence.set("full", Double(alternation.fullSteps))
        evidence.set("core", Double(alternation.coreSteps))
        evidence.set("alpha", alternation.weight)
        try alternation.addContraction(to: &evidence)
        if periods > 0 { try alternation.addApproach(to: &evidence, from: start, periods: periods) }
        evidence.derivation = alternation.derivation(from: start, periods: periods)
        return evidence
    }
}
