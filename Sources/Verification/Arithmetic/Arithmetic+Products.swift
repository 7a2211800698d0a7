import CMPFI

extension Arithmetic {
    /// The matrix product, or the multiple if a side is a number.
    ///
    /// - Complexity: O(m k n); an entry is exact if all of its terms are, or are exactly zero.
    func product(_ a: Enclosure, _ b: Enclosure) throws(Stop) -> Enclosure {
        if a.isNumber { return try multiple(a, b) }
        if b.isNumber { return try multiple(b, a) }
        guard a.columns == b.rows else {
            throw .wrong(
                "*: expected as many columns on the left as rows on the right, found \(a.shape) and \(b.shape)")
        }
        let result = try Enclosure(a.rows, b.columns, self)
        let operations = Double(a.rows) * Double(a.columns) * Double(b.columns)
        try meter.spend(cost * operations)
        // Sums of products are about as long as their terms together.
        let bits = a.longest + b.longest
        let triesExact = affords(operations, bits: bits)
        let sum = Rational()
        let term = cell()
        for j in 0..<b.columns {
            for i in 0..<a.rows {
                let entry = result.index(i, j)
                if triesExact, exactDot(a, b, i, j, sum) {
                    result.set(entry, sum.pointer)
                    continue
                }
                let target = result.intervals + entry
                mpfi_set_si(target, 0)
                for k in 0..<a.columns {
                    let left = a.intervals + a.index(i, k)
                    let right = b.intervals + b.index(k, j)
                    if partita_is_zero(left) != 0 || partita_is_zero(right) != 0 { continue }
                    mpfi_mul(term.pointer, left, right)
                    mpfi_add(target, target, term.pointer)
                }
            }
        }
        return result
    }

    /// Row `i` of `a` times column `j` of `b`, if all terms are exact.
    private func exactDot(_ a: Enclosure, _ b: Enclosure, _ i: Int, _ j: Int, _ sum: Rational) -> Bool {
        partita_q_set_si(sum.pointer, 0)
        for k in 0..<a.columns {
            let left = a.index(i, k)
            let right = b.index(k, j)
            if a.isZero(left) || b.isZero(right) { continue }
            guard let x = a.exact(left), let y = b.exact(right) else { return false }
            partita_q_mul(rational.pointer, x, y)
            partita_q_add(sum.pointer, sum.pointer, rational.pointer)
        }
        return true
    }

    /// A number times a matrix.
    private func multiple(_ factor: Enclosure, _ a: Enclosure) throws(Stop) -> Enclosure {
        let result = try Enclosure(a.rows, a.columns, self)
        try meter.spend(cost * Double(a.count))
        for entry in 0..<a.count {
            if factor.isZero(0) || a.isZero(entry) {
                result.set(entry, 0)
            } else if let x = factor.exact(0), let y = a.exact(entry) {
                try meter.spend(Self.cost(bits: max(partita_q_bits(x), partita_q_bits(y))))
                partita_q_mul(rational.pointer, x, y)
                result.set(entry, rational.pointer)
            } else {
                mpfi_mul(result.intervals + entry, factor.intervals, a.intervals + entry)
            }
        }
        return result
    }

    /// The sum of all entries.
    func total(_ a: Enclosure) throws(Stop) -> Enclosure {
        let ones = try whole(1, a.count) { _, _ in 1 }
        return try product(ones, try vector(a))
    }

    /// The sum of the products of entries.
    func dot(_ a: Enclosure, _ b: Enclosure) throws(Stop) -> Enclosure {
        guard a.rows == b.rows, a.columns == b.columns else {
            throw .wrong("dot: expected equal shapes, found \(a.shape) and \(b.shape)")
        }
        return try total(try hadamard(a, b))
    }

    /// The sum of the squares of entries: never below zero, also where entries may be.
    func squares(_ a: Enclosure) throws(Stop) -> Enclosure {
        let squared = try Enclosure(a.rows, a.columns, self)
        try meter.spend(cost * Double(a.count))
        for entry in 0..<a.count {
            if let x = a.exact(entry) {
                try meter.spend(Self.cost(bits: partita_q_bits(x)))
                partita_q_mul(rational.pointer, x, x)
                squared.set(entry, rational.pointer)
            } else {
                mpfi_sqr(squared.intervals + entry, a.intervals + entry)
            }
        }
        return try total(squared)
    }

    /// The Kronecker product.
    func kronecker(_ a: Enclosure, _ b: Enclosure) throws(Stop) -> Enclosure {
        let (rows, tooHigh) = a.rows.multipliedReportingOverflow(by: b.rows)
        let (columns, tooWide) = a.columns.multipliedReportingOverflow(by: b.columns)
        guard !tooHigh, !tooWide else { throw .limit("kron: \(a.shape) and \(b.shape) are too large") }
        let left = try gathered(rows, columns) { i, j in (a, a.index(i / b.rows, j / b.columns)) }
        let right = try gathered(rows, columns) { i, j in (b, b.index(i % b.rows, j % b.columns)) }
        return try hadamard(left, right)
    }

    /// A square matrix to a whole power, by repeated squaring.
    func power(_ a: Enclosure, _ exponent: Int) throws(Stop) -> Enclosure {
        if exponent == 1 { return a }
        var result = try identity(a.rows)
        var square = a
        var rest = exponent
        while rest > 0 {
            if rest & 1 == 1 { result = try product(result, square) }
            rest >>= 1
            if rest > 0 { square = try product(square, square) }
        }
        return result
    }
}
