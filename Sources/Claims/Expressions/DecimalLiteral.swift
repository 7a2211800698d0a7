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
        for _ in 0..<min(exponent, 23) {
            let (product, overflow) = odd.multipliedReportingOverflow(by: 5)
            if overflow { return false }
            odd = product
        }
        return exponent <= 22 && odd < 1 << 53
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
    var rest = Substring(text)
    while let character = rest.first, character != "e" && character != "E" {
        rest.removeFirst()
        if character == "." {
            isFraction = true
            continue
        }
        guard let digit = character.wholeNumberValue else { return nil }
        if isFraction { exponent -= 1 }
        if digit == 0 {
            pendingZeros += 1
            continue
        }
        for place in 0...(digits == 0 ? 0 : pendingZeros) {
            let (shifted, overflow) = digits.multipliedReportingOverflow(by: 10)
            let (sum, carry) = shifted.addingReportingOverflow(place == pendingZeros || digits == 0 ? UInt64(digit) : 0)
            if overflow || carry { return nil }
            digits = sum
        }
        pendingZeros = 0
    }
    if !rest.isEmpty {
        guard let written = Int(rest.dropFirst()) else { return nil }
        exponent += written
    }
    return (digits, digits == 0 ? 0 : exponent + pendingZeros)
}
