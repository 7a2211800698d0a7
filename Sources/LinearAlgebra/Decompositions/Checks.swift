import CLAPACKE

/// A LAPACK job letter.
func job(_ letter: Unicode.Scalar) -> CChar { CChar(UInt8(ascii: letter)) }

/// The relative size below which a singular value of an `m x n` matrix is taken for rounding: `max(m, n) eps`.
func roundingCutoff(rows: Int, columns: Int) -> Double { Double(max(rows, columns)) * Double.ulpOfOne }

/// Turns LAPACK's `info` into an error: negative means an argument it refuses (or memory it lacks), positive that an
/// iteration stopped short.
func checkInfo(_ info: Int32, operation: String) throws(LinearAlgebraError) {
    if info < 0 {
        throw .invalidArgument(operation: operation, expected: "arguments LAPACK accepts", found: "info = \(info)")
    }
    if info > 0 { throw .noConvergence(operation: operation) }
}

/// Throws `notFinite` unless every entry is finite.
func requireFinite(_ x: Vector, operation: String) throws(LinearAlgebraError) {
    guard x.allSatisfy(\.isFinite) else { throw .notFinite(operation: operation) }
}

extension Matrix {
    /// Throws `notFinite` unless every entry is finite.
    func requireFinite(_ operation: String) throws(LinearAlgebraError) {
        guard isFinite else { throw .notFinite(operation: operation) }
    }

    /// Throws `shape` unless square, `notFinite` unless finite.
    func requireSquareFinite(_ operation: String) throws(LinearAlgebraError) {
        guard isSquare else {
            throw .shape(operation: operation, expected: "\(rows) x \(rows)", found: "\(rows) x \(columns)")
        }
        try requireFinite(operation)
    }

    /// Throws `shape` unless the right-hand side `b` has as many rows as this matrix, `notFinite` unless it is finite.
    func requireRightHandSide(_ b: Matrix, _ operation: String) throws(LinearAlgebraError) {
        guard b.rows == rows else {
            throw .shape(operation: operation, expected: "\(rows) x \(b.columns)", found: "\(b.rows) x \(b.columns)")
        }
        try b.requireFinite(operation)
    }

    /// The symmetric matrix that this one is up to rounding: the mean of the two triangles.
    ///
    /// Symmetric up to rounding means `|a_ij - a_ji| <= 4 n eps max|a|`: what a product such as `Q D Q'`, computed with
    /// its factors in either order, may differ by. The mean is taken so that nothing over- or underflows.
    ///
    /// Errors: `shape`, `notFinite`, `notSymmetric` with the position of the largest difference. O(n^2).
    func requireSymmetric(_ operation: String) throws(LinearAlgebraError) -> Matrix {
        try requireSquareFinite(operation)
        let n = rows
        var result = storage
        var (worst, row, column) = (0.0, 0, 0)
        storage.withUnsafeBufferPointer { a in
            for j in 0..<n {
                for i in (j + 1)..<max(n, j + 1) {
                    let difference = a[j + i * n] - a[i + j * n]
                    guard difference != 0 else { continue }
                    if abs(difference) > worst { (worst, row, column) = (abs(difference), i, j) }
                    let mean = a[i + j * n] + difference / 2
                    result[i + j * n] = mean
                    result[j + i * n] = mean
                }
            }
        }
        // Divided rather than multiplied out: the allowance itself could underflow.
        guard worst == 0 || worst / maxAbs <= 4 * Double(n) * Double.ulpOfOne else {
            throw .notSymmetric(operation: operation, row: row + 1, column: column + 1)
        }
        return Matrix(rows: n, columns: n, storage: result)
    }
}
