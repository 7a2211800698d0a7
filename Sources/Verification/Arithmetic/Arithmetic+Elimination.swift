import CMPFI

extension Arithmetic {
    /// The X with A X = B of a regular A: exact for exact ones if that is affordable.
    func solve(_ a: Enclosure, _ b: Enclosure) throws(Stop) -> Enclosure {
        try Self.expectSquare("solve", a)
        guard a.rows == b.rows else {
            throw .wrong("solve: expected as many rows on both sides, found \(a.shape) and \(b.shape)")
        }
        let (operations, bits) = RationalMatrix.cost([a, b])
        if affords(operations, bits: bits), let matrix = RationalMatrix([a, b]) {
            if try matrix.reduce(width: a.columns).pivots.count < a.columns { throw .wrong("the matrix is singular") }
            let result = try Enclosure(b.rows, b.columns, self)
            for entry in 0..<b.count { result.set(entry, matrix.at(entry % b.rows, a.columns + entry / b.rows)) }
            return result
        }
        // An approximate inverse makes the matrix nearly the identity; elimination then widens intervals but little.
        let finer = finer(by: 64 + a.rows)
        let unit = try finer.identity(a.rows)
        let inverse = try finer.midpoints(try finer.eliminate(try finer.midpoints(a), unit).solution)
        return try copy(try finer.eliminate(try finer.product(inverse, a), try finer.product(inverse, b)).solution)
    }

    func inverse(_ a: Enclosure) throws(Stop) -> Enclosure {
        try Self.expectSquare("inverse", a)
        return try solve(a, try identity(a.rows))
    }

    func determinant(_ a: Enclosure) throws(Stop) -> Enclosure {
        try Self.expectSquare("det", a)
        let (operations, bits) = RationalMatrix.cost([a])
        if affords(operations, bits: bits), let matrix = RationalMatrix([a]) {
            return try number(try matrix.reduce(width: a.columns).determinant)
        }
        let finer = finer(by: 64 + 2 * a.rows)
        return try copy(try finer.eliminate(try finer.copy(a), nil).determinant)
    }

    /// The midpoints of all entries, as intervals of no width.
    func midpoints(_ a: Enclosure) throws(Stop) -> Enclosure {
        let result = try Enclosure(a.rows, a.columns, self)
        let middle = cell()
        for entry in 0..<a.count {
            mpfi_mid(partita_lower(middle.pointer), a.intervals + entry)
            mpfi_set_fr(result.intervals + entry, partita_lower(middle.pointer))
        }
        return result
    }

    /// Gaussian elimination with intervals; rows are exchanged for the pivot that is farthest from zero.
    ///
    /// - Returns: the determinant, and the solution if there is a right side.
    /// - Throws: ``Stop`` if every pivot of a column may be zero and there is a right side.
    private func eliminate(
        _ a: Enclosure, _ b: Enclosure?
    ) throws(Stop) -> (determinant: Enclosure, solution: Enclosure) {
        let n = a.rows
        let work = if let b { try beside(a, b) } else { try copy(a) }
        for entry in 0..<work.count { _ = work.inexact(entry) }
        try meter.spend(cost * Double(n * n) * Double(work.columns))
        func at(_ i: Int, _ j: Int) -> IntervalPointer { work.intervals + work.index(i, j) }
        let determinant = try Enclosure(1, 1, self)
        mpfi_set_si(determinant.intervals, 1)
        let (term, factor) = (cell(), cell())
        for k in 0..<n {
            var pivot: Int?
            for i in k..<n where partita_has_zero(at(i, k)) == 0 {
                mpfi_mig(partita_lower(term.pointer), at(i, k))
                if pivot == nil || mpfr_greater_p(partita_lower(term.pointer), partita_lower(factor.pointer)) != 0 {
                    pivot = i
                    mpfr_set(partita_lower(factor.pointer), partita_lower(term.pointer), MPFR_RNDD)
                }
            }
            guard let pivot else {
                if b != nil { throw .undecided("the matrix may be singular") }
                try boundRest(work, from: k, determinant)
                return (determinant, determinant)
            }
            if pivot != k {
                for j in k..<work.columns { mpfi_swap(at(pivot, j), at(k, j)) }
                mpfi_neg(determinant.intervals, determinant.intervals)
            }
            mpfi_mul(determinant.intervals, determinant.intervals, at(k, k))
            // Rows above are needed for solutions only.
            for i in (b == nil ? k + 1 : 0)..<max(n, k + 1) where i != k && partita_is_zero(at(i, k)) == 0 {
                mpfi_div(factor.pointer, at(i, k), at(k, k))
                for j in (k + 1)..<max(work.columns, k + 1) where partita_is_zero(at(k, j)) == 0 {
                    mpfi_mul(term.pointer, factor.pointer, at(k, j))
                    mpfi_sub(at(i, j), at(i, j), term.pointer)
                }
            }
        }
        guard let b else { return (determinant, determinant) }
        let solution = try Enclosure(n, b.columns, self)
        for j in 0..<b.columns {
            for i in 0..<n { mpfi_div(solution.intervals + solution.index(i, j), at(i, n + j), at(i, i)) }
        }
        return (determinant, solution)
    }

    /// Multiplies a determinant by what is left from row `k` on, of which Hadamard's inequality bounds the magnitude.
    private func boundRest(_ work: Enclosure, from k: Int, _ determinant: Enclosure) throws(Stop) {
        let rest = Array(k..<work.rows)
        for i in rest {
            let row = try select(work, [i], rest)
            let length = try root(try squares(row))
            mpfi_mul(determinant.intervals, determinant.intervals, length.intervals)
        }
        let sign = cell()
        mpfi_interv_si(sign.pointer, -1, 1)
        mpfi_mul(determinant.intervals, determinant.intervals, sign.pointer)
    }

    // MARK: Exact matrices

    private func exactly(_ name: String, _ parts: [Enclosure]) throws(Stop) -> RationalMatrix {
        guard let matrix = RationalMatrix(parts) else { throw .undecided("\(name): an entry is not known exactly") }
        return matrix
    }

    func rank(_ a: Enclosure) throws(Stop) -> Enclosure {
        try number(try exactly("rank", [a]).reduce(width: a.columns).pivots.count)
    }

    /// A solution of A X = B for exact matrices: its free entries are 0.
    func solution(_ a: Enclosure, _ b: Enclosure) throws(Stop) -> Enclosure {
        guard a.rows == b.rows else {
            throw .wrong("solution: expected as many rows on both sides, found \(a.shape) and \(b.shape)")
        }
        let matrix = try exactly("solution", [a, b])
        let pivots = try matrix.reduce(width: a.columns).pivots
        let result = try whole(a.columns, b.columns) { _, _ in 0 }
        for j in 0..<b.columns {
            for i in pivots.count..<max(a.rows, pivots.count) where partita_q_sgn(matrix.at(i, a.columns + j)) != 0 {
                throw .wrong("solution: there is none")
            }
            for (i, pivot) in pivots.enumerated() {
                result.set(result.index(pivot, j), matrix.at(i, a.columns + j))
            }
        }
        return result
    }
}
