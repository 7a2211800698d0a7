import CFlint

/// Operations on enclosures at a precision: rational where all operands are, else with balls rounded outward.
struct Arithmetic: Sendable {
    /// Bits of the midpoints.
    let bits: Int
    /// The most bits that an exact number may have.
    var exactLimit: Int { 16 * bits }

    /// The most entries of a matrix.
    static let entryLimit = 1 << 24

    typealias Exact = UnsafeMutablePointer<fmpq_mat_struct>
    typealias Ball = UnsafeMutablePointer<arb_mat_struct>
    /// A function of FLINT's with two rational matrices.
    typealias ExactFunction = (Exact?, UnsafePointer<fmpq_mat_struct>?, UnsafePointer<fmpq_mat_struct>?) -> Void
    /// A function of Arb's with a number and a precision.
    typealias BallFunction = (UnsafeMutablePointer<arb_struct>?, UnsafePointer<arb_struct>?, Int) -> Void

    // MARK: Making

    func make(_ rows: Int, _ columns: Int) throws(ValueError) -> Enclosure {
        guard rows >= 1, columns >= 1 else { throw .wrong("a matrix of \(rows) x \(columns) entries") }
        let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
        guard !overflow, count <= Self.entryLimit else { throw .limit("a matrix of \(rows) x \(columns) entries") }
        return Enclosure(rows: rows, columns: columns)
    }

    /// A matrix of whole numbers.
    func whole(_ rows: Int, _ columns: Int, _ entry: (Int, Int) -> Int) throws(ValueError) -> Enclosure {
        let result = try make(rows, columns)
        let exact = result.makeExact()
        for i in 0..<rows {
            for j in 0..<columns { fmpq_set_si(partita_fmpq_entry(exact, i, j), entry(i, j), 1) }
        }
        result.round(bits: bits, limit: exactLimit)
        return result
    }

    func number(_ value: Int) throws(ValueError) -> Enclosure { try whole(1, 1) { _, _ in value } }

    /// A matrix of entries taken from others.
    func gather(
        _ rows: Int, _ columns: Int, _ source: (Int, Int) -> (Enclosure, Int, Int)?
    ) throws(ValueError) -> Enclosure {
        let result = try make(rows, columns)
        var isExact = true
        for i in 0..<rows {
            for j in 0..<columns {
                guard let (from, k, l) = source(i, j) else { continue }
                arb_set(result.entry(i, j), from.entry(k, l))
                isExact = isExact && from.exact != nil
            }
        }
        guard isExact else { return result }
        let exact = result.makeExact()
        for i in 0..<rows {
            for j in 0..<columns {
                guard let (from, k, l) = source(i, j), let entries = from.exact else { continue }
                fmpq_set(partita_fmpq_entry(exact, i, j), partita_fmpq_entry(entries, k, l))
            }
        }
        return result
    }

    // MARK: Sums and products

    /// A matrix by its rational entries where both operands have them, else by balls.
    private func combine(
        _ a: Enclosure, _ b: Enclosure, _ rows: Int, _ columns: Int, _ exact: ExactFunction,
        _ ball: (Ball, Ball, Ball) -> Void
    ) throws(ValueError) -> Enclosure {
        let result = try make(rows, columns)
        if let x = a.exact, let y = b.exact {
            exact(result.makeExact(), x, y)
            result.round(bits: bits, limit: exactLimit)
        } else {
            ball(result.ball, a.ball, b.ball)
        }
        return result
    }

    private func sameShape(_ a: Enclosure, _ b: Enclosure, _ what: String) throws(ValueError) {
        guard a.rows == b.rows, a.columns == b.columns else {
            throw .wrong("\(what) of \(a.shape) and \(b.shape)")
        }
    }

    func add(_ a: Enclosure, _ b: Enclosure) throws(ValueError) -> Enclosure {
        try sameShape(a, b, "a sum")
        return try combine(a, b, a.rows, a.columns, fmpq_mat_add) { arb_mat_add($0, $1, $2, bits) }
    }

    func subtract(_ a: Enclosure, _ b: Enclosure) throws(ValueError) -> Enclosure {
        try sameShape(a, b, "a difference")
        return try combine(a, b, a.rows, a.columns, fmpq_mat_sub) { arb_mat_sub($0, $1, $2, bits) }
    }

    func negate(_ a: Enclosure) throws(ValueError) -> Enclosure {
        try combine(a, a, a.rows, a.columns, { result, a, _ in fmpq_mat_neg(result, a) }) { result, a, _ in
            arb_mat_neg(result, a)
        }
    }

