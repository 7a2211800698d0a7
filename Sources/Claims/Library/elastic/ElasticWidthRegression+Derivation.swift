import LinearAlgebra

extension ElasticWidthRegression {
    /// Random widths and rescaled masks by their mean maps and losses, outcome by outcome; pseudoinverses by solutions.
    static func derivation(_ widths: NestedWidth, keep: Double, at theta: Vector) -> Derivation {
        var derivation = Derivation()
        derivation.set("H", widths.model.hessian)
        derivation.set("xs", widths.model.optimum)
        derivation.set("fmin", widths.model.minimum)
        derivation.set("shares", widths.shares)
        derivation.set("theta", theta)
        derivation.append("p = \(Derivation.written(keep))")
        derivation.append(joint)
        derivation.append(excesses)
        derivation.append(ridge)
        derivation.quantities = [
            "jointMin": "at(eigenvalues(A), 1)", "min": "fmin", "own": "own", "together": "dot(b, best)",
            "apart": "apart", "p": "p",
        ]
        return derivation
    }

    /// Where the error `e` settles: `E[e+] = N e + c`, from `e = 0`.
    private static let joint = """
        d = rows(H)
        A = zeros(d, d)
        b = zeros(d, 1)
        N = zeros(d, d)
        c = zeros(d, 1)
        for k = 1 to d
            P[k] = zeros(d, d)
            for i = 1 to k
                P[k] = put(P[k], i, i, 1)
            end
            A = A + at(shares, k)*(P[k]*H*P[k])
            b = b + at(shares, k)*(P[k]*(H*xs))
            N = N + at(shares, k)*(P[k]*H*P[k])
            c = c - at(shares, k)*(P[k]*H*(P[k]*xs - xs))
        end
        best = solution(A, b)
        settled = xs + solution(N, c)
        for i = 1 to d
            observe "joint" at i = at(settled, i) with optimal = at(best, i)
        end
        """

    /// `L_k(theta) = fmin + |P_k theta - xs|^2_H / 2`, and its least value at `theta^(k)`.
    private static let excesses = """
        own = 0
        apart = 0
        mean = 0
        trained = 0
        for k = 1 to d
            head = sub(H*xs, 1, k, 1, 1)
            block = sub(H, 1, k, 1, k)
            alone = solution(block, head)
            y = zeros(d, 1)
            for i = 1 to k
                y = put(y, i, at(alone, i))
            end
            least = fmin + dot(y - xs, H*(y - xs))/2
            excess = fmin + dot(P[k]*best - xs, H*(P[k]*best - xs))/2 - least
            gap = sub(best, 1, k, 1, 1) - alone
            observe "excess" at k = excess with form = dot(gap, block*gap)/2
            if at(shares, k) > 0
                trained = trained + 1
                observe "share" at trained = excess with pi = at(shares, k)
            end
            mean = mean + at(shares, k)*excess
            own = own + at(shares, k)*dot(head, alone)
            apart = apart + at(shares, k)*(fmin + dot(P[k]*xs - xs, H*(P[k]*xs - xs))/2 - least)
        end
        observe "conflict" at 0 = mean
        observe "coupling" at 0 = mean
        """

    /// The expected loss of rescaled masks at two points, and where their steps settle in the mean.
    private static let ridge = """
        R = masks(d)
        D = diag(diagonal(H))
        optimal = solve(H + (1 - p)/p*D, H*xs)
        N = zeros(d, d)
        c = zeros(d, 1)
        loss = 0
        lossBest = 0
        for i = 1 to 2^d
            chance = p^sum(row(R, i))*(1 - p)^(d - sum(row(R, i)))
            M = diag(T(row(R, i)))/p
            N = N + chance*(M*H*M)
            c = c - chance*(M*H*(M*xs - xs))
            loss = loss + chance*(fmin + dot(M*theta - xs, H*(M*theta - xs))/2)
            lossBest = lossBest + chance*(fmin + dot(M*optimal - xs, H*(M*optimal - xs))/2)
        end
        observe "ridge" at 1 = loss with fit = dot(theta - xs, H*(theta - xs))/2, penalty = dot(theta, D*theta)
        observe "ridge" at 2 = lossBest with fit = dot(optimal - xs, H*(optimal - xs))/2, penalty = dot(optimal, D*optimal)
        settled = xs + solution(N, c)
        for i = 1 to d
            observe "ridge-optimum" at i = at(settled, i) with optimal = at(optimal, i)
        end
        """
}
