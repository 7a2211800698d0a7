import CFlint

extension Arithmetic {
    // MARK: Literals

    /// The number that a literal means: decimals are decimals, hexadecimal fractions are doubles.
    func literal(_ text: String) throws(ValueError) -> Enclosure {
        let lower = text.lowercased()
        let isHexadecimal = lower.hasPrefix("0x")
        let halves = (isHexadecimal ? lower.dropFirst(2) : lower[...]).split(
            separator: isHexadecimal ? "p" : "e", maxSplits: 1, omittingEmptySubsequences: false)
        let parts = halves[0].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let fraction = parts.count > 1 ? parts[1] : ""
        let digits = String(parts[0] + fraction)
        let base = isHexadecimal ? 16 : 10
        let allowed = isHexadecimal ? "0123456789abcdef" : "0123456789"
        guard !digits.isEmpty, digits.allSatisfy(allowed.contains), halves.count == 1 || !halves[1].isEmpty,
            let power = halves.count == 1 ? 0 : Int(halves[1])
        else { throw .wrong("`\(text)` is not a number") }
        guard digits.count <= 10_000, abs(power) <= 100_000 else { throw .limit("the number `\(text.prefix(40))`") }
        let result = try make(1, 1)
        let entry = partita_fmpq_entry(result.makeExact(), 0, 0)
        guard let entry, fmpz_set_str(&entry.pointee.num, digits, Int32(base)) == 0 else {
            throw .wrong("`\(text)` is not a number")
        }
        // The point moves by digits of the base, the exponent by powers of 10 or of 2.
        scale(entry, base: UInt(base), exponent: -fraction.count)
        scale(entry, base: isHexadecimal ? 2 : 10, exponent: power)
        result.round(bits: bits, limit: max(exactLimit, 8 * digits.count + 8 * abs(power)))
        return result
    }

    private func scale(_ entry: UnsafeMutablePointer<fmpq>, base: UInt, exponent: Int) {
        let factor = Enclosure(rows: 1, columns: 1)
        let power = partita_fmpq_entry(factor.makeExact(), 0, 0)
        fmpq_set_si(power, Int(base), 1)
        fmpq_pow_si(power, power, exponent)
        fmpq_mul(entry, entry, power)
        extendLifetime(factor)
    }

    // MARK: Comparing

    /// -1, 0 or 1 as a is below, equal to or above b; `nil` where that is not decided.
    func compare(_ a: Enclosure, _ b: Enclosure) -> Int? {
        if a.sameness != 0, a.sameness == b.sameness { return 0 }
        if let x = a.exactNumber, let y = b.exactNumber { return Int(fmpq_cmp(x, y)).signum() }
        if arb_lt(a.number, b.number) != 0 { return -1 }
        if arb_gt(a.number, b.number) != 0 { return 1 }
        return arb_eq(a.number, b.number) != 0 ? 0 : nil
    }

    /// Whether the relation is true; `nil` where that is not decided.
    func holds(_ a: Enclosure, _ relation: Test.Relation, _ b: Enclosure) -> Bool? {
        if let order = compare(a, b) {
            return switch relation {
            case .less: order < 0
            case .lessOrEqual: order <= 0
            case .greater: order > 0
            case .greaterOrEqual: order >= 0
            case .equal: order == 0
            case .notEqual: order != 0
            }
        }
        // Balls that touch still decide an order that allows equality.
        switch relation {
        case .lessOrEqual where arb_le(a.number, b.number) != 0: return true
        case .greaterOrEqual where arb_ge(a.number, b.number) != 0: return true
        case .less where arb_ge(a.number, b.number) != 0: return false
        case .greater where arb_le(a.number, b.number) != 0: return false
        default: return nil
        }
    }

    /// The whole number that a value is known to be.
    func whole(_ a: Enclosure, _ what: String) throws(ValueError) -> Int {
        guard a.isNumber else { throw .wrong("\(what) must be a number, not a matrix of \(a.shape)") }
        var value = fmpz()
        fmpz_init(&value)
        defer { fmpz_clear(&value) }
        if let exact = a.exactNumber {
            guard fmpz_is_one(&exact.pointee.den) != 0 else { throw .wrong("\(what) must be a whole number") }
            fmpz_set(&value, &exact.pointee.num)
        } else {
            guard arb_is_exact(a.number) != 0 else { throw .undecided("\(what), a whole number") }
            guard arb_get_unique_fmpz(&value, a.number) != 0 else { throw .wrong("\(what) must be a whole number") }
        }
        guard fmpz_bits(&value) <= 40 else { throw .limit(what) }
        return fmpz_get_si(&value)
    }

    // MARK: Functions

