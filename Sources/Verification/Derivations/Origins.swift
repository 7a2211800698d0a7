import CMPFI
import Foundation

/// Numbers for values: those that come from the same operation of the same values have the same number, and are equal.
///
/// Whole numbers that are known exactly have even numbers, all others odd ones.
final class Origins {
    /// An operation of at most two values.
    private struct Origin: Hashable {
        let operation: UInt32
        let first: Int
        let second: Int
    }

    private var operations: [String: UInt32] = [:]
    private var numbers: [Origin: Int] = [:]
    private var next = -1

    /// Stands for a value that an operation does not have.
    private static let none = Int.min

    /// The most origins that are remembered; after them every value is one of its own.
    static let most = 1 << 22

    /// Gives a value its number, unless it has one: a value that an operation hands through keeps it.
    ///
    /// Numbers that are known exactly and short go by what they are.
    ///
    /// - Complexity: O(parts).
    func identify(_ value: Enclosure, _ operation: String, _ parts: [Enclosure]) -> Enclosure {
        if value.origin != nil { return value }
        if value.isNumber, let exact = value.exact(0) {
            var whole = 0
            if partita_q_get_si(exact, &whole) != 0, whole.magnitude < 1 << 60 {
                value.origin = 2 * whole
                return value
            }
            if let text = Self.text(exact) {
                value.origin = number(text, Self.none, Self.none)
                return value
            }
        }
        // Operations of more than two values are made of those of two: of what came before and the next one.
        var (name, first) = (operation, Self.none)
        for (index, part) in parts.enumerated() {
            // A value from elsewhere shares its origin with none.
            guard let origin = part.origin else {
                value.origin = fresh()
                return value
            }
            if index == parts.count - 1 {
                value.origin = number(name, first, origin)
                return value
            }
            (name, first) = index == 0 ? (operation, origin) : (operation, number("\(operation) so far", first, origin))
        }
        value.origin = number(name, first, Self.none)
        return value
    }

    private func number(_ operation: String, _ first: Int, _ second: Int) -> Int {
        let code: UInt32
        if let known = operations[operation] {
            code = known
        } else {
            if operations.count >= Self.most { return fresh() }
            code = UInt32(operations.count)
            operations[operation] = code
        }
        let origin = Origin(operation: code, first: first, second: second)
        if let number = numbers[origin] { return number }
        let number = fresh()
        if numbers.count < Self.most { numbers[origin] = number }
        return number
    }

    private func fresh() -> Int {
        next += 2
        return next
    }

    /// A rational number of at most 128 bits as text.
    private static func text(_ value: RationalPointer) -> String? {
        guard partita_q_bits(value) <= 128, let text = partita_q_get_str(value) else { return nil }
        defer { free(text) }
        return String(cString: text)
    }
}
