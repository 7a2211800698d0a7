import LinearAlgebra
import PartialTraining
import Yams

extension Grammar {
    /// Whether it is to be a vector or matrices depends on the model.
    static let start = Form.any([
        .word(["zeros", "ones", "gaussian", "identity", "zas"]),
        .list(.any([.expression, .list(.any([.expression, row]), of: "row"), matrixMapping]), of: "number"),
        .mapping(
            oneOf: [
                Key("gaussian", .expression, "Independent normal entries of this scale."),
                Key("orthogonal", .expression, "Random orthogonal matrices of this scale."),
                Key("csv", .text, "A CSV file of numbers, relative to this file."),
            ], optional: [missing(besides: ["csv"])]),
    ])
}

extension Reader {
    /// The start: a vector, matrices, or one of the named starts.
    func start(_ place: Place?, _ model: any Model, _ around: Surroundings) -> Parameters? {
        guard let place, isRight(place) else { return nil }
        let layout = model.layout
        if layout.blocks.count == 1, layout.blocks[0].isVector {
            if let (name, value) = place.choice, name != "csv" {
                guard name == "gaussian" else {
                    fail(place, "expected `gaussian` or `csv`, as the model has a \(layout), found `\(name)`")
                    return nil
                }
                var generator = around.generator("start")
                return number(value, around.scope).map { scale in
                    Parameters(layout, generator.gaussianVector(layout.count).map { scale * $0 })
                }
            }
            return vector(place, count: layout.count, around, use: "start").map { Parameters(layout, $0) }
        }
        switch place.node {
        case .scalar(let scalar): return named(scalar.string, place, model)
        case .sequence: return matrices(place, layout, around)
        case .mapping: return drawn(place, layout, around)
        case .alias: return nil
        }
    }

    /// `{gaussian: SCALE}`, `{orthogonal: SCALE}` or `{csv: path}`.
    private func drawn(_ place: Place, _ layout: Layout, _ around: Surroundings) -> Parameters? {
        guard let (name, value) = place.choice else { return nil }
        if name == "csv" { return tableMatrix(place, around).flatMap { repeated($0, place, layout) } }
        guard let scale = number(value, around.scope) else { return nil }
        var generator = around.generator("start")
        let blocks = layout.blocks.map { block in
            if name == "gaussian" {
                return scale * generator.gaussianMatrix(rows: block.rows, columns: block.columns)
            }
            let side = max(block.rows, block.columns)
            let orthogonal = haarOrthogonal(side, using: &generator)
            return scale * orthogonal.submatrix(rows: Array(0..<block.rows), columns: Array(0..<block.columns))
        }
        return Parameters(blocks)
    }

    private func named(_ name: String, _ place: Place, _ model: any Model) -> Parameters? {
        let layout = model.layout
        switch name {
        case "zeros": return Parameters(layout)
        case "ones": return Parameters(layout, Vector(repeating: 1, count: layout.count))
        case "identity":
            guard layout.blocks.allSatisfy({ $0.rows == $0.columns }) else {
                fail(place, "expected square blocks for `identity`, the model has \(layout)")
                return nil
            }
            return Parameters(layout.blocks.map { Matrix.identity($0.rows) })
        case "zas":
            guard let deep = model as? DeepLinear else {
                fail(place, "expected a deep-linear model for `zas`, found \(model.summary)")
                return nil
            }
            return deep.zeroAsymmetricStart
        default:
            expected(
                "matrices, `identity`, `zas`, `zeros`, `ones`, `{gaussian: SCALE}` or `{orthogonal: SCALE}`", place)
            return nil
        }
    }

    /// One matrix (for every block), or a list of one matrix a block.
    private func matrices(_ place: Place, _ layout: Layout, _ around: Surroundings) -> Parameters? {
        guard let items = place.items else { return nil }
        let isList = items.first.map { item in
            if case .sequence(let inner) = item.node { inner.first?.isSequence ?? false } else { item.node.isMapping }
        }
        guard isList ?? false else {
            return matrix(Place(place.node, .named(.matrix), place.path), around).flatMap {
                repeated($0, place, layout)
            }
        }
        guard items.count == layout.blocks.count else {
            fail(
                place,
                "`start` has \(items.count) \(items.count == 1 ? "matrix" : "matrices"), the model has \(layout.blocks.count)"
            )
            return nil
        }
        let blocks = items.compactMap { matrix(Place($0.node, .named(.matrix), $0.path), around) }
        guard blocks.count == items.count else { return nil }
        return fitting(blocks, place, layout, items: true)
    }

    private func repeated(_ matrix: Matrix, _ place: Place, _ layout: Layout) -> Parameters? {
        fitting(layout.blocks.map { _ in matrix }, place, layout)
    }

    /// `items`: whether the place has an item for each block.
    private func fitting(
        _ blocks: [Matrix], _ place: Place, _ layout: Layout, items: Bool = false
    ) -> Parameters? {
        for (index, (matrix, block)) in zip(blocks, layout.blocks).enumerated()
        where matrix.rows != block.rows || matrix.columns != block.columns {
            let which = items ? "block \(index + 1) of `start`" : "`start`"
            fail(
                place, at: items ? place.items?[index].node : nil,
                "\(which) is \(matrix.rows) x \(matrix.columns), the model has \(block.rows) x \(block.columns)")
            return nil
        }
        return Parameters(blocks)
    }
}

extension Node {
    var isSequence: Bool { if case .sequence = self { true } else { false } }
    var isMapping: Bool { if case .mapping = self { true } else { false } }
}
