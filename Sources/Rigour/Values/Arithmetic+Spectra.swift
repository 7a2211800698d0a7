import CFlint

extension Arithmetic {
    /// What approximate eigenvectors V of a symmetric A show for certain.
    ///
    /// `V'AV = D + F` with a diagonal D, `V'V = I + E`. By Weyl the eigenvalues of `V'AV` are within `|F|` of the sorted `d_i`,
    /// by Ostrowski they are those of A, in order, times factors within `|E|` of 1. Norms are bounded by the largest
    /// absolute row sum. Nothing is assumed about gaps.
    private struct Diagonalised {
        let vectors: Enclosure
        /// `V'AV`
        let rotated: Enclosure
        /// The columns, by ascending `d_i`.
        let order: [Int]
        /// The eigenvalues of A, ascending.
        let values: Enclosure
    }

    private func diagonalise(_ a: Enclosure) throws(ValueError) -> Diagonalised {
        let n = a.rows
        let vectors = try JacobiRotations(a, self).vectors
        let transposed = try transpose(vectors)
        let rotated = try multiply(transposed, try multiply(a, vectors))
        let gram = try subtract(try multiply(transposed, vectors), try identity(n))
        let off = try make(n, n)
        arb_mat_set(off.ball, rotated.ball)
        for i in 0..<n { arb_zero(off.entry(i, i)) }
        let order = (0..<n).sorted { i, j in
            arf_cmp(&rotated.entry(i, i).pointee.mid, &rotated.entry(j, j).pointee.mid) < 0
        }
        let (weyl, ostrowski, spread) = (try make(1, 1), try make(1, 1), try make(1, 1))
        arb_mat_bound_inf_norm(&weyl.number.pointee.rad, off.ball)
        arb_mat_bound_inf_norm(&ostrowski.number.pointee.rad, gram.ball)
        arb_add_ui(ostrowski.number, ostrowski.number, 1, bits)
        guard arb_is_positive(ostrowski.number) != 0 else { throw .undecided("the eigenvectors of a matrix") }
        // The k-th of the sorted d_i is as far from the k-th of their midpoints as the widest ball at the most: where balls
        // overlap, nobody knows which d_i is the k-th.
        for i in 0..<n {
            if mag_cmp(&rotated.entry(i, i).pointee.rad, &spread.number.pointee.rad) > 0 {
                mag_set(&spread.number.pointee.rad, &rotated.entry(i, i).pointee.rad)
            }
        }
        arb_add(weyl.number, weyl.number, spread.number, bits)
        let values = try make(n, 1)
        for (place, i) in order.enumerated() {
            let value = values.entry(place, 0)
            arf_set(&value.pointee.mid, &rotated.entry(i, i).pointee.mid)
            arb_add(value, value, weyl.number, bits)
            arb_div(value, value, ostrowski.number, bits)
        }
        extendLifetime((off, gram, weyl, ostrowski, spread))
        return Diagonalised(vectors: vectors, rotated: rotated, order: order, values: values)
    }

    func transpose(_ a: Enclosure) throws(ValueError) -> Enclosure { try gather(a.columns, a.rows) { (a, $1, $0) } }

    private func symmetrized(_ a: Enclosure, _ name: String) throws(ValueError) -> Enclosure {
        guard a.isSquare else { throw .wrong("`\(name)` of a matrix of \(a.shape)") }
        return try divide(try add(a, try transpose(a)), try number(2))
    }

    /// The eigenvalues of a symmetric matrix, ascending. Of an exact diagonal matrix they are its entries; exact matrices
    /// have the eigenvalue zero as often as their rank says; `rank` is that of a positive semidefinite one, where known.
    func eigenvalues(_ matrix: Enclosure, rank given: Int? = nil) throws(ValueError) -> Enclosure {
        let a = try symmetrized(matrix, "eigenvalues")
        let n = a.rows
        if let sorted = try sortedDiagonal(a) { return sorted }
        let values = try diagonalise(a).values
        if let given {
            guard (0...n).contains(given) else { throw .wrong("a rank of \(given)") }
            for i in 0..<(n - given) { arb_zero(values.entry(i, 0)) }
        } else if a.exact != nil {
            // As many as are zero; where they are told apart from the others, these are known.
            let near = (0..<n).filter { arb_contains_zero(values.entry($0, 0)) != 0 }
            if !near.isEmpty, near.count == n - (try rank(a)) {
                for i in near { arb_zero(values.entry(i, 0)) }
            }
        }
        return values
    }

