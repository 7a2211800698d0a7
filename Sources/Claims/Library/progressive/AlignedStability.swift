import LinearAlgebra

/// `raptr-stability-aligned`: leaving out one layer where all layers pull the same way.
///
/// Source: the aligned case of a lemma of RaPTr (Panigrahi et al., arXiv 2402.05913); exact formulas and bounds own.
package enum AlignedStability: LibraryClaim {
    static let id = "raptr-stability-aligned"

    static func claim() throws -> Claim {
        let psd = ["equal-layers", "symmetric", "positive"]
        return try Claim(
            id: id, family: .progressive, kind: .bound,
            title: "With aligned layers each layer counts the same: exact changes, and bounds for one repeated layer",
            statement: """
                A network with layers $W_1, \\dots, W_L$ starts at $y_0$, $|y_0| = R$; $F$ is its output, $F_{-l}$ that \
                without layer $l$, $\\psi_l = |F_{-l} - F|/|F|$. (A) If $W_l y_0 = a y_0$ for all $l$, then for every $l$: with \
                residual branches and layer norm $\\psi_l = s|a|/|R + saL|$, provided that $R + sa(L-1) > 0$; with residual \
                branches only $|sa/(1+sa)|$; with layer norm only 0, if $a > 0$ and $L \\ge 2$; with neither \
                $|1 - 1/(sa)|$. (B) If all layers are one symmetric positive semidefinite $W$ with extreme eigenvalues \
                $\\lambda_{\\min}, \\lambda_{\\max}$, and $\\omega = y_0^\\top W y_0/R^2$, then with residual branches and layer \
                norm $\\psi_l \\le s\\lambda_{\\max}/(R + sL\\omega)$; with residual branches only \
                $s\\lambda_{\\min}/(1+s\\lambda_{\\min}) \\le \\psi_l \\le s\\lambda_{\\max}/(1+s\\lambda_{\\max})$, $\\psi$ does not \
                decrease as L grows, and if $y_0$ has the share $w > 0$ of its energy on an eigenvector of \
                $\\lambda_{\\max}$ and the next eigenvalue is $\\lambda_2$, then $\\psi_l^2 \\ge \
                (s\\lambda_{\\max}/(1+s\\lambda_{\\max}))^2/(1 + \\frac{1-w}{w} q^{2L})$ with \
                $q = (1+s\\lambda_2)/(1+s\\lambda_{\\max})$.
                """,
            source: "aligned case: Panigrahi et al. 2024 (RaPTr); exact formulas, bounds and proof own",
            hypotheses: [
                Hypothesis("eigenvector", "defect <= 0", "W_l y0 = a y0 for all layers"),
                Hypothesis("ray", "R + s*a*(depth - 1) > 0", "the residual network stays on the ray of its start"),
                Hypothesis("forward", "a > 0", "the layers do not turn their input round"),
                Hypothesis("two-layers", "depth >= 2", "a layer is left when one is dropped"),
                Hypothesis("equal-layers", "spread <= 0", "all layers are the same matrix W"),
                Hypothesis("symmetric", "asymmetry <= 0", "W is symmetric"),
                Hypothesis("positive", "lmin >= 0", "W is positive semidefinite"),
            ],
            parts: [
                Part(
                    "residual-norm", "psi without layer t: residual branches and layer norm", .equal,
                    "s*abs(a)/abs(R + s*a*depth)", needs: ["eigenvector", "ray"]),
                Part(
                    "residual", "psi without layer t: residual branches only", .equal, "abs(s*a/(1 + s*a))",
                    needs: ["eigenvector"]),
                Part(
                    "norm", "1 + psi without layer t: layer norm only", .equal, "1",
                    needs: ["eigenvector", "forward", "two-layers"]),
                Part(
                    "plain", "psi without layer t: neither", .equal, "abs(1 - 1/(s*a))", needs: ["eigenvector"]),
                Part(
                    "norm-bound", "psi without layer t: residual branches and layer norm", .atMost,
                    "s*lmax/(R + s*depth*omega)", needs: psd),
                Part(
                    "lower", "psi without layer t: residual branches only", .atLeast, "s*lmin/(1 + s*lmin)", needs: psd),
                Part(
                    "upper", "psi without layer t: residual branches only", .atMost, "s*lmax/(1 + s*lmax)", needs: psd),
                Part(
                    "monotone", "psi of t + 1 layers: residual branches only", .atLeast, "previous", needs: psd),
                Part(
                    "limit", "psi of t layers: residual branches only", .atLeast,
                    "s*lmax/(1 + s*lmax)/sqrt(1 + (1 - w)/w*((1 + s*lsecond)/(1 + s*lmax))^(2*t))", needs: psd),
            ],
            instances: sharp + broken,
            typical: { draw in
                if draw.pick([true, false]) {
                    let d = draw.integer(2...4)
                    let depth = draw.integer(2...6)
                    // Rows of dyadic numbers whose sum is a, exactly.
                    let a = Double(draw.integer(64...1536)) / 1024
                    let layers = (0..<depth).map { _ in commonEigenvector(d, a, &draw) }
                    let length = draw.uniform(0.5, 2)
                    return try evidence(
                        layers, start: Vector(repeating: length, count: d), scale: draw.uniform(0.3, 1.5), a: a)
                }
                let d = draw.integer(2...5)
                let layer = draw.positiveDefinite(d, 0.05, 2)
                return try evidence(
                    Array(repeating: layer, count: draw.integer(1...12)), start: draw.generator.gaussianVector(d),
                    scale: draw.uniform(0.2, 2))
            })
    }

    /// A matrix with `W (1, ..., 1) = a (1, ..., 1)` in exact arithmetic.
    private static func commonEigenvector(_ d: Int, _ a: Double, _ draw: inout Draw) -> Matrix {
        let entries = (0..<(d * d)).map { _ in Double(draw.integer(-256...256)) / 1024 }
        return Matrix(rows: d, columns: d) { i, j in
            if i != j { return entries[i * d + j] }
            return a - (0..<d).reduce(0) { $0 + ($1 == i ? 0 : entries[i * d + $1]) }
        }
    }

    private static var sharp: [Instance] {
        [
            .sharp("aligned-layers", "residual-norm", "residual", "norm", "plain") { _ in
                let layers = try (1...6).map { l in
                    try Matrix(rows: [[0.7, Double(l) / 8], [0, Double(l % 3) - 1]])
                }
                return try evidence(layers, start: [2, 0], scale: 1.3, a: 0.7)
            },
            .sharp("multiple-of-the-identity", "norm-bound", "lower", "upper", "monotone") { _ in
                try evidence(Array(repeating: .diagonal([0.5, 0.5]), count: 6), start: [3, 4], scale: 1.5)
            },
            .sharp("one-direction", "limit") { _ in
                try evidence(Array(repeating: .diagonal([1, 0]), count: 8), start: [1, 4], scale: 1)
            },
        ]
    }

    private static var broken: [Instance] {
        [
            .broken("off-the-eigenvector", hypothesis: "eigenvector") { _ in
                try evidence([.diagonal([1, 0.25]), .diagonal([1, 0.25])], start: [1, 1], scale: 1, a: 0.625)
            },
            .broken("through-the-origin", hypothesis: "ray") { _ in
                try evidence(Array(repeating: .diagonal([-0.4]), count: 4), start: [1], scale: 1, a: -0.4)
            },
            .broken("turning-layers", hypothesis: "forward") { _ in
                try evidence(Array(repeating: .diagonal([-0.4]), count: 2), start: [1], scale: 1, a: -0.4)
            },
            .broken("single-layer", hypothesis: "two-layers") { _ in
                try evidence([.diagonal([0.5])], start: [1], scale: 1, a: 0.5)
            },
            .broken("unequal-layers", hypothesis: "equal-layers") { _ in
                try evidence([.identity(2), 4 * Matrix.identity(2)], start: [1, 1], scale: 1)
            },
            .broken("rotation", hypothesis: "symmetric") { _ in
                let turn = try Matrix(rows: [[0, -1], [1, 0]])
                return try evidence([turn, turn, turn], start: [1, 0], scale: 0.75)
            },
            .broken("indefinite", hypothesis: "positive") { _ in
                try evidence(Array(repeating: .diagonal([0.5, -0.4]), count: 4), start: [0, 1], scale: 1)
            },
        ]
    }
}
