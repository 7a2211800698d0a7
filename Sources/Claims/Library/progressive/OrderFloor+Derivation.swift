import LinearAlgebra

extension DegreeTraining {
    /// The parts of ``evidence(first:second:low:dropping:keep:only:leaving:limits:)``. Parts about the limit of long stages are
    /// derived where they are in `limits`: what finite stages reach is not equal to it.
    func derivation(first: Int, second: Int, low: Int, dropping: Bool, keep: Double, limits: [String]) -> Derivation {
        var derivation = self.derivation
        derivation.append("first = \(first)\nsecond = \(second)\nlow = \(low)")
        derivation.append(Self.floors)
        derivation.append(
            """
            plan = stack(degree*ones(first, 1), low*ones(second, 1))
            \(Self.training(dropping: dropping, observing: Self.finite))
            core = fmin + dot(M[low]*x - xs, H*(M[low]*x - xs))/2
            observe "floor" at 0 = loss
            observe "sub-floor" at 0 = core
            observe "balance" at 0 = loss + core
            plan = stack(stack(degree*ones(first, 1), low*ones(second, 1)), degree*ones(first, 1))
            previous = 0
            \(Self.training(dropping: false, observing: Self.freezing))
            p = \(Derivation.written(keep))
            """)
        if features.count <= 8 { derivation.append(Self.rescaled) }
        for name in ["floor", "schur", "high", "p"] { derivation.quantities[name] = name }
        derivation.quantities["size"] = "norm2(xs)"
        derivation.quantities["freezes"] = dropping ? "0" : "1"
        for part in ["floor", "sub-floor", "balance"] where !limits.contains(part) {
            derivation.left[part] = "a limit of long stages"
        }
        if Derivation.written(stepSize).contains("x") {
            derivation.left["finite"] = "an equality after hundreds of steps of long numbers"
        }
        return derivation
    }

    /// The low and the high block, and what the closed form and the floors are made of.
    private static let floors = """
        count = 0
        for i = 1 to n
            if at(degrees, i) <= low
                count = count + 1
            end
        end
        Hll = sub(H, 1, count, 1, count)
        Hlh = sub(H, 1, count, count + 1, n)
        Hhh = sub(H, count + 1, n, count + 1, n)
        high = sub(xs, count + 1, n, 1, 1)
        rest = solve(Hll, Hlh*high)
        floor = dot(Hlh*high, rest)/2
        schur = dot(high, Hhh*high)/2 - floor
        high = dot(high, Hhh*high)/2
        """

    /// In the low stage `e_h` rests and `e_l = r + (I - eta Hll)^t (e_l(0) - r)`.
    private static let finite = """
        if t = first
            low0 = sub(x - xs, 1, count, 1, 1)
            high0 = sub(x - xs, count + 1, n, 1, 1)
        end
        if t >= first
            e = stack(rest + (I(count) - eta*Hll)^(t - first)*(low0 - rest), high0)
            observe "finite" at t - first = loss with closed = dot(e, H*e)/2
        end
        """

    /// Full steps from where the low stage ended, as its doubles have it.
    func increasing(from end: Vector, steps: Int) -> String {
        """
        x0 = \(Derivation.text(Matrix(column: end)))
        gap = dot(x0 - xs, H*(x0 - xs))/2
        plan = degree*ones(\(steps), 1)
        \(Self.training(dropping: true, observing: "observe \"increasing\" at t = excess"))
        """
    }

    private static let freezing = """
        if t = 0
            previous = loss
        end
        observe "freezing" at t = loss with previous = previous
        previous = loss
        """

    /// The point at which the mean of all masked steps is none.
    private static let rescaled = """
        A = zeros(n, n)
        b = zeros(n, 1)
        sets = masks(n)
        for i = 1 to 2^n
            N = diag(T(row(sets, i)))/p
            chance = p^sum(row(sets, i))*(1 - p)^(n - sum(row(sets, i)))
            A = A + chance*(N*H*N)
            b = b + chance*(N*H*xs)
        end
        x = solution(A, b)
        observe "rescaled" at 0 = fmin + dot(x - xs, H*(x - xs))/2
        """
}
