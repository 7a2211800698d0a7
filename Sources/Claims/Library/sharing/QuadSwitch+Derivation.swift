import LinearAlgebra

extension QuadSwitch.Setting {
    /// Both stages in the basis of the Hessian: the error along the shared direction, and along one contrast.
    ///
    /// After each number of shared steps unshared ones follow until the target is reached, at most `most` of them.
    func derivation() -> Derivation {
        var derivation = Derivation()
        for (name, value) in [
            ("lam1", curvatures.0), ("lam2", curvatures.1), ("first", errors.0), ("second", errors.1),
            ("eta1", firstStep),
            ("accuracy", accuracy), ("c1", costs.0), ("c2", costs.1),
        ] { derivation.append("\(name) = \(Derivation.written(value))") }
        derivation.append("eta2 = \(secondStep.map(Derivation.written) ?? "2/(lam1 + lam2)")")
        derivation.append("times = \(times)\nmost = \(most)")
        derivation.append(Self.stages)
        derivation.append(Self.relaxed)
        for name in ["lam1", "lam2", "eta1", "eta2", "floor", "gap0", "accuracy", "c1", "c2"] {
            derivation.quantities[name] = name
        }
        return derivation
    }

    private static let stages = """
        floor = lam2*second^2/2
        gap0 = lam1*first^2/2
        shared = first
        for tau = 0 to times
            a = shared
            b = second
            steps = 0
            for k = 1 to most
                if (lam1*a^2 + lam2*b^2)/2 > accuracy
                    a = (1 - eta2*lam1)*a
                    b = (1 - eta2*lam2)*b
                    steps = steps + 1
                end
            end
            spent = c1*tau + c2*steps
            observe "cost-lower" at tau = spent
            observe "cost-upper" at tau = spent
            observe "optimum" at tau = spent
            if tau = 0
                best = spent
            end
            best = min(best, spent)
            shared = (1 - eta1*lam1)*shared
        end
        observe "best" at 0 = best
        """

    private static let relaxed = """
        shared = first
        for tau = 0 to times + 1
            loss = (lam1*shared^2 + lam2*second^2)/2
            relaxed[tau] = c1*tau - c2*ln(loss/accuracy)/ln((1 - eta2*lam2)^2)
            shared = (1 - eta1*lam1)*shared
        end
        for tau = 1 to times
            observe "convex" at tau = relaxed[tau] with around = (relaxed[tau - 1] + relaxed[tau + 1])/2
        end
        """
}
