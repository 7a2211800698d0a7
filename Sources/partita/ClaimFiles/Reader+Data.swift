import LinearAlgebra
import PartialTraining
import Yams

extension Grammar {
    /// The key that says what becomes of missing values; `besides` are the keys that it belongs to.
    static func missing(besides keys: [String] = []) -> Key {
        Key(
            "missing", .word(CSVTable.Missing.self), "error: missing values are an error; drop: leaves their rows out.",
            needs: keys, default: "error")
    }
}

/// What is read from CSV files.
extension Reader {
    /// The table that a place names; only its header is read.
    func table(_ place: Place?, _ around: Surroundings) -> CSVTable? {
        guard let place, let name = text(place) else { return nil }
        return reading(place) { () throws(InputErrors) in try CSVTable(path: around.path(name)) }
    }

    /// Runs `body`, noting what is wrong with the file that `place` names.
    func reading<T>(_ place: Place, _ body: () throws(InputErrors) -> T) -> T? {
        do throws(InputErrors) { return try body() } catch {
            let name = place.node.scalar?.string ?? ""
            for inner in error.errors {
                let isPlaced = inner.line > 0
                fail(
                    place, "\(name)\(isPlaced ? ", line \(inner.line)" : ""): \(inner.message)",
                    origin: isPlaced ? inner.quoted : nil)
            }
            return nil
        }
    }

    /// The place of a named column; `nil` after noting an error.
    func columnIndex(_ name: String, _ place: Place, _ table: CSVTable) -> Int? {
        if let index = table.names.firstIndex(of: name) { return index }
        fail(place, "the file has no column `\(name)`\(hint(name, table.names))")
        return nil
    }

    /// The matrix of `{csv: path, missing: ..}`.
    func tableMatrix(_ place: Place, _ around: Surroundings) -> Matrix? {
        guard let csv = place["csv"], let missing = word(place["missing"], as: CSVTable.Missing.self),
            let table = table(csv, around)
        else { return nil }
        let read = reading(csv) { () throws(InputErrors) in
            try table.matrix(missing: missing, limit: Self.sideLimit * Self.sideLimit)
        }
        guard let (matrix, rows) = read else { return nil }
        droppedRows += rows.dropped
        return matrix
    }

    /// The covariance (divisor n) of the columns of a CSV file, but for those under `except`.
    func covariance(_ place: Place, _ around: Surroundings) -> Matrix? {
        guard let csv = place["covariance"], let missing = word(place["missing"], as: CSVTable.Missing.self),
            let table = table(csv, around), let columns = covarianceColumns(place, table)
        else { return nil }
        return moments(of: columns, about: .mean, missing, table, csv)?.secondMoment
    }

    /// The columns of a file but for those under `except`.
    func covarianceColumns(_ place: Place, _ table: CSVTable) -> [Int]? {
        var left = Set(table.names.indices)
        if place.has("except") {
            let dropped = list(place["except"]) { item in text(item).flatMap { columnIndex($0, item, table) } }
            guard let dropped else { return nil }
            left.subtract(dropped)
        }
        return left.sorted()
    }

    /// Mean and second moments of some columns, in one pass over the file.
    func moments(
        of columns: [Int], about centre: ColumnMoments.Centre, _ missing: CSVTable.Missing, _ table: CSVTable,
        _ place: Place
    ) -> ColumnMoments? {
        guard !columns.isEmpty, columns.count <= Self.sideLimit else {
            fail(place, "expected from 1 to \(Self.sideLimit) columns, found \(columns.count)")
            return nil
        }
        var moments = ColumnMoments(columns: columns.count, about: centre)
        let rows = reading(place) { () throws(InputErrors) in
            try table.read(columns, missing: missing) { moments.add($0) }
        }
        guard let rows else { return nil }
        droppedRows += rows.dropped
        return moments
    }
}
