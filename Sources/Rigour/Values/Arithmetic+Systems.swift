import CFlint

extension Arithmetic {
    private func square(_ a: Enclosure, _ name: String) throws(ValueError) {
        guard a.isSquare else { throw .wrong("`\(name)` of a matrix of \(a.shape)") }
    }

    /// The X with A X = B, of a regular A.
    func solve(_ a: Enclosure, _ b: Enclosure) throws(ValueError) -> Enclosure {
        try square(a, "solve")
        guard a.rows == b.rows else { throw .wrong("`solve` with \(a.shape) and \(b.shape)") }
        let result = try make(b.rows, b.columns)
        if let x = a.exact, let y = b.exact {
            guard fmpq_mat_solve(result.makeExact(), x, y) != 0 else { throw .wrong("`solve` with a singular matrix") }
            result.round(bits: bits, limit: exactLimit)
        } else if arb_mat_solve(result.ball, a.ball, b.ball, bits) == 0 {
            throw .undecided("whether a matrix is regular")
        }
        return result
    }

    func inverse(_ a: Enclosure) throws(ValueError) -> Enclosure {
        try square(a, "inverse")
        return try solve(a, try identity(a.rows))
    }

    func identity(_ n: Int) throws(ValueError) -> Enclosure { try whole(n, n) { $0 == $1 ? 1 : 0 } }

    func determinant(_ a: Enclosure) throws(ValueError) -> Enclosure {
        try square(a, "det")
        let result = try make(1, 1)
        if let exact = a.exact {
            fmpq_mat_det(partita_fmpq_entry(result.makeExact(), 0, 0), exact)
            result.round(bits: bits, limit: exactLimit)
        } else {
            arb_mat_det(result.number, a.ball, bits)
        }
        return result
    }

    /// The rank of a matrix of known rational entries.
    func rank(_ a: Enclosure) throws(ValueError) -> Int {
        guard let exact = a.exact else { throw .undecided("the rank of a matrix that is not known exactly") }
        let reduced = Enclosure(rows: a.rows, columns: a.columns)
        let rank = fmpq_mat_rref(reduced.makeExact(), exact)
        extendLifetime(reduced)
        return rank
    }

    /// A solution of A X = B by the reduced row echelon form of [A, B]: free entries are zero.
    func solution(_ a: Enclosure, _ b: Enclosure) throws(ValueError) -> Enclosure {
        guard a.rows == b.rows else { throw .wrong("`solution` with \(a.shape) and \(b.shape)") }
        let both = try gather(a.rows, a.columns + b.columns) { $1 < a.columns ? (a, $0, $1) : (b, $0, $1 - a.columns) }
        guard let exact = both.exact else { throw .undecided("a solution of a system that is not known exactly") }
        let reduced = Enclosure(rows: both.rows, columns: both.columns)
        let echelon = reduced.makeExact()
        let rank = fmpq_mat_rref(echelon, exact)
        let result = try make(a.columns, b.columns)
        let entries = result.makeExact()
        for i in 0..<Int(rank) {
            let pivot = (0..<both.columns).first { fmpq_is_zero(partita_fmpq_entry(echelon, i, $0)) == 0 }
            guard let pivot, pivot < a.columns else { throw .wrong("`solution` of a system that has none") }
            for j in 0..<b.columns {
                fmpq_set(partita_fmpq_entry(entries, pivot, j), partita_fmpq_entry(echelon, i, a.columns + j))
            }
        }
        extendLifetime((both, reduced))
        result.round(bits: bits, limit: exactLimit)
        return result
    }

    /// The matrix to a whole power, by repeated squaring.
    func power(_ a: Enclosure, matrix n: Int) throws(ValueError) -> Enclosure {
        try square(a, "^")
        guard n >= 0 else { throw .wrong("a matrix to the power \(n)") }
        var result = try identity(a.rows)
        var factor = a
        var left = n
        while left > 0 {
            if left & 1 == 1 { result = try multiply(result, factor) }
            left >>= 1
            if left > 0 { factor = try multiply(factor, factor) }
        }
        return result
    }

    func exponential(_ a: Enclosure) throws(ValueError) -> Enclosure {
        try square(a, "expm")
        let result = try make(a.rows, a.rows)
        arb_mat_exp(result.ball, a.ball, bits)
        guard arb_mat_is_finite(result.ball) != 0 else { throw .undecided("the exponential of a matrix") }
        return result
    }
}
