import CMPFI

typealias IntervalPointer = UnsafeMutablePointer<CInterval>
typealias RationalPointer = UnsafeMutablePointer<CRational>

/// Arithmetic with enclosures at one precision: what every function of derivations is made of.
///
/// Each operation encloses the result of all matrices that lie in the enclosures of its arguments. Exact entries give
/// exact entries, as long as they are short.
final class Arithmetic {
    /// Bits of the ends of intervals.
    let precision: Int
    let meter: Meter
    /// Exact entries that are longer are forgotten: one that grows by some bits in each of many steps would take all
    /// the time.
    var exactBits: Int { 48 * precision }
    /// Numbers that hold what comes between.
    let rational = Rational()

    init(precision: Int, meter: Meter) {
        self.precision = precision
        self.meter = meter
    }

    /// The same with more bits, for what comes between.
    func finer(by bits: Int) -> Arithmetic { Arithmetic(precision: precision + bits, meter: meter) }

    /// A number in memory of its own, at this precision.
    func cell() -> IntervalCell { IntervalCell(precision) }

    /// What an operation on intervals costs.
    var cost: Double {
        let words = Double(precision) / 64
        return 1 + words * words / 16
    }

    /// What an operation on rational numbers of so many bits costs, with the reduction to lowest terms.
    static func cost(bits: Int) -> Double {
        let words = Double(bits) / 64
        return 2 + words * words / 8
    }

    /// Whether so many operations on rational numbers are worth their time: a tenth of a second at 128 bits.
    func affords(_ operations: Double, bits: Int) -> Bool {
        operations * Self.cost(bits: bits) <= 1e6 * Double(precision) / 128
    }

    // MARK: Making matrices

    func number(_ value: Int) throws(Stop) -> Enclosure {
        let result = try Enclosure(1, 1, self)
        result.set(0, value)
        return result
    }

    func number(_ value: Rational) throws(Stop) -> Enclosure {
        let result = try Enclosure(1, 1, self)
        result.set(0, value.pointer)
        return result
    }

    /// A matrix of whole numbers.
    func whole(_ rows: Int, _ columns: Int, _ entry: (Int, Int) -> Int) throws(Stop) -> Enclosure {
        let result = try Enclosure(rows, columns, self)
        try meter.spend(Double(result.count))
        for j in 0..<columns {
            for i in 0..<rows { result.set(result.index(i, j), entry(i, j)) }
        }
        return result
    }

    /// A matrix of entries of others: `source` says which.
    func gathered(_ rows: Int, _ columns: Int, _ source: (Int, Int) -> (Enclosure, Int)) throws(Stop) -> Enclosure {
        let result = try Enclosure(rows, columns, self)
        try meter.spend(Double(result.count))
        for j in 0..<columns {
            for i in 0..<rows {
                let (matrix, entry) = source(i, j)
                result.set(result.index(i, j), matrix, entry)
            }
        }
        return result
    }

    /// The same matrix at this precision.
    func copy(_ a: Enclosure) throws(Stop) -> Enclosure {
        try gathered(a.rows, a.columns) { i, j in (a, a.index(i, j)) }
    }

    // MARK: Entry by entry

    func sum(_ a: Enclosure, _ b: Enclosure) throws(Stop) -> Enclosure {
        try entrywise("+", a, b, mpfi_add, partita_q_add)
    }

    func difference(_ a: Enclosure, _ b: Enclosure) throws(Stop) -> Enclosure {
        try entrywise("-", a, b, mpfi_sub, partita_q_sub)
    }

    /// The product entry by entry.
    func hadamard(_ a: Enclosure, _ b: Enclosure) throws(Stop) -> Enclosure {
        let result = try entrywise("had", a, b, mpfi_mul, partita_q_mul)
        for entry in 0..<result.count where a.isZero(entry) || b.isZero(entry) { result.set(entry, 0) }
        return result
    }

    func negative(_ a: Enclosure) throws(Stop) -> Enclosure {
        let result = try Enclosure(a.rows, a.columns, self)
        try meter.spend(cost * Double(a.count))
        for entry in 0..<a.count {
            if let x = a.exact(entry) {
                partita_q_neg(rational.pointer, x)
                result.set(entry, rational.pointer)
            } else {
                mpfi_neg(result.intervals + entry, a.intervals + entry)
            }
        }
        return result
    }

    private func entrywise(
        _ name: String, _ a: Enclosure, _ b: Enclosure,
        _ interval: (IntervalPointer?, UnsafePointer<CInterval>?, UnsafePointer<CInterval>?) -> Int32,
        _ exact: (RationalPointer?, RationalPointer?, RationalPointer?) -> Void
    ) throws(Stop) -> Enclosure {
        guard a.rows == b.rows, a.columns == b.columns else {
            throw .wrong("\(name): expected equal shapes, found \(a.shape) and \(b.shape)")
        }
        let result = try Enclosure(a.rows, a.columns, self)
        try meter.spend(cost * Double(a.count))
        for entry in 0..<a.count {
            if let x = a.exact(entry), let y = b.exact(entry) {
                try meter.spend(Self.cost(bits: max(partita_q_bits(x), partita_q_bits(y))))
                exact(rational.pointer, x, y)
                result.set(entry, rational.pointer)
            } else {
                _ = interval(result.intervals + entry, a.intervals + entry, b.intervals + entry)
            }
        }
        return result
    }

    /// The matrix, divided by a number.
    ///
    /// - Throws: ``Stop`` for a divisor that is zero, or may be.
    func quotient(_ a: Enclosure, _ b: Enclosure) throws(Stop) -> Enclosure {
        guard b.isNumber else { throw .wrong("/: expected a number as divisor, found \(b.shape)") }
        if b.isZero(0) { throw .wrong("/: the divisor is zero") }
        if partita_has_zero(b.intervals) != 0 { throw .undecided("/: the divisor may be zero") }
        let result = try Enclosure(a.rows, a.columns, self)
        try meter.spend(cost * Double(a.count))
        for entry in 0..<a.count {
            if let x = a.exact(entry), let y = b.exact(0) {
                try meter.spend(Self.cost(bits: max(partita_q_bits(x), partita_q_bits(y))))
                partita_q_div(rational.pointer, x, y)
                result.set(entry, rational.pointer)
            } else {
                mpfi_div(result.intervals + entry, a.intervals + entry, b.intervals)
            }
        }
        return result
    }
}

/// An interval in memory of its own.
final class IntervalCell {
    let pointer: IntervalPointer

    init(_ precision: Int) {
        pointer = .allocate(capacity: 1)
        mpfi_init2(pointer, precision)
        mpfi_set_si(pointer, 0)
    }

    deinit {
        mpfi_clear(pointer)
        pointer.deallocate()
    }
}
