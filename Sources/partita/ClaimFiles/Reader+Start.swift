import LinearAlgebra
import PartialTraining
import Yams

extension Reader {
    /// The start: a vector, matrices, or one of the named starts.
    func start(_ node: Node, _ model: any Model, _ around: Surroundings) -> Parameters? {
        let layout = model.layout
        if layout.blocks.count == 1, layout.blocks[0].isVector {
            if let pairs = node.mapping, pairs["csv"] == nil, let scale = drawn(node, around), scale.name == "gaussian"
            {
                var generator = around.generator("start")
                return Parameters(layout, generator.gaussianVector(layout.count).map { scale.value * $0 })
            }
            return vector(node, "start", count: layout.count, around, use: "start").map { Parameters(layout, $0) }
        }
        switch node {
        case .scalar(let scalar): return named(scalar.string, node, model)
        case .sequence(let items): return matrices(node, Array(items), layout, around)
        case .mapping:
            if let pairs = node.mapping, pairs["csv"] != nil {
                return matrix(node, "start", around).flatMap { repeated($0, node, layout) }
            }
            guard let scale = drawn(node, around) else { return nil }
            var generator = around.generator("start")
            let blocks = layout.blocks.map { block in
                if scale.name == "gaussian" {
                    return scale.value * generator.gaussianMatrix(rows: block.rows, columns: block.columns)
                }
                let side = max(block.rows, block.columns)
                let orthogonal = haarOrthogonal(side, using: &generator)
                return scale.value
                    * orthogonal.submatrix(rows: Array(0..<block.rows), columns: Array(0..<block.columns))
            }
            return Parameters(blocks)
        case .alias:
            expected("a start", node, "start")
            return nil
        }
    }

    /// `{gaussian: SCALE}` or `{orthogonal: SCALE}`.
    private func drawn(_ node: Node, _ around: Surroundings) -> (name: String, value: Double)? {
        guard let (name, value) = choice(node, "start", of: ["gaussian", "orthogonal", "csv"]), name != "csv",
            let scale = number(value, "start." + name, around.scope)
        else { return nil }
        return (name, scale)
    }

    private func named(_ name: String, _ node: Node, _ model: any Model) -> Parameters? {
        let layout = model.layout
        switch name {
        case "zeros": return Parameters(layout)
        case "ones": return Parameters(layout, Vector(repeating: 1, count: layout.count))
        case "identity":
            guard layout.blocks.allSatisfy({ $0.rows == $0.columns }) else {
                fail(node, "start", "expected square blocks for `identity`, the model has \(layout)")
                return nil
            }
            return Parameters(layout.blocks.map { Matrix.identity($0.rows) })
        case "zas":
            guard let deep = model as? DeepLinear else {
                fail(node, "start", "expected a deep-linear model for `zas`, found \(model.summary)")
                return nil
            }
            return deep.zeroAsymmetricStart
        default:
            expected(
                "matrices, `identity`, `zas`, `zeros`, `ones`, `{gaussian: SCALE}` or `{orthogonal: SCALE}`", node,
                "start")
            return nil
        }
    }

    /// One matrix (for every block), or a list of one matrix a block.
    private func matrices(_ node: Node, _ items: [Node], _ layout: Layout, _ around: Surroundings) -> Parameters? {
        let isList = items.first.map { item in
            if case .sequence(let inner) = item { inner.first?.isSequence ?? false } else { item.isMapping }
        }
        guard isList ?? false else { return matrix(node, "start", around).flatMap { repeated($0, node, layout) } }
        guard items.count == layout.blocks.count else {
            fail(node, "start", "expected \(layout.blocks.count) matrices, found \(items.count)")
            return nil
        }
        let blocks = items.enumerated().compactMap { matrix($1, "start[\($0 + 1)]", around) }
        guard blocks.count == items.count else { return nil }
        return fitting(blocks, node, layout)
    }

    private func repeated(_ matrix: Matrix, _ node: Node, _ layout: Layout) -> Parameters? {
        fitting(layout.blocks.map { _ in matrix }, node, layout)
    }

    private func fitting(_ blocks: [Matrix], _ node: Node, _ layout: Layout) -> Parameters? {
        for (index, (matrix, block)) in zip(blocks, layout.blocks).enumerated()
        where matrix.rows != block.rows || matrix.columns != block.columns {
            fail(
                node, "start",
                "block \(index + 1): expected \(block.rows) x \(block.columns), found \(matrix.rows) x \(matrix.columns)"
            )
            return nil
        }
        return Parameters(blocks)
    }
}

extension Node {
    var isSequence: Bool { if case .sequence = self { true } else { false } }
    var isMapping: Bool { if case .mapping = self { true } else { false } }
}
