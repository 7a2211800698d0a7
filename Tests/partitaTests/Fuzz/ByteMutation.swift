import LinearAlgebra

/// Small changes of bytes.
enum ByteMutation {
    /// `bytes` changed in one place; `other` gives the rest of a splice.
    static func apply(to bytes: [UInt8], splicing other: [UInt8], using generator: inout Generator) -> [UInt8] {
        var bytes = bytes
        guard !bytes.isEmpty else { return other }
        let place = generator.below(bytes.count)
        let length = min(1 + generator.below(generator.below(8) == 0 ? 200 : 8), bytes.count - place)
        switch generator.below(8) {
        case 0: bytes[place] ^= 1 << UInt8(generator.below(8))
        case 1: bytes[place] = UInt8(generator.below(256))
        case 2: bytes.insert(UInt8(generator.below(generator.below(2) == 0 ? 256 : 128)), at: place)
        case 3: bytes.insert(contentsOf: Array(structural[generator.below(structural.count)].utf8), at: place)
        case 4: bytes.removeSubrange(place..<(place + length))
        case 5: bytes.insert(contentsOf: Array(bytes[place..<(place + length)]), at: place)
        case 6: bytes.removeSubrange(place...)
        default: bytes = Array(bytes[..<place]) + other.suffix(generator.below(other.count + 1))
        }
        return bytes
    }

    private static let structural = [
        "[", "]", "{", "}", ":", ",", "\n", " ", "\"", "'", "&a ", "*a", "!!int ", "- ", "? ", "|", ">", "#", "%", "\t",
        "---\n", "...\n", "\r", "\u{0}", "\u{FEFF}", "\u{2028}", "\u{1F600}", "e999", "NA", ";", "<<: ",
    ]
}
