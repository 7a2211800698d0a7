import LinearAlgebra

extension TiedLayers.Case {
    /// Where an entry of a layer was observed: the layer, the row and the column, from 1.
    typealias Place = (layer: Int, row: Int, column: Int)

    /// Descent in full matrices beside the formula, tied or not, observed at the places that the doubles chose.
    ///
    /// Where target and layers commute exactly, `path` has the layers that the doubles passed through: then each step is shown from
    /// there, since an exact run soon has numbers too long to compare. Elsewhere the run is one.
    struct Program {
        let target: Matrix
        let start: [Matrix]
        let stepSize: Double
        let steps: Int
        let path: [Matrix]?
        private(set) var derivation = Derivation()

        init(target: Matrix, start: [Matrix], stepSize: Double, steps: Int, path: [Matrix]?) {
            self.target = target
            self.start = start
            self.stepSize = stepSize
            self.steps = steps
            self.path = path
            derivation.set("A", target)
            derivation.set("S", family: start)
            if let path { derivation.set("path", family: path) }
            derivation.append("depth = \(start.count)\neta = \(Derivation.written(stepSize))")
            derivation.append(
                """
                tieDefect = 0
                for k = 2 to depth
                    tieDefect = max(tieDefect, norm(S[k] - S[1]))
                end
                """)
            derivation.quantities = [
                "normalityDefect": "norm(A*T(A) - T(A)*A)", "startNormalityDefect": "norm(S[1]*T(S[1]) - T(S[1])*S[1])",
                "commutator": "norm(S[1]*A - A*S[1])", "tieDefect": "tieDefect",
                "asymmetry": "norm(A - T(A)) + norm(S[1] - T(S[1]))",
            ]
            derivation.left["flow"] = "gradient flow without closed form"
            if path == nil { derivation.left["correlation"] = "gradients may be zero" }
        }

        /// Adds the rows of `part`.
        mutating func add(_ part: String, tied: Bool, transposes: Bool, places: [Place]) {
            let rows = places.map { [Double($0.layer), Double($0.row), Double($0.column)] }
            derivation.set("places", Matrix(rows: rows.count, columns: 3) { rows[$0][$1] })
            let power = transposes ? "T(P)^(depth - 1)" : "P^(depth - 1)"
            derivation.append(
                """
                P = S[1]
                for k = 1 to depth
                    W[k] = S[k]
                end
                for t = 0 to \(steps)
                    observe "\(part)" at t = \(Self.entry("W[at(places, t + 1, 1)]")) with w = \(Self.entry("P"))
                    \(path == nil ? "" : Self.restart)
                    \(LayerProgram.gradients)
                    \(part == "unshared" && path != nil ? Self.correlation : "")
                    \(tied ? LayerProgram.mean : "")
                    \(LayerProgram.step)
                    P = P - eta*\(power)*(P^depth - A)
                end
                """)
        }

        private static func entry(_ name: String) -> String {
            "at(\(name), at(places, t + 1, 2), at(places, t + 1, 3))"
        }

        private static let restart = """
            P = path[t + 1]
            for k = 1 to depth
                W[k] = P
            end
            """

        private static let correlation = """
            correlation = 0
            for k = 2 to depth
                product = sqrt(norm2(G[k])*norm2(G[k - 1]))
                correlation = correlation + dot(G[k], G[k - 1])/product/(depth - 1)
            end
            observe "correlation" at t = correlation
            """
    }
}
