/// Whether the decimal numeral `text` is exactly the double `value`, to which it rounds.
///
/// With `text = n * 10^e`, n not a multiple of 10, that is so when the odd part of `n * 5^e` is an integer below 2^53.
/// Numerals of more than 19 significant digits and subnormal numbers count as inexact, which is on the safe side.
func isExactDecimal(_ text: String, _ value: Double) -> Bool {
    guard let (digits, exponent) = decimalParts(text) else { return false }
    if digits == 0 { return true }
    guard value.isNormal else { return false }
    var odd = digits >> UInt64(digits.trailingZeroBitCount)
    if exponent >= 0 {
        // 5^23 alone is above 2^53.
        for _ in 0..<min(exponent, 23) {
            let (product, overflow) = odd.multipliedReportingOverflow(by: 5)
            if overflow { return false }
            odd = product
        }
        return odd < 1 << 53
    }
    for _ in 0..<min(exponent.magnitude, 28) {
        guard odd.isMultiple(of: 5) else { return false }
        odd /= 5
    }
    return odd < 1 << 53
}

/// `n` and `e` with `text = n * 10^e` and n not a multiple of 10 (or 0); nil if `n` has more than 19 digits.
private func decimalParts(_ text: String) -> (digits: UInt64, exponent: Int)? {
    var digits: UInt64 = 0
    var exponent = 0
    var pendingZeros = 0
    var isFraction = false
    for (index, byte) in text.utf8.enumerated() {
        switch byte {
        case UInt8(ascii: "."):
            isFraction = true
        case UInt8(ascii: "0"):
            if isFraction { exponent -= 1 }
            if digits > 0 { pendingZeros += 1 }
        case UInt8(ascii: "1")...UInt8(ascii: "9"):
            if isFraction { exponent -= 1 }
            for _ in 0..<pendingZeros where !append(0, to: &digits) { return nil }
            guard append(UInt64(byte - UInt8(ascii: "0")), to: &digits) else { return nil }
            pendingZeros = 0
        default:
            if digits == 0 { return (0, 0) }
            guard let written = Int(text.dropFirst(index + 1)), written.magnitude < 1 << 32 else { return nil }
            return (digits, exponent + pendingZeros + written)
        }
    }
    return (digits, digits == 0 ? 0 : exponent + pendingZeros)
}

/// `10 * digits + digit`; false if that is too large.
private func append(_ digit: UInt64, to digits: inout UInt64) -> Bool {
    let (shifted, overflow) = digits.multipliedReportingOverflow(by: 10)
    let (sum, carry) = shifted.addingReportingOverflow(digit)
    digits = sum
    return !overflow && !carry
}
