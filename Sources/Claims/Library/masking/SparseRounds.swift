import LinearAlgebra
import PartialTraining

/// `dst-round`: what a round of dynamic sparse training can do to the loss, and when it finds the right support.
///
/// Source: own, for the scheme of SET (Mocanu et al. 2018) and RigL (Evci et al. 2020).
package enum SparseRounds: LibraryClaim {
    static let id = "dst-round"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .masking, kind: .bound,
            title:
                "A round of dynamic sparse training: the price of dropping, the gain of growing, the support it finds",
            statement: """
                Let $f$ be $L$-smooth and $x$ zero off the support $A$. A round takes $K$ steps of size $\\eta$ on $A$ (from \
                $x$ to $x'$), sets the coordinates $D \\subset A$ to zero ($x''$), grows $r$ coordinates $G$ out of the \
                pool $C = (A \\setminus D)^c$ and takes one step on $A' = (A \\setminus D) \\cup G$. With \
                $c = \\eta(1 - L\\eta/2)$, for every $\\eta$, $f(x_{new}) \\le f(x) - c\\sum_k|P_A\\nabla f(x_k)|^2 \
                - \\langle\\nabla f(x'), P_D x'\\rangle + \\frac L2|P_D x'|^2 - c|P_{A'}\\nabla f(x'')|^2$; where drop and \
                growth pass the test that the last three terms are not positive and $L\\eta \\le 2$, a round does not \
                raise the loss. Growth by the largest gradient entries catches at least the share $r/|C|$ of the pool's \
                squared gradient, random growth exactly that in expectation; under $\\mu$-PL both give \
                $f(x_{new}) - f_* \\le (1 - \\mu\\eta(2 - L\\eta)r/|C|)(f(x'') - f_*)$, and without dropping the same with \
                $f(x)$. If $H = hI$ and training is accurate to half the gap between the $k$-th and the $(k+1)$-th \
                largest $|x^*_i|$, dropping by magnitude and growing by gradient leave exactly $\\max(m_0 - rt, 0)$ of the \
                top $k$ coordinates missing after $t$ rounds.
                """,
            source: "own; scheme: SET (Mocanu et al. 2018), RigL (Evci et al. 2020)",
            hypotheses: [
                Hypothesis("smooth", "curvature <= L", "the gradient is L-Lipschitz"),
                Hypothesis("step", "eta*L <= 2", "the step is at most 2/L"),
                Hypothesis("test", "cost <= 0", "drop and growth pass the test of every round"),
                Hypothesis("pl", "mu <= plConstant", "the PL inequality holds with mu"),
                Hypothesis("greedy", "growDefect <= 0", "the largest gradient entries of the pool are grown"),
                Hypothesis("grow-only", "dropcount <= 0", "nothing is dropped"),
                Hypothesis("isotropic", "lmax - lmin <= 0", "the Hessian is a multiple of the identity"),
                Hypothesis("smallest", "dropDefect <= 0", "the smallest entries of the support are dropped"),
                Hypothesis("trained", "2*untrained < separation", "training is accurate to half the gap"),
            ],
            parts: try parts(), instances: sharp + broken, typical: typical)
    }

    private static func parts() throws -> [Part] {
        let factor = "(1 - mu*eta*(2 - L*eta)*r/pool)"
        return [
            try Part(
                "round", "loss after the round", .atMost,
                "before - eta*(1 - L*eta/2)*(kept + grown) - slope + L/2*removed", needs: ["smooth"]),
            try Part("accepted", "loss after the round", .atMost, "before", needs: ["smooth", "step", "test"]),
            try Part(
                "growth", "|P_G grad f|^2 of the grown coordinates", .atLeast, "r/pool*candidates", needs: ["greedy"]),
            try Part(
                "random-growth", "mean of |P_G grad f|^2 over all choices of G", .equal, "r/pool*candidates", needs: []),
            try Part(
                "rate", "excess loss after the round", .atMost, "bare*\(factor)",
                needs: ["smooth", "step", "pl", "greedy"]),
            try Part(
                "random-rate", "mean excess loss after the round over all choices of G", .atMost, "bare*\(factor)",
                needs: ["smooth", "step", "pl"]),
            try Part(
                "growing", "excess loss after the round", .atMost, "excess*\(factor)",
                needs: ["smooth", "step", "pl", "greedy", "grow-only"]),
            try Part(
                "identified", "missing top coordinates after the round", .equal, "max(missing0 - r*t, 0)",
                needs: ["greedy", "isotropic", "smallest", "trained"]),
        ]
    }

    static let growOnly = ["round", "growth", "random-growth", "rate", "random-rate", "growing"]

    private static func diagonal(_ h: Vector, _ optimum: Vector) throws -> Quadratic {
        try Quadratic(hessian: .diagonal(h), optimum: optimum)
    }

    private static var sharp: [Instance] {
        [
            .sharp("isotropic-exchange", "round") { _ in
                let model = try diagonal([2, 2, 2, 2], [1, -2, 3, 0.5])
                var path = SparseTraining(
                    model, start: [0, 0, 0, 0], support: [0, 3], stepSize: 0.375, trainingSteps: 2)
                for _ in 0..<5 { path.round(drop: SparseTraining.least(1), grow: SparseTraining.most(1)) }
                return try evidence(path, k: 2, r: 1, ["round", "growth", "random-growth"])
            },
            // At eta = 2/L a step on a coordinate reflects it in its optimum: from 0 to 2 x*, which costs nothing to drop.
            .sharp("reflection", "accepted") { _ in
                let model = try diagonal([2, 2], [1, -3])
                var path = SparseTraining(model, start: [0, 0], support: [0], stepSize: 1, trainingSteps: 1)
                for _ in 0..<4 { path.round(drop: SparseTraining.least(1), grow: { _, _ in [0] }) }
                return try evidence(path, k: 1, r: 1, ["round", "accepted"])
            },
            .sharp("equal-coordinates", "growing", "rate", "random-rate", "growth", "random-growth") { _ in
                let model = try diagonal(Vector(repeating: 2, count: 6), Vector(repeating: 1, count: 6))
                var path = SparseTraining(
                    model, start: Vector(repeating: 0, count: 6), support: [], stepSize: 0.5, trainingSteps: 1)
                for _ in 0..<2 { path.round(drop: SparseTraining.none, grow: SparseTraining.most(2)) }
                return try evidence(path, k: 2, r: 2, growOnly)
            },
            .sharp("top-three-of-seven", "identified") { _ in
                let optimum: Vector = [1, -7, 2, 6, 3, -5, 4]
                var path = SparseTraining(
                    try diagonal(Vector(repeating: 2, count: 7), optimum), start: Vector(repeating: 0, count: 7),
                    support: [0, 2, 4], stepSize: 0.5, trainingSteps: 1)
                for _ in 0..<4 { path.round(drop: SparseTraining.least(1), grow: SparseTraining.most(1)) }
                return try evidence(path, k: 3, r: 1, ["identified"])
            },
        ]
    }

    private static var broken: [Instance] {
        [
            .broken("steeper-than-claimed", hypothesis: "smooth") { _ in
                let model = try diagonal([4, 4], [1, -2])
                var path = SparseTraining(model, start: [0, 0], support: [0], stepSize: 0.5, trainingSteps: 1)
                path.round(drop: SparseTraining.least(1), grow: SparseTraining.most(1))
                return try evidence(path, k: 1, r: 1, ["round"], claimed: ["L": 1])
            },
            .broken("step-beyond-two-over-L", hypothesis: "step") { _ in
                let model = try diagonal([0.1, 1], [0, 1])
                var path = SparseTraining(model, start: [0, 0], support: [0], stepSize: 2.5, trainingSteps: 0)
                path.round(drop: SparseTraining.none, grow: SparseTraining.most(1))
                return try evidence(path, k: 1, r: 1, ["rate", "random-rate", "growing"])
            },
            .broken("smallest-is-dearest", hypothesis: "test") { _ in
                try dearest().evidenceOfExchange(["round", "accepted"])
            },
            .broken("flatter-than-claimed", hypothesis: "pl") { _ in
                let model = try diagonal([0.1, 1], [1, 0])
                var path = SparseTraining(model, start: [0, 0], support: [1], stepSize: 1, trainingSteps: 0)
                path.round(drop: SparseTraining.none, grow: SparseTraining.most(1))
                return try evidence(path, k: 1, r: 1, ["rate", "growing"], claimed: ["mu": 1])
            },
            .broken("smallest-gradient-grown", hypothesis: "greedy") { _ in
                let model = try diagonal([1, 1], [1, 3])
                var path = SparseTraining(model, start: [0, 0], support: [], stepSize: 1, trainingSteps: 0)
                path.round(drop: SparseTraining.none, grow: SparseTraining.least(1))
                return try evidence(path, k: 1, r: 1, ["growth", "rate", "growing"])
            },
            .broken("dropping-is-not-free", hypothesis: "grow-only") { _ in
                try dearest().evidenceOfExchange(["growing"])
            },
            // The gradient -h_i x*_i prefers the stiff coordinate 2 to the large coordinate 1.
            .broken("stiff-coordinate", hypothesis: "isotropic") { _ in
                var path = SparseTraining(
                    try diagonal([1, 100, 1], [3, 1, 0.5]), start: [0, 1, 0.5], support: [2], stepSize: 0.01,
                    trainingSteps: 0)
                path.round(drop: SparseTraining.least(1), grow: SparseTraining.most(1))
                return try evidence(path, k: 1, r: 1, ["identified"])
            },
            .broken("largest-dropped", hypothesis: "smallest") { _ in
                var path = SparseTraining(
                    try diagonal([1, 1, 1], [3, 2, 1]), start: [3, 0, 1], support: [0, 2], stepSize: 1, trainingSteps: 1
                )
                path.round(drop: SparseTraining.most(1), grow: SparseTraining.most(1))
                return try evidence(path, k: 2, r: 1, ["identified"])
            },
            .broken("not-yet-trained", hypothesis: "trained") { _ in
                var path = SparseTraining(
                    try diagonal([1, 1, 1], [1, 0.5, 2]), start: [0, 0.5, 0], support: [0, 1], stepSize: 0.1,
                    trainingSteps: 1)
                path.round(drop: SparseTraining.least(1), grow: SparseTraining.most(1))
                return try evidence(path, k: 2, r: 1, ["identified"])
            },
        ]
    }

    /// Trained to the optimum, the smaller weight sits on the stiffer coordinate, and the step is too short to repair.
    static func dearest() throws -> SparseTraining {
        var path = SparseTraining(
            try diagonal([100, 1], [0.5, 1]), start: [0.5, 1], support: [0, 1], stepSize: 0.001, trainingSteps: 1)
        path.round(drop: SparseTraining.least(1), grow: SparseTraining.most(1))
        return path
    }
}

extension SparseTraining {
    fileprivate func evidenceOfExchange(_ parts: [String]) throws -> Evidence {
        try SparseRounds.evidence(self, k: 2, r: 1, parts)
    }
}
