import Claims
import Figures
import LinearAlgebra
import PartialTraining

/// The least loss of equal layers against an eigenvalue of the target: what only a real negative eigenvalue costs, and only
/// at even depth.
enum TyingFloor: PaperFigure {
    static let id = "tying-floor"
    static let title = "The floor of tied layers against an eigenvalue of the target"
    static let claims = ["share-floor"]

    private static let depth = 2
    private static let other = 1.0
    /// Positive, so that the turning block has roots.
    private static let shift = 1e-4
    private static let range = (low: -3.0, high: 1.0)
    private static let points = 41

    static func content(_ setting: FigureSetting) throws -> FigureContent {
        let claim = try Library.claim("share-floor")
        var rows: [[Double?]] = []
        for value in Double.spaced(range.low, range.high, count: points) {
            let target = Matrix.diagonal([other, value])
            // From layers that turn: descent stays above the plane's floor.
            let layer = try Matrix(rows: [[1, -0.7], [0.7, 0.4]])
            let free = try claim.result(
                "free",
                try ShareFloor.evidence(
                    target, depth: depth, layer: layer, ["plane-floor", "pairing"], steps: steps, shift: shift))
            let symmetric = try claim.result(
                "symmetric",
                try ShareFloor.evidence(
                    target, depth: depth, layer: .identity(2), ["symmetric-floor", "projection"], steps: 1))
            let descent = try free.comparison("plane-floor").standing().rows
            rows.append([
                value, descent[0].bound, try symmetric.comparison("symmetric-floor").standing().rows[0].bound,
                descent[descent.count - 1].observed, try free.comparison("pairing").standing().rows[0].observed,
                try symmetric.comparison("projection").standing().rows[0].observed,
            ])
        }
        let digits = { (x: Double) in Digits.text(x, significant: 3) }
        // The first eigenvalue at which turning blocks are no better than symmetric layers.
        let crossing = rows.first { ($0[1] ?? 0) > ($0[2] ?? 0) - 1e-9 }?[0] ?? .nan
        let first = rows[0]
        return FigureContent(
            blocks: [
                DataFile.Block(
                    name: "floor", columns: ["eigenvalue", "plane", "symmetric", "descent", "pairing", "projection"],
                    rows: rows)
            ],
            caption: """
                The least loss of \(depth) equal layers against one eigenvalue $\\varphi$ of a symmetric target, the other being \
                \(digits(other)). Symmetric layers cannot do better than $\\frac12\\min(\\varphi, 0)^2$ (dashed), which the root of \
                the positive part attains (squares). Layers that turn reach $(\\varphi - \(digits(other)))^2/8$ as they grow \
                without bound (circles: the blocks of the proof, a distance of \(digits(shift)) from it), which is less below \
                $\\varphi = \(digits(crossing))$: at $\(digits(range.low))$ the floor is \(digits(first[1] ?? 0)) in place of \
                \(digits(first[2] ?? 0)). Gradient descent on the shared layer (triangles, \(steps) steps from a layer that turns) \
                stays above the floor (solid). For $\\varphi \\ge 0$, and at odd depth for every $\\varphi$, there is none.
                """)
    }

    private static let steps = 2000
}
