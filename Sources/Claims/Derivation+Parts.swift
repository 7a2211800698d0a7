import LinearAlgebra
import PartialTraining

extension Derivation {
    /// A quadratic `(x - xs)'H(x - xs)/2 + least` of `d` variables, and the start `x0` of a run on it.
    package init(_ model: Quadratic, start: Vector) {
        self.init()
        set("H", model.hessian)
        set("xs", model.optimum)
        set("least", model.minimum)
        set("x0", start)
        append("d = rows(H)")
    }

    /// Gives a name the numbers of coordinates, counted from 1.
    package mutating func set(_ name: String, places: [Int]) { set(name, places.map { Double($0 + 1) }) }

    /// What is known of the quadratic's spectrum: `lmin`, `lmax`, `mu` of a positive semidefinite `H`; exact of a diagonal one
    /// and of a multiple of a projection.
    package mutating func appendSpectrum() {
        append(
            """
            spectrum = eigenvalues(H)
            lmin = at(spectrum, 1)
            lmax = at(spectrum, d)
            mu = at(spectrum, d - rank(H) + 1)
            if norm2(H*H - trace(H)/rank(H)*H) = 0
              lmax = trace(H)/rank(H)
              mu = lmax
              if rank(H) = d
                lmin = lmax
              end
            end
            """)
    }

    /// The true constants, `curvature` and `plConstant`, and those that a claim is told: `L` and `mu`, the same unless `claimed`.
    package mutating func appendConstants(claimed: [String: Double] = [:]) {
        appendSpectrum()
        append(
            """
            curvature = lmax
            plConstant = mu
            L = lmax
            """)
        for (name, value) in claimed.sorted(by: { $0.key < $1.key }) { set(name, value) }
        give("curvature", "plConstant", "L", "mu")
    }

    /// Declares quantities whose names are those of the program.
    package mutating func give(_ names: String...) { for name in names { quantities[name] = name } }

    /// Does not derive a part, for a reason.
    package mutating func leave(_ part: String, _ reason: String) {
        body.removeAll { $0.observed == part }
        left[part] = reason
    }

    /// Observes under another name.
    package mutating func rename(_ part: String, to name: String) {
        body = body.map { $0.observed == part ? $0.replacing("\"\(part)\"", with: "\"\(name)\"") : $0 }
    }

    /// Keeps what is observed of some parts only.
    package mutating func keep(_ parts: some Collection<String>) {
        body.removeAll { line in line.observed.map { !parts.contains($0) } ?? false }
        left = left.filter { parts.contains($0.key) }
    }
}

extension String {
    /// The part that a line of a derivation observes.
    fileprivate var observed: String? {
        let line = drop { $0 == " " }
        guard line.hasPrefix("observe \"") else { return nil }
        return String(line.dropFirst(9).prefix { $0 != "\"" })
    }
}

extension Evidence {
    /// Takes a derivation, of the parts that are compared.
    package mutating func derive(_ derivation: Derivation) {
        var derivation = derivation
        derivation.keep(tracks.keys)
        self.derivation = derivation
    }
}
