import LinearAlgebra
import PartialTraining

/// What an operator does to a vector of parameters, as lines of a derivation.
struct VectorStep {
    private let partial: any PartialOperator
    private let layout: Layout
    private let numbers: WrittenNumbers
    /// The names of this operator's own values.
    private let projection: String
    private let second: String
    private let mean: String
    private let stage: Int
    private let label: String

    /// Operator number `part` of stage number `stage`, both from 1.
    init(_ partial: any PartialOperator, stage: Int, part: Int, _ layout: Layout, _ numbers: WrittenNumbers) {
        let label = "\(stage),\(part)"
        self.stage = stage
        mean = "B[\(label)]"
        self.partial = partial
        self.layout = layout
        self.numbers = numbers
        self.label = label
        projection = "P[\(label)]"
        second = "Q[\(label)]"
    }

    /// The keep probability of a mask, as a fraction where it is one.
    static func keep(_ mask: Mask, _ d: Int, _ numbers: WrittenNumbers) -> String {
        switch mask.law {
        case .bernoulli(let p): numbers.number(p)
        case .subset(let k): "\(k)/\(d)"
        case .coordinates(let list): "\(list.count)/\(d)"
        }
    }

    private func keep(_ mask: Mask) -> String { Self.keep(mask, layout.count, numbers) }
    private func scale(_ mask: Mask) -> String { mask.rescale ? "1/(\(keep(mask)))" : "1" }

    /// Lines before the loop: the operator's matrices, and the mean of one step, `B = I - eta E[P] H`.
    ///
    /// Balls grow by `|B|` a step; of `e - eta P H e`, in which e stands twice, they would grow by `|I| + |eta P H|`.
    func preparation(_ state: RunDerivation.VectorState) throws(DerivationGap) -> [String] {
        let lines = try matrices(state)
        if state == .augmented { return lines }
        return lines + ["\(mean) = I(n) - eta\(stage)*\(isAffine ? projection : "w[\(label)]")*H"]
    }

    private func matrices(_ state: RunDerivation.VectorState) throws(DerivationGap) -> [String] {
        if let mask = partial as? Mask {
            if state == .augmented { return try enumeration(mask) }
            if case .coordinates(let list) = mask.law {
                let kept = (1...layout.count).map { list.contains($0) ? scale(mask) : "0" }
                return ["\(projection) = diag([\(kept.joined(separator: "; "))])"]
            }
            return moments(mask)
        }
        switch partial {
        case is Full: return ["\(projection) = I(n)"]
        case let share as Share: return ["\(projection) = \(matrix(of: share))"]
        case let subspace as RandomSubspace where subspace.refresh: return moments(subspace)
        case let fixed as any DeterministicProjection:
            return ["\(projection) = \(try coordinates(of: fixed))"]
        default: throw DerivationGap("the operator \(partial.summary)")
        }
    }

    /// What is kept is observed without the scale of a mask, and at the point itself.
    private var unscaled: String {
        guard let mask = partial as? Mask, mask.rescale else { return "" }
        return "/(\(scale(mask)))^2"
    }

    /// Lines from time t to t + 1.
    func lines(_ state: RunDerivation.VectorState) throws(DerivationGap) -> [String] {
        switch state {
        case .error: return ["kept = kept + norm2(\(projection)*g)\(unscaled)", "e = \(mean)*e"]
        case .moments where isAffine:
            return ["kept = kept + trace(\(projection)*G*T(\(projection)))\(unscaled)", "S = \(mean)*S*T(\(mean))"]
        case .moments:
            return [
                "E = had(\(second), G) + wb[\(label)]*trace(G)*I(n)", "kept = kept + trace(E)\(unscaled)",
                "S = \(mean)*S*T(\(mean)) + now^2*(E - w[\(label)]^2*G)",
            ]
        case .augmented:
            guard let mask = partial as? Mask else {
                guard isAffine else { throw DerivationGap("\(partial.summary) beside a masked model") }
                return [
                    "V = beside(\(projection)*H, -\(projection)*H*xs)", "kept = kept + trace(V*Z*T(V))",
                    "F = stack(beside(I(n), zeros(n, 1)) - now*V, beside(zeros(1, n), [1]))", "Z = F*Z*T(F)",
                ]
            }
            return [
                "N = zeros(n + 1, n + 1)", "for i = 1 to rows(R[\(label)])",
                "M = diag(T(row(R[\(label)], i)))*cs[\(label)]",
                "V = \(mask.forward ? "beside(M*H*M, -M*H*xs)" : "beside(M*H, -M*H*xs)")",
                "F = beside(I(n), zeros(n, 1)) - now*V", "F = stack(F, beside(zeros(1, n), [1]))",
                "N = N + at(wt[\(label)], i)*(F*Z*T(F))",
                "kept = kept + at(wt[\(label)], i)*trace(M*G*M)\(unscaled)", "end", "Z = N",
            ]
        }
    }

