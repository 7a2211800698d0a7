import LinearAlgebra
import PartialTraining

/// `lora-reachable`: the least loss that a rank-r adapter on a frozen linear model can reach, with data, without weighting by
/// the data, and with one of its factors frozen.
///
/// Source: linear case after Zeng, Lee 2023 (arXiv 2310.17513); the statements with data are own.
package enum LowRankAdapter: LibraryClaim {
    static let id = "lora-reachable"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .lowRank, kind: .equality,
            title: "What a rank-r adapter on a frozen linear model can reach",
            statement: """
                For data $X$ ($n \\times N$), targets $Y$ ($m \\times N$), a frozen $W_0$ and an adapter $M = BA$ of rank at most \
                $r$, let $\\Pi = X^+X$, $\\Phi = YX^+$, $\\tilde R = Y\\Pi - W_0X$, $\\Sigma = XX^\\top$. Then \
                $\\min_M \\frac12|Y - (W_0+M)X|^2 = \\frac12|Y - Y\\Pi|^2 + \\frac12\\sum_{i>r}\\sigma_i(\\tilde R)^2$, \
                attained at $M = T_r(\\tilde R)X^+$, and $\\sigma_i(\\tilde R) = \\sigma_i((\\Phi - W_0)\\Sigma^{1/2})$. \
                Truncating $\\Phi - W_0$ without regard to the data costs, above the residual, at most \
                $\\lambda_{\\max}(\\Sigma)/\\lambda_{\\min}(\\Sigma)$ times that minimum. If $\\Sigma = I$ and $A$ is frozen with \
                orthonormal rows, training $B$ reaches $\\frac12(|R|^2 - |RA^\\top|^2)$, $R = \\Phi - W_0$; in the mean over \
                any law with $E A^\\top A = (r/n) I$ (Haar, or $r$ rows of a fixed orthogonal matrix) \
                $\\frac12(1 - r/n)|R|^2$.
                """,
            source: "linear case: Zeng, Lee 2023 (expressive power of LoRA); statements with data own",
            hypotheses: [
                Hypothesis("rank", "adapterRank <= r", "the adapter has rank at most r"),
                Hypothesis("orthonormal", "rowDefect <= 0", "the frozen factor has orthonormal rows"),
                Hypothesis("isotropic", "meanDefect <= 0", "the frozen factor's mean projection is (r/n) I"),
            ],
            parts: [
                Part("attained", "loss with the adapter of the formula", .equal, "residual + tail", needs: []),
                Part("covariance", "loss with the adapter of the formula", .equal, "residual + weighted", needs: []),
                Part(
                    "reachable", "loss along alternating least squares for B and A", .atLeast, "residual + tail",
                    needs: ["rank"]),
                Part(
                    "unweighted", "loss, above the residual, with the truncation of R alone", .atMost,
                    "smax/smin*tail", needs: []),
                Part(
                    "frozen", "loss after training B, for each A", .equal, "(energy - captured)/2",
                    needs: ["orthonormal"]),
                Part(
                    "frozen-mean", "its mean over the law of A", .equal, "(1 - r/n)/2*energy",
                    needs: ["orthonormal", "isotropic"]),
            ],
            instances: sharp + broken,
            typical: { draw in
                let (m, n) = (draw.integer(2...4), draw.integer(2...4))
                // Fewer samples than inputs too: then Sigma is singular.
                let samples = draw.integer(2...7)
                let one = Case(
                    inputs: draw.generator.gaussianMatrix(rows: n, columns: samples),
                    targets: draw.generator.gaussianMatrix(rows: m, columns: samples),
                    base: draw.generator.gaussianMatrix(rows: m, columns: n), rank: draw.integer(1...(min(m, n) - 1)))
                var evidence = try one.evidence(&draw)
                let frozen = Frozen(
                    rest: draw.generator.gaussianMatrix(rows: m, columns: n),
                    factors: Frozen.rows(of: haarOrthogonal(n, using: &draw.generator), count: one.rank))
                try frozen.add(to: &evidence)
                return evidence
            })
    }

    private static var sharp: [Instance] {
        [
            .sharp("weighted-data", "attained", "covariance", "reachable", "unweighted") { draw in
                // Both directions of R count almost the same without the data, and nine times as much or as little with them.
                try Case(
                    inputs: .diagonal([1, 3]), targets: .diagonal([1.0001, 3]), base: Matrix(rows: 2, columns: 2),
                    rank: 1
                ).evidence(&draw)
            },
            .sharp("any-orthogonal-matrix", "frozen", "frozen-mean") { draw in
                let one = Frozen(
                    rest: draw.generator.gaussianMatrix(rows: 3, columns: 4),
                    factors: Frozen.rows(of: haarOrthogonal(4, using: &draw.generator), count: 2))
                var evidence = Evidence(engine: "direct", model: "factorization 3x4 rank=2")
                try one.add(to: &evidence)
                return evidence
            },
        ]
    }

    private static var broken: [Instance] {
        [
            .broken("one-rank-more", hypothesis: "rank") { draw in
                var one = Case(
                    inputs: .identity(3), targets: .diagonal([3, 2, 1]), base: Matrix(rows: 3, columns: 3), rank: 1)
                one.adapterRank = 2
                return try one.evidence(&draw)
            },
            .broken("short-rows", hypothesis: "orthonormal") { _ in
                let half = try Matrix(rows: [[0.5, 0]])
                let other = try Matrix(rows: [[0, 0.5]])
                var evidence = Evidence(engine: "direct", model: "factorization 1x2 rank=1")
                try Frozen(rest: Matrix(rows: [[1, 0]]), factors: [half, other], steps: 12).add(to: &evidence)
                return evidence
            },
            .broken("always-the-same-row", hypothesis: "isotropic") { _ in
                var evidence = Evidence(engine: "direct", model: "factorization 1x2 rank=1")
                try Frozen(rest: Matrix(rows: [[1, 0]]), factors: [Matrix(rows: [[0, 1]])]).add(to: &evidence)
                return evidence
            },
        ]
    }
}
