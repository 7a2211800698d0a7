import LinearAlgebra
import PartialTraining

extension RunDerivation {
    /// What the state of the program is.
    enum VectorState {
        /// `e = x - xs`.
        case error
        /// `S = E[e e']`: under random operators that act on the gradient.
        case moments
        /// `Z = E[z z']` with `z = (x; 1)`: where the gradient is taken at a random point.
        case augmented
    }

    /// A quadratic, as a vector or its second moments.
    func vectors(_ model: Quadratic) throws(DerivationGap) -> Derivation {
        let operators = run.schedule.stages.flatMap(\.partial.flattened)
        let isForward = operators.contains { ($0 as? Mask)?.forward ?? false }
        let watchesCore = parts.values.contains(.coreLoss)
        let state: VectorState = isForward || watchesCore ? .augmented : run.schedule.isRandom ? .moments : .error
        var result = numbers.model ?? given(model)
        result.append(
            """
            n = rows(H)
            x0 = \(numbers.vector(run.start.values))
            e = x0 - xs
            """)
        spectrum(&result, state)
        for (number, stage, _, _) in try stages {
            result.append(parameters(stage, model.layout))
            result.append("eta\(number) = \(numbers.stepSize(number - 1, stage.stepSize))")
            for (part, partial) in stage.partial.flattened.enumerated() {
                let step = VectorStep(partial, stage: number, part: part + 1, model.layout, numbers)
                result.append(try step.preparation(state).joined(separator: "\n"))
            }
        }
        if watchesCore { result.append(try core(stage: 1)) }
        result.append(try costs())
        result.append("kept = 0\nnow = eta1\nfor t = 0 to \(run.schedule.length)")
        result.append(state.gradient)
        if watchesCore { result.append(Self.coreLoss) }
        result.append(
            try observations { (observable) throws(DerivationGap) in try state.formula(observable) }.joined(
                separator: "\n"))
        let steps = try self.steps { (number, partial) throws(DerivationGap) in
            let all = run.schedule.stages[number - 1].partial.flattened
            let part = all.firstIndex { $0.summary == partial.summary } ?? 0
            let step = VectorStep(partial, stage: number, part: part + 1, model.layout, numbers)
            return (watchesCore ? [try core(stage: number)] : []) + (try step.lines(state))
        }
        result.append(steps.joined(separator: "\n"))
        result.append("end")
        return result
    }

    /// The masks whose models a stage's core is: of the first operator that has any.
    private func core(stage number: Int) throws(DerivationGap) -> String {
        let parts = run.schedule.stages[number - 1].partial.flattened
        guard let place = parts.firstIndex(where: { $0 is Mask }) else {
            throw DerivationGap("the core of \(run.schedule.stages[number - 1].partial.summary)")
        }
        return "stage = \(number)\npart = \(place + 1)"
    }

    /// `E f(M x)` over the masks M of the stage.
    private static let coreLoss = """
        core = 0
        for i = 1 to rows(R[stage, part])
        F = beside(diag(T(row(R[stage, part], i)))*cs[stage, part], -xs)
        core = core + at(wt[stage, part], i)*trace(H*F*Z*T(F))/2
        end
        """

    /// The model by its own numbers.
    private func given(_ model: Quadratic) -> Derivation {
        Derivation(
            """
            H = \(numbers.matrix(model.hessian))
            xs = \(numbers.vector(model.optimum))
            fmin = \(numbers.number(model.minimum))
            rk = rank(H)
            """)
    }

    /// What a step size may use of its stage's own operator.
    private func parameters(_ stage: Stage, _ layout: Layout) -> String {
        var lines: [String] = []
        for partial in stage.partial.flattened {
            switch partial {
            case let mask as Mask:
                lines.append("p = \(VectorStep.keep(mask, layout.count, numbers))")
                if case .subset(let k) = mask.law { lines.append("k = \(k)") }
            case let subspace as RandomSubspace: lines.append("r = \(subspace.dimension)")
            default: break
            }
        }
        return lines.joined(separator: "\n")
    }

    /// The quantities of model and start.
    private func spectrum(_ result: inout Derivation, _ state: VectorState) {
        result.append(
            """
            lam = eigenvalues(H, rk)
            L = at(lam, n)
            mu = at(lam, n - rk + 1)
            lmin = at(lam, 1)
            kappa = L/mu
            d = n
            """)
        // At time 0 these are observed by the same operations, and so the same.
        result.append(
            state == .error
                ? "excess0 = dot(e, H*e)/2\ndistance0 = norm(e)"
                : "\(state.start)\n\(state.gradient)\nexcess0 = trace(K)/2\ndistance0 = sqrt(trace(S))")
        result.append("loss0 = fmin + excess0")
        for name in ["L", "mu", "kappa", "lmin", "d", "excess0", "loss0", "distance0"] {
            result.quantities[name] = name
        }
        result.quantities["lmax"] = "L"
        result.quantities["min"] = "fmin"
    }
}

extension RunDerivation.VectorState {
    /// The state at time 0.
    fileprivate var start: String {
        switch self {
        case .error: ""
        case .moments: "S = e*T(e)"
        case .augmented: "Z = stack(x0, [1])*T(stack(x0, [1]))\nC = beside(I(n), -xs)"
        }
    }

    /// What observables and steps need, at the top of the loop.
    fileprivate var gradient: String {
        switch self {
        case .error: "g = H*e"
        case .moments: "K = H*S\nG = K*H"
        case .augmented: "S = C*Z*T(C)\nK = H*S\nG = K*H"
        }
    }

    fileprivate func formula(_ observable: Observable) throws(DerivationGap) -> String {
        let isError = self == .error
        switch observable {
        case .excess: return isError ? "dot(e, g)/2" : "trace(K)/2"
        case .loss: return isError ? "fmin + dot(e, g)/2" : "fmin + trace(K)/2"
        case .distance: return isError ? "norm(e)" : "sqrt(trace(S))"
        case .distanceSquared: return isError ? "norm2(e)" : "trace(S)"
        case .gradientNormSquared: return isError ? "norm2(g)" : "trace(G)"
        case .maskedGradientMean: return "kept/t"
        case .coreLoss: return "fmin + core"
        case .cost: return "at(costs, t + 1)"
        case .rank: throw DerivationGap("the observable \(observable.rawValue) of a quadratic")
        }
    }
}