    private func sortedDiagonal(_ a: Enclosure) throws(ValueError) -> Enclosure? {
        guard let exact = a.exact else { return nil }
        for i in 0..<a.rows {
            for j in 0..<a.columns where i != j && fmpq_is_zero(partita_fmpq_entry(exact, i, j)) == 0 { return nil }
        }
        let order = (0..<a.rows).sorted {
            fmpq_cmp(partita_fmpq_entry(exact, $0, $0), partita_fmpq_entry(exact, $1, $1)) < 0
        }
        return try gather(a.rows, 1) { i, _ in (a, order[i], order[i]) }
    }

    /// The largest singular value.
    func operatorNorm(_ a: Enclosure) throws(ValueError) -> Enclosure {
        let gram = try a.rows < a.columns ? multiply(a, try transpose(a)) : multiply(try transpose(a), a)
        let values = try eigenvalues(gram)
        let top = try gather(1, 1) { _, _ in (values, values.rows - 1, 0) }
        return try squareRoot(try extreme(top, try number(0), largest: true))
    }

    /// The orthogonal projection on the eigenvectors of the r largest eigenvalues.
    ///
    /// With X the last r columns of V and `P = X (X'X)^-1 X'`, Davis and Kahan bound the distance of P from it by
    /// `|(I - P) A P| / (alpha - beta)`, alpha the least eigenvalue of A compressed to X, beta the largest of A's others.
    func upperProjection(_ matrix: Enclosure, _ r: Int) throws(ValueError) -> Enclosure {
        let a = try symmetrized(matrix, "upper")
        let n = a.rows
        guard (0...n).contains(r) else { throw .wrong("`upper` of \(r) of \(n) eigenvalues") }
        if r == 0 { return try whole(n, n) { _, _ in 0 } }
        if r == n { return try identity(n) }
        let parts = try diagonalise(a)
        let chosen = parts.order.suffix(r)
        let x = try gather(n, r) { i, j in (parts.vectors, i, chosen[chosen.startIndex + j]) }
        let xt = try transpose(x)
        let projection = try multiply(x, try solve(try multiply(xt, x), xt))
        let image = try multiply(a, projection)
        let residual = try norm(try subtract(image, try multiply(projection, image)))
        // The compression's eigenvalues are at least the least of those that the rotated block allows.
        let block = try gather(r, r) { i, j in
            (parts.rotated, chosen[chosen.startIndex + i], chosen[chosen.startIndex + j])
        }
        let compressed = try generalisedLeast(block, try multiply(xt, x))
        let beta = try gather(1, 1) { _, _ in (parts.values, n - r - 1, 0) }
        let gap = try subtract(compressed, beta)
        guard let order = compare(gap, try number(0)), order > 0 else {
            throw .undecided("whether eigenvalues are apart")
        }
        let distance = try divide(residual, gap)
        var radius = mag_struct()
        mag_init(&radius)
        defer { mag_clear(&radius) }
        arb_get_mag(&radius, distance.number)
        extendLifetime(distance)
        for i in 0..<n {
            for j in 0..<n { arb_add_error_mag(projection.entry(i, j), &radius) }
        }
        projection.forget()
        return projection
    }

    /// A number that is at most the least eigenvalue of `B y = lambda G y`, both nearly diagonal, G near the identity.
    private func generalisedLeast(_ b: Enclosure, _ g: Enclosure) throws(ValueError) -> Enclosure {
        let r = b.rows
        let quotient = try solve(g, b)
        // Gershgorin's discs of G^-1 B, whose eigenvalues are real.
        var least: Enclosure?
        for i in 0..<r {
            var edge = try gather(1, 1) { _, _ in (quotient, i, i) }
            for j in 0..<r where j != i {
                edge = try subtract(edge, try absolute(try gather(1, 1) { _, _ in (quotient, i, j) }))
            }
            least = if let old = least { try extreme(old, edge, largest: false) } else { edge }
        }
        if let least { return least }
        return try number(0)
    }
}
