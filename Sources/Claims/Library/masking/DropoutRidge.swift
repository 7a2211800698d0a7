import LinearAlgebra
import PartialTraining

/// `dropout-ridge`: dropout of the inputs of a linear regression is a ridge penalty, and what it costs.
///
/// Source: the identity is classical (Wager, Wang, Liang 2013; Srivastava et al. 2014); the bound on the cost is own.
package enum DropoutRidge: LibraryClaim {
    static let id = "dropout-ridge"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .masking, kind: .expectation,
            title:
                "Dropout on a linear regression is ridge regression with the features' own scales, at a bounded cost",
            statement: """
                Let $A$ be $n \\times d$ without zero columns, $f(x) = |y - Ax|^2/(2n)$, $H = A^\\top A/n$, $D$ its diagonal, \
                $x^*$ a minimiser. Masks $P$ keep each coordinate with probability $p$, any two with $p^2$, and $S = P/p$. \
                With $\\lambda = (1-p)/p$, for every $x$, \
                $E |y - ASx|^2/(2n) = f(x) + \\frac{\\lambda}{2} x^\\top D x$, with the unique minimiser \
                $x_\\lambda = (H + \\lambda D)^{-1} H x^*$. In the eigenmodes $h_i$ of $D^{-1/2} H D^{-1/2}$, with \
                $z = U^\\top D^{1/2} x^*$, \
                $f(x_\\lambda) - f(x^*) = \\frac12 \\sum_i h_i \\lambda^2 z_i^2/(h_i+\\lambda)^2 \
                \\le \\frac{\\lambda}{8} x^{*\\top} D x^*$. For uniform $k$-subsets and $S = (d/k) P$, \
                $E |y - ASx|^2/(2n) = |y|^2/(2n) - y^\\top A x/n + \\frac{d}{2k} x^\\top H_{\\mathrm{eff}} x$ with \
                $H_{\\mathrm{eff}} = \\frac{k-1}{d-1} H + \\frac{d-k}{d-1} D$.
                """,
            source: "identity: Wager, Wang, Liang 2013 and others; bound on the cost own",
            hypotheses: [
                Hypothesis(
                    "law", "lawDefect <= 0", "the masks keep one coordinate, and any two, as often as declared")
            ],
            parts: [
                Part("objective", "mean dropout loss at several points", .equal, "fit + (1-p)/(2*p)*penalty"),
                Part("minimiser", "entries of the minimiser of the mean dropout loss", .equal, "ridge"),
                Part("cost", "excess loss at that minimiser", .equal, "modes"),
                Part("cost-bound", "excess loss at that minimiser", .atMost, "(1-p)/(8*p)*penaltyStar"),
                Part(
                    "subset", "mean loss under k-subsets at several points", .equal,
                    "half - linear + d/(2*k)*((k-1)/(d-1)*whole + (d-k)/(d-1)*penalty)"),
            ],
            instances: [
                .sharp("shrinkage-one-half", "objective", "minimiser", "cost", "cost-bound") { _ in
                    // x* is an eigenvector of D^{-1/2} H D^{-1/2} for the eigenvalue 1/2 = lambda.
                    var one = try Case(
                        design: Matrix(rows: [[1, 0], [1, 1], [0, 1]]), target: [1, 0, -1], law: .bernoulli(2.0 / 3))
                    one.keep = "2/3"
                    return try one.evidence()
                },
                .sharp("two-of-three", "subset") { draw in
                    let design = draw.generator.gaussianMatrix(rows: 4, columns: 3)
                    return try Case(design: design, target: [1, 2, -1, 3], law: .subset(2)).evidence()
                },
                .broken("one-coin-for-all", hypothesis: "law") { _ in
                    var one = try Case(
                        design: Matrix(rows: [[1, 1], [1, 0], [1, 1]]), target: [2, 1, 2], law: .bernoulli(0.5))
                    one.actual = CommonMask(probability: 0.5)
                    return try one.evidence()
                },
            ],
            typical: { draw in
                let d = draw.integer(2...5)
                let n = draw.integer((d - 1)...(d + 3))
                var design = draw.generator.gaussianMatrix(rows: n, columns: d)
                let scales = (0..<d).map { _ in draw.logUniform(0.2, 3) }
                design = Matrix(rows: n, columns: d) { design[$0, $1] * scales[$1] }
                let target = draw.generator.gaussianVector(n)
                let law: Mask.Law =
                    draw.pick([true, true, false])
                    ? .bernoulli(draw.uniform(0.1, 0.95)) : .subset(draw.integer(1...(d - 1)))
                return try Case(design: design, target: target, law: law).evidence()
            })
    }
}
