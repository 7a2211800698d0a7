import LinearAlgebra
import PartialTraining

/// `refuted-unique-fixed-point`: the reading that a periodic scheme has a unique fixed point if and only if the spectral
/// radius of a period is below 1.
///
/// Source: a reading of schemes that train full model and core in turn, refuted here.
enum RefutedUniqueFixedPoint: LibraryClaim {
    static let id = "refuted-unique-fixed-point"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .masking, kind: .equality,
            title: "A periodic scheme has a unique fixed point only if it converges (refuted)",
            statement: """
                A period of $m$ full steps $x - \\eta\\nabla f(x)$ and $n$ steps $x - \\eta P\\nabla f(Px)$ of the core on a \
                quadratic is an affine map $x \\mapsto Mx + c$. It has a unique fixed point if and only if $\\rho(M) < 1$; so \
                where the fixed point is unique, $\\rho(M) \\le 1$ and the periods do not lead away from it.
                """,
            source: "a reading of alternating core and full training; the direction that fails is usually left unsaid",
            standing: .refuted(
                truth: """
                    There is a unique fixed point if and only if 1 is no eigenvalue of $M$, and every start converges to it if \
                    and only if $\\rho(M) < 1$. The second implies the first, not the other way round. For \
                    $0 < \\eta < 2/L$, $m \\ge 1$ and $H$ positive definite both are true (`alt-core-full`).
                    """),
            hypotheses: [
                Hypothesis("definite", "lmin > 0", "the Hessian is positive definite"),
                Hypothesis("unique", "abs(determinant) > 0", "I - M is invertible: there is exactly one fixed point"),
            ],
            parts: [
                Part("radius", "spectral radius of the map of a period", .atMost, "1"),
                Part("approach", "distance to the fixed point after t periods", .atMost, "reach0"),
            ],
            instances: [
                Instance("long-steps", .counterexample) { _ in try evidence(longSteps(), periods: 12) },
                Instance("long-steps-of-one-coordinate", .counterexample) { _ in
                    // One coordinate of two is the core; eta = 1.5 > 2/L = 1: the errors along the other are doubled.
                    let model = try Quadratic(hessian: .diagonal([0.5, 2]), optimum: [1, 1])
                    return try evidence(
                        Alternation(model: model, core: [1], fullSteps: 1, coreSteps: 2, stepSize: 1.5), periods: 12)
                },
            ])
    }

    /// Three coordinates, core {1, 2}, `eta = 0.6 > 2/L`.
    static func longSteps() throws -> Alternation {
        Alternation(
            model: try GradientMaskMoments.oracleModel(), core: [1, 2], fullSteps: 1, coreSteps: 1, stepSize: 0.6)
    }

    /// `M`, column by column from runs of the engine.
    static func periodMap(_ alternation: Alternation) throws -> (matrix: Matrix, radius: Double) {
        let d = alternation.model.dimension
        let origin = try alternation.period(from: Vector(repeating: 0, count: d))
        var radius = origin.radius
        var columns: Vector = []
        for i in 0..<d {
            let end = try alternation.period(from: (0..<d).map { $0 == i ? 1 : 0 })
            columns += subtract(end.point, origin.point)
            radius = max(radius, end.radius)
        }
        return (Matrix(rows: d, columns: d, storage: columns), 2 * Double(d).squareRoot() * radius)
    }

    static func evidence(_ alternation: Alternation, periods: Int) throws -> Evidence {
        let d = alternation.model.dimension
        let start = Vector(repeating: 0, count: d)
        let run = alternation.run(from: start, periods: periods)
        var evidence = Evidence(run, try run.trajectory())
        let (matrix, radius) = try periodMap(alternation)
        let gap = Matrix.identity(d) - matrix
        // By Hadamard's inequality a change of the columns by `radius` changes the determinant by at most d |.|^(d-1) radius.
        let size = Rounded.power(Rounded(1 + gap.frobeniusNorm), Rounded(Double(d))).value
        evidence.set("determinant", try gap.determinant(), radius: Double(d) * size * (radius + 8 * Double.ulpOfOne))
        // An eigenvalue of a matrix that is far from normal may move more; the excess over 1 is of order 1.
        evidence.tracks["radius"] = Track(
            value: try matrix.spectralRadius(), radius: size * (radius + 64 * Double.ulpOfOne))
        try alternation.addApproach(to: &evidence, from: start, periods: periods)
        evidence.derive(derivation(alternation, periods: periods))
        return evidence
    }

    /// The determinant exactly, and the run.
    private static func derivation(_ alternation: Alternation, periods: Int) -> Derivation {
        let start = Vector(repeating: 0, count: alternation.model.dimension)
        var result = alternation.derivation(from: start, periods: periods)
        result.leave("radius", "the map is not symmetric")
        result.quantities["determinant"] = "det(I(d) - M)"
        return result
    }
}
