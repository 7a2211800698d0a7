import CMPFI
import Foundation

/// Numbers for values: those that come from the same operation of the same values have the same number, and are equal.
final class Origins {
    private struct Origin: Hashable {
        let operation: String
        let parts: [Int]
    }

    private var numbers: [Origin: Int] = [:]
    private var next = 0

    /// The most origins that are remembered; after them every value is one of its own.
    static let most = 1 << 22

    /// Gives a value its number, unless it has one: a value that an operation hands through keeps it.
    ///
    /// Numbers that are known exactly and short go by what they are.
    ///
    /// - Complexity: O(parts).
    func identify(_ value: Enclosure, _ operation: String, _ parts: [Enclosure]) -> Enclosure {
        if value.origin != nil { return value }
        let exact = value.isNumber ? value.exact(0).flatMap(Self.text) : nil
        if let exact {
            value.origin = number(Origin(operation: "= \(exact)", parts: []))
        } else {
            // Values from elsewhere have no origin, and share none.
            let origins = parts.compactMap(\.origin)
            value.origin =
                origins.count == parts.count ? number(Origin(operation: operation, parts: origins)) : fresh()
        }
        return value
    }

    private func number(_ origin: Origin) -> Int {
        if let number = numbers[origin] { return number }
        let number = fresh()
        if numbers.count < Self.most { numbers[origin] = number }
        return number
    }

    private func fresh() -> Int {
        next += 1
        return next
    }

    /// A rational number of at most 512 bits as text.
    private static func text(_ value: RationalPointer) -> String? {
        var whole = 0
        if partita_q_get_si(value, &whole) != 0 { return String(whole) }
        guard partita_q_bits(value) <= 512, let text = partita_q_get_str(value) else { return nil }
        defer { free(text) }
        return String(cString: text)
    }
}
