import LinearAlgebra
import PartialTraining

/// A product of matrices and its squared distance to a target: `f = |M_n ... M_1 - A|^2 / 2` with `M_k = W_k` or `I + s W_k`.
struct ChainModel {
    let target: Matrix
    /// The blocks of the parameters, by the order in which they multiply, from the right.
    let blocks: [Int]
    /// `s` of a residual network.
    let scale: Double?
    let constants: Constants

    init?(_ model: any Model) {
        constants = model.constants
        switch model {
        case let model as DeepLinear: (target, scale) = (model.target, nil)
        case let model as ResidualLinear: (target, scale) = (model.target, model.scale)
        case let model as MatrixTarget: (target, scale) = (model.target, nil)
        case let model as Factorization: (target, scale) = (model.target, nil)
        default: return nil
        }
        let all = Array(model.layout.blocks.indices)
        blocks = model is Factorization ? all.reversed() : all
    }
}

extension RunDerivation {
    /// Layers, trained one by one.
    func layers(_ model: ChainModel) throws(DerivationGap) -> Derivation {
        guard !run.schedule.isRandom else { throw DerivationGap("layers that are drawn") }
        let n = model.blocks.count
        var result = Derivation("A = \(numbers.matrix(model.target))")
        for (place, block) in model.blocks.enumerated() {
            result.append("W[\(place + 1)] = \(numbers.matrix(run.start.block(block)))")
        }
        if let scale = model.scale { result.append("s = \(numbers.number(scale))") }
        quantities(&result, model)
        for (number, stage, _, _) in try stages {
            result.append("eta\(number) = \(numbers.stepSize(number - 1, stage.stepSize))")
        }
        result.append(try costs())
        result.append("kept = 0\nnow = eta1\nfor t = 0 to \(run.schedule.length)")
        result.append(forward(model, n))
        result.append(backward(model, n))
        let formulas = try observations { (observable) throws(DerivationGap) in try formula(observable, n, model) }
        result.append(formulas.joined(separator: "\n"))
        let steps = try self.steps { (_, partial) throws(DerivationGap) in
            try ChainStep(partial, run.model.layout, model.blocks).lines()
        }
        result.append(steps.joined(separator: "\n"))
        result.append("end")
        return result
    }

    private func forward(_ model: ChainModel, _ n: Int) -> String {
        """
        B[0] = I(cols(A))
        for k = 1 to \(n)
        M[k] = \(model.scale == nil ? "W[k]" : "I(rows(A)) + s*W[k]")
        B[k] = M[k]*B[k - 1]
        end
        E = B[\(n)] - A
        """
    }

    private func backward(_ model: ChainModel, _ n: Int) -> String {
        """
        Y = E
        slope = 0
        for k = \(n) down to 1
        G[k] = \(model.scale == nil ? "" : "s*")Y*T(B[k - 1])
        slope = slope + norm2(G[k])
        Y = T(M[k])*Y
        end
        """
    }

    private func quantities(_ result: inout Derivation, _ model: ChainModel) {
        let n = model.blocks.count
        result.append(forward(model, n))
        result.append("loss0 = norm2(E)/2")
        result.quantities["loss0"] = "loss0"
        result.quantities["d"] = "\(run.model.layout.count)"
        if model.constants.minimum == 0 {
            result.quantities["min"] = "0"
            result.quantities["excess0"] = "loss0"
        }
        if let depth = model.constants.depth { result.quantities["depth"] = "\(depth)" }
        if model.constants.lowest != nil {
            result.append("lam = eigenvalues(A)\nlmin = at(lam, 1)\nlmax = at(lam, rows(A))")
            result.quantities["lmin"] = "lmin"
            result.quantities["lmax"] = "lmax"
        }
        // Names that step sizes may use.
        for (name, formula) in [("L", "1"), ("mu", "1")] where run.model is MatrixTarget {
            result.append("\(name) = \(formula)")
            result.quantities[name] = formula
        }
    }

    private func formula(_ observable: Observable, _ n: Int, _ model: ChainModel) throws(DerivationGap) -> String {
        switch observable {
        case .loss: return "norm2(E)/2"
        case .excess where model.constants.minimum == 0: return "norm2(E)/2"
        case .gradientNormSquared: return "slope"
        case .maskedGradientMean: return "kept/t"
        case .cost: return "at(costs, t + 1)"
        case .rank:
            return run.model is DeepLinear
                ? "rank(B[\(n)])" : (1...n).map { "rank(W[\($0)])" }.reduce("0") { "max(\($0), \($1))" }
        case .distance where run.model is MatrixTarget: return "norm(E)"
        case .distanceSquared where run.model is MatrixTarget: return "norm2(E)"
        default: throw DerivationGap("the observable \(observable.rawValue) of layers")
        }
    }
}

/// What an operator does to layers, as lines of a derivation: from gradients `G[k]` to new layers `W[k]`.
struct ChainStep {
    private let partial: any PartialOperator
    private let layout: Layout
    private let blocks: [Int]

    init(_ partial: any PartialOperator, _ layout: Layout, _ blocks: [Int]) {
        self.partial = partial
        self.layout = layout
        self.blocks = blocks
    }

    private var count: Int { blocks.count }

    /// The place in the product of a layer by its number.
    private func place(_ layer: Int) -> Int { (blocks.firstIndex(of: layer - 1) ?? 0) + 1 }

    func lines() throws(DerivationGap) -> [String] {
        switch partial {
        case is Full: return Self.descend("1", "\(count)")
        case let freeze as Freeze:
            guard case .layers(let frozen) = freeze.part else { throw DerivationGap("\(partial.summary) of layers") }
            let places = Set(frozen.map(place))
            return (1...count).filter { !places.contains($0) }.flatMap { Self.descend("\($0)", "\($0)") }
        case let share as Share where share.pieces == nil:
            let groups = share.groups ?? [Array(1...count)]
            let means = groups.flatMap { group in
                ["Y = (" + group.map { "G[\(place($0))]" }.joined(separator: " + ") + ")/\(group.count)"]
                    + group.map { "G[\(place($0))] = Y" }
            }
            return means + Self.descend("1", "\(count)")
        case let low as LowRank:
            let sides = layout.blocks.map { min($0.rows, $0.columns) }
            let whole = sides.allSatisfy { $0 <= low.rank }
            let truncate = { (name: String) in
                whole
                    ? []
                    : [
                        "for k = 1 to \(count)", "\(name)[k] = upper(\(name)[k]*T(\(name)[k]), \(low.rank))*\(name)[k]",
                        "end",
                    ]
            }
            return low.target == .gradient
                ? truncate("G") + Self.descend("1", "\(count)") : Self.descend("1", "\(count)") + truncate("W")
        default: throw DerivationGap("the operator \(partial.summary) of layers")
        }
    }

    private static func descend(_ first: String, _ last: String) -> [String] {
        ["for k = \(first) to \(last)", "kept = kept + norm2(G[k])", "W[k] = W[k] - now*G[k]", "end"]
    }
}
