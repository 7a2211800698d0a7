import Claims
import Figures
import LinearAlgebra
import PartialTraining

/// A negative eigenvalue of the target is a trap for training from the identity, which full matrices leave by rounding alone:
/// at the rate of the saddle, `L` times slower if the layers are tied.
enum EigenvalueTrap: PaperFigure {
    static let id = "negative-eigenvalue-trap"
    static let title = "The trap at a negative eigenvalue, and rounding's escape"
    static let claims = ["neg-eig-trap"]
    static let showsRounding = true

    private static let depth = 3
    private static let (nu, phi) = (1.0, 0.5)
    private static let turn = 0.4
    private static let stepSize = 0.2
    private static let steps = 1600
    private static let untying = 600
    /// The part of the floor below which a run counts as escaped.
    private static let escaped = 0.9
    /// Every so many steps are drawn.
    private static let every = 6

    static func content(_ setting: FigureSetting) throws -> FigureContent {
        let claim = try Library.claim("neg-eig-trap")
        let (c, s) = (Double.cos(turn), Double.sin(turn))
        let basis = try Matrix(rows: [[c, -s], [s, c]])
        let target = (basis * .diagonal([-nu, phi]) * basis.transposed).symmetrized
        let model = try DeepLinear(depth: depth, target: target)

        // In the target's own basis nothing couples the eigenvalues, and rounding has nothing to grow from.
        let trapped = try claim.result(
            "trapped",
            try NegativeEigenvalueTrap.descent(
                .diagonal([-nu, phi]), depth: depth, stepSize: stepSize, steps: steps))
        let floor = try trapped.comparison("floor").holding().rows
        let saddle = try claim.result("saddle", try NegativeEigenvalueTrap.saddle(nu: nu, phi: phi, depth: depth))
        let curvatures = try ["saddle", "shared-saddle"].map { try saddle.comparison($0).holding().rows[0].bound }

        let shown = stride(from: 0, through: steps, by: every)
        var blocks = [
            DataFile.Block(
                name: "trap", columns: ["step", "loss", "floor"],
                rows: shown.map { [Double($0), floor[$0].observed, floor[$0].bound] })
        ]
        var escapes: [Int] = []
        for (name, tied) in [("untied", 0), ("untied later", untying), ("tied", steps)] {
            let states = try descent(model, basis, tied: tied)
            let trap = floor[0].bound
            escapes.append(states.firstIndex { $0.loss < escaped * trap } ?? .max)
            blocks.append(
                DataFile.Block(
                    name: name, columns: ["step", "loss", "coupling"],
                    rows: shown.map { [Double($0), states[$0].loss, states[$0].coupling] }))
        }
        // Lines at the rates of the saddle, from one unit of rounding.
        for (name, curvature) in zip(["rate untied", "rate tied"], curvatures) {
            let growth = Double.ln(1 - stepSize * curvature)
            let end = min(Double(steps), -Double.ln(0x1p-53) / growth)
            blocks.append(
                DataFile.Block(
                    name: name, columns: ["step", "size"],
                    rows: [[0, 0x1p-53], [end, 0x1p-53 * Double.exp(growth * end)]]))
        }
        let digits = { (x: Double) in Digits.text(x, significant: 3) }
        return FigureContent(
            blocks: blocks,
            caption: """
                Gradient descent from the identity, \(depth) layers, towards a symmetric target with the eigenvalues \
                \(digits(-nu)) and \(digits(phi)). (a) In exact arithmetic the loss never falls below \
                $\\frac12\\sum_i \\min(\\varphi_i, 0)^2 = \(digits(floor[0].bound))$ (dotted), tied or not; training in the target's \
                own basis, where rounding cannot mix the eigenvalues, stays there. In another basis rounding lets it escape: \
                the loss is below \(digits(escaped)) of the floor after \(escapes[0]) steps if the layers are untied from the start, after \
                \(escapes[1]) if they are untied at step \(untying), and after \(escapes[2]) if they stay tied. (b) The coupling \
                of the two eigenvectors in the layers grows from rounding level at the rates of the saddle, whose least \
                curvature is \(digits(curvatures[0])) untied and \(digits(curvatures[1])) tied (dotted lines).
                """)
    }

    /// The loss and the size of what couples the eigenvectors in the layers, at each step; tied for the first steps.
    private static func descent(
        _ model: DeepLinear, _ basis: Matrix, tied: Int
    ) throws -> [(loss: Double, coupling: Double)] {
        var descent = try LayerDescent(model, start: model.identityStart, Share(), stepSize: stepSize)
        return try (0...steps).map { step in
            if step == tied { descent = try LayerDescent(model, start: descent.layers, Full(), stepSize: stepSize) }
            let coupling = descent.layers.blocks.reduce(0.0) { sum, layer in
                let turned = basis.transposed * layer * basis
                return sum + turned[0, 1] * turned[0, 1] + turned[1, 0] * turned[1, 0]
            }
            let state = (descent.loss, coupling.squareRoot())
            if step < steps { try descent.advance() }
            return state
        }
    }
}
