/// The digest of certificates: SHA-256 of their canonical text.
enum Digest {
    /// The digest of an object without its member `digest`, in hexadecimal.
    ///
    /// - Complexity: linear.
    static func of(_ certificate: JSON) -> String {
        guard case .object(let members) = certificate else { return hexadecimal(sha256([])) }
        var text = ""
        write(.object(members.filter { $0.key != "digest" }), to: &text)
        return hexadecimal(sha256(Array(text.utf8)))
    }

    /// JSON with sorted keys, without blanks, and with no more escapes than are needed.
    static func write(_ value: JSON, to text: inout String) {
        switch value {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .number(let number): text += number
        case .string(let string): write(string, to: &text)
        case .array(let items):
            text += "["
            for (index, item) in items.enumerated() {
                if index > 0 { text += "," }
                write(item, to: &text)
            }
            text += "]"
        case .object(let members):
            text += "{"
            let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            for (index, member) in sorted.enumerated() {
                if index > 0 { text += "," }
                write(member.key, to: &text)
                text += ":"
                write(member.value, to: &text)
            }
            text += "}"
        }
    }

    private static func write(_ string: String, to text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\u{8}": text += "\\b"
            case "\u{C}": text += "\\f"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\0"..<" ":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }

    static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// The hash of FIPS 180-4.
    ///
    /// - Complexity: linear.
    static func sha256(_ message: [UInt8]) -> [UInt8] {
        var padded = message + [0x80]
        padded += Array(repeating: 0, count: (120 - padded.count % 64) % 64)
        let bits = UInt64(message.count) * 8
        padded += (0..<8).map { UInt8(truncatingIfNeeded: bits >> (56 - 8 * $0)) }
        let constants = roots(count: 64, power: 3)
        var hash = roots(count: 8, power: 2)
        var words = [UInt32](repeating: 0, count: 64)
        for block in stride(from: 0, to: padded.count, by: 64) {
            for i in 0..<16 {
                words[i] = (0..<4).reduce(0) { $0 << 8 | UInt32(padded[block + 4 * i + $1]) }
            }
            for i in 16..<64 {
                let (x, y) = (words[i - 15], words[i - 2])
                let small = turn(x, 7) ^ turn(x, 18) ^ (x >> 3)
                let large = turn(y, 17) ^ turn(y, 19) ^ (y >> 10)
                words[i] = words[i - 16] &+ small &+ words[i - 7] &+ large
            }
            var state = hash
            for i in 0..<64 {
                let (a, e) = (state[0], state[4])
                let choice = (e & state[5]) ^ (~e & state[6])
                let first = state[7] &+ (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) &+ choice &+ constants[i] &+ words[i]
                let majority = (a & state[1]) ^ (a & state[2]) ^ (state[1] & state[2])
                let second = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) &+ majority
                state = [first &+ second, a, state[1], state[2], state[3] &+ first, e, state[5], state[6]]
            }
            for i in 0..<8 { hash[i] = hash[i] &+ state[i] }
        }
        return hash.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * $0)) } }
    }

    private static func turn(_ word: UInt32, _ count: UInt32) -> UInt32 { word >> count | word << (32 - count) }

    /// The first 32 bits after the point of square (2) or cube (3) roots of the first primes: the constants of the
    /// hash.
    private static func roots(count: Int, power: Int) -> [UInt32] {
        var primes: [UInt64] = []
        var candidate: UInt64 = 2
        while primes.count < count {
            if primes.allSatisfy({ candidate % $0 != 0 }) { primes.append(candidate) }
            candidate += 1
        }
        return primes.map { prime in
            // The largest x < 2^35 with x^power <= prime 2^(32 power), by bisection; products of up to 105 bits.
            let target = UInt128(prime) << UInt128(32 * power)
            var (low, high): (UInt128, UInt128) = (0, 1 << 36)
            while high - low > 1 {
                let middle = (low + high) / 2
                let product = power == 2 ? middle * middle : middle * middle * middle
                if product <= target { low = middle } else { high = middle }
            }
            return UInt32(truncatingIfNeeded: low)
        }
    }
}
