import LinearAlgebra

extension PolynomialSchedule {
    /// The run itself, its steps in other orders, constant full depth, and the second moments under random depths.
    static func derivation(_ training: DegreeTraining, depths: [Int], dropping: Bool, shares: Vector) -> Derivation {
        var derivation = training.derivation
        derivation.append(energies)
        derivation.append(DegreeTraining.plan(depths))
        derivation.append(
            """
            for j = 1 to 4
                counts[j] = 0
            end
            cost = 0
            """)
        derivation.append(DegreeTraining.training(dropping: dropping, observing: counted))
        derivation.append("own = loss\nownExcess = excess")
        addOrders(&derivation, training, depths, dropping)
        let steps = max(depths.reduce(0, +) / training.degree, 1)
        derivation.append("plan = \(training.degree)*ones(\(steps), 1)")
        let row = "observe \"constant\" at t = loss with cost = degree*t"
        derivation.append(DegreeTraining.training(dropping: true, observing: row))
        if depths.reduce(0, +).isMultiple(of: training.degree) {
            derivation.append("observe \"gain\" at 0 = ownExcess/excess")
        }
        derivation.set("shares", shares)
        derivation.append(random(steps: depths.count))
        for j in 1...4 {
            derivation.quantities["E\(j)"] = "E[\(j)]"
            derivation.quantities["pi\(j)"] = "tail[\(j)]"
        }
        derivation.quantities["product"] = "product"
        derivation.quantities["mean"] = "mean"
        derivation.quantities["stageCost"] = "\(training.equalStages(2).reduce(0, +))"
        let above = (1...training.degree).filter { $0 > depths.max() ?? 0 }.map { "E[\($0)]" }
        derivation.quantities["above"] = (["0"] + above).joined(separator: " + ")
        return derivation
    }

    private static let energies = """
        product = 1
        mean = 0
        for j = 1 to 4
            E[j] = 0
            for i = 1 to n
                if at(degrees, i) = j
                    E[j] = E[j] + (at(xs, i) - at(x0, i))^2
                end
            end
            if j <= degree
                product = product*E[j]
                mean = mean + E[j]/degree
            end
        end
        """

    private static let counted = """
        if t > 0
            cost = cost + at(plan, t)
            for j = 1 to at(plan, t)
                counts[j] = counts[j] + 1
            end
        end
        observe "loss" at t = loss with n1 = counts[1], n2 = counts[2], n3 = counts[3], n4 = counts[4]
        observe "floor" at t = loss with cost = cost
        observe "shallow" at t = loss
        """

    private static func addOrders(
        _ derivation: inout Derivation, _ training: DegreeTraining, _ depths: [Int], _ dropping: Bool
    ) {
        let up = depths.sorted()
        let orders = [up, up.reversed(), Array(depths.dropFirst(2)) + depths.prefix(2)]
        for (index, (mode, order)) in [true, false].flatMap({ mode in orders.map { (mode, $0) } }).enumerated() {
            derivation.append(DegreeTraining.plan(order))
            derivation.append(DegreeTraining.training(dropping: mode))
            derivation.append("observe \"order\" at \(index + 1) = loss with other = own")
        }
        let stages = training.equalStages(2)
        for (index, order) in [stages, stages.reversed()].enumerated() {
            derivation.append(DegreeTraining.plan(order))
            derivation.append(DegreeTraining.training(dropping: dropping))
            derivation.append("observe \"stages\" at \(index + 1) = loss")
        }
    }

    /// `Z = E[(x; 1) (x; 1)']` where each step's depth is drawn.
    private static func random(steps: Int) -> String {
        """
        tail[5] = 0
        for j = 4 down to 1
            tail[j] = tail[j + 1]
            if j <= degree
                tail[j] = tail[j] + at(shares, j)
            end
        end
        C = beside(I(n), -xs)
        Z = stack(x0, [1])*T(stack(x0, [1]))
        for t = 0 to \(steps)
            observe "random" at t = fmin + trace(H*C*Z*T(C))/2
            observe "random-floor" at t = fmin + trace(H*C*Z*T(C))/2
            N = zeros(n + 1, n + 1)
            for j = 1 to degree
                B = stack(beside(D[j], shift[j]), beside(zeros(1, n), [1]))
                N = N + at(shares, j)*(B*Z*T(B))
            end
            Z = N
        end
        """
    }
}

extension IncreasingBeatsDecreasing {
    /// Equal stages of each of `lengths`, upwards and downwards.
    static func derivation(_ training: DegreeTraining, lengths: [Int], dropping: Bool) -> Derivation {
        var derivation = training.derivation
        for length in lengths {
            let stages = training.equalStages(length)
            derivation.append(DegreeTraining.plan(stages.reversed()))
            derivation.append(DegreeTraining.training(dropping: dropping))
            derivation.append("decreasing = loss")
            derivation.append(DegreeTraining.plan(stages))
            derivation.append(DegreeTraining.training(dropping: dropping))
            derivation.append("observe \"beats\" at \(length) = loss with decreasing = decreasing")
        }
        return derivation
    }
}

extension StagesBeatConstant {
    /// Equal stages of each of `lengths`, and constant full depth at their cost.
    static func derivation(_ training: DegreeTraining, lengths: [Int]) -> Derivation {
        var derivation = training.derivation
        for length in lengths {
            let stages = training.equalStages(length)
            derivation.append("plan = degree*ones(\(stages.reduce(0, +) / training.degree), 1)")
            derivation.append(DegreeTraining.training(dropping: true))
            derivation.append("constant = loss")
            derivation.append(DegreeTraining.plan(stages))
            derivation.append(DegreeTraining.training(dropping: true))
            derivation.append("observe \"beats\" at \(length) = loss with constant = constant")
        }
        return derivation
    }
}
