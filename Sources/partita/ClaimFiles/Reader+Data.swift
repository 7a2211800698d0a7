import LinearAlgebra
import PartialTraining
import Yams

/// What is read from CSV files.
extension Reader {
    /// The table that `node` names; only its header is read.
    func table(_ node: Node, _ key: String, _ around: Surroundings) -> CSVTable? {
        guard let name = text(node, key) else { return nil }
        return reading(node, key) { () throws(InputErrors) in try CSVTable(path: around.path(name)) }
    }

    /// Runs `body`, noting what is wrong with the file that `node` names.
    func reading<T>(_ node: Node, _ key: String, _ body: () throws(InputErrors) -> T) -> T? {
        do throws(InputErrors) { return try body() } catch {
            let name = node.scalar?.string ?? ""
            for inner in error.errors {
                fail(
                    node, key,
                    inner.line > 0 ? "\(name), line \(inner.line): \(inner.message)" : "\(name): \(inner.message)")
            }
            return nil
        }
    }

    /// The key `missing`: `error` or `drop`.
    func missing(_ pairs: [String: Node], _ key: String) -> CSVTable.Missing? {
        pairs["missing"].map { word($0, key + ".missing", as: CSVTable.Missing.self) } ?? .error
    }

    /// The place of a named column; `nil` after noting an error.
    func columnIndex(_ name: String, _ node: Node, _ table: CSVTable, _ key: String) -> Int? {
        if let index = table.names.firstIndex(of: name) { return index }
        let hint = name.nearest(among: table.names).map { "; did you mean `\($0)`?" } ?? ""
        fail(node, key, "the file has no column `\(name)`\(hint)")
        return nil
    }

    /// The matrix of `{csv: path, missing: ..}`.
    func tableMatrix(_ pairs: [String: Node], _ key: String, _ around: Surroundings) -> Matrix? {
        guard let node = pairs["csv"], let missing = missing(pairs, key), let table = table(node, key, around),
            let (matrix, rows) = reading(
                node, key,
                { () throws(InputErrors) in
                    try table.matrix(missing: missing, limit: Self.sideLimit * Self.sideLimit)
                })
        else { return nil }
        droppedRows += rows.dropped
        return matrix
    }

    /// The covariance (divisor n) of the columns of a CSV file, but for those under `except`.
    func covariance(_ pairs: [String: Node], _ key: String, _ around: Surroundings) -> Matrix? {
        guard let node = pairs["covariance"], let missing = missing(pairs, key), let table = table(node, key, around)
        else { return nil }
        var left = Set(table.names.indices)
        if let except = pairs["except"] {
            guard let items = sequence(except, key + ".except", of: "column names") else { return nil }
            for item in items {
                guard let name = text(item, key + ".except"),
                    let index = columnIndex(name, item, table, key + ".except")
                else { return nil }
                left.remove(index)
            }
        }
        guard let moments = moments(of: left.sorted(), about: .mean, missing, table, node, key) else { return nil }
        return moments.secondMoment
    }

    /// Mean and second moments of some columns, in one pass over the file.
    func moments(
        of columns: [Int], about centre: ColumnMoments.Centre, _ missing: CSVTable.Missing, _ table: CSVTable,
        _ node: Node, _ key: String
    ) -> ColumnMoments? {
        guard !columns.isEmpty, columns.count <= Self.sideLimit else {
            fail(node, key, "expected from 1 to \(Self.sideLimit) columns, found \(columns.count)")
            return nil
        }
        var moments = ColumnMoments(columns: columns.count, about: centre)
        guard
            let rows = reading(
                node, key, { () throws(InputErrors) in try table.read(columns, missing: missing) { moments.add($0) } })
        else { return nil }
        droppedRows += rows.dropped
        return moments
    }

    /// Least squares on the columns of a CSV file, in two passes over it.
    func leastSquares(_ node: Node, _ key: String, _ around: Surroundings) throws(TrainingError) -> (any Model)? {
        let keys = ["data", "target", "standardize", "ridge", "drop-constant", "missing"]
        guard let pairs = mapping(node, key, keys: keys, required: ["data", "target"]), let data = pairs["data"],
            let targetNode = pairs["target"], let table = table(data, key + ".data", around),
            let name = text(targetNode, key + ".target"),
            let target = columnIndex(name, targetNode, table, key + ".target")
        else { return nil }
        let standardize = pairs["standardize"].map { flag($0, key + ".standardize") } ?? false
        let dropConstant = pairs["drop-constant"].map { flag($0, key + ".drop-constant") } ?? false
        let ridge = pairs["ridge"].map { number($0, key + ".ridge", around.scope) } ?? 0
        guard let standardize, let dropConstant, let ridge, let missing = missing(pairs, key) else { return nil }
        guard ridge >= 0 else {
            fail(pairs["ridge"], key + ".ridge", "expected a number that is not negative, found \(ridge)")
            return nil
        }
        let columns = Array(table.names.indices)
        let centre: ColumnMoments.Centre = standardize ? .mean : .origin
        guard let moments = moments(of: columns, about: centre, missing, table, data, key + ".data") else { return nil }
        var features = columns.filter { $0 != target }
        let constant = features.filter { moments.isConstant[$0] }
        if dropConstant {
            features.removeAll { moments.isConstant[$0] }
        } else if standardize, !constant.isEmpty {
            let list = constant.map { "`\(table.names[$0])`" }.joined(separator: ", ")
            fail(
                data, key + ".standardize",
                "expected columns that vary, found constant ones: \(list); `drop-constant: true` leaves them out")
            return nil
        }
        guard !features.isEmpty else {
            fail(data, key + ".data", "expected a column beside the target, found none")
            return nil
        }
        var fit = try StreamedLeastSquares(
            moments: moments, target: target, features: features, standardize: standardize, ridge: ridge)
        guard
            reading(
                data, key + ".data",
                { () throws(InputErrors) in try table.read(columns, missing: missing) { fit.addResidual(of: $0) } })
                != nil
        else { return nil }
        return try fit.model(
            summary: "least squares n=\(moments.count) d=\(features.count) target=\(name)"
                + (standardize ? " standardized" : "") + (ridge > 0 ? " ridge=\(ridge)" : ""))
    }
}
