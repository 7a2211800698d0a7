import LinearAlgebra
import PartialTraining

extension Balancedness {
    /// Descent step by step. The equality of a single step is shown at the points that the doubles passed through, taken exactly:
    /// an exact run soon has numbers too long to compare.
    static func derivation(_ descent: LayerDescent, stepSize: Double, steps: Int, tied: Bool) throws -> Derivation {
        var derivation = Derivation()
        derivation.set("A", descent.model.target)
        derivation.append(
            "depth = \(descent.model.depth)\neta = \(Derivation.written(stepSize))\nsharing = \(tied ? 1 : 0)")
        derivation.set("W", family: descent.layers.blocks)
        derivation.append(drift(steps: steps, tied: tied))
        var descent = descent
        derivation.append("place = 0")
        for _ in 0..<steps {
            derivation.set("W", family: descent.layers.blocks)
            derivation.append(step(tied: tied))
            try descent.advance()
        }
        for name in ["sharing", "depth", "eta", "loss0", "efficiency"] { derivation.quantities[name] = name }
        derivation.left["flow"] = "gradient flow without closed form"
        return derivation
    }

    /// One row for each entry of each `C_l`, by columns.
    private static func step(tied: Bool) -> String {
        """
        \(LayerProgram.gradients)
        for k = 1 to depth - 1
            entry[k] = vec(T(W[k + 1])*W[k + 1] - W[k]*T(W[k]))
            change[k] = vec(T(G[k + 1])*G[k + 1] - G[k]*T(G[k]))
        end
        \(tied ? LayerProgram.mean : "")
        \(LayerProgram.step)
        for k = 1 to depth - 1
            C = vec(T(W[k + 1])*W[k + 1] - W[k]*T(W[k]))
            for i = 1 to rows(C)
                place = place + 1
                observe "descent" at place = at(C, i) with entry = at(entry[k], i), change = at(change[k], i)
            end
        end
        """
    }

    private static func drift(steps: Int, tied: Bool) -> String {
        """
        for k = 1 to depth - 1
            first[k] = T(W[k + 1])*W[k + 1] - W[k]*T(W[k])
        end
        weighted = 0
        for t = 1 to \(steps)
            \(LayerProgram.gradients)
            if t = 1
                loss0 = loss
            end
            weighted = weighted + 2*slope - norm2(G[1]) - norm2(G[depth])
            before = loss
            full = slope
            \(tied ? LayerProgram.mean : "")
            \(LayerProgram.step)
            \(LayerProgram.loss)
            if t = 1
                efficiency = (before - loss)/(eta*full)
            end
            efficiency = min(efficiency, (before - loss)/(eta*full))
            drift = 0
            for k = 1 to depth - 1
                drift = drift + norm(T(W[k + 1])*W[k + 1] - W[k]*T(W[k]) - first[k])
            end
            observe "drift" at t = drift with weighted = weighted, loss = loss
            observe "drift-loss" at t = drift with weighted = weighted, loss = loss
        end
        """
    }
}
