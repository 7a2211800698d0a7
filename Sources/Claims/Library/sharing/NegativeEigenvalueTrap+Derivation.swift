import LinearAlgebra
import PartialTraining

extension NegativeEigenvalueTrap {
    /// Descent in full matrices; of a target `-nu I` the product's first entry is its mode.
    static func derivation(_ target: Matrix, start: Parameters, stepSize: Double, steps: Int) -> Derivation {
        var derivation = Derivation()
        derivation.set("A", target)
        derivation.set("W", family: start.blocks)
        derivation.append("depth = \(start.blocks.count)\neta = \(Derivation.written(stepSize))")
        derivation.append(
            """
            n = rows(A)
            startDefect = 0
            for k = 1 to depth
                startDefect = startDefect + norm2(W[k] - I(n))
            end
            lam = eigenvalues(A)
            trap = 0
            for i = 1 to n
                trap = trap + min(at(lam, i), 0)^2/2
            end
            for t = 0 to \(steps)
                \(LayerProgram.gradients)
                observe "floor" at t = loss
                observe "upper" at t = at(B[depth], 1, 1)
                \(LayerProgram.step)
            end
            """)
        derivation.quantities = [
            "asymmetry": "norm(A - T(A))", "startDefect": "sqrt(startDefect)", "jump": "eta*(1 - at(lam, 1))",
            "nu": "-at(A, 1, 1)", "trap": "trap", "depth": "depth", "eta": "eta",
        ]
        return derivation
    }
}
