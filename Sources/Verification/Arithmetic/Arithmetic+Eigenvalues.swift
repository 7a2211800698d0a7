import CMPFI

/// An orthogonal matrix V and numbers d with `V' A V = diag(d) + E`, of which more is known than it is computed with:
/// V is within `turn` of `vectors`, and E within `error` of zero, both in the spectral norm (upper ends).
struct Diagonalised {
    let vectors: Enclosure
    /// Column `order[k]` of the vectors belongs to the k-th number, ascending.
    let order: [Int]
    /// Midpoints, in the order of the columns.
    let values: Enclosure
    let error: IntervalCell
    let turn: IntervalCell
}

extension Arithmetic {
    /// (A + A') / 2.
    func symmetrised(_ name: String, _ a: Enclosure) throws(Stop) -> Enclosure {
        try Self.expectSquare(name, a)
        return try quotient(try sum(a, try transpose(a)), try number(2))
    }

    /// Approximate eigenvectors Q of a symmetric matrix, and how wrong they are.
    ///
    /// With `Q'Q = I + F` and `|F| <= e <= 1/2`, `V = Q (Q'Q)^(-1/2)` is orthogonal and `|(Q'Q)^(-1/2) - I| <= e`. So
    /// `V'AV` is within `3 e |Q'AQ|` of `Q'AQ = diag(d) + E`, and `|V - Q| = |I - (Q'Q)^(1/2)| <= e`. All norms are
    /// spectral, bounded by the largest sum of magnitudes in a row of a symmetric matrix.
    ///
    /// - Complexity: O(n^3) operations, some tens of them for each of n^3.
    func diagonalised(_ a: Enclosure) throws(Stop) -> Diagonalised {
        let n = a.rows
        let jacobi = Jacobi(a, precision: precision)
        try jacobi.run(meter, cost: cost)
        let vectors = try jacobi.eigenvectors(self)
        let turned = try transpose(vectors)
        let form = try product(turned, try product(a, vectors))
        let gram = try difference(try product(turned, vectors), try identity(n))
        let values = try Enclosure(n, 1, self)
        for k in 0..<n {
            let entry = form.intervals + form.index(k, k)
            mpfi_mid(partita_lower(values.intervals + k), entry)
            mpfr_set(partita_upper(values.intervals + k), partita_lower(values.intervals + k), MPFR_RNDN)
            mpfi_sub(entry, entry, values.intervals + k)
        }
        let skew = largestRow(gram)
        let rest = largestRow(form)
        let half = cell()
        mpfi_set_d(half.pointer, 0.5)
        guard mpfr_lessequal_p(partita_upper(skew.pointer), partita_lower(half.pointer)) != 0 else {
            throw .undecided("eigenvalues: approximate eigenvectors are not orthogonal")
        }
        // 3 e (max |d| + |E|) + |E|
        let error = cell()
        let magnitude = cell()
        for k in 0..<n {
            mpfi_abs(magnitude.pointer, values.intervals + k)
            raise(error, to: magnitude)
        }
        mpfi_add(error.pointer, error.pointer, rest.pointer)
        mpfi_mul(error.pointer, error.pointer, skew.pointer)
        mpfi_mul_ui(error.pointer, error.pointer, 3)
        mpfi_add(error.pointer, error.pointer, rest.pointer)
        let order = (0..<n).sorted { i, j in
            mpfr_less_p(partita_lower(values.intervals + i), partita_lower(values.intervals + j)) != 0
        }
        return Diagonalised(vectors: vectors, order: order, values: values, error: error, turn: skew)
    }

    /// The largest sum of magnitudes in a row, as a number whose upper end bounds it.
    func largestRow(_ a: Enclosure) -> IntervalCell {
        let largest = cell()
        let (sum, term) = (cell(), cell())
        for i in 0..<a.rows {
            mpfi_set_si(sum.pointer, 0)
            for j in 0..<a.columns {
                mpfi_abs(term.pointer, a.intervals + a.index(i, j))
                mpfi_add(sum.pointer, sum.pointer, term.pointer)
            }
            raise(largest, to: sum)
        }
        return largest
    }

    /// The larger of two numbers; infinite if one is not known.
    private func raise(_ number: IntervalCell, to other: IntervalCell) {
        if partita_is_finite(other.pointer) == 0 {
            mpfr_set_inf(partita_upper(number.pointer), 1)
            return
        }
        _ = mpfr_max(
            partita_lower(number.pointer), partita_lower(number.pointer), partita_lower(other.pointer), MPFR_RNDD)
        _ = mpfr_max(
            partita_upper(number.pointer), partita_upper(number.pointer), partita_upper(other.pointer), MPFR_RNDU)
    }

    /// The eigenvalues of (A + A')/2, ascending. By Weyl's inequality the k-th is within the error of the k-th number
    /// on the diagonal: the count is proved, also for eigenvalues that are equal.
    func eigenvalues(_ a: Enclosure) throws(Stop) -> Enclosure {
        let symmetric = try symmetrised("eigenvalues", a)
        let n = symmetric.rows
        let result = try eigenvaluesOfBlocks(symmetric)
        // Where zero may be an eigenvalue of an exact semidefinite matrix, its rank says how often it is.
        guard partita_has_zero(result.intervals) != 0, symmetric.isExact, let matrix = RationalMatrix([symmetric])
        else {
            return result
        }
        let (operations, bits) = RationalMatrix.cost([symmetric])
        if affords(operations, bits: bits), let rank = try matrix.semidefiniteRank() {
            for k in 0..<(n - rank) { result.set(k, 0) }
        }
        return result
    }

    /// The same of a positive semidefinite matrix of rank r.
    func eigenvalues(_ a: Enclosure, rank: Int) throws(Stop) -> Enclosure {
        guard rank >= 0, rank <= a.rows else {
            throw .wrong("eigenvalues: expected a rank from 0 to \(a.rows), found \(rank)")
        }
        let result = try eigenvalues(a)
        for k in 0..<a.rows {
            let zero = k < a.rows - rank
            let interval = result.intervals + k
            if partita_sgn(partita_upper(interval)) < 0 || (zero && partita_has_zero(interval) == 0) {
                throw .wrong("eigenvalues: the matrix is not positive semidefinite of rank \(rank)")
            }
            if zero { result.set(k, 0) }
        }
        return result
    }

    /// The numbers on the diagonal, ascending and as wide as their error.
    func enclosures(_ diagonalised: Diagonalised) throws(Stop) -> Enclosure {
        let result = try Enclosure(diagonalised.order.count, 1, self)
        for (k, column) in diagonalised.order.enumerated() {
            let value = diagonalised.values.intervals + column
            let bound = partita_upper(diagonalised.error.pointer)
            mpfr_sub(partita_lower(result.intervals + k), partita_lower(value), bound, MPFR_RNDD)
            mpfr_add(partita_upper(result.intervals + k), partita_upper(value), bound, MPFR_RNDU)
        }
        return result
    }
}
