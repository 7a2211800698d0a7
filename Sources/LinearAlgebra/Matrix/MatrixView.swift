import CKernels

/// A borrowed, read-only block of a matrix: entry `(i, j)` is `base[i + j * stride]`.
///
/// Views copy nothing. They live inside the closure that hands them out (``Matrix/withView(_:)``) and must not escape it.
public struct MatrixView {
    @usableFromInline let base: UnsafePointer<Double>
    /// The number of rows.
    public let rows: Int
    /// The number of columns.
    public let columns: Int
    /// The distance in memory between neighbouring columns (LAPACK's leading dimension), at least `max(rows, 1)`.
    public let stride: Int

    /// A view of memory that the caller owns. A `nil` base is allowed for an empty block.
    @inlinable public init(
        _ base: UnsafePointer<Double>?, rows: Int, columns: Int, stride: Int
    ) {
        precondition(base != nil || rows * columns == 0, "a nonempty view needs memory")
        // An empty view is never read; any non-null address will do.
        self.base = base ?? UnsafePointer(bitPattern: 8).unsafelyUnwrapped
        self.rows = rows
        self.columns = columns
        self.stride = stride
    }

    /// Entry `(i, j)`, counted from 0; not checked.
    @inlinable public subscript(i: Int, j: Int) -> Double { base[i + j * stride] }

    /// Where column `j` begins; its entries lie one after the other.
    @inlinable public func column(_ j: Int) -> UnsafePointer<Double> { base + j * stride }

    /// The block of the given rows and columns, without a copy.
    @inlinable public subscript(rowRange: Range<Int>, columnRange: Range<Int>) -> MatrixView {
        precondition(
            rowRange.lowerBound >= 0 && rowRange.upperBound <= rows && columnRange.lowerBound >= 0
                && columnRange.upperBound <= columns, "a block outside its view")
        return MatrixView(
            base + rowRange.lowerBound + columnRange.lowerBound * stride,
            rows: rowRange.count, columns: columnRange.count, stride: stride)
    }

    /// Whether all entries are zero. O(mn), but ends soon after the first other one.
    public var isZero: Bool {
        if stride == rows { return partita_is_zero(rows * columns, base) }
        return (0..<columns).allSatisfy { partita_is_zero(rows, column($0)) }
    }

    /// A copy as a matrix of its own.
    public var matrix: Matrix { Matrix(rows: rows, columns: columns) { self[$0, $1] } }
}

/// A borrowed block of a matrix that can be written.
public struct MutableMatrixView {
    @usableFromInline let base: UnsafeMutablePointer<Double>
    /// The number of rows.
    public let rows: Int
    /// The number of columns.
    public let columns: Int
    /// The distance in memory between neighbouring columns, at least `max(rows, 1)`.
    public let stride: Int

    /// A view of memory that the caller owns. A `nil` base is allowed for an empty block.
    @inlinable public init(
        _ base: UnsafeMutablePointer<Double>?, rows: Int, columns: Int, stride: Int
    ) {
        precondition(base != nil || rows * columns == 0, "a nonempty view needs memory")
        self.base = base ?? UnsafeMutablePointer(bitPattern: 8).unsafelyUnwrapped
        self.rows = rows
        self.columns = columns
        self.stride = stride
    }

    /// Entry `(i, j)`, counted from 0; not checked.
    @inlinable public subscript(i: Int, j: Int) -> Double {
        get { base[i + j * stride] }
        nonmutating set { base[i + j * stride] = newValue }
    }

    /// Where column `j` begins; its entries lie one after the other.
    @inlinable public func column(_ j: Int) -> UnsafeMutablePointer<Double> { base + j * stride }

    /// The block of the given rows and columns, without a copy.
    @inlinable public subscript(rowRange: Range<Int>, columnRange: Range<Int>) -> MutableMatrixView {
        precondition(
            rowRange.lowerBound >= 0 && rowRange.upperBound <= rows && columnRange.lowerBound >= 0
                && columnRange.upperBound <= columns, "a block outside its view")
        return MutableMatrixView(
            base + rowRange.lowerBound + columnRange.lowerBound * stride,
            rows: rowRange.count, columns: columnRange.count, stride: stride)
    }

    /// The same block, read-only.
    @inlinable public var readOnly: MatrixView {
        MatrixView(base, rows: rows, columns: columns, stride: stride)
    }

    /// Sets every entry to `value`.
    @inlinable public func fill(_ value: Double) {
        for j in 0..<columns {
            (base + j * stride).update(repeating: value, count: rows)
        }
    }

    /// Copies `source`, of the same shape, into this block.
    @inlinable public func assign(_ source: MatrixView) {
        precondition(rows == source.rows && columns == source.columns)
        for j in 0..<columns {
            (base + j * stride).update(from: source.base + j * source.stride, count: rows)
        }
    }
}
