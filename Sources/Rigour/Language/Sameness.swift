import CFlint

/// Numbers values by how they came about: the same operation on the same values gives the same value.
///
/// What is the same is equal, also where enclosures cannot tell: `eta <= 1/L` where `eta = 1/L`.
final class Sameness {
    private static let limit = 1 << 22

    private struct Origin: Hashable {
        let operation: String
        let operands: [Int]
    }

    private var numbers: [Origin: Int] = [:]

    /// Gives a new value its number; a value that was an operand keeps its own. 0 is the same as nothing.
    func label(_ value: Enclosure, _ operation: String, _ operands: [Enclosure]) -> Enclosure {
        if operands.contains(where: { $0 === value }) { return value }
        if let whole = Self.whole(value) {
            value.sameness = number(Origin(operation: "whole", operands: [whole]))
        } else if operands.allSatisfy({ $0.sameness != 0 }) {
            value.sameness = number(Origin(operation: operation, operands: operands.map(\.sameness)))
        }
        return value
    }

    private func number(_ origin: Origin) -> Int {
        if let known = numbers[origin] { return known }
        guard numbers.count < Self.limit else { return 0 }
        numbers[origin] = numbers.count + 1
        return numbers.count
    }

    /// The whole number that a value is known to be, if it fits.
    private static func whole(_ value: Enclosure) -> Int? {
        guard value.isNumber, let exact = value.exactNumber, fmpz_is_one(&exact.pointee.den) != 0,
            fmpz_bits(&exact.pointee.num) <= 60
        else { return nil }
        return fmpz_get_si(&exact.pointee.num)
    }
}

extension Enclosure {
    /// Whether this is the number 0, or 1, exactly.
    func isExactly(_ digit: Int) -> Bool {
        guard isNumber else { return false }
        if let exactNumber { return digit == 0 ? fmpq_is_zero(exactNumber) != 0 : fmpq_is_one(exactNumber) != 0 }
        return digit == 0 ? arb_is_zero(number) != 0 : arb_is_one(number) != 0
    }
}
