import LinearAlgebra
import PartialTraining

/// `refuted-ist-bias-diminishes`: more workers, each with one coordinate, do not make the bias smaller.
enum RefutedSubnetworkBias: LibraryClaim {
    static let id = "refuted-ist-bias-diminishes"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .masking, kind: .expectation,
            title: "Refuted: the bias of independent subnetwork training diminishes with the number of workers",
            statement: """
                The reading: with $n = d$ workers and scaled permuted coordinates, \
                $C_i = \\sqrt n(L_i)_{jj}^{-1/2}e_je_j^\\top$, the bias $h = x^* - E\\frac1n\\sum_i C_ib_i$, relative to $x^*$, \
                becomes smaller as $n$ grows.
                """,
            source:
                "Shulgin, Richtarik: Towards a Better Theoretical Understanding of Independent Subnetwork Training, "
                + "discussion of Theorem 2",
            standing: .refuted(
                truth:
                    "for L_i = I and equal b_i it is 1 - 1/sqrt(n): 0 for one worker, and it grows to 1; the shift of the "
                    + "sketched models is that of one worker divided by sqrt(n)"),
            hypotheses: [],
            parts: [Part("diminishes", "relative bias of n workers", .atMost, "previous")],
            instances: [Instance("equal-workers", .counterexample) { _ in try evidence(upTo: 6) }])
    }

    /// The relative bias `|h| / |x*|` of `n` equal workers with `L_i = I`, by every permutation. O(n! n^3).
    /// The entries of the equal `b_i` are `1 + slope j`, j = 0, ..., n - 1.
    static func relativeBias(_ n: Int, slope: Double = 1) throws -> Double {
        let shift = (0..<n).map { 1 + slope * Double($0) }
        let workers = try Subnetworks(
            scaled: (0..<n).map { _ in .identity(n) }, shifts: (0..<n).map { _ in shift })
        return norm(workers.bias) / norm(workers.model.optimum)
    }

    static func evidence(upTo most: Int, slope: Double = 1) throws -> Evidence {
        let values = try (1...most).map { try relativeBias($0, slope: slope) }
        // Sums of n! terms of equal weight, each with relative errors of a few n eps.
        let radius = (1...most).map { (n: Int) -> Double in
            let terms: Int = (1...n).reduce(1, *)
            return Double(terms + 16 * n) * Double.ulpOfOne
        }
        var evidence = Evidence(
            engine: "enumeration", model: "n identity quadratics, n = 2...\(most)", trained: "every permutation")
        evidence.tracks["diminishes"] = Track(
            times: (2...most).map(Double.init), observed: Array(values.dropFirst()), radius: Array(radius.dropFirst())
        ).varying("previous", Array(values.dropLast()), radius: Array(radius.dropLast()))
        evidence.derive(derivation(upTo: most))
        return evidence
    }

    /// The same workers and permutations; `B` is the identity.
    private static func derivation(upTo most: Int) -> Derivation {
        Derivation(
            """
            for d = 1 to \(most)
              mean = zeros(d, 1)
              xs = zeros(d, 1)
              for j = 1 to d
                xs = put(xs, j, j)
              end
              for k = 1 to factorial(d)
                code = k - 1
                free = xs
                for i = 1 to d
                  left = d - i + 1
                  place = code - left*floor(code/left) + 1
                  code = floor(code/left)
                  j = at(free, place)
                  free = put(free, place, at(free, left))
                  mean = put(mean, j, at(mean, j) + sqrt(d)*at(xs, j)/d/factorial(d))
                end
              end
              bias[d] = norm(xs - mean)/norm(xs)
              if d > 1
                observe "diminishes" at d = bias[d] with previous = bias[d - 1]
              end
            end
            """)
    }
}
