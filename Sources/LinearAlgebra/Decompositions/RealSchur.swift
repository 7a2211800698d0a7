import CLAPACKE

extension Matrix {
    /// The real Schur form `A = Q T Q'`: Q orthogonal, T quasi upper triangular.
    ///
    /// The diagonal of T has blocks of order 1 (real eigenvalues) and 2 (conjugate pairs), the latter standardized: equal
    /// diagonal entries, off-diagonal ones of opposite signs. For square, finite matrices. O(n^3).
    func realSchur() throws(LinearAlgebraError) -> (t: Matrix, q: Matrix) {
        let n = rows
        guard n > 0 else { return (self, self) }
        _ = Backend.oneThreadByDefault
        var t = storage
        var q = [Double](repeating: 0, count: n * n)
        var real = Vector(repeating: 0, count: n)
        var imaginary = Vector(repeating: 0, count: n)
        var selected: Int32 = 0
        let info = LAPACKE_dgees(
            LAPACK_COL_MAJOR, job("V"), job("N"), nil, Int32(n), &t, Int32(n), &selected, &real, &imaginary, &q,
            Int32(n))
        try checkInfo(info, operation: "Schur form")
        return (Matrix(rows: n, columns: n, storage: t), Matrix(rows: n, columns: n, storage: q))
    }

    /// The real Schur form `T, Q` of a decomposition already in that form, with the selected eigenvalues first.
    ///
    /// `selection` has one entry per row of T; both entries of a block of order 2 should agree. O(n^3).
    static func reorderSchur(
        t: Matrix, q: Matrix, selection: [Bool]
    ) throws(LinearAlgebraError) -> (t: Matrix, q: Matrix) {
        let n = t.rows
        let select = selection.map { $0 ? Int32(1) : 0 }
        var (tStorage, qStorage) = (t.storage, q.storage)
        var real = Vector(repeating: 0, count: n)
        var imaginary = Vector(repeating: 0, count: n)
        var count: Int32 = 0
        var (s, sep) = (0.0, 0.0)
        // Not LAPACKE_dtrsen: for this job it passes a null workspace, which LAPACK writes to.
        var work = [Double](repeating: 0, count: max(n, 1))
        var integerWork: [Int32] = [0]
        let info = LAPACKE_dtrsen_work(
            LAPACK_COL_MAJOR, job("N"), job("V"), select, Int32(n), &tStorage, Int32(n), &qStorage, Int32(n), &real,
            &imaginary, &count, &s, &sep, &work, Int32(work.count), &integerWork, 1)
        try checkInfo(info, operation: "Schur form")
        return (Matrix(rows: n, columns: n, storage: tStorage), Matrix(rows: n, columns: n, storage: qStorage))
    }
}
