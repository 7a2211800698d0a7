import LinearAlgebra
import PartialTraining

/// `linearised-steps`: how many steps gradient descent needs on a linear (or linearised) model, between two bounds that the
/// spectrum of its kernel gives.
///
/// Source: the question is that of Zancato et al. 2020; brackets and proofs own.
enum LinearisedSteps: LibraryClaim {
    static let id = "linearised-steps"

    private static let factor = "max(abs(1 - eta*least), abs(1 - eta*top))"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .dynamics, kind: .bound,
            title: "The kernel's spectrum brackets the number of steps to a target loss",
            statement: """
                A model with residual $r = J(\\theta - \\theta^*) + w$, $J^\\top w = 0$, and loss $\\frac12 |r|^2$ is trained by \
                gradient descent of step $\\eta$, so that $r_{t+1} = (I - \\eta K) r_t$ with $K = J J^\\top$. Let $c_i$ be the \
                components of $r_0$ in the eigenmodes $\\lambda_i$ of $K$, $w_i = c_i^2/|r_0|^2$, \
                $a_i = -\\ln|1 - \\eta\\lambda_i|$ and $\\bar a = \\sum_i w_i a_i$. Then \
                $L(t) = \\frac12 \\sum_i (1-\\eta\\lambda_i)^{2t} c_i^2$ and, for every $\\eta$, \
                $L(0) e^{-2\\bar a t} \\le L(t) \\le L(0) \\max_{c_i \\ne 0} |1-\\eta\\lambda_i|^{2t}$. The first step with \
                $L(T) \\le \\varepsilon$ satisfies $T \\ge \\ln(L(0)/\\varepsilon)/(2\\bar a)$ if $\\bar a > 0$, and \
                $T - 1 \\le \\ln(L(0)/\\varepsilon)/(2\\min_{c_i \\ne 0} a_i)$ if $\\varepsilon < L(0)$ and \
                $\\eta\\lambda_i < 2$ for all charged modes. With only the parameters $S$ trained, \
                $L(t) \\ge \\frac12 |P_{\\ker J_S J_S^\\top} r_0|^2$ for all $t$.
                """,
            source: "question: Zancato et al. 2020 (predicting training time); statements and proofs own",
            hypotheses: [
                Hypothesis("stable", "eta*top < 2", "the step is stable for every charged mode"),
                Hypothesis("target", "eps < loss0", "the target is below the loss at the start"),
            ],
            parts: [
                Part("loss", "loss", .equal, "modes", needs: []),
                Part("slowest", "loss", .atLeast, "loss0*exp(-2*meanRate*t)", needs: []),
                Part("envelope", "loss", .atMost, "loss0*\(factor)^(2*t)", needs: []),
                Part("steps-lower", "steps to the target", .atLeast, "ln(loss0/eps)/(2*meanRate)", needs: []),
                Part(
                    "steps-upper", "steps to the target, less one", .atMost,
                    "ln(loss0/eps)/(-2*ln(\(factor)))"),
                Part("floor", "loss with some parameters frozen", .atLeast, "unreachable", needs: []),
            ],
            instances: sharp + broken,
            typical: { draw in
                let n = draw.integer(2...5)
                let design = draw.generator.gaussianMatrix(rows: n, columns: draw.integer(2...5))
                let p = design.columns
                var one = Case(
                    design: design, start: draw.generator.gaussianVector(p), stepSize: 0, steps: 40,
                    trained: Array(1...draw.integer(1...(p - 1))), target: .reached(draw.uniform(0.1, 0.9)))
                if n > p, draw.pick([true, false]) { one.outside = try one.outsideRange(&draw) }
                let largest = try design.singularValues()[0]
                one.stepSize = draw.uniform(0.1, 1.9) / (largest * largest)
                return try one.evidence()
            })
    }

    private static var sharp: [Instance] {
        [
            // One rate, 1/2 a step: the loss after ten steps is 2^-20 of the start, just below the target.
            .sharp("one-rate-on-target", "loss", "slowest", "envelope", "steps-lower") { _ in
                try Case(
                    design: .identity(2), start: [3, 1], stepSize: 0.5, steps: 12, trained: [1, 2],
                    target: .share(0x1p-20 * (1 + 1e-9))
                ).evidence()
            },
            .sharp("one-rate-just-missed", "steps-upper") { _ in
                try Case(
                    design: .identity(2), start: [3, 1], stepSize: 0.5, steps: 12, trained: [1, 2],
                    target: .share(0x1p-20 * (1 - 1e-9))
                ).evidence()
            },
            .sharp("one-step-to-the-floor", "floor") { _ in
                try Case(
                    design: Matrix(rows: [[1, 0.5], [0, 0.5]]), start: [1.5, -1], stepSize: 1, steps: 4, trained: [1],
                    target: .reached(0.5)
                ).evidence()
            },
        ]
    }

    private static var broken: [Instance] {
        [
            .broken("heavy-mode-falls-first", hypothesis: "stable") { _ in
                try Case(
                    design: .diagonal([0.5, 1]), start: [2, 0.01], stepSize: 2.1, steps: 3, trained: [1],
                    target: .share(0.5)
                ).evidence()
            },
            .broken("target-above-the-start", hypothesis: "target") { _ in
                try Case(
                    design: .identity(1), start: [1], stepSize: 0.5, steps: 3, trained: [1], target: .share(100)
                ).evidence()
            },
        ]
    }
}
