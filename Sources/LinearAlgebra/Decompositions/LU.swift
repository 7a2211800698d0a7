import CLAPACKE

/// `P A = L U` of the scaled matrix `2^k A`, as LAPACK stores it.
private struct LUFactors {
    var storage: [Double]
    var pivots: [Int32]
    let scale: SafeScale
    /// The first exactly zero pivot, from 1; 0 if there is none.
    let zeroPivot: Int
}

extension Matrix {
    /// The solution X of `A X = B`, by LU with partial pivoting (`dgetrf`).
    ///
    /// The residual is small whatever the condition of A: `|B - A X|` is about `eps |A| |X|`.
    /// Shapes: n x n, n x k, to n x k. O(n^3 + n^2 k).
    /// Errors: `shape`, `notFinite` (also if the solution overflows); `singular` if a pivot is exactly zero.
    public func solve(_ b: Matrix) throws(LinearAlgebraError) -> Matrix {
        let operation = "solve"
        let lu = try luFactors(operation)
        try requireRightHandSide(b, operation)
        if lu.zeroPivot > 0 { throw .singular(pivot: lu.zeroPivot) }
        guard b.count > 0 else { return b }
        let n = Int32(rows)
        var x = b.storage
        let info = LAPACKE_dgetrs(
            LAPACK_COL_MAJOR, job("N"), n, Int32(b.columns), lu.storage, n, lu.pivots, &x, n)
        try checkInfo(info, operation: operation)
        x = lu.scale.apply(x)
        try LinearAlgebra.requireFinite(x, operation: "\(operation) (the solution overflows)")
        return Matrix(rows: b.rows, columns: b.columns, storage: x)
    }

    /// The solution x of `A x = b`. Shapes: n x n, n, to n. O(n^3).
    ///
    /// Errors: as for a matrix of right-hand sides.
    public func solve(_ b: Vector) throws(LinearAlgebraError) -> Vector {
        try solve(Matrix(column: b)).storage
    }

    /// The inverse. To solve a system, ``solve(_:)-(Matrix)`` is faster and more accurate.
    ///
    /// Shape: n x n. O(n^3).
    /// Errors: `shape`, `notFinite` (also if the inverse overflows); `singular` if a pivot is exactly zero.
    public func inverse() throws(LinearAlgebraError) -> Matrix {
        let operation = "inverse"
        var lu = try luFactors(operation)
        if lu.zeroPivot > 0 { throw .singular(pivot: lu.zeroPivot) }
        guard rows > 0 else { return self }
        let n = Int32(rows)
        let info = LAPACKE_dgetri(LAPACK_COL_MAJOR, n, &lu.storage, n, lu.pivots)
        if info > 0 { throw .singular(pivot: Int(info)) }
        try checkInfo(info, operation: operation)
        let result = lu.scale.apply(lu.storage)
        try LinearAlgebra.requireFinite(result, operation: "\(operation) (the result overflows)")
        return Matrix(rows: rows, columns: rows, storage: result)
    }

    /// The determinant; 1 if n = 0, and exactly 0 if a pivot is exactly zero.
    ///
    /// The product of the pivots is kept as a significand and an exponent, so that only a result outside the range of
    /// `Double` overflows (to infinity) or underflows (to zero). Shape: n x n. O(n^3). Errors: `shape`, `notFinite`.
    public func determinant() throws(LinearAlgebraError) -> Double {
        let lu = try luFactors("determinant")
        if lu.zeroPivot > 0 { return 0 }
        let n = rows
        var significand = 1.0
        var exponent = -n * lu.scale.exponent
        for i in 0..<n {
            significand *= lu.storage[i + i * n]
            if lu.pivots[i] != Int32(i + 1) { significand = -significand }
            guard significand.isNormal else { return significand }
            exponent += Int(significand.exponent)
            significand = Double(
                sign: significand.sign, exponent: 0, significand: significand.significand)
        }
        return Double(sign: .plus, exponent: exponent, significand: significand)
    }

    private func luFactors(_ operation: String) throws(LinearAlgebraError) -> LUFactors {
        try requireSquareFinite(operation)
        let n = rows
        let scale = SafeScale(maxAbs: maxAbs)
        var a = scale.apply(storage)
        var pivots = [Int32](repeating: 0, count: n)
        guard n > 0 else { return LUFactors(storage: a, pivots: pivots, scale: scale, zeroPivot: 0) }
        _ = Backend.oneThreadByDefault
        let info = LAPACKE_dgetrf(LAPACK_COL_MAJOR, Int32(n), Int32(n), &a, Int32(n), &pivots)
        try checkInfo(min(info, 0), operation: operation)
        return LUFactors(storage: a, pivots: pivots, scale: scale, zeroPivot: Int(info))
    }
}
