import Claims
import Figures
import LinearAlgebra
import PartialTraining

/// The relative change of the output when one layer is dropped, against depth, in the four architectures with and without
/// residual branches and layer norm: random layers and aligned ones.
enum DropOneStability: PaperFigure {
    static let id = "drop-one-stability"
    static let title = "Dropping one layer of four architectures"
    static let claims = [
        "raptr-stability-residual-ln", "raptr-stability-gauss-unstable", "raptr-stability-aligned",
        "refuted-no-layernorm-unstable",
    ]

    private static let depths = [2, 4, 8, 16, 32, 64, 128, 256]
    /// Up to this depth every draw of the layers is run.
    private static let enumerated = 8
    private static let scale = 0.75
    private static let rho = 1.0
    /// The eigenvalue of aligned layers, on a start of norm 1.
    private static let aligned = 0.8

    static func content(_ setting: FigureSetting) throws -> FigureContent {
        let rows = try Parallel.map(depths.count, jobs: setting.jobs) { try random(depth: depths[$0], setting.seed) }
        let other = try Parallel.map(depths.count, jobs: setting.jobs) { try alignedChanges(depth: depths[$0]) }
        let digits = { (x: Double?) in Digits.text(x ?? .nan, significant: 3) }
        let (first, last) = (rows[0], rows[rows.count - 1])
        return FigureContent(
            blocks: [
                DataFile.Block(
                    name: "random",
                    columns: [
                        "depth", "both", "lower", "upper", "residual", "norm", "neither", "scaled", "residual-run",
                        "norm-run", "neither-run", "scaled-run",
                    ], rows: zip(depths, rows).map { [Double($0)] + $1 }),
                DataFile.Block(
                    name: "aligned", columns: ["depth", "both", "residual", "neither"],
                    rows: zip(depths, other).map { [Double($0)] + $1 }),
            ],
            caption: """
                The change $|F_{-l} - F|/|F|$ of the output when one layer is left out, against the number $L$ of layers. \
                (a) Random centred isometric layers of scale $s = \(digits(scale))$, root mean square: with residual branches and \
                layer norm (circles, infinite width, $|y_0| = s$, mean over $l$) it falls from \(digits(first[0])) to \
                \(digits(last[0])), between \
                $1/\\sqrt{1 + L}$ and $2/\\sqrt L$ (dashed); without layer norm (squares), without residual branches (triangles) and \
                without either (diamonds) it stays at \(digits(last[3])), \(digits(last[4])) and \(digits(last[5])), whatever the \
                depth: lines are the formulas, points up to \(enumerated) layers enumerate all draws. It is the fixed scale that \
                matters: without layer norm but with $s = 1/\\sqrt L$ (black) it is $1/\\sqrt{L + 1}$. (b) Aligned layers, \
                $W_l y_0 = \(digits(aligned))\\,y_0$, $|y_0| = 1$: with both it falls as $1/L$, without layer norm it stays at \
                \(digits(other[0][1])), without either at \(digits(other[0][2])); with layer norm alone nothing changes, and there \
                is no curve. Grey lines have slopes $-1/2$ and $-1$.
                """)
    }

    /// Mean field with its bounds; the formulas of the other three, and of the scale `1/sqrt L`; the same enumerated.
    static func random(depth: Int, _ seed: UInt64) throws -> [Double?] {
        let judged = try Library.claim("raptr-stability-residual-ln")
            .result("mean field", ResidualStability.meanField(depth: depth, rho: rho, layers: 1...depth))
        let lower = try judged.comparison("mean-lower").holding().rows[0]
        let upper = try judged.comparison("mean-upper").holding().rows[0]
        _ = try judged.comparison("mean-field").holding()
        let unstable = try Library.claim("raptr-stability-gauss-unstable")
        let formulas = try ["residual", "norm", "plain"].map { try formula(unstable, $0, depth: depth, scale: scale) }
        let scaled = try formula(unstable, "residual", depth: depth, scale: 1 / Double(depth).squareRoot())
        var runs: [Double?] = [nil, nil, nil, nil]
        if depth <= enumerated {
            var draw = Draw(seed: seed, claim: id, instance: "layers")
            let law = LayerLaw.signedHadamard(&draw)
            let result = try unstable.result(
                "enumerated", UnstableLayers.evidence(law, start: [1, 0, 0, 0], depth: depth, scale: scale))
            runs = try ["residual", "norm", "plain"].map { name in
                let change = try result.comparison("\(name)-change").holding().rows[0].observed
                let energies = try result.comparison("\(name)-energy").holding().rows
                return (change / energies[depth - 1].observed).squareRoot()
            }
            runs.append(NoLayerNormUnstable.depthScaled(law, depth: depth).value.squareRoot())
        }
        return [lower.observed, lower.bound, upper.bound] + formulas + [scaled] + runs
    }

    private static func formula(_ claim: Claim, _ name: String, depth: Int, scale: Double) throws -> Double {
        let quantities = ["s": scale, "depth": Double(depth), "t": Double(depth)]
        let change = try claim.bound("\(name)-change", quantities.filter { name != "norm" || $0.key == "s" })
        return (change / (try claim.bound("\(name)-energy", quantities))).squareRoot()
    }

    /// With both, with residual branches only, with neither: run, and judged by the claim.
    private static func alignedChanges(depth: Int) throws -> [Double] {
        let layers = Array(repeating: Matrix.diagonal([aligned]), count: depth)
        let judged = try Library.claim("raptr-stability-aligned")
            .result("aligned", AlignedStability.evidence(layers, start: [1], scale: scale, a: aligned))
        return try ["residual-norm", "residual", "plain"].map {
            try judged.comparison($0).holding().rows[0].observed
        }
    }
}
