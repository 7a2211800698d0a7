/// A column of real numbers.
public typealias Vector = [Double]

/// A dense real matrix with value semantics, stored by columns: entry `(i, j)` is `storage[i + j * rows]`.
///
/// Products and updates that must not allocate work on ``MatrixView`` and ``MutableMatrixView``, which borrow this
/// storage; the operators `+ - *` are for code that reads like the mathematics. Copying costs O(1) until written.
public struct Matrix: Equatable, Sendable {
    /// The number m of rows.
    public let rows: Int
    /// The number n of columns.
    public let columns: Int
    /// The entries by columns; always `rows * columns` of them.
    public private(set) var storage: [Double]

    /// The `rows x columns` matrix of zeros, or of `value`.
    public init(rows: Int, columns: Int, repeating value: Double = 0) {
        precondition(rows >= 0 && columns >= 0, "a matrix has no negative sizes")
        self.rows = rows
        self.columns = columns
        storage = [Double](repeating: value, count: rows * columns)
    }

    /// A matrix from its entries by columns.
    public init(rows: Int, columns: Int, storage: [Double]) {
        precondition(
            rows >= 0 && columns >= 0 && storage.count == rows * columns,
            "\(storage.count) entries are not \(rows) x \(columns)")
        self.rows = rows
        self.columns = columns
        self.storage = storage
    }

    /// A matrix from its rows. Errors: `shape` if the rows differ in length.
    public init(rows: [[Double]]) throws(LinearAlgebraError) {
        let columns = rows.first?.count ?? 0
        var storage = [Double](repeating: 0, count: rows.count * columns)
        for (i, row) in rows.enumerated() {
            guard row.count == columns else {
                throw .shape(
                    operation: "matrix from rows", expected: "\(columns) entries in row \(i + 1)",
                    found: "\(row.count)")
            }
            for (j, value) in row.enumerated() { storage[i + j * rows.count] = value }
        }
        self.init(rows: rows.count, columns: columns, storage: storage)
    }

    /// The identity of order `order`.
    public static func identity(_ order: Int) -> Matrix {
        diagonal([Double](repeating: 1, count: order))
    }

    /// The square matrix with `entries` on its diagonal.
    public static func diagonal(_ entries: Vector) -> Matrix {
        var matrix = Matrix(rows: entries.count, columns: entries.count)
        for (i, value) in entries.enumerated() { matrix[i, i] = value }
        return matrix
    }

    /// The matrix with entry `entry(i, j)` at row `i`, column `j` (from 0).
    public init(rows: Int, columns: Int, _ entry: (Int, Int) throws -> Double) rethrows {
        self.init(rows: rows, columns: columns)
        for j in 0..<columns {
            for i in 0..<rows { storage[i + j * rows] = try entry(i, j) }
        }
    }

    /// A vector as a matrix of one column.
    public init(column: Vector) {
        self.init(rows: column.count, columns: 1, storage: column)
    }

    /// Entry `(i, j)`, counted from 0. O(1) to read, and to write a matrix that is not shared.
    @inlinable public subscript(i: Int, j: Int) -> Double {
        get {
            precondition(i >= 0 && i < rows && j >= 0 && j < columns, "index outside the matrix")
            return storage[i + j * rows]
        }
        set {
            precondition(i >= 0 && i < rows && j >= 0 && j < columns, "index outside the matrix")
            write(newValue, at: i + j * rows)
        }
    }

    @usableFromInline mutating func write(_ value: Double, at index: Int) { storage[index] = value }

    /// Whether m = n.
    public var isSquare: Bool { rows == columns }
    /// The number m n of entries.
    public var count: Int { storage.count }
    /// Whether no entry is infinite or not a number. O(mn).
    public var isFinite: Bool { storage.allSatisfy(\.isFinite) }

    /// The rows as arrays, for printing and for tests.
    public var rowArrays: [[Double]] {
        (0..<rows).map { i in (0..<columns).map { self[i, $0] } }
    }

    /// The diagonal, `min(rows, columns)` entries.
    public var diagonal: Vector { (0..<min(rows, columns)).map { self[$0, $0] } }

    /// Column `j`, from 0.
    public func column(_ j: Int) -> Vector { Array(storage[(j * rows)..<((j + 1) * rows)]) }

    /// The submatrix of the given rows and columns (from 0), in the given order.
    public func submatrix(rows: [Int], columns: [Int]) -> Matrix {
        Matrix(rows: rows.count, columns: columns.count) { self[rows[$0], columns[$1]] }
    }

    /// `A'`, n x m. O(mn).
    public var transposed: Matrix { Matrix(rows: columns, columns: rows) { self[$1, $0] } }

    /// `(A + A') / 2`, for square `A`.
    public var symmetrized: Matrix {
        precondition(isSquare, "only a square matrix can be symmetrized")
        return Matrix(rows: rows, columns: rows) { (self[$0, $1] + self[$1, $0]) / 2 }
    }

    // MARK: Borrowed views

    /// Calls `body` with a view of the entries; the view must not escape.
    @inlinable public func withView<R, E: Error>(_ body: (MatrixView) throws(E) -> R) throws(E) -> R {
        try storage.withUnsafeBufferPointer { buffer throws(E) in
            try body(
                MatrixView(buffer.baseAddress, rows: rows, columns: columns, stride: max(rows, 1)))
        }
    }

    /// Calls `body` with a view through which the entries can be changed; the view must not escape.
    public mutating func withMutableView<R, E: Error>(
        _ body: (MutableMatrixView) throws(E) -> R
    ) throws(E) -> R {
        let (rows, columns) = (rows, columns)
        return try storage.withUnsafeMutableBufferPointer { buffer throws(E) in
            try body(
                MutableMatrixView(
                    buffer.baseAddress, rows: rows, columns: columns, stride: max(rows, 1)))
        }
    }
}
