import LinearAlgebra

/// How a mask is drawn: as bits, 64 coordinates in a word, so that masks cost words of the generator and not numbers.
extension Mask {
    /// The words that the bits of `d` coordinates fill.
    static func wordCount(_ d: Int) -> Int { (d + 63) / 64 }

    /// Draws the kept coordinates of `d`: bit `i % 64` of word `i / 64`. Bits beyond `d` are 0.
    func draw(_ d: Int, into words: UnsafeMutablePointer<UInt64>, using generator: inout Generator) {
        switch law {
        case .bernoulli(let p):
            for word in 0..<Self.wordCount(d) {
                words[word] = bernoulliBits(p, among: Self.lanes(word, d), using: &generator)
            }
        case .subset(let k):
            for word in 0..<Self.wordCount(d) { words[word] = 0 }
            sample(k, of: d, using: &generator) { words[$0 / 64] |= 1 << UInt64($0 % 64) }
        case .coordinates(let list):
            for word in 0..<Self.wordCount(d) { words[word] = 0 }
            for i in list { words[(i - 1) / 64] |= 1 << UInt64((i - 1) % 64) }
        }
    }

    /// The same for many replicas, each from its own generator: word `w` of replica `r` is `words[count * w + r]`.
    func draw(_ d: Int, into words: UnsafeMutablePointer<UInt64>, using generators: inout GeneratorBlock) {
        let count = generators.count
        switch law {
        case .bernoulli(let p) where p < 1:
            let digits = binaryDigits(p)
            for word in 0..<Self.wordCount(d) {
                generators.drawBits(digits: digits, among: Self.lanes(word, d), into: words + count * word)
            }
        case .subset:
            withUnsafeTemporaryAllocation(of: UInt64.self, capacity: Self.wordCount(d)) { own in
                guard let base = own.baseAddress else { return }
                for r in 0..<count {
                    draw(d, into: base, using: &generators[r])
                    for word in 0..<Self.wordCount(d) { words[count * word + r] = base[word] }
                }
            }
        case .bernoulli:
            for word in 0..<Self.wordCount(d) {
                (words + count * word).update(repeating: Self.lanes(word, d), count: count)
            }
        case .coordinates(let list):
            words.update(repeating: 0, count: count * Self.wordCount(d))
            for i in list {
                for r in 0..<count { words[count * ((i - 1) / 64) + r] |= 1 << UInt64((i - 1) % 64) }
            }
        }
    }

    /// The bits of word number `word` that stand for one of `d` coordinates.
    static func lanes(_ word: Int, _ d: Int) -> UInt64 {
        let count = min(64, d - 64 * word)
        return count == 64 ? ~0 : (1 << UInt64(count)) - 1
    }
}

/// The binary digits of `p`, 0 <= p < 1, after the point, up to the last that is 1. Exact.
func binaryDigits(_ p: Double) -> [UInt8] {
    var digits: [UInt8] = []
    var rest = p
    while rest > 0 {
        // Doubling and subtracting are exact.
        rest *= 2
        digits.append(rest >= 1 ? 1 : 0)
        if rest >= 1 { rest -= 1 }
    }
    return digits
}

/// Independent bits that are 1 with probability exactly `p`, for the lanes that are set in `lanes`; the others are 0.
///
/// Every lane compares a uniform binary fraction, one bit of which comes from each random word, with the bits of `p` until they
/// differ. For `p = 1/2` that takes one word, else `log2(lanes) + 2` in the mean.
func bernoulliBits(_ p: Double, among lanes: UInt64, using generator: inout Generator) -> UInt64 {
    if p >= 1 { return lanes }
    var undecided = lanes
    var ones: UInt64 = 0
    var rest = p
    while undecided != 0 && rest > 0 {
        // The next bit of p; doubling and subtracting are exact.
        rest *= 2
        let word = generator.next()
        if rest >= 1 {
            rest -= 1
            ones |= undecided & ~word
            undecided &= word
        } else {
            undecided &= ~word
        }
    }
    // A lane that agrees with all of p is not below it.
    return ones
}
