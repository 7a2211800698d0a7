import CMPFI

/// Symmetric matrices fall apart into blocks between which all entries are exactly zero: their eigenvalues are those of the
/// blocks, and a block of one entry is one, as exact as it is.
extension Arithmetic {
    /// The eigenvalues of a symmetric matrix, ascending, block by block.
    func eigenvaluesOfBlocks(_ a: Enclosure) throws(Stop) -> Enclosure {
        var all: Enclosure?
        let finer = finer(by: 32)
        for block in blocks(a) {
            let part = try finer.select(a, block, block)
            let values = try block.count == 1 ? select(a, block, block) : enclosures(try finer.diagonalised(part))
            all = if let all { try stack(all, values) } else { values }
        }
        guard let all else { throw .wrong("eigenvalues: there are none") }
        return try ascending(all)
    }

    /// The rows of each block.
    private func blocks(_ a: Enclosure) -> [[Int]] {
        var blocks: [[Int]] = []
        var isPlaced = Array(repeating: false, count: a.rows)
        for start in 0..<a.rows where !isPlaced[start] {
            var block = [start]
            isPlaced[start] = true
            var next = 0
            while next < block.count {
                for j in 0..<a.rows where !isPlaced[j] && !a.isZero(a.index(block[next], j)) {
                    isPlaced[j] = true
                    block.append(j)
                }
                next += 1
            }
            blocks.append(block.sorted())
        }
        return blocks
    }

    /// A vector in ascending order. Where the order is not decided, the k-th number lies between the k-th of the lower and
    /// the k-th of the upper ends.
    private func ascending(_ x: Enclosure) throws(Stop) -> Enclosure {
        let places = (0..<x.count).sorted { order(x, $0, x, $1) == -1 }
        let isDecided = zip(places, places.dropFirst()).allSatisfy { (order(x, $0, x, $1) ?? 1) <= 0 }
        if isDecided { return try gathered(x.count, 1) { i, _ in (x, places[i]) } }
        let lower = (0..<x.count).sorted {
            mpfr_less_p(partita_lower(x.intervals + $0), partita_lower(x.intervals + $1)) != 0
        }
        let upper = (0..<x.count).sorted {
            mpfr_less_p(partita_upper(x.intervals + $0), partita_upper(x.intervals + $1)) != 0
        }
        let result = try Enclosure(x.count, 1, self)
        for k in 0..<x.count {
            mpfr_set(partita_lower(result.intervals + k), partita_lower(x.intervals + lower[k]), MPFR_RNDD)
            mpfr_set(partita_upper(result.intervals + k), partita_upper(x.intervals + upper[k]), MPFR_RNDU)
        }
        return result
    }
}
