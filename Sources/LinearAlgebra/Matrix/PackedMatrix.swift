import CKernels

/// A matrix that is the left factor of many products, its rows put together in the order in which the kernels read them: the
/// packing, O(mk) and what a product with few columns mostly waits for, is done once.
public final class PackedMatrix: Sendable {
    /// The number m of rows.
    public let rows: Int
    /// The number k of columns.
    public let columns: Int
    /// The rows are cut into so many panels, which can be multiplied apart.
    public let panels: Int
    // Written in `init` alone.
    private nonisolated(unsafe) let storage: UnsafeMutableRawPointer

    /// Packs `a`; `share` calls what it is given with each of `0 ..< parts`, in any order and by any threads.
    public init(_ a: MatrixView, share: (_ parts: Int, (Int) -> Void) -> Void = { for part in 0..<$0 { $1(part) } }) {
        rows = a.rows
        columns = a.columns
        panels = partita_panel_count(a.rows)
        storage = .allocate(byteCount: max(8 * partita_packed_count(a.rows, a.columns), 8), alignment: 64)
        let (packed, panels) = (storage.assumingMemoryBound(to: Double.self), panels)
        share((panels + 7) / 8) { part in
            partita_pack(a.rows, a.columns, a.base, a.stride, packed, 8 * part, min(8 * part + 8, panels))
        }
    }

    deinit { storage.deallocate() }

    /// `C <- A B` in the rows of the given panels. Shapes: m x k, k x n, m x n. O(mnk), no allocation; bits do not depend on
    /// how the panels are divided.
    public func multiply(_ b: MatrixView, into c: MutableMatrixView, panels range: Range<Int>? = nil) {
        let range = range ?? 0..<panels
        precondition(
            b.rows == columns && c.rows == rows && b.columns == c.columns && range.upperBound <= panels,
            "shapes of a product do not fit")
        partita_packed_product(
            rows, b.columns, columns, storage.assumingMemoryBound(to: Double.self), b.base, b.stride, c.base, c.stride,
            range.lowerBound, range.upperBound)
    }
}
