import LinearAlgebra
import PartialTraining

/// `swe-lemma1`: from equal layers that commute with the target, all layers have the same gradient, and shared and unshared
/// training take the same path.
///
/// Source: Lemma 1 of Yang, Hou, Song, Liu, Zhou (arXiv 2110.03848), for targets of positive eigenvalues; normal targets,
/// normal starts and the equality with unshared training are our own.
enum TiedLayers: LibraryClaim {
    static let id = "swe-lemma1"

    static func claim() throws -> Claim {
        let algebra = ["normal", "start-normal", "commute", "tied"]
        return try Claim(
            id: id, family: .sharing, kind: .equality,
            title: "Shared and unshared training take the same path from the identity",
            statement: """
                Let the target $\\Phi$ of a deep linear network of depth $L \\ge 2$ be normal, and let all layers start at one \
                normal matrix that commutes with it, such as the identity or a polynomial in $\\Phi$. Then, for every step \
                size, shared and unshared gradient descent keep all layers equal to one matrix $W(t)$, \
                $W(t+1) = W(t) - \\eta (W(t)^T)^{L-1}(W(t)^L - \\Phi)$, all layers have the same gradient (adjacent \
                correlation 1), and both gradient flows coincide. For symmetric $\\Phi$ and $W(0)$ the transpose is void.
                """,
            source: "Yang et al. 2021, Lemma 1 (symmetric, shared); normal targets and equality with unshared: own",
            hypotheses: [
                Hypothesis("normal", "normalityDefect <= 0", "the target is normal"),
                Hypothesis("start-normal", "startNormalityDefect <= 0", "the common layer is normal"),
                Hypothesis("commute", "commutator <= 0", "the common layer commutes with the target"),
                Hypothesis("tied", "tieDefect <= 0", "all layers start equal"),
                Hypothesis("symmetric", "asymmetry <= 0", "target and common layer are symmetric"),
            ],
            parts: [
                Part(
                    "shared", "the entry of a layer under shared descent that is furthest from the formula", .equal,
                    "w",
                    needs: algebra),
                Part(
                    "unshared", "the same entry under unshared descent", .equal, "w", needs: algebra),
                Part(
                    "symmetric", "the same entry under unshared descent, for the formula without transpose", .equal,
                    "w",
                    needs: ["symmetric", "commute", "tied"]),
                Part("correlation", "adjacent correlation of the layers' gradients", .equal, "1", needs: algebra),
                Part(
                    "flow", "loss of the flow in full matrices, with that of the modes as reference", .equal,
                    "reference",
                    needs: algebra),
            ],
            instances: [
                .sharp("symmetric", "shared", "unshared", "symmetric", "correlation", "flow") { _ in
                    try Case(target: Matrix(rows: [[2, 1], [1, 2]]), depth: 3).evidence(stepSize: 0.01, steps: 10)
                },
                .sharp("rotation", "shared", "unshared", "correlation", "flow") { _ in
                    try Case(target: Matrix(rows: [[0, -1], [1, 0]]), depth: 3).evidence(stepSize: 0.1, steps: 5)
                },
                .broken("not-normal", hypothesis: "normal") { _ in
                    try Case(target: Matrix(rows: [[1, 1], [0, 1]]), depth: 2).evidence(stepSize: 0.1, steps: 5)
                },
                .broken("start-not-normal", hypothesis: "start-normal") { _ in
                    try Case(target: .identity(2), depth: 2, layer: Matrix(rows: [[1, 0.5], [0, 1]]))
                        .evidence(stepSize: 0.1, steps: 5)
                },
                .broken("start-does-not-commute", hypothesis: "commute") { _ in
                    try Case(target: .diagonal([2, 0.5]), depth: 3, layer: Matrix(rows: [[1, 0.3], [0.3, 1]]))
                        .evidence(stepSize: 0.05, steps: 5)
                },
                .broken("zero-asymmetric-start", hypothesis: "tied") { _ in
                    var example = try Case(target: .diagonal([2, 0.5]), depth: 3)
                    example.layers[2] = Matrix(rows: 2, columns: 2)
                    return try example.evidence(stepSize: 0.1, steps: 5)
                },
                .broken("rotation-without-transpose", hypothesis: "symmetric") { _ in
                    try Case(target: Matrix(rows: [[0, -1], [1, 0]]), depth: 3)
                        .evidence(stepSize: 0.1, steps: 5, formulas: ["symmetric"])
                },
            ],
            typical: { draw in
                let example = try Case(drawing: &draw)
                return try example.evidence(
                    stepSize: draw.uniform(0.1, 0.8) / example.curvature, steps: 12, flowTied: draw.pick([true, false]))
            })
    }
}
