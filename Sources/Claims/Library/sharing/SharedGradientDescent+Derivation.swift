import LinearAlgebra

extension SharedGradientDescent {
    /// What the run's own derivation does not say: constants of the target, the published step, and the number of steps.
    ///
    /// `isLargest` says that the step is the largest one without overshoot.
    static func complete(
        _ derivation: inout Derivation, target: Matrix, start: Double, isLargest: Bool, accuracy: Double?
    ) {
        if target != target.transposed {
            derivation.append("sigma = eigenvalues(A*T(A), rank(A))")
            derivation.quantities["lmin"] = "sqrt(at(sigma, 1))"
            derivation.quantities["lmax"] = "sqrt(at(sigma, rows(A)))"
        } else {
            derivation.append(
                """
                divisor = 4*sqrt(rows(A))*\(derivation.quantities["depth"] ?? "1")*max(lmax^4, 1)
                observe "published-step" at 0 = min(lmin^2, 1)/divisor
                """)
        }
        if target.count == 1, isLargest {
            derivation.left["lower"] = "the error is squared at every step, and soon below all digits"
        }
        derivation.quantities["asymmetry"] = "norm(A - T(A))"
        derivation.quantities["startDefect"] = "abs(\(Derivation.text(start)) - 1)"
        derivation.quantities["width"] = "rows(A)"
        if let accuracy { derivation.countSteps(to: accuracy, of: "upper", ["steps", "steps-simple"]) }
    }
}

extension Derivation {
    /// Observes, as the value of each of `parts`, the first time at which the loss of the run that the program follows for the
    /// part `source` is at most `accuracy` times its start.
    mutating func countSteps(to accuracy: Double, of source: String, _ parts: [String]) {
        guard let place = body.firstIndex(where: { $0.contains("observe \"\(source)\"") }),
            let beginning = body.firstIndex(where: { $0.hasPrefix("for t = 0") })
        else { return }
        let lines = [
            "if reached < 0", "if norm2(E)/2 <= accuracy*loss0", "reached = t", "end", "end",
        ]
        body.insert(contentsOf: lines, at: place)
        body.insert(contentsOf: ["accuracy = \(Self.text(accuracy))", "reached = -1"], at: beginning)
        for part in parts { append("observe \"\(part)\" at 0 = reached") }
        quantities["accuracy"] = "accuracy"
    }
}
