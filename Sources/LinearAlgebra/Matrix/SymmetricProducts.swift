/// `C <- A B` where the product is known to be symmetric, in its lower triangle (and in the blocks on the diagonal): by panels
/// of columns, of each the rows at and below it. Shapes: all n x n. About `n^3 (1 + w/n) / 2` multiply-adds for panels of
/// `w` columns; no allocation.
public func multiplyLower(_ a: MatrixView, _ b: MatrixView, into c: MutableMatrixView) {
    let n = c.rows
    precondition(a.rows == n && b.columns == n && c.columns == n, "shapes of a symmetric product do not fit")
    // Below these a call costs more than the arithmetic that it saves.
    let width = n <= 32 ? n : n <= 128 ? 32 : 64
    var first = 0
    while first < n {
        let panel = first..<min(first + width, n)
        multiply(a[first..<n, 0..<a.columns], b[0..<b.rows, panel], into: c[first..<n, panel])
        first = panel.upperBound
    }
}

/// Calls `body(i, j)` for all `n > i >= j >= 0`, in tiles of 8 x 8: entries `(i, j)` and `(j, i)` of matrices stored by columns
/// are then both in the nearest cache. O(n^2).
@inlinable @inline(__always)
public func forEachPair(_ n: Int, _ body: (_ i: Int, _ j: Int) -> Void) {
    var left = 0
    while left < n {
        let right = min(left + 8, n)
        var top = left
        while top < n {
            let bottom = min(top + 8, n)
            var j = left
            while j < right {
                var i = max(top, j)
                while i < bottom {
                    body(i, j)
                    i += 1
                }
                j += 1
            }
            top = bottom
        }
        left = right
    }
}

extension MutableMatrixView {
    /// Copies the lower triangle of a square block to the upper one. O(n^2), in place.
    @inlinable public func mirrorLower() {
        precondition(rows == columns, "only a square matrix has two triangles")
        forEachPair(rows) { i, j in self[j, i] = self[i, j] }
    }

    /// The sum of the diagonal entries, without a copy of them. O(n).
    @inlinable public var trace: Double { readOnly.trace }
}

extension MatrixView {
    /// The sum of the diagonal entries, without a copy of them. O(n).
    @inlinable public var trace: Double {
        var sum = 0.0
        for i in 0..<min(rows, columns) { sum += self[i, i] }
        return sum
    }
}
