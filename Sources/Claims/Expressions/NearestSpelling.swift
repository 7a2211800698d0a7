extension String {
    /// The word of `words` that this one was probably meant to be: the first of those at the least edit distance.
    ///
    /// The distance counts insertions, deletions, substitutions and swaps of neighbours. It must be at most 2 and less than
    /// the length of this word, so that `x` is not taken for `t`; a word that differs only in case is always near.
    /// - Complexity: O(length^2) for each word of about the same length.
    package func nearest(among words: [String]) -> String? {
        let own = Array(unicodeScalars)
        let lowered = lowercased()
        var best: (word: String, distance: Int)?
        for word in words where abs(word.unicodeScalars.count - own.count) <= 2 {
            let distance = word.lowercased() == lowered ? 0 : own.editDistance(to: Array(word.unicodeScalars))
            let isNear = distance == 0 || (distance <= 2 && distance < own.count)
            if isNear && distance < best?.distance ?? .max { best = (word, distance) }
        }
        return best?.word
    }
}

extension Array where Element: Equatable {
    /// The optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours.
    ///
    /// - Complexity: O(count * other.count) time, O(other.count) space.
    func editDistance(to other: [Element]) -> Int {
        var beforeLast: [Int] = []
        var last = Swift.Array(0...other.count)
        for i in 0..<count {
            var row = [i + 1]
            row.reserveCapacity(other.count + 1)
            for j in 0..<other.count {
                let substitution = last[j] + (self[i] == other[j] ? 0 : 1)
                var least = Swift.min(last[j + 1] + 1, row[j] + 1, substitution)
                if i > 0 && j > 0 && self[i] == other[j - 1] && self[i - 1] == other[j] {
                    least = Swift.min(least, beforeLast[j - 1] + 1)
                }
                row.append(least)
            }
            (beforeLast, last) = (last, row)
        }
        return last[other.count]
    }
}
