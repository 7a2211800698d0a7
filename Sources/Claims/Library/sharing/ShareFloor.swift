import LinearAlgebra
import PartialTraining

/// `share-floor`: the least loss of a deep linear network whose layers are all equal.
///
/// Source: own; real matrix roots as in Higham, Functions of Matrices.
package enum ShareFloor: LibraryClaim {
    static let id = "share-floor"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .sharing, kind: .bound,
            title: "Equal layers can represent every target but for real negative eigenvalues at even depth",
            statement: """
                Let $R(W) = \\frac12 |W^L - \\Phi|_F^2$ over real $d \\times d$ matrices, $F_L = \\inf_W R$, and let \
                $\\Phi_s$, $\\Phi_a$ be the symmetric and antisymmetric parts of $\\Phi$. (a) $F_L = 0$ if $L$ is odd, and for every \
                $L$ if $\\Phi$ has no eigenvalue in $(-\\infty, 0]$; then the principal root attains it. (b) If $L$ is even and $W$ \
                symmetric, $R(W) \\ge \\frac12 \\sum_i \\min(\\lambda_i(\\Phi_s), 0)^2 + \\frac12 |\\Phi_a|_F^2$, attained. \
                (c) If $L$ is even and $\\det \\Phi < 0$, $R(W) \\ge \\frac12 \\sigma_{\\min}(\\Phi)^2$. (d) If $L$ is even, $d = 2$ \
                and $\\Phi$ symmetric with eigenvalues $\\phi_1 \\le \\phi_2$, $F_L = \\min\\{\\frac12 \\sum \\min(\\phi_i, 0)^2, \
                (\\phi_2 - \\phi_1)^2/8\\}$; the second value is approached by layers that grow without bound. (e) In any dimension a \
                symmetric $\\Phi$ has $F_L$ at most the sum of these values over the pairs of any pairing of its eigenvalues.
                """,
            source: "own; existence of real roots: Higham 2008, section 7.1",
            hypotheses: [
                Hypothesis("even", "odd <= 0", "the depth is even"),
                Hypothesis("root", "max(odd, axisDistance) > 0", "odd depth, or no eigenvalue in (-inf, 0]"),
                Hypothesis("symmetric-layer", "layerAsymmetry <= 0", "the layers are symmetric"),
                Hypothesis("determinant", "det < 0", "the target reverses orientation"),
                Hypothesis("symmetric", "asymmetry <= 0", "the target is symmetric"),
                Hypothesis("plane", "width = 2", "layers of two rows"),
            ],
            parts: [
                Part("root", "entries of the product of equal roots", .equal, "entry", needs: ["root"]),
                Part(
                    "projection", "loss of equal symmetric roots of the positive part", .equal, "symmetricFloor",
                    needs: []),
                Part("symmetric-floor", "loss", .atLeast, "symmetricFloor", needs: ["even", "symmetric-layer"]),
                Part("singular-floor", "loss", .atLeast, "sigma^2/2", needs: ["even", "determinant"]),
                Part(
                    "plane-floor", "loss", .atLeast,
                    "min((min(lmin, 0)^2 + min(lmax, 0)^2)/2, (lmax - lmin)^2/8)",
                    needs: ["even", "symmetric", "plane"]),
                Part(
                    "pairing", "loss of equal roots of 2 x 2 blocks", .equal,
                    "pairs + gaps*shift/2 + turns*shift^2", needs: []),
            ],
            instances: sharp + broken,
            typical: { draw in
                let depth = draw.pick([2, 4])
                switch draw.integer(1...4) {
                case 1:
                    // A symmetric target of the plane, any equal layers, trained.
                    let target = draw.symmetric(spectrum: [draw.uniform(-2, 0.5), draw.uniform(-1, 2)])
                    let layer = draw.generator.gaussianMatrix(rows: 2, columns: 2)
                    return try evidence(
                        target, depth: depth, layer: 0.6 * layer, ["plane-floor", "projection", "pairing"])
                case 2:
                    let d = draw.integer(1...3)
                    var target = draw.generator.gaussianMatrix(rows: d, columns: d)
                    if try target.determinant() > 0 { for j in 0..<d { target[0, j] = -target[0, j] } }
                    let layer = draw.generator.gaussianMatrix(rows: d, columns: d)
                    return try evidence(target, depth: depth, layer: 0.4 * layer, ["singular-floor", "projection"])
                case 3:
                    let d = draw.integer(1...4)
                    let target = draw.symmetric(spectrum: draw.generator.gaussianVector(d))
                    let layer = 0.5 * draw.symmetric(spectrum: draw.generator.gaussianVector(d))
                    return try evidence(
                        target, depth: depth, layer: layer.symmetrized, ["symmetric-floor", "projection", "pairing"])
                default:
                    let d = draw.integer(1...4)
                    let noise = draw.generator.gaussianMatrix(rows: d, columns: d)
                    let near = .identity(d) + (0.4 / max(noise.frobeniusNorm, 1)) * noise
                    let symmetric = draw.symmetric(spectrum: draw.generator.gaussianVector(d))
                    let isOdd = draw.pick([true, false])
                    return try evidence(
                        isOdd ? symmetric : near, depth: isOdd ? 3 : draw.integer(2...7), layer: nil, ["root"])
                }
            })
    }

    private static var sharp: [Instance] {
        [
            .sharp(
                "positive-part", "projection", "symmetric-floor", "singular-floor", "plane-floor"
            ) { _ in
                try evidence(
                    .diagonal([1, -0.5]), depth: 2, layer: .diagonal([1, 0]),
                    ["projection", "symmetric-floor", "singular-floor", "plane-floor", "pairing"])
            },
            .sharp("two-negative-eigenvalues", "plane-floor", "pairing") { _ in
                let target = Matrix.diagonal([-1, -2])
                let pairing = try EigenvaluePairing(target, depth: 2, shift: 1e-4)
                return try evidence(
                    target, depth: 2, layer: pairing.layer, ["plane-floor", "pairing"], steps: 0, shift: 1e-4)
            },
            .sharp("rotation", "root") { _ in
                try evidence(Matrix(rows: [[0, -1], [1, 0]]), depth: 4, layer: nil, ["root"])
            },
        ]
    }

    private static var broken: [Instance] {
        [
            .broken("odd-depth", hypothesis: "even") { _ in
                try evidence(
                    .diagonal([1, -0.5]), depth: 3, layer: .diagonal([1, realCubeRoot(-0.5)]),
                    ["symmetric-floor", "singular-floor", "plane-floor"])
            },
            .broken("negative-eigenvalue", hypothesis: "root") { _ in
                try evidence(.diagonal([1, -0.5]), depth: 2, layer: nil, ["root"])
            },
            .broken("quarter-turn", hypothesis: "symmetric-layer") { _ in
                try evidence(
                    -1 * .identity(2), depth: 2, layer: Matrix(rows: [[0, -1], [1, 0]]), ["symmetric-floor"])
            },
            .broken("positive-determinant", hypothesis: "determinant") { _ in
                try evidence(.diagonal([4, 9]), depth: 2, layer: .diagonal([2, 3]), ["singular-floor"])
            },
            .broken("complex-eigenvalues", hypothesis: "symmetric") { _ in
                let target = try Matrix(rows: [[-1, 2], [-2, -2]])
                return try evidence(target, depth: 2, layer: target.principalRoot(order: 2), ["plane-floor"])
            },
            .broken("two-planes", hypothesis: "plane") { _ in
                // Two quarter turns: -1, -1 and -2, -2 have square roots, pair by pair.
                let turn = try Matrix(rows: [[0, -1, 0, 0], [1, 0, 0, 0], [0, 0, 0, -1], [0, 0, 2, 0]])
                return try evidence(.diagonal([-1, -1, -2, -2]), depth: 2, layer: turn, ["plane-floor"])
            },
        ]
    }

    private static func realCubeRoot(_ x: Double) -> Double {
        let root = Rounded.power(Rounded(abs(x)), Rounded(1.0 / 3)).value
        return x < 0 ? -root : root
    }

    /// The parts named in `wanted`; lower bounds along `steps` steps of shared gradient descent from equal layers.
    package static func evidence(
        _ target: Matrix, depth: Int, layer: Matrix?, _ wanted: [String], steps: Int = 25, shift: Double = 0.01
    ) throws -> Evidence {
        let model = try DeepLinear(depth: depth, target: target)
        let begin = layer ?? .identity(target.rows)
        let run = Run(
            model: model, start: Parameters(Array(repeating: begin, count: depth)),
            schedule: Schedule(Share(), stepSize: 0.01, steps: steps), observables: [.loss], engine: .direct)
        let trajectory = try run.trajectory()
        var evidence = Evidence(run, trajectory)
        for part in ["symmetric-floor", "singular-floor", "plane-floor"] {
            evidence.tracks[part] = Track(trajectory, .loss)
        }
        evidence.derivation = wanted == ["root"] ? nil : derivation(run, target: target, layer: begin)
        evidence.set("layerAsymmetry", (begin - begin.transposed).frobeniusNorm)
        try evidence.setFloors(target, depth: depth)
        try evidence.setRoots(model)
        if target == target.transposed {
            let pairing = try EigenvaluePairing(target, depth: depth, shift: shift)
            evidence.setLoss("pairing", of: pairing.layer, model)
            evidence.set("pairs", pairing.value, radius: pairing.radius)
            evidence.set("gaps", pairing.gaps, radius: pairing.radius)
            evidence.set("turns", pairing.turns)
            evidence.set("shift", shift)
        }
        evidence.tracks = evidence.tracks.filter { wanted.contains($0.key) }
        return evidence
    }
}
