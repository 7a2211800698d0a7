import Claims
import Figures
import LinearAlgebra
import PartialTraining

/// Fresh random subspaces of a quadratic: the steps that a factor e takes, by dimension of the subspace, against the rates of
/// `random-subspace`.
enum SubspaceRates: PaperFigure {
    static let id = "random-subspace"
    static let title = "The rate of random subspaces by their dimension"
    static let claims = ["random-subspace"]

    private static let dimension = 16
    private static let steps = 4000
    private static let curvatures = (least: 1.0, greatest: 4.0)

    static func content(_ setting: FigureSetting) throws -> FigureContent {
        let model = try Quadratic.coupled(
            dimension, least: curvatures.least, greatest: curvatures.greatest, inAllModes: true)
        let dimensions = [1, 2, 4, 8, 16]
        let kinds: [(kind: RandomSubspace.Kind, part: String)] = [(.haar, "haar"), (.gaussian, "gauss")]
        let blocks = try kinds.map { kind, part in
            DataFile.Block(
                name: part, columns: ["dimension", "steps", "bound"],
                rows: try dimensions.map { try row(model, RandomSubspace(dimension: $0, kind: kind), part) })
        }
        let last = blocks.map { $0.rows.last?[1] ?? .nan }
        let first = blocks.map { $0.rows[0][1] ?? .nan }
        return FigureContent(
            blocks: blocks,
            caption: """
                Gradient descent on a quadratic with \(dimension) coordinates and curvatures from \
                \(Digits.text(curvatures.least, significant: 2)) to \(Digits.text(curvatures.greatest, significant: 2)) along \
                fresh random subspaces: steps after which the expected loss has fallen by a factor $e$, in the long run, \
                against the dimension $r$ of the subspace. Haar subspaces with the step $1/L$, Gaussian ones with their best \
                step $r/(L(d + r + 1))$. Points are exact, dashed lines the bounds of the claim. The steps fall nearly \
                like $1/r$, from \(text(first)) at $r = 1$ to \(text(last)) at $r = \(dimension)$, where a Haar step is a full \
                one and a Gaussian matrix still not the identity.
                """)
    }

    private static func text(_ steps: [Double?]) -> String {
        steps.map { Digits.text($0 ?? .nan, significant: 3) }.joined(separator: " and ")
    }

    /// Steps for a factor e, from the last step of a long run, and by the factor of the bound.
    private static func row(_ model: Quadratic, _ subspace: RandomSubspace, _ part: String) throws -> [Double?] {
        let r = Double(subspace.dimension)
        let largest = model.constants.smoothness ?? .nan
        let eta = subspace.kind == .haar ? 1 / largest : r / (largest * (Double(dimension) + r + 1))
        let evidence = try RandomSubspaceDescent.evidence(
            model, start: Vector(repeating: 0, count: dimension), subspace: subspace, stepSize: eta,
            steps: Int((Double(steps) / r).rounded(.up)), [part])
        let rows = try Library.claim(claims[0]).result("r=\(r)", evidence).comparison(part).holding().rows
        let factor = rows[rows.count - 1].observed / rows[rows.count - 2].observed
        let bound = rows[1].bound / rows[0].bound
        return [r, -1 / Rounded.ln(Rounded(factor)).value, -1 / Rounded.ln(Rounded(bound)).value]
    }
}
