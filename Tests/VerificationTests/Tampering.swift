@testable import Verification

/// A change of a certificate that makes it wrong.
struct Tampering: CustomStringConvertible {
    let path: [JSON.Step]
    let kind: String
    let result: JSON
    /// Whether the replay finds it without knowing the claim.
    let isFoundByReplay: Bool

    var description: String { kind + path.map(\.description).joined() }
}

/// Numbers from a seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

extension Tampering {
    /// Changes of every kind at every place of a certificate; which digit becomes what comes from the seed.
    static func all(of json: JSON, seed: UInt64) -> [Tampering] {
        var generator = SeededGenerator(state: seed)
        var result: [Tampering] = []
        for (path, value) in json.places {
            for (kind, new, isFound) in changes(path, value, &generator) {
                result.append(
                    Tampering(path: path, kind: kind, result: json.replacing(path, with: new), isFoundByReplay: isFound)
                )
            }
        }
        return result
    }

    /// New values for a place (`nil` drops it), and whether replaying alone must find them.
    private static func changes(
        _ path: [JSON.Step], _ value: JSON, _ generator: inout SeededGenerator
    ) -> [(String, JSON?, Bool)] {
        guard let last = path.last, last != .key("digest") else { return [] }
        var changes: [(String, JSON?, Bool)] = []
        let isInCase = path.first == .key("cases")
        switch last {
        case .key: changes.append(("dropped ", nil, true))
        // Cases, parts of the claim and lines can be left out so that what remains is consistent.
        case .index: changes.append(("dropped ", nil, path.contains(.key("margin"))))
        }
        switch (last, value) {
        case (.key("verdict"), .string(let verdict)):
            for other in ["certified", "refuted"] where other != verdict {
                changes.append(("flipped ", .string(other), true))
            }
        case (.key("holds"), .bool(let holds)): changes.append(("flipped ", .bool(!holds), true))
        case (.key("holds"), .null): changes.append(("claimed ", .bool(true), true))
        case (.key("rows"), .number(let text)):
            changes.append(("more ", .number("\((Int(text) ?? 0) + 1)"), true))
            changes.append(("fewer ", .number("\(max(0, (Int(text) ?? 0) - 1))"), true))
        case (.key("bits"), .number(let text)): changes.append(("digit ", .number("1" + text), true))
        case (.key("relation"), .string(let relation)):
            for other in ["<=", ">=", "=", "<"] where other != relation {
                changes.append(("relation ", .string(other), false))
            }
        case (.key("closest"), .object), (.key("violated"), .object): changes.append(("null ", .null, true))
        case (.key("margin"), .array(let ends)):
            changes.append(("swapped signs ", .array(ends.map(negated)), true))
        case (.key("name"), .string(let name)): changes.append(("renamed ", .string(name + "x"), false))
        case (.key("role"), .string(let text)), (.key("reason"), .string(let text)), (.key("claim"), .string(let text)),
            (.key("partita"), .string(let text)), (.key("format"), .string(let text)):
            changes.append(("text ", .string(text + " "), false))
        case (.key("source"), _): changes.append(("text ", .string("claim: other"), false))
        case (.key("seed"), _): changes.append(("text ", .string("2"), false))
        case (.key("needs"), .null): changes.append(("needs ", .array([]), false))
        case (.key("needs"), .array): changes.append(("needs ", .null, false))
        case (_, .string(let text)) where isInCase && isNumber(path):
            // The ends of a margin are bounds, which may be off by little.
            let places = path.contains(.key("margin")) ? 1 : 20
            for _ in 0..<3 { changes.append(("digit ", .string(digitChanged(text, first: places, &generator)), true)) }
            changes.append(("sign ", negated(value) == value ? .string("1") : negated(value), true))
            changes.append(("power ", .string(text.contains("e") ? text + "1" : text + "e3"), text != "0"))
        case (_, .string(let text)):
            if text.contains(where: \.isNumber) {
                for _ in 0..<2 { changes.append(("digit ", .string(digitChanged(text, first: 99, &generator)), false)) }
            }
            if text.contains("-") {
                changes.append(("sign ", .string(text.replacing("-", with: "+", maxReplacements: 1)), false))
            }
            changes.append(("text ", .string(text + " + 0"), false))
        default: break
        }
        return changes
    }

    /// Whether a place in a case has one of the numbers that come out.
    private static func isNumber(_ path: [JSON.Step]) -> Bool {
        [.key("value"), .key("time"), .key("observed"), .key("bound")].contains(path.last)
            || path.contains(.key("margin"))
    }

    private static func negated(_ value: JSON) -> JSON {
        guard case .string(let text) = value, text != "0" else { return value }
        return .string(text.hasPrefix("-") ? String(text.dropFirst()) : "-" + text)
    }

    /// A digit, one of the first before the exponent, becomes another one that differs by at least 2.
    private static func digitChanged(_ text: String, first count: Int, _ generator: inout SeededGenerator) -> String {
        var characters = Array(text)
        let end = count == 99 ? characters.count : characters.firstIndex(of: "e") ?? characters.count
        let places = characters.indices.prefix(end).filter { characters[$0].isNumber }.prefix(count)
        guard let place = places.randomElement(using: &generator), let digit = characters[place].wholeNumberValue else {
            return text + "1"
        }
        characters[place] = Character("\((digit + Int.random(in: 2...8, using: &generator)) % 10)")
        return String(characters)
    }
}
