import CMPFI

extension Arithmetic {
    /// `x^y`. A base that is negative or may be needs an exact whole exponent; `0^0 = 1`.
    ///
    /// - Throws: ``Stop`` for a negative power of zero, and for what is not decided.
    func power(_ x: Enclosure, _ y: Enclosure) throws(Stop) -> Enclosure {
        guard x.isNumber, y.isNumber else {
            throw .wrong("^: expected numbers, found \(x.shape) and \(y.shape)")
        }
        if let exponent = y.exact(0), partita_q_is_whole(exponent) != 0 {
            return try wholePower(x, Rational(exponent))
        }
        switch sign(x) {
        case 1: return try positivePower(x, y)
        case 0:
            switch sign(y) {
            case 1: return try number(0)
            case 0: return try number(1)
            case -1: throw .wrong("^: a negative power of zero")
            default: throw .undecided("^: the exponent of zero may be zero or negative")
            }
        case -1: throw .wrong("^: the base is negative, and the exponent no exact whole number")
        default: throw .undecided("^: the base may be negative, and the exponent is no exact whole number")
        }
    }

    /// A power with a whole exponent: monotone in the magnitude of the base, and even or odd.
    private func wholePower(_ x: Enclosure, _ exponent: Rational) throws(Stop) -> Enclosure {
        if exponent.sign == 0 { return try number(1) }
        if exponent.sign < 0 {
            if x.isZero(0) { throw .wrong("^: a negative power of zero") }
            if partita_has_zero(x.intervals) != 0 { throw .undecided("^: a negative power of what may be zero") }
        }
        if x.isZero(0) { return try number(0) }
        guard let n = exponent.whole, n.magnitude < 1 << 40 else { throw .limit("^: the exponent is above 2^40") }
        let result = try Enclosure(1, 1, self)
        try meter.spend(10 * cost)
        if let value = x.exact(0) {
            let bits = Double(partita_q_bits(value)) * Double(n.magnitude)
            // Of 1 and -1 all powers are short.
            if bits <= Double(exactBits) || partita_q_bits(value) <= 2 {
                let base = Rational(value)
                if n < 0 {
                    let one = Rational(1)
                    partita_q_div(base.pointer, one.pointer, base.pointer)
                }
                let power = partita_q_bits(value) <= 2 ? n.magnitude & 1 + 2 : n.magnitude
                partita_q_pow(rational.pointer, base.pointer, UInt(power))
                result.set(0, rational.pointer)
                return result
            }
        }
        let base = cell()
        let isEven = n.isMultiple(of: 2)
        if isEven { mpfi_abs(base.pointer, x.intervals) } else { mpfi_set(base.pointer, x.intervals) }
        // Ascending in the base where n > 0; descending where n < 0, on the one side of zero on which it is then.
        let (low, high) = (partita_lower(base.pointer), partita_upper(base.pointer))
        mpfr_pow_si(partita_lower(result.intervals), n > 0 ? low : high, n, MPFR_RNDD)
        mpfr_pow_si(partita_upper(result.intervals), n > 0 ? high : low, n, MPFR_RNDU)
        return result
    }

    /// A power of a positive number: monotone in base and exponent each, so that the extremes are at corners.
    private func positivePower(_ x: Enclosure, _ y: Enclosure) throws(Stop) -> Enclosure {
        if exponent(y) > 62 { throw .limit("^: the exponent is above 2^62") }
        let result = try Enclosure(1, 1, self)
        try meter.spend(200 * cost)
        let corner = cell()
        var isFirst = true
        for base in [partita_lower(x.intervals), partita_upper(x.intervals)] {
            for exponent in [partita_lower(y.intervals), partita_upper(y.intervals)] {
                mpfr_pow(partita_lower(corner.pointer), base, exponent, MPFR_RNDD)
                mpfr_pow(partita_upper(corner.pointer), base, exponent, MPFR_RNDU)
                if isFirst {
                    mpfi_set(result.intervals, corner.pointer)
                } else {
                    mpfi_union(result.intervals, result.intervals, corner.pointer)
                }
                isFirst = false
            }
        }
        return result
    }

    func factorial(_ n: Int) throws(Stop) -> Enclosure {
        guard n >= 0 else { throw .wrong("factorial: expected a whole number of at least 0, found \(n)") }
        guard n <= 10_000 else { throw .limit("factorial: \(n) is above 10000") }
        try meter.spend(Double(n))
        let value = Rational()
        partita_q_factorial(value.pointer, UInt(n))
        return try number(value)
    }

    func binomial(_ n: Int, _ k: Int) throws(Stop) -> Enclosure {
        if k < 0 || k > n { return try number(0) }
        guard n <= 100_000 else { throw .limit("binomial: \(n) is above 100000") }
        try meter.spend(Double(n))
        let value = Rational()
        partita_q_binomial(value.pointer, UInt(n), UInt(k))
        return try number(value)
    }
}
