import LinearAlgebra
import PartialTraining

/// `refuted-ist-eigenvalue-slip`: the smallest eigenvalue of an inverse is not the largest eigenvalue of the matrix.
enum RefutedSubnetworkEigenvalue: LibraryClaim {
    static let id = "refuted-ist-eigenvalue-slip"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .masking, kind: .bound,
            title: "Refuted: the dual gradient norm is worth the largest eigenvalue",
            statement: """
                The reading: for $L \\succ 0$, $\\lambda_{\\min}(L^{-1}) = \\lambda_{\\max}(L)$, so that a bound on \
                $|\\nabla f|^2_{L^{-1}}$ gives $|\\nabla f|^2 \\le |\\nabla f|^2_{L^{-1}}/\\lambda_{\\max}(L)$.
                """,
            source:
                "Shulgin, Richtarik: Towards a Better Theoretical Understanding of Independent Subnetwork Training, "
                + "equation (21)",
            standing: .refuted(
                truth:
                    "lmin(L^{-1}) = 1/lmax(L), and |g|^2 <= lmax(L) |g|^2 in the norm of L^{-1}, with equality along "
                    + "the top eigenvector; equation (22) of the text agrees with this"),
            hypotheses: [],
            parts: [
                Part("eigenvalue", "smallest eigenvalue of the inverse", .equal, "lmax"),
                Part("dual-norm", "|grad f|^2 in the norm of the inverse", .atLeast, "lmax*gradient2"),
            ],
            instances: [
                Instance("three-coordinates", .counterexample) { _ in
                    try evidence(
                        Quadratic(hessian: Matrix(rows: [[4, 1, 0], [1, 3, 1], [0, 1, 2]]), optimum: [1, -2, 3]))
                }
            ])
    }

    /// Both sides at the start 0.
    static func evidence(_ model: Quadratic) throws -> Evidence {
        let d = model.dimension
        var evidence = Evidence(engine: "direct", model: model.summary)
        let inverse = try model.hessian.inverse().symmetrized
        let gradient = model.gradient(at: Parameters(Vector(repeating: 0, count: d))).values
        let unit = Double(16 * d * d) * Double.ulpOfOne * model.spectrum[d - 1] / model.spectrum[0]
        evidence.set("lmax", model.spectrum[d - 1], radius: model.constants.spectrumUncertainty)
        evidence.set("gradient2", squaredNorm(gradient), radius: unit * squaredNorm(gradient))
        let size = inverse.frobeniusNorm
        evidence.tracks["eigenvalue"] = Track(value: try inverse.symmetricEigenvalues()[0], radius: unit * size)
        evidence.tracks["dual-norm"] = Track(
            value: bilinear(gradient, inverse, gradient), radius: unit * size * squaredNorm(gradient))
        var derivation = Derivation(model, start: Vector(repeating: 0, count: d))
        derivation.append(
            """
            lmax = at(eigenvalues(H), d)
            gradient = H*(x0 - xs)
            observe "eigenvalue" at 0 = at(eigenvalues(inverse(H)), 1)
            observe "dual-norm" at 0 = dot(gradient, inverse(H)*gradient)
            """)
        derivation.give("lmax")
        derivation.quantities["gradient2"] = "norm2(gradient)"
        evidence.derive(derivation)
        return evidence
    }
}
