import LinearAlgebra
import PartialTraining

extension ShareFloor {
    /// Shared descent from equal layers, against the three floors. What speaks of matrix roots is left.
    static func derivation(_ run: Run, target: Matrix, layer: Matrix) -> Derivation? {
        let parts = ["symmetric-floor", "singular-floor", "plane-floor"]
        let losses = Dictionary(uniqueKeysWithValues: parts.map { ($0, Observable.loss) })
        guard var derivation = try? RunDerivation(run, losses).derivation() else { return nil }
        derivation.set("layer", layer)
        derivation.append(
            """
            n = rows(A)
            lam = eigenvalues(A)
            symmetricFloor = norm2(A - T(A))/8
            for i = 1 to n
                symmetricFloor = symmetricFloor + min(at(lam, i), 0)^2/2
            end
            """)
        derivation.quantities["layerAsymmetry"] = "norm(layer - T(layer))"
        derivation.quantities["asymmetry"] = "norm(A - T(A))/2"
        derivation.quantities["lmin"] = "at(lam, 1)"
        derivation.quantities["lmax"] = "at(lam, n)"
        derivation.quantities["symmetricFloor"] = "symmetricFloor"
        derivation.quantities["sigma"] = "sqrt(at(eigenvalues(A*T(A), rank(A)), 1))"
        derivation.quantities["det"] = "det(A)"
        derivation.quantities["width"] = "n"
        derivation.quantities["odd"] = "depth - 2*floor(depth/2)"
        derivation.append("depth = \(run.model.constants.depth ?? 0)")
        for part in ["root", "projection", "pairing"] { derivation.left[part] = "an equality of matrix roots" }
        return derivation
    }
}
