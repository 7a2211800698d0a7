import LinearAlgebra
import PartialTraining

extension RefutedSharingFaster {
    /// The shared and the unshared run, each to its last step.
    static func derivation(
        layer: Matrix, target: Matrix, depth: Int, stepSize: Double, steps: Int, counting: Bool
    ) -> Derivation {
        var derivation = Derivation()
        derivation.set("A", target)
        derivation.set("layer", layer)
        derivation.append("depth = \(depth)\neta = \(Derivation.written(stepSize))")
        for tied in [true, false] {
            derivation.append(race(steps: steps, tied: tied))
            derivation.append(
                tied ? "shared = \(counting ? "count" : "loss")" : "unshared = \(counting ? "count" : "loss")")
        }
        derivation.append(
            counting
                ? "observe \"fewer-steps\" at 0 = shared with unshared = unshared"
                : "observe \"one-step\" at 1 = shared with unshared = unshared")
        derivation.quantities["layerDifference"] = "0"
        derivation.quantities["asymmetry"] = "norm(A - T(A))"
        return derivation
    }

    /// `count` is the number of steps with a loss above a millionth of that at the start.
    private static func race(steps: Int, tied: Bool) -> String {
        """
        for k = 1 to depth
            W[k] = layer
        end
        \(LayerProgram.loss)
        loss0 = loss
        count = 0
        for t = 1 to \(steps)
            if loss > loss0/1000000
                count = count + 1
                \(LayerProgram.descent(tied: tied))
                \(LayerProgram.loss)
            end
        end
        """
    }
}

extension RefutedDepthCubed {
    /// Steps by modes at each depth, at the largest step sizes: from the zero-asymmetric start (`a` of the first layers, `b` of the
    /// last) and from the identity.
    ///
    /// The largest step of the former follows from the root x of `x (1 + x)^(depth - 1) = sigma^2`, which is bisected; what is
    /// between the last two points is far below the rounding of the run in doubles.
    static func derivation(target: Matrix) -> Derivation {
        var derivation = Derivation()
        derivation.append("phi = [" + target.diagonal.map(Derivation.written).joined(separator: "; ") + "]")
        derivation.append(
            """
            for number = 1 to \(depths.count)
                depth = 2^number
                top = largest(phi)
                low = 0
                high = top^2
                for k = 1 to 60
                    x = (low + high)/2
                    if x*(1 + x)^(depth - 1) < top^2
                        low = x
                    else
                        high = x
                    end
                end
                eta = 1/max((1 + high)^(depth - 2)*(1 + depth*high), 1 + (depth - 1)*top^2)
                \(count("zero-asymmetric", asymmetricStep))
                eta = 1/(depth*max(1, top^(2 - 2/depth)))
                \(count("shared", sharedStep))
            end
            """)
        derivation.quantities["lmin"] = "smallest(phi)"
        derivation.quantities["relativeStep"] = "1"
        return derivation
    }

    private static let asymmetricStep = """
        change = eta*at(a, i)^(depth - 2)*(at(b, i)*at(a, i)^(depth - 1) - at(phi, i))
        next = at(a, i) - change*at(b, i)
        b = put(b, i, at(b, i) - change*at(a, i))
        a = put(a, i, next)
        """

    private static let sharedStep = """
        a = put(a, i, at(a, i) - eta*at(a, i)^(depth - 1)*(at(a, i)^depth - at(phi, i)))
        b = put(b, i, at(a, i))
        """

    /// The number of steps with a loss above 1e-8 of that at the start.
    private static func count(_ part: String, _ step: String) -> String {
        let first = part == "shared" ? "firstShared" : "firstAsymmetric"
        return """
            n = rows(phi)
            a = ones(n, 1)
            b = \(part == "shared" ? "a" : "zeros(n, 1)")
            count = 0
            for t = 0 to 400
                loss = 0
                for i = 1 to n
                    loss = loss + (at(b, i)*at(a, i)^(depth - 1) - at(phi, i))^2/2
                end
                if t = 0
                    loss0 = loss
                end
                if loss > loss0/10^8
                    count = count + 1
                    for i = 1 to n
                        \(step)
                    end
                end
            end
            if number = 1
                \(first) = count
            end
            observe "\(part)" at number = count with layers = depth, first = \(first)
            """
    }
}

extension RefutedAdjacentCorrelation {
    /// Unit vectors around the circle. Six of them lie on the hexagonal lattice, whose inner products are rational.
    static func derivation(_ count: Int) -> Derivation {
        var derivation = Derivation("count = \(count)")
        if count == 6 {
            derivation.append(
                """
                form = [1, 1/2; 1/2, 1]
                a = [1, 0, -1, -1, 0, 1; 0, 1, 1, 0, -1, -1]
                """)
        } else {
            derivation.append(
                """
                form = I(2)
                a = zeros(2, count)
                for l = 1 to count
                    a = put(put(a, 1, l, cos(2*pi()*l/count)), 2, l, sin(2*pi()*l/count))
                end
                """)
        }
        derivation.append(
            """
            eta = 0.1
            correlation = 1
            square = 0
            for l = 1 to count
                g[l] = -col(a, l)
                square = square + dot(g[l], form*g[l])
                if l > 1
                    pair = dot(g[l - 1], form*g[l])/sqrt(dot(g[l - 1], form*g[l - 1])*dot(g[l], form*g[l]))
                    correlation = min(correlation, pair)
                end
            end
            total = a*ones(count, 1)
            observe "efficiency" at 0 = dot(total, form*total)/count/square
            w = zeros(2, count)
            for t = 0 to 50
                loss = trace(T(w - a)*form*(w - a))/2
                if t = 0
                    loss0 = loss
                end
                observe "progress" at t = loss
                w = w - eta*((w - a)*ones(count, count)/count)
            end
            """)
        for name in ["correlation", "loss0", "eta"] { derivation.quantities[name] = name }
        derivation.quantities["depth"] = "count"
        derivation.quantities["rho"] = "1/2"
        derivation.quantities["mu"] = "1"
        return derivation
    }
}