    /// Whether the operator says at which partial model the core's loss is taken: masks do.
    var hasCore: Bool { partial is Mask }

    /// Whether the step is the same map at every draw.
    private var isAffine: Bool {
        if let mask = partial as? Mask, case .coordinates = mask.law { return true }
        return partial is any DeterministicProjection
    }

    /// `E[m_i] = w`, `Q_ij = E[m_i m_j]` of a mask that multiplies the gradient.
    private func moments(_ mask: Mask) -> [String] {
        let pair =
            switch mask.law {
            case .bernoulli(let p): "(\(numbers.number(p)))^2"
            case .subset(let k):
                layout.count == 1 ? "\(k)" : "\(k)*\(k - 1)/(\(layout.count)*\(layout.count - 1))"
            case .coordinates: "0"
            }
        let (q, c) = (keep(mask), scale(mask))
        return [
            "w[\(label)] = (\(q))*(\(c))", "wb[\(label)] = 0",
            "\(second) = ((\(pair))*ones(n, n) + (\(q) - (\(pair)))*I(n))*(\(c))^2",
        ]
    }

    /// `E[W] = w I`, `E[W G W] = a G + b tr(G) I`: see ``/PartialTraining/RandomSubspace/moments(_:)``.
    private func moments(_ subspace: RandomSubspace) -> [String] {
        let (r, d) = (subspace.dimension, layout.count)
        let (w, a, b) =
            switch subspace.kind {
            case .gaussian: ("1", "\(r + 1)/\(r)", "1/\(r)")
            case .haar where d == 1: ("1", "1", "0")
            case .haar:
                (
                    "\(r)/\(d)", "\(r * (d * (r + 1) - 2))/\(d * (d - 1) * (d + 2))",
                    "\(r * (d - r))/\(d * (d - 1) * (d + 2))"
                )
            }
        return ["w[\(label)] = \(w)", "wb[\(label)] = \(b)", "\(second) = (\(a))*ones(n, n)"]
    }

    /// All masks with their probabilities.
    private func enumeration(_ mask: Mask) throws(DerivationGap) -> [String] {
        let d = layout.count
        guard mask.outcomeCount(layout) <= 1 << 10 else {
            throw DerivationGap("\(mask.outcomeCount(layout)) masks a step")
        }
        let scale = "cs[\(label)] = \(scale(mask))"
        switch mask.law {
        case .bernoulli(let p):
            let q = numbers.number(p)
            return [
                scale, "R[\(label)] = masks(\(d))", "A = zeros(rows(R[\(label)]), 1)", "for i = 1 to rows(A)",
                "j = sum(row(R[\(label)], i))", "A = put(A, i, (\(q))^j*(1 - \(q))^(n - j))", "end", "wt[\(label)] = A",
            ]
        case .subset(let k):
            return [
                scale, "R[\(label)] = subsets(\(d), \(k))",
                "wt[\(label)] = ones(binomial(\(d), \(k)), 1)/binomial(\(d), \(k))",
            ]
        case .coordinates(let list):
            let row = (1...d).map { list.contains($0) ? "1" : "0" }.joined(separator: ", ")
            return [scale, "R[\(label)] = [\(row)]", "wt[\(label)] = [1]"]
        }
    }

    /// The matrix of a sharing operator: means over groups of pieces.
    private func matrix(of share: Share) -> String {
        let d = layout.count
        let members = share.pieces ?? 1
        let size = d / members
        let groups = share.groups ?? [Array(1...members)]
        let rows = (0..<d).map { i in
            (0..<d).map { j -> String in
                guard i % size == j % size else { return "0" }
                let group = groups.first { $0.contains(i / size + 1) } ?? [i / size + 1]
                return group.contains(j / size + 1) ? "1/\(group.count)" : "0"
            }.joined(separator: ", ")
        }
        return "[" + rows.joined(separator: "; ") + "]"
    }

    /// The matrix of a projection on coordinates.
    private func coordinates(of projection: any DeterministicProjection) throws(DerivationGap) -> String {
        var kept = Parameters(layout, Vector(repeating: 1, count: layout.count))
        projection.project(&kept)
        for i in 0..<layout.count {
            var unit = Parameters(layout)
            unit.values[i] = 1
            projection.project(&unit)
            let isCoordinate = unit.values.indices.allSatisfy { unit.values[$0] == ($0 == i ? kept.values[i] : 0) }
            guard isCoordinate, kept.values[i] == 0 || kept.values[i] == 1 else {
                throw DerivationGap("the operator \(partial.summary)")
            }
        }
        return "diag([" + kept.values.map { $0 == 1 ? "1" : "0" }.joined(separator: "; ") + "])"
    }
}
