import CMPFI
import Foundation

@testable import Verification

/// Arithmetic of so many bits, with room for every test.
func arithmetic(_ bits: Int = 192) -> Arithmetic { Arithmetic(precision: bits, meter: Meter(Limits())) }

/// The value of an expression after the lines of a derivation.
func value(_ expression: String, after lines: [String] = [], bits: Int = 192) throws -> Enclosure {
    var interpreter = Interpreter(arithmetic: arithmetic(bits))
    try interpreter.run(try Program(lines + ["result = \(expression)"]))
    return try interpreter.evaluate(.name("result"))
}

/// The texts of all entries, column after column.
func shown(_ expression: String, after lines: [String] = [], bits: Int = 192) throws -> [String] {
    let value = try value(expression, after: lines, bits: bits)
    return try (0..<value.count).map { entry in
        try value.arithmetic.gathered(1, 1) { _, _ in (value, entry) }.shown
    }
}

/// Why running these lines stops.
func stop(_ lines: String...) -> Stop? {
    do {
        var interpreter = Interpreter(arithmetic: arithmetic())
        try interpreter.run(try Program(lines))
        return nil
    } catch { return error as? Stop }
}

extension Enclosure {
    /// Whether the interval of an entry contains a decimal number, and is not wider than `width`.
    func contains(_ decimal: String, entry: Int = 0, width: String) throws -> Bool {
        let isNegative = decimal.hasPrefix("-")
        guard let magnitude = Rational(literal: isNegative ? decimal.dropFirst() : decimal[...]),
            let widest = Rational(literal: width)
        else { return false }
        let number = isNegative ? Rational(0) - magnitude : magnitude
        let (low, high) = (Rational(), Rational())
        partita_q_set_real(low.pointer, partita_lower(intervals + entry))
        partita_q_set_real(high.pointer, partita_upper(intervals + entry))
        return (number - low).sign >= 0 && (high - number).sign >= 0 && (widest - (high - low)).sign >= 0
    }
}
