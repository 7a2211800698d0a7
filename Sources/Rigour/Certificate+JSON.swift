import Foundation

extension Certificate {
    /// The certificate with its digest, as JSON to keep: sorted keys, one value a line.
    package func json() throws -> Data {
        var sealed = self
        sealed.digest = try computedDigest()
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        return try encoder.encode(sealed) + Data("\n".utf8)
    }

    /// The SHA-256 of the certificate without its digest, as JSON with sorted keys and without blanks.
    func computedDigest() throws -> String {
        var bare = self
        bare.digest = nil
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return SHA256.hexadecimal(Array(try encoder.encode(bare)))
    }
}

// What is not known is written as null: a key that is missing could have been lost.

extension Certificate {
    enum CodingKeys: String, CodingKey {
        case format, partita, claim, source, seed, hypotheses, parts, cases, digest
    }

    package func encode(to encoder: any Encoder) throws {
        var keys = encoder.container(keyedBy: CodingKeys.self)
        try keys.encode(format, forKey: .format)
        try keys.encode(partita, forKey: .partita)
        try keys.encode(claim, forKey: .claim)
        try keys.encode(source, forKey: .source)
        try keys.encode(seed, forKey: .seed)
        try keys.encode(hypotheses, forKey: .hypotheses)
        try keys.encode(parts, forKey: .parts)
        try keys.encode(cases, forKey: .cases)
        try keys.encodeIfPresent(digest, forKey: .digest)
    }
}

extension Certificate.Part {
    enum CodingKeys: String, CodingKey {
        case name, relation, bound, needs
    }

    package func encode(to encoder: any Encoder) throws {
        var keys = encoder.container(keyedBy: CodingKeys.self)
        try keys.encode(name, forKey: .name)
        try keys.encode(relation, forKey: .relation)
        try keys.encode(bound, forKey: .bound)
        try keys.encode(needs, forKey: .needs)
    }
}

extension Certificate.Decision {
    enum CodingKeys: String, CodingKey {
        case name, holds, bits
    }

    package func encode(to encoder: any Encoder) throws {
        var keys = encoder.container(keyedBy: CodingKeys.self)
        try keys.encode(name, forKey: .name)
        try keys.encode(holds, forKey: .holds)
        try keys.encode(bits, forKey: .bits)
    }
}

extension Certificate.Finding {
    enum CodingKeys: String, CodingKey {
        case name, verdict, bits, rows, closest, violated
    }

    package func encode(to encoder: any Encoder) throws {
        var keys = encoder.container(keyedBy: CodingKeys.self)
        try keys.encode(name, forKey: .name)
        try keys.encode(verdict, forKey: .verdict)
        try keys.encode(bits, forKey: .bits)
        try keys.encode(rows, forKey: .rows)
        try keys.encode(closest, forKey: .closest)
        try keys.encode(violated, forKey: .violated)
    }
}