    /// A function of a number by balls; not-a-number is outside the domain, or too near to its edge.
    func apply(
        _ a: Enclosure, _ name: String, _ function: BallFunction
    ) throws(ValueError) -> Enclosure {
        guard a.isNumber else { throw .wrong("`\(name)` of a matrix of \(a.shape)") }
        let result = try make(1, 1)
        function(result.number, a.number, bits)
        return try checked(result, "`\(name)`")
    }

    /// The value, unless nothing is known of it.
    func checked(_ a: Enclosure, _ what: String) throws(ValueError) -> Enclosure {
        guard arb_is_finite(a.number) != 0 else { throw .undecided("\(what) has no finite enclosure") }
        return a
    }

    /// The square root; exact of the square of a rational.
    func squareRoot(_ a: Enclosure) throws(ValueError) -> Enclosure {
        guard a.isNumber else { throw .wrong("`sqrt` of a matrix of \(a.shape)") }
        if arb_is_negative(a.number) != 0 { throw .wrong("the root of a negative number") }
        if let exact = a.exactNumber, fmpz_is_square(&exact.pointee.num) != 0, fmpz_is_square(&exact.pointee.den) != 0 {
            let result = try make(1, 1)
            if let root = partita_fmpq_entry(result.makeExact(), 0, 0) {
                fmpz_sqrt(&root.pointee.num, &exact.pointee.num)
                fmpz_sqrt(&root.pointee.den, &exact.pointee.den)
            }
            result.round(bits: bits, limit: exactLimit)
            return result
        }
        return try apply(a, "sqrt", arb_sqrt)
    }

    func logarithm(_ a: Enclosure) throws(ValueError) -> Enclosure {
        if a.isNumber, arb_is_nonpositive(a.number) != 0 {
            throw .wrong("the logarithm of a number that is not positive")
        }
        return try apply(a, "ln", arb_log)
    }

    /// `base^exponent` of numbers.
    func power(_ base: Enclosure, _ exponent: Enclosure) throws(ValueError) -> Enclosure {
        guard base.isNumber, exponent.isNumber else { throw .wrong("a power with a matrix of \(exponent.shape) above") }
        if exponent.isKnown, let n = try? whole(exponent, "an exponent") { return try power(base, n) }
        guard arb_is_negative(base.number) == 0 else { throw .wrong("a negative number to a power that is not whole") }
        let result = try make(1, 1)
        arb_pow(result.number, base.number, exponent.number, bits)
        return try checked(result, "a power")
    }

    private func power(_ base: Enclosure, _ n: Int) throws(ValueError) -> Enclosure {
        if n < 0 { return try divide(try number(1), try power(base, -n)) }
        if n == 0 { return try number(1) }
        let result = try make(1, 1)
        if let exact = base.exactNumber, n <= 1 || n * Int(fmpq_height_bits(exact)) <= exactLimit {
            fmpq_pow_si(partita_fmpq_entry(result.makeExact(), 0, 0), exact, n)
            result.round(bits: bits, limit: exactLimit)
        } else {
            arb_pow_ui(result.number, base.number, UInt(n), bits)
        }
        return result
    }

    /// The smaller or the larger of two numbers.
    func extreme(_ a: Enclosure, _ b: Enclosure, largest: Bool) throws(ValueError) -> Enclosure {
        guard a.isNumber, b.isNumber else { throw .wrong("`min` or `max` of matrices") }
        if let order = compare(a, b) { return (order >= 0) == largest ? a : b }
        let result = try make(1, 1)
        (largest ? arb_max : arb_min)(result.number, a.number, b.number, bits)
        return result
    }

    func absolute(_ a: Enclosure) throws(ValueError) -> Enclosure {
        guard a.isNumber else { throw .wrong("`abs` of a matrix of \(a.shape)") }
        if let order = compare(a, try number(0)) { return order < 0 ? try negate(a) : a }
        return try apply(a, "abs") { result, a, _ in arb_abs(result, a) }
    }

    /// The whole number at or below, or at or above.
    func rounded(_ a: Enclosure, up: Bool) throws(ValueError) -> Enclosure {
        guard a.isNumber else { throw .wrong("`floor` or `ceil` of a matrix of \(a.shape)") }
        let result = try make(1, 1)
        let entry = partita_fmpq_entry(result.makeExact(), 0, 0)
        guard let entry else { return result }
        if let exact = a.exactNumber {
            (up ? fmpz_cdiv_q : fmpz_fdiv_q)(&entry.pointee.num, &exact.pointee.num, &exact.pointee.den)
        } else {
            let ball = try apply(a, up ? "ceil" : "floor", up ? arb_ceil : arb_floor)
            let isUnique = arb_get_unique_fmpz(&entry.pointee.num, ball.number) != 0
            extendLifetime(ball)
            guard isUnique else { throw .undecided("the whole number beside a number") }
        }
        result.round(bits: bits, limit: exactLimit)
        return result
    }
}
