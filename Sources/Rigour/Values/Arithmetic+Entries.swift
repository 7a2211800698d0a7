import CFlint

extension Arithmetic {
    func entry(_ a: Enclosure, _ i: Int, _ j: Int) throws(ValueError) -> Enclosure {
        try gather(1, 1) { _, _ in (a, i, j) }
    }

    func putting(_ a: Enclosure, _ i: Int, _ j: Int, _ value: Enclosure) throws(ValueError) -> Enclosure {
        guard value.isNumber else { throw .wrong("an entry that is a matrix of \(value.shape)") }
        return try gather(a.rows, a.columns) { $0 == i && $1 == j ? (value, 0, 0) : (a, $0, $1) }
    }

    func diagonal(_ a: Enclosure) throws(ValueError) -> Enclosure {
        guard a.isSquare else { throw .wrong("the diagonal of a matrix of \(a.shape)") }
        return try gather(a.rows, 1) { i, _ in (a, i, i) }
    }

    func extremeEntry(_ a: Enclosure, largest: Bool) throws(ValueError) -> Enclosure {
        var result = try entry(a, 0, 0)
        for i in 0..<a.rows {
            for j in 0..<a.columns { result = try extreme(result, try entry(a, i, j), largest: largest) }
        }
        return result
    }

    /// The places, from 0, in a vector of whole numbers from 1 to `limit`.
    func places(_ a: Enclosure, _ limit: Int) throws(ValueError) -> [Int] {
        guard a.isVector else { throw .wrong("places in a matrix of \(a.shape)") }
        var result: [Int] = []
        for i in 0..<a.rows {
            let place = try whole(try entry(a, i, 0), "a place")
            guard (1...limit).contains(place) else { throw .wrong("place \(place) of \(limit)") }
            result.append(place - 1)
        }
        return result
    }

    /// `first (first + 1) ... last`; 1 where there is none.
    func product(_ first: Int, _ last: Int) throws(ValueError) -> Enclosure {
        guard first >= 0, last - first <= 10_000 else { throw .wrong("a product from \(first) to \(last)") }
        let result = try number(1)
        guard first <= last, let entry = result.exactNumber else { return result }
        for factor in first...last { fmpz_mul_si(&entry.pointee.num, &entry.pointee.num, factor) }
        result.round(bits: bits, limit: max(exactLimit, 20 * 10_000))
        return result
    }

    /// All rows of n zeros and ones: entry j of row i is bit j of i, both from 0.
    func masks(_ n: Int) throws(ValueError) -> Enclosure {
        guard (1...12).contains(n) else { throw .limit("`masks` of \(n)") }
        return try whole(1 << n, n) { i, j in i >> j & 1 }
    }

    /// The rows of zeros and ones with k ones, by the sets of their places in lexicographic order.
    func subsets(_ n: Int, _ k: Int) throws(ValueError) -> Enclosure {
        guard n >= 1, (0...n).contains(k) else { throw .wrong("subsets of \(k) of \(n)") }
        var sets: [[Int]] = []
        var chosen = Array(0..<k)
        while true {
            sets.append(chosen)
            guard sets.count <= 100_000 else { throw .limit("subsets of \(k) of \(n)") }
            guard let i = chosen.indices.last(where: { chosen[$0] < n - k + $0 }) else { break }
            let first = chosen[i] + 1
            for j in i..<k { chosen[j] = first + j - i }
        }
        let rows = sets.map(Set.init)
        return try whole(rows.count, n) { rows[$0].contains($1) ? 1 : 0 }
    }
}
