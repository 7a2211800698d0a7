import LinearAlgebra
import PartialTraining

/// `refuted-ist-scaling-slip`: scaling by the diagonal of the inverse root does not make the sketched Hessian the identity.
enum RefutedSubnetworkScaling: LibraryClaim {
    static let id = "refuted-ist-scaling-slip"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .masking, kind: .expectation,
            title: "Refuted: the diagonal of the inverse root undoes a sketched Hessian",
            statement: """
                The reading: with permuted coordinates and $C_i = \\sqrt n\\,(L_i^{-1/2})_{jj}\\,e_je_j^\\top$, \
                $(L_i^{-1/2})_{jj}$ the diagonal entry of the matrix $L_i^{-1/2}$, the mean of $C_iL_iC_i$ is the identity.
                """,
            source:
                "Shulgin, Richtarik: Towards a Better Theoretical Understanding of Independent Subnetwork Training, "
                + "equation (23) as printed",
            standing: .refuted(
                truth:
                    "(L^{-1/2})_jj^2 L_jj >= 1, with equality exactly where e_j is an eigenvector of L; the scaling that "
                    + "gives the identity is (L_jj)^{-1/2}"),
            hypotheses: [],
            parts: [Part("diagonal", "diagonal entries of E[C L C]", .equal, "1")],
            instances: [
                Instance("three-coordinates", .counterexample) { _ in
                    try evidence(Matrix(rows: [[4, 1, 0], [1, 3, 1], [0, 1, 2]]))
                }
            ])
    }

    /// As many workers as coordinates, all with the same matrix; every permutation.
    static func evidence(_ local: Matrix) throws -> Evidence {
        let n = local.rows
        let modes = try local.symmetricEigen()
        let root = modes.vectors * .diagonal(modes.values.map { 1 / $0.squareRoot() }) * modes.vectors.transposed
        let workers = try Subnetworks(permuting: (0..<n).map { _ in local }) { Double(n).squareRoot() * root[$1, $1] }
        let diagonal = workers.expectation { workers.map($0) }.diagonal
        var evidence = Evidence(engine: "enumeration", model: workers.model.summary, trained: "every permutation")
        let unit = Double(16 * n * n + workers.draws.count) * Double.ulpOfOne
        let condition = modes.values[n - 1] / modes.values[0]
        evidence.tracks["diagonal"] = Track(values: diagonal, radius: diagonal.map { unit * condition * $0 })
        evidence.derive(derivation(local))
        return evidence
    }

    /// The inverse root by Lagrange's polynomials in the eigenvalues, which are different; each worker keeps coordinate `j` in
    /// `(n - 1)!` of the `n!` permutations.
    private static func derivation(_ local: Matrix) -> Derivation {
        var result = Derivation()
        result.set("H", local)
        result.append(
            """
            n = rows(H)
            modes = eigenvalues(H)
            root = zeros(n, n)
            for k = 1 to n
              term = I(n)/sqrt(at(modes, k))
              for m = 1 to n
                if m != k
                  term = term*(H - at(modes, m)*I(n))/(at(modes, k) - at(modes, m))
                end
              end
              root = root + term
            end
            for j = 1 to n
              observed = 0
              for i = 1 to n
                observed = observed + factorial(n - 1)/factorial(n)*n*at(root, j, j)^2*at(H, j, j)/n
              end
              observe "diagonal" at j = observed
            end
            """)
        return result
    }
}
