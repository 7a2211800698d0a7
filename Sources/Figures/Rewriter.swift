/// Replaces marked places of a long text in one pass over its bytes: pictures and pages are many, and searching by
/// characters takes seconds where this takes milliseconds.
package struct Rewriter {
    /// A mark in ASCII, and what to do where it is found.
    struct Rule {
        let mark: [UInt8]
        /// What the place is replaced by, and where it ends; `nil` leaves it. Given are the text and the end of the mark.
        let action: (UnsafeBufferPointer<UInt8>, Int) -> (text: [UInt8], end: Int)?
    }

    private var rules: [Rule] = []

    /// Without rules, which texts pass unchanged.
    package init() {}

    /// Replaces a literal text.
    package mutating func replace(_ mark: String, by text: String) {
        let text = Array(text.utf8)
        rules.append(Rule(mark: Array(mark.utf8)) { _, end in (text, end) })
    }

    /// Replaces from a literal text through the next `close`, with what stands between as a string; `nil` leaves it.
    package mutating func replace(_ mark: String, through close: String, by text: @escaping (String) -> String?) {
        let close = Array(close.utf8)
        rules.append(
            Rule(mark: Array(mark.utf8)) { bytes, start in
                var end = start
                while end + close.count <= bytes.count {
                    if bytes[end] == close[0], bytes[end..<(end + close.count)].elementsEqual(close) {
                        let inner = String(decoding: bytes[start..<end], as: UTF8.self)
                        return text(inner).map { (Array($0.utf8), end + close.count) }
                    }
                    end += 1
                }
                return nil
            })
    }

    /// The text with all places replaced, from the left; of several rules for a place the first one counts.
    ///
    /// - Complexity: O(length * rules with the same first byte).
    package func rewrite(_ text: String) -> String {
        var table = [[Rule]](repeating: [], count: 256)
        for rule in rules { if let first = rule.mark.first { table[Int(first)].append(rule) } }
        var text = text
        var result: [UInt8] = []
        text.withUTF8 { bytes in
            result.reserveCapacity(bytes.count + bytes.count / 8)
            var place = 0
            var kept = 0
            next: while place < bytes.count {
                for rule in table[Int(bytes[place])] {
                    let end = place + rule.mark.count
                    guard end <= bytes.count, bytes[place..<end].elementsEqual(rule.mark),
                        let found = rule.action(bytes, end)
                    else { continue }
                    result.append(contentsOf: bytes[kept..<place])
                    result.append(contentsOf: found.text)
                    place = found.end
                    kept = found.end
                    continue next
                }
                place += 1
            }
            result.append(contentsOf: bytes[kept...])
        }
        return String(decoding: result, as: UTF8.self)
    }
}
