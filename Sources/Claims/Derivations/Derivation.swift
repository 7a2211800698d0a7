/// An instance as a small program in exact numbers, from which everything that a claim compares can be enclosed with
/// certainty: what `certify` proves things about. The language is defined in `docs/certificates.md`.
///
/// Every number of the program is exact: doubles are the dyadic fractions that they are, decimals are decimals.
public struct Derivation: Sendable, Equatable {
    /// The program, without the quantities.
    public var body: [String]
    /// Formulas of the quantities that hypotheses and bounds use, in the names of the program, by name.
    public var quantities: [String: String] = [:]
    /// Parts that the instance observes and the program does not, with the reason.
    public var left: [String: String] = [:]

    /// A program written as text of several lines.
    public init(_ text: String = "") { body = Self.split(text) }

    /// The whole program.
    public var lines: [String] {
        body + quantities.sorted { $0.key < $1.key }.map { "quantity \($0.key) = \($0.value)" }
    }

    /// Adds lines.
    public mutating func append(_ text: String) { body += Self.split(text) }

    /// The part that a line observes.
    private static func part(observedBy line: String) -> String? {
        let words = line.drop { $0 == " " }
        return words.hasPrefix("observe \"") ? String(words.dropFirst(9).prefix { $0 != "\"" }) : nil
    }

    /// The parts that lines of the program observe.
    var observedParts: Set<String> { Set(body.compactMap(Self.part)) }

    /// The program that observes the parts called `names` alone, without those that are left.
    public func observing(_ names: Set<String>) -> Derivation {
        var result = self
        result.body.removeAll { line in
            guard let name = Self.part(observedBy: line) else { return false }
            return !names.contains(name) || left[name] != nil
        }
        result.left = left.filter { names.contains($0.key) }
        return result
    }

    /// Gives a name a number.
    public mutating func set(_ name: String, _ value: Double) { body.append("\(name) = \(Self.text(value))") }

    /// Gives a name a vector, as a column.
    public mutating func set(_ name: String, _ vector: [Double]) {
        body.append("\(name) = [" + vector.map(Self.text).joined(separator: "; ") + "]")
    }

    /// A double exactly: as a short decimal where that is its value, else hexadecimal.
    ///
    /// - Precondition: `value` is finite.
    public static func text(_ value: Double) -> String {
        if value.sign == .minus, value != 0 { return "-" + text(-value) }
        if value == value.rounded(), value < 1e15 { return "\(Int64(value))" }
        // With up to 12 binary places below 1000, the exact decimal has 15 digits at the most: it is the shortest.
        if value >= 1e-3, value < 1000, value * 4096 == (value * 4096).rounded() { return "\(value)" }
        return hexadecimal(value)
    }

    /// A double that was written as a short decimal, such as 0.1, as that decimal; any other exactly.
    ///
    /// A double that comes of a calculation or of a draw is no short decimal.
    public static func written(_ value: Double) -> String {
        let decimal = "\(value)"
        return decimal.count <= 8 && !decimal.contains("e") ? decimal : text(value)
    }

    /// `0x1.8p-3`: significand in hexadecimal, exponent of two in decimal.
    private static func hexadecimal(_ value: Double) -> String {
        let bits = String(value.significandBitPattern, radix: 16)
        let digits = String(repeating: "0", count: 13 - bits.count) + bits
        var fraction = Substring(digits)
        while fraction.last == "0" { fraction.removeLast() }
        let isNormal = value.isNormal || value == 0
        let exponent = isNormal ? value.exponentBitPattern == 0 ? 0 : Int(value.exponent) : -1022
        return "0x\(isNormal ? "1" : "0")\(fraction.isEmpty ? "" : "." + fraction)p\(exponent)"
    }

    private static func split(_ text: String) -> [String] {
        text.split(separator: "\n").map(String.init).filter { !$0.allSatisfy { $0 == " " } }
    }
}

extension Evidence {
    /// The derivation of what the instance observes, and no more.
    package var observingDerivation: Derivation? { derivation?.observing(Set(tracks.keys)) }

    /// The parts that the instance observes and its derivation does not, with the reasons, in the claim's order.
    package func omissions(_ claim: Claim) -> [(part: String, reason: String)] {
        guard let derived = observingDerivation else { return [] }
        return claim.parts.map(\.name).filter { tracks[$0] != nil && !derived.observedParts.contains($0) }.map {
            ($0, derived.left[$0] ?? "it was not derived")
        }
    }
}
