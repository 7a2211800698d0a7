/// What is wrong with the fields of a table: wrong ones one by one, missing ones together.
struct CSVFaults {
    /// So many faults are told; of the others, their number.
    static let shown = 10
    private static let placesShown = 5

    private let path: String
    private var errors: [InputError] = []
    private var wrongCount = 0
    private var missingCount = 0
    private var missingRows = 0
    private var places: [String] = []

    init(path: String) { self.path = path }

    /// A field, or a row, that is not what was expected.
    mutating func wrong(_ place: (line: Int, column: Int), _ message: @autoclosure () -> String) {
        wrongCount += 1
        guard wrongCount <= Self.shown else { return }
        errors.append(InputError(file: path, line: place.line, column: place.column, key: "", message: message()))
    }

    /// A missing value; `isFirst` in its row.
    mutating func missing(_ line: Int, _ column: String, isFirst: Bool) {
        missingCount += 1
        if isFirst { missingRows += 1 }
        if places.count < Self.placesShown { places.append("line \(line) column `\(column)`") }
    }

    /// Throws what was found in a table of `rows` rows.
    func check(rows: Int, missing: CSVTable.Missing) throws(InputErrors) {
        var errors = errors
        func add(_ message: String) {
            errors.append(InputError(file: path, line: 0, column: 0, key: "", message: message))
        }
        if wrongCount > Self.shown { add("and \(wrongCount - Self.shown) more") }
        if missing == .error, missingCount > 0 {
            let list = places.joined(separator: ", ") + (missingCount > places.count ? ", .." : "")
            add(
                "\(missingCount) missing value\(missingCount == 1 ? "" : "s") in \(missingRows) of \(rows) rows: \(list); "
                    + "`missing: drop` leaves \(missingRows == 1 ? "this row" : "these rows") out")
        }
        if !errors.isEmpty { throw InputErrors(errors: errors) }
    }
}
