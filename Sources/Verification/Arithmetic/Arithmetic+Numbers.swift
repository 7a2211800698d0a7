import CMPFI

/// Functions of numbers: their arguments are matrices of one entry.
extension Arithmetic {
    typealias IntervalFunction = (IntervalPointer?, UnsafePointer<CInterval>?) -> Int32

    /// A function that is defined everywhere and whose values are hardly ever rational.
    func entire(_ x: Enclosure, _ function: IntervalFunction) throws(Stop) -> Enclosure {
        // Periods are reduced by as many bits as the argument has in front of its point.
        if exponent(x) > 1 << 16 { throw .limit("an argument of sin, cos, tanh or exp is above 2^65536") }
        return try mapped(x, function)
    }

    /// A logarithm.
    func logarithm(_ x: Enclosure, _ function: IntervalFunction) throws(Stop) -> Enclosure {
        switch sign(x) {
        case 1: return try mapped(x, function)
        case nil: throw .undecided("the argument of a logarithm may be zero or negative")
        default: throw .wrong("the argument of a logarithm is not positive")
        }
    }

    private func mapped(_ x: Enclosure, _ function: IntervalFunction) throws(Stop) -> Enclosure {
        let result = try Enclosure(1, 1, self)
        try meter.spend(50 * cost)
        _ = function(result.intervals, x.intervals)
        // An interval of no width is a number that is known: exp(0), ln(1), log10(100).
        let lower = partita_lower(result.intervals)
        if x.exact(0) != nil, partita_is_finite(result.intervals) != 0,
            mpfr_equal_p(lower, partita_upper(result.intervals)) != 0
        {
            partita_q_set_real(rational.pointer, lower)
            result.set(0, rational.pointer)
        }
        return result
    }

    func root(_ x: Enclosure) throws(Stop) -> Enclosure {
        let lower = partita_sgn(partita_lower(x.intervals))
        if partita_sgn(partita_upper(x.intervals)) < 0 { throw .wrong("the root of a negative number") }
        if lower < 0 { throw .undecided("the argument of a root may be negative") }
        let result = try Enclosure(1, 1, self)
        try meter.spend(10 * cost)
        if let value = x.exact(0) {
            try meter.spend(Self.cost(bits: partita_q_bits(value)))
            if partita_q_root(rational.pointer, value) != 0 {
                result.set(0, rational.pointer)
                return result
            }
        }
        mpfi_sqrt(result.intervals, x.intervals)
        return result
    }

    func magnitude(_ x: Enclosure) throws(Stop) -> Enclosure {
        let result = try Enclosure(1, 1, self)
        if let value = x.exact(0) {
            partita_q_abs(rational.pointer, value)
            result.set(0, rational.pointer)
        } else {
            mpfi_abs(result.intervals, x.intervals)
        }
        return result
    }

    /// The next whole number below or above: exact, once it is known which one it is.
    func rounded(_ x: Enclosure, up: Bool) throws(Stop) -> Enclosure {
        let round = up ? partita_q_ceil : partita_q_floor
        if let value = x.exact(0) {
            round(rational.pointer, value)
            return try number(Rational(rational.pointer))
        }
        if exponent(x) > exactBits { throw .limit("floor and ceil: the argument is too large") }
        let lower = Rational()
        let upper = Rational()
        partita_q_set_real(lower.pointer, partita_lower(x.intervals))
        partita_q_set_real(upper.pointer, partita_upper(x.intervals))
        round(lower.pointer, lower.pointer)
        round(upper.pointer, upper.pointer)
        if partita_q_cmp(lower.pointer, upper.pointer) != 0 {
            throw .undecided("floor and ceil: there may be a whole number on either side")
        }
        return try number(lower)
    }

    /// The smaller (`sign` -1) or larger (1) of two entries; where it is not known which one, what holds of either.
    func extreme(_ sign: Int, _ x: Enclosure, _ i: Int, _ y: Enclosure, _ j: Int) throws(Stop) -> Enclosure {
        let result = try Enclosure(1, 1, self)
        if let order = order(x, i, y, j) {
            if order * sign >= 0 { result.set(0, x, i) } else { result.set(0, y, j) }
            return result
        }
        let (a, b) = (x.intervals + i, y.intervals + j)
        let (lower, upper) = (partita_lower(result.intervals), partita_upper(result.intervals))
        let choose = sign < 0 ? mpfr_min : mpfr_max
        _ = choose(lower, partita_lower(a), partita_lower(b), MPFR_RNDD)
        _ = choose(upper, partita_upper(a), partita_upper(b), MPFR_RNDU)
        return result
    }

    /// The smallest or largest entry.
    func extreme(_ sign: Int, _ a: Enclosure) throws(Stop) -> Enclosure {
        var result = try gathered(1, 1) { _, _ in (a, 0) }
        for entry in 1..<max(a.count, 1) { result = try extreme(sign, result, 0, a, entry) }
        return result
    }

    func pi() throws(Stop) -> Enclosure {
        let result = try Enclosure(1, 1, self)
        mpfi_const_pi(result.intervals)
        return result
    }

    // MARK: Comparisons

    /// -1, 0 or 1 as the first entry is below, at or above the second; `nil` if that is not decided.
    func order(_ x: Enclosure, _ i: Int, _ y: Enclosure, _ j: Int) -> Int? {
        if let a = x.exact(i), let b = y.exact(j) { return Int(partita_q_cmp(a, b).signum()) }
        if i == j, let origin = x.origin, origin == y.origin { return 0 }
        let (a, b) = (x.intervals + i, y.intervals + j)
        if mpfr_less_p(partita_upper(a), partita_lower(b)) != 0 { return -1 }
        if mpfr_greater_p(partita_lower(a), partita_upper(b)) != 0 { return 1 }
        let isPoint = mpfr_equal_p(partita_lower(a), partita_upper(a)) != 0
        let areEqual =
            mpfr_equal_p(partita_lower(a), partita_lower(b)) != 0
            && mpfr_equal_p(partita_upper(a), partita_upper(b)) != 0
        return isPoint && areEqual ? 0 : nil
    }

    /// Whether the first number is at most the second; `nil` if that is not decided.
    func isAtMost(_ x: Enclosure, _ y: Enclosure) -> Bool? {
        if mpfr_lessequal_p(partita_upper(x.intervals), partita_lower(y.intervals)) != 0 { return true }
        return order(x, 0, y, 0).map { $0 <= 0 }
    }

    /// The sign of a number; `nil` if that is not decided.
    func sign(_ x: Enclosure) -> Int? {
        if x.isZero(0) { return 0 }
        if partita_sgn(partita_lower(x.intervals)) > 0 { return 1 }
        return partita_sgn(partita_upper(x.intervals)) < 0 ? -1 : nil
    }

    /// An exponent of two above the magnitude of a number.
    func exponent(_ x: Enclosure) -> Int {
        [partita_lower(x.intervals), partita_upper(x.intervals)].compactMap { $0 }.map { end in
            mpfr_regular_p(end) != 0 ? mpfr_get_exp(end) : 0
        }.max() ?? 0
    }
}
