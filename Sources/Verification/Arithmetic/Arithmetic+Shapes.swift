import CMPFI

extension Arithmetic {
    func identity(_ n: Int) throws(Stop) -> Enclosure { try whole(n, n) { i, j in i == j ? 1 : 0 } }

    func transpose(_ a: Enclosure) throws(Stop) -> Enclosure {
        try gathered(a.columns, a.rows) { i, j in (a, a.index(j, i)) }
    }

    /// The diagonal matrix of a vector.
    func diagonal(of x: Enclosure) throws(Stop) -> Enclosure {
        guard x.isVector else { throw .wrong("diag: expected a vector, found \(x.shape)") }
        let zero = try number(0)
        return try gathered(x.rows, x.rows) { i, j in i == j ? (x, i) : (zero, 0) }
    }

    /// The diagonal of a square matrix as a vector.
    func diagonal(_ a: Enclosure) throws(Stop) -> Enclosure {
        try Self.expectSquare("diagonal", a)
        return try gathered(a.rows, 1) { i, _ in (a, a.index(i, i)) }
    }

    /// Rows and columns by their numbers, from 0, which are within the matrix.
    func select(_ a: Enclosure, _ rows: [Int], _ columns: [Int]) throws(Stop) -> Enclosure {
        try gathered(rows.count, columns.count) { i, j in (a, a.index(rows[i], columns[j])) }
    }

    /// A copy with one entry, from 0, replaced by a number.
    func put(_ a: Enclosure, _ entry: Int, _ value: Enclosure) throws(Stop) -> Enclosure {
        guard value.isNumber else { throw .wrong("put: expected a number as entry, found \(value.shape)") }
        return try gathered(a.rows, a.columns) { i, j in a.index(i, j) == entry ? (value, 0) : (a, a.index(i, j)) }
    }

    func stack(_ a: Enclosure, _ b: Enclosure) throws(Stop) -> Enclosure {
        guard a.columns == b.columns else {
            throw .wrong("stack: expected as many columns, found \(a.shape) and \(b.shape)")
        }
        return try gathered(a.rows + b.rows, a.columns) { i, j in
            i < a.rows ? (a, a.index(i, j)) : (b, b.index(i - a.rows, j))
        }
    }

    func beside(_ a: Enclosure, _ b: Enclosure) throws(Stop) -> Enclosure {
        guard a.rows == b.rows else {
            throw .wrong("beside: expected as many rows, found \(a.shape) and \(b.shape)")
        }
        return try gathered(a.rows, a.columns + b.columns) { i, j in
            j < a.columns ? (a, a.index(i, j)) : (b, b.index(i, j - a.columns))
        }
    }

    /// The columns one below the other.
    func vector(_ a: Enclosure) throws(Stop) -> Enclosure { try gathered(a.count, 1) { i, _ in (a, i) } }

    /// The vector, cut into columns of a matrix.
    func reshape(_ x: Enclosure, _ rows: Int, _ columns: Int) throws(Stop) -> Enclosure {
        let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
        guard x.isVector, rows > 0, !overflow, count == x.count else {
            throw .wrong("reshape: expected a vector of \(rows) x \(columns) entries, found \(x.shape)")
        }
        return try gathered(rows, columns) { i, j in (x, i + j * rows) }
    }

    /// The 2^n rows of zeros and ones: entry j of row i, both from 0, is bit j of i.
    func masks(_ n: Int) throws(Stop) -> Enclosure {
        guard n >= 1, n <= 12 else { throw .wrong("masks: expected a number from 1 to 12, found \(n)") }
        return try whole(1 << n, n) { i, j in i >> j & 1 }
    }

    /// The rows of zeros and ones with k ones, in lexicographic order of the sets of positions.
    func subsets(_ n: Int, _ k: Int) throws(Stop) -> Enclosure {
        guard n >= 1, k >= 0, k <= n, n <= 100_000 else {
            throw .wrong("subsets: expected 0 <= k <= n, found \(n), \(k)")
        }
        var sets: [[Int]] = []
        var set = Array(0..<k)
        while true {
            sets.append(set)
            if sets.count > min(100_000, Enclosure.largest / n) { throw .limit("subsets: \(k) of \(n) are too many") }
            try meter.spend(Double(k + 1))
            // The last position that can still move to the right.
            guard let last = set.indices.last(where: { set[$0] < n - k + $0 }) else { break }
            set[last] += 1
            for next in (last + 1)..<max(k, last + 1) { set[next] = set[next - 1] + 1 }
        }
        let result = try whole(sets.count, n) { _, _ in 0 }
        for (i, set) in sets.enumerated() {
            for j in set { result.set(result.index(i, j), 1) }
        }
        return result
    }

    static func expectSquare(_ name: String, _ a: Enclosure) throws(Stop) {
        if !a.isSquare { throw .wrong("\(name): expected a square matrix, found \(a.shape)") }
    }
}