    func multiply(_ a: Enclosure, _ b: Enclosure) throws(ValueError) -> Enclosure {
        if a.isNumber, b.rows > 1 { return try scale(b, by: a) }
        if b.isNumber, a.columns > 1 { return try scale(a, by: b) }
        guard a.columns == b.rows else { throw .wrong("a product of \(a.shape) and \(b.shape)") }
        return try combine(a, b, a.rows, b.columns, fmpq_mat_mul) { arb_mat_mul($0, $1, $2, bits) }
    }

    private func scale(_ a: Enclosure, by s: Enclosure) throws(ValueError) -> Enclosure {
        try combine(
            a, s, a.rows, a.columns, { fmpq_mat_scalar_mul_fmpq($0, $1, partita_fmpq_entry($2, 0, 0)) }
        ) { arb_mat_scalar_mul_arb($0, $1, partita_arb_entry($2, 0, 0), bits) }
    }

    func divide(_ a: Enclosure, _ s: Enclosure) throws(ValueError) -> Enclosure {
        guard s.isNumber else { throw .wrong("a division by a matrix of \(s.shape)") }
        if let exact = s.exactNumber {
            guard fmpq_is_zero(exact) == 0 else { throw .wrong("a division by zero") }
            let reciprocal = try make(1, 1)
            fmpq_inv(partita_fmpq_entry(reciprocal.makeExact(), 0, 0), exact)
            if a.exact != nil { return try scale(a, by: reciprocal) }
        } else if arb_contains_zero(s.number) != 0 {
            throw arb_is_zero(s.number) != 0 ? .wrong("a division by zero") : .undecided("whether a divisor is zero")
        }
        let result = try make(a.rows, a.columns)
        arb_mat_scalar_div_arb(result.ball, a.ball, s.number, bits)
        return result
    }

    /// The product entry by entry.
    func entrywise(_ a: Enclosure, _ b: Enclosure) throws(ValueError) -> Enclosure {
        try sameShape(a, b, "a product by entries")
        return try combine(
            a, b, a.rows, a.columns,
            { result, x, y in
                for i in 0..<a.rows {
                    for j in 0..<a.columns {
                        fmpq_mul(
                            partita_fmpq_entry(result, i, j), partita_fmpq_entry(x, i, j), partita_fmpq_entry(y, i, j))
                    }
                }
            }
        ) { arb_mat_mul_entrywise($0, $1, $2, bits) }
    }

    /// The Kronecker product.
    func kronecker(_ a: Enclosure, _ b: Enclosure) throws(ValueError) -> Enclosure {
        let (rows, columns) = (a.rows * b.rows, a.columns * b.columns)
        let wide = try gather(rows, columns) { (a, $0 / b.rows, $1 / b.columns) }
        return try entrywise(wide, try gather(rows, columns) { (b, $0 % b.rows, $1 % b.columns) })
    }

    /// The sum of all entries.
    func sum(_ a: Enclosure) throws(ValueError) -> Enclosure {
        try combine(
            a, a, 1, 1,
            { result, x, _ in
                let total = partita_fmpq_entry(result, 0, 0)
                for i in 0..<a.rows {
                    for j in 0..<a.columns { fmpq_add(total, total, partita_fmpq_entry(x, i, j)) }
                }
            }
        ) { result, x, _ in
            let total = partita_arb_entry(result, 0, 0)
            for i in 0..<a.rows {
                for j in 0..<a.columns { arb_add(total, total, partita_arb_entry(x, i, j), bits) }
            }
        }
    }

    /// The root of the sum of squares, which is never negative even where its ball reaches below zero.
    func norm(_ a: Enclosure) throws(ValueError) -> Enclosure {
        let square = try squares(a)
        return square.exact != nil ? try squareRoot(square) : try apply(square, "norm", arb_sqrtpos)
    }

    /// The sum of squares: never negative.
    func squares(_ a: Enclosure) throws(ValueError) -> Enclosure {
        if a.exact != nil { return try sum(try entrywise(a, a)) }
        let result = try make(1, 1)
        let square = try make(1, 1)
        for i in 0..<a.rows {
            for j in 0..<a.columns {
                arb_sqr(square.number, a.entry(i, j), bits)
                arb_add(result.number, result.number, square.number, bits)
            }
        }
        extendLifetime(square)
        return result
    }
}
