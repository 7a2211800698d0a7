import CMPFI

extension Arithmetic {
    /// The orthogonal projection on the eigenvectors of the r largest eigenvalues of (A + A')/2.
    ///
    /// With `V'AV = diag(d) + E` and a gap g between the r largest d and the others, the projection is by Davis and
    /// Kahan within `|E| / (g - |E|)` of that on the columns of V, and this within `3 e` of `Q_r Q_r'`, where V is
    /// within `e <= 1/2` of Q.
    func upper(_ a: Enclosure, _ r: Int) throws(Stop) -> Enclosure {
        try Self.expectSquare("upper", a)
        let n = a.rows
        guard r >= 0, r <= n else { throw .wrong("upper: expected a number from 0 to \(n), found \(r)") }
        if r == 0 { return try whole(n, n) { _, _ in 0 } }
        if r == n { return try identity(n) }
        let finer = finer(by: 32)
        let diagonalised = try finer.diagonalised(try finer.symmetrised("upper", a))
        let order = diagonalised.order
        let gap = finer.cell()
        let values = diagonalised.values.intervals
        mpfi_sub(gap.pointer, values + order[n - r], values + order[n - r - 1])
        mpfi_sub(gap.pointer, gap.pointer, diagonalised.error.pointer)
        guard partita_sgn(partita_lower(gap.pointer)) > 0 else {
            throw .undecided("upper: eigenvalues \(n - r) and \(n - r + 1) are not apart")
        }
        let radius = finer.cell()
        mpfi_div(radius.pointer, diagonalised.error.pointer, gap.pointer)
        let turn = finer.cell()
        mpfi_mul_ui(turn.pointer, diagonalised.turn.pointer, 3)
        mpfi_add(radius.pointer, radius.pointer, turn.pointer)
        let kept = try finer.select(diagonalised.vectors, Array(0..<n), order.suffix(r))
        let projection = try finer.product(kept, try finer.transpose(kept))
        return try copy(try finer.widened(projection, by: radius))
    }

    /// The same entries, less and more by the upper end of a number.
    private func widened(_ a: Enclosure, by radius: IntervalCell) throws(Stop) -> Enclosure {
        let result = try Enclosure(a.rows, a.columns, self)
        let bound = partita_upper(radius.pointer)
        for entry in 0..<a.count {
            let (source, target) = (a.intervals + entry, result.intervals + entry)
            mpfr_sub(partita_lower(target), partita_lower(source), bound, MPFR_RNDD)
            mpfr_add(partita_upper(target), partita_upper(source), bound, MPFR_RNDU)
        }
        return result
    }

    /// The largest singular value: the root of the largest eigenvalue of the smaller of A'A and AA'.
    func operatorNorm(_ a: Enclosure) throws(Stop) -> Enclosure {
        if a.rows == 1 || a.columns == 1 { return try root(try squares(a)) }
        let finer = finer(by: 32)
        let turned = try finer.transpose(a)
        let gram = try a.rows < a.columns ? finer.product(a, turned) : finer.product(turned, a)
        let eigenvalues = try finer.eigenvalues(gram)
        let largest = try finer.select(eigenvalues, [eigenvalues.rows - 1], [0])
        // It cannot be negative.
        let bounded = try finer.extreme(1, largest, 0, try finer.number(0), 0)
        return try copy(try finer.root(bounded))
    }

    /// The matrix exponential: Taylor's series of A / 2^s, squared s times.
    ///
    /// With `|A| / 2^s <= 1/2` in the norm of row sums, what is left after k terms is at most `2 |A / 2^s|^k / k!`.
    ///
    /// - Complexity: O(n^3 (bits / log bits + s)) operations.
    func exponential(_ a: Enclosure) throws(Stop) -> Enclosure {
        try Self.expectSquare("expm", a)
        if a.isNumber { return try entire(a, mpfi_exp) }
        let sums = largestRow(a)
        guard let norm = partita_upper(sums.pointer), mpfr_number_p(norm) != 0 else {
            throw .limit("expm: the matrix is too large")
        }
        let halvings = mpfr_regular_p(norm) == 0 ? 0 : max(0, mpfr_get_exp(norm) + 1)
        if halvings > 60 { throw .limit("expm: the matrix is above 2^60") }
        let finer = finer(by: 32 + 2 * halvings)
        let scaled = try Enclosure(a.rows, a.columns, finer)
        for entry in 0..<a.count { mpfi_div_2ui(scaled.intervals + entry, a.intervals + entry, UInt(halvings)) }
        let size = finer.largestRow(scaled)
        var sum = try finer.identity(a.rows)
        var term = sum
        // Twice a bound of the next term, in norm.
        let rest = finer.cell()
        mpfi_set_si(rest.pointer, 2)
        var k = 0
        while mpfr_regular_p(partita_upper(rest.pointer)) != 0,
            mpfr_get_exp(partita_upper(rest.pointer)) > -finer.precision
        {
            k += 1
            term = try finer.quotient(try finer.product(scaled, term), try finer.number(k))
            sum = try finer.sum(sum, term)
            mpfi_mul(rest.pointer, rest.pointer, size.pointer)
            mpfi_div_ui(rest.pointer, rest.pointer, UInt(k))
        }
        // The bound is of the last term that was added: of those after it still more so.
        sum = try finer.widened(sum, by: rest)
        for _ in 0..<halvings { sum = try finer.product(sum, sum) }
        return try copy(sum)
    }
}
