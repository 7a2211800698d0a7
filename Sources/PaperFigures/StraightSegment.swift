import Claims
import Figures
import LinearAlgebra
import PartialTraining

/// The eigenvalue of the product under flow from the identity: it runs straight from 1 to that of the target.
enum StraightSegment: PaperFigure {
    static let id = "straight-segment"
    static let title = "Shared training of a normal target runs straight to each eigenvalue"
    static let claims = ["swe-exact-modes", "swe-shared-flow"]

    private static let depth = 3
    private static let stepSize = 0.12
    private static let steps = 60
    private static let end = 6.0
    private static let points = 60
    /// Modulus and angle in degrees of the targets' eigenvalues.
    private static let eigenvalues: [(modulus: Double, angle: Double)] = [(1.6, 60), (1.3, 110), (1, 145)]
    private static let negative = -0.8

    static func content(_ setting: FigureSetting) throws -> FigureContent {
        let (modes, flow) = (try Library.claim("swe-exact-modes"), try Library.claim("swe-shared-flow"))
        var blocks: [DataFile.Block] = []
        var (distances, deviations): (Vector, Vector) = ([], [])
        for (modulus, angle) in eigenvalues {
            let turn = angle * .pi / 180
            let (p, q) = (modulus * Double.cos(turn), modulus * Double.sin(turn))
            let target = try Matrix(rows: [[p, -q], [q, p]])
            let name = Digits.text(angle, significant: 3)
            let line = try modes.result(
                name,
                try IdentityReduction.evidence(
                    target: target, depth: depth, stepSize: stepSize, steps: 1, end: end, points: 1))
            _ = try line.comparison("straight").holding()
            let rate = try flow.result(
                name,
                try SharedFlow.evidence(target: target, depth: depth, end: end, parts: SharedFlow.normalParts))
            _ = try rate.comparison("upper").holding()
            distances.append(rate.evidence.quantities["m"]?.value ?? .nan)
            let descent = try path(target, .steps(steps), stepSize)
            // The distance of each point of the descent from the line through 1 and the eigenvalue.
            let length = ((p - 1) * (p - 1) + q * q).squareRoot()
            deviations.append(descent.map { abs((p - 1) * $0[1] - q * ($0[0] - 1)) / length }.max() ?? 0)
            blocks += [
                block("segment \(name)", [[1, 0], [p, q]]),
                block("flow \(name)", try path(target, .time(end: end, points: points), 1)),
                block("descent \(name)", descent),
            ]
        }
        let trapped = try path(.diagonal([negative, negative]), .time(end: end, points: points), 1)
        blocks += [block("segment negative", [[1, 0], [negative, 0]]), block("flow negative", trapped)]
        let nearest = (0..<eigenvalues.count).min { distances[$0] < distances[$1] } ?? 0
        blocks.append(block("nearest", [[distances[nearest], 0]]))
        let digits = { (x: Double) in Digits.text(x, significant: 2) }
        return FigureContent(
            blocks: blocks,
            caption: """
                The eigenvalue $u = w^L$ of the product of $L = \(depth)$ layers under gradient flow from the identity, every \
                \(digits(end / Double(points))) units of time up to \(digits(end)) (points), for normal targets with a pair of \
                eigenvalues $\\varphi$ (crosses; one of each pair is shown). It runs along the straight segment from 1 to \
                $\\varphi$, at the speed $L|u|^{2-2/L}|u - \\varphi|$, and so is slow where the segment comes near 0: the least \
                distance $m$, here \(digits(distances[nearest])) (circle), sets the rate. Gradient descent with step \
                \(digits(stepSize)) (dashed) strays from the segment by \(digits(deviations.min() ?? 0)) to \
                \(digits(deviations.max() ?? 0)). For the negative eigenvalue \(digits(negative)) the way leads through 0, where it \
                ends: after time \(digits(end)) it is at \(digits(trapped[trapped.count - 1][0])).
                """)
    }

    private static func block(_ name: String, _ points: [[Double]]) -> DataFile.Block {
        DataFile.Block(name: name, columns: ["re", "im"], rows: points)
    }

    /// The first column of the product of the layers, `(Re u, Im u)` for a target `[[p, -q], [q, p]]`.
    private static func path(_ target: Matrix, _ duration: Stage.Duration, _ stepSize: Double) throws -> [[Double]] {
        let model = try DeepLinear(depth: depth, target: target)
        let layers: [Parameters]
        if duration.isTime {
            layers = try Run(
                model: model, start: model.identityStart,
                schedule: Schedule([Stage(Share(), stepSize: stepSize, duration: duration)]), observables: [.loss],
                engine: .direct
            ).flowStates().map(\.parameters)
        } else {
            var descent = try LayerDescent(model, start: model.identityStart, Share(), stepSize: stepSize)
            layers = try (0...steps).map { step in
                if step > 0 { try descent.advance() }
                return descent.layers
            }
        }
        return layers.map(model.product).map { [$0[0, 0], $0[1, 0]] }
    }
}
