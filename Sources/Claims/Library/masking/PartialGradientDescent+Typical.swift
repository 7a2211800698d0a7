import LinearAlgebra
import PartialTraining

extension PartialGradientDescent {
    /// Waves, or a robust regression, neither convex; one of four kinds of path.
    static func typical(_ draw: inout Draw) throws -> Evidence {
        let d = draw.integer(2...5)
        let (model, form) = try drawn(d, samples: d + 2, &draw)
        let smoothness = model.constants.smoothness ?? 1
        var generator = draw.generator
        var path = Path(model: model, start: draw.generator.gaussianVector(d).map { 2 * $0 })
        path.form = form
        func projection() -> any FiniteLaw {
            let r = 1 + generator.below(d)
            if generator.below(2) == 0 { return SubspaceProjection(haarFrame(d, r, using: &generator)) }
            return Mask(.coordinates(Array((1...d).shuffled(using: &generator).prefix(r))))
        }
        /// A displacement of the given length in a random direction.
        func displacement(_ length: Double) -> Vector {
            let direction = generator.gaussianVector(d)
            let size = norm(direction)
            return direction.map { length * $0 / size }
        }
        let fraction = draw.uniform(0.1, 1)
        switch draw.integer(1...4) {
        case 1:
            // A single step may be of any length. The displacement keeps its inequality above rounding level to the end.
            let size = draw.logUniform(0.01, 1)
            let reach = draw.pick([fraction, 2 * fraction])
            path.walk(30) { _, _ in
                .init(projection(), delta: displacement(size), stepSize: reach / smoothness)
            }
            return try path.evidence(reach <= 1 ? ["one-step", "average", "horizon"] : ["one-step"])
        case 2:
            // |e| <= L |delta| = 0.6 |P grad f(x)|.
            path.walk(30) { _, x in
                let partial = projection()
                let kept = Path.kept(partial, model, at: x)
                return .init(partial, delta: displacement(0.6 * kept / smoothness), stepSize: fraction / smoothness)
            }
            return try path.evidence(["average", "relative"], claimed: ["q": 0.6])
        case 3:
            // Without displacement, up to 2/L; and with weighted steps.
            if draw.pick([true, false]) {
                path.walk(30) { _, _ in .init(projection(), stepSize: 1.99 * fraction / smoothness) }
                return try path.evidence(["big-step"])
            }
            path.noise = draw.generator.gaussianVector(d).map { 0.2 * $0 }
            path.relativeNoise = draw.pick([0, 0.5])
            path.walk(12) { _, x in
                // |delta| <= 0.4 |a|/L, so that |v| >= 0.6 |a| and q >= 1/3.
                let partial = projection()
                let delta = displacement(fraction * 0.4 * Path.kept(partial, model, at: x) / smoothness)
                return .init(partial, delta: delta, stepSize: Path.weight(partial, model, at: x, delta) / smoothness)
            }
            return try path.evidence(["displaced-step", "weighted-sum", "noisy-step"])
        default:
            let most = draw.uniform(0.2, 3)
            let size = draw.logUniform(0.01, 0.5)
            path.walk(30) { step, _ in
                let weights = (0..<d).map { $0 == step % d ? most : most * generator.uniform() }
                return .init(
                    SoftMask(weights), delta: displacement(size), stepSize: fraction / (smoothness * most))
            }
            return try path.evidence(["soft"])
        }
    }

    /// Waves or a robust regression, and what they are.
    static func drawn(_ d: Int, samples: Int, _ draw: inout Draw) throws -> (any Model, SmoothForm) {
        if draw.pick([true, false]) {
            let basis = haarOrthogonal(d, using: &draw.generator)
            return (PartialGradientPL.waves(basis: basis), .waves(basis: basis))
        }
        let design = draw.generator.gaussianMatrix(rows: samples, columns: d)
        let target = draw.generator.gaussianVector(samples)
        return (try robustRegression(design, target), .robust(design: design, target: target))
    }

    /// `f(x) = sum_j ln(1 + (a_j'x - y_j)^2)`: bounded below by 0, not convex, and `2 |A|_2^2`-smooth, since
    /// `ln(1 + r^2)'' = 2(1 - r^2)/(1 + r^2)^2` lies in [-1/4, 2].
    package static func robustRegression(_ a: Matrix, _ y: Vector) throws -> SmoothFunction {
        var constants = Constants()
        let largest = try a.singularValues().first ?? 0
        constants.smoothness = 2 * largest * largest
        constants.spectrumUncertainty = Double(8 * a.rows) * Double.ulpOfOne * 2 * largest * largest
        constants.minimum = 0
        return SmoothFunction(
            dimension: a.columns, constants: constants, summary: "robust regression d=\(a.columns) n=\(a.rows)",
            roundings: Double(a.rows + a.columns) + 16
        ) { x, g in
            let residual = subtract(a * x, y)
            g = a.transposed * residual.map { 2 * $0 / (1 + $0 * $0) }
            return residual.reduce(0) { $0 + Rounded.ln(Rounded(1 + $1 * $1)).value }
        }
    }
}
