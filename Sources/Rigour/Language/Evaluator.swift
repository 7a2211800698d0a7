import CFlint

/// Evaluates formulas: names to values, functions to operations.
struct Evaluator {
    let arithmetic: Arithmetic
    let sameness: Sameness
    var values: [String: Enclosure] = [:]
    var members: [String: [[Int]: Enclosure]] = [:]

    func value(_ term: Term) throws(ValueError) -> Enclosure {
        switch term {
        case .number(let text): return sameness.label(try arithmetic.literal(text), "number \(text)", [])
        case .variable(let name):
            guard let value = values[name] else { throw .wrong("`\(name)` has no value") }
            return value
        case .member(let name, let indices):
            let place = try wholes(indices, "a number of `\(name)`")
            guard let value = members[name]?[place] else { throw .wrong("`\(name)\(place)` has no value") }
            return value
        case .matrix(let rows): return try matrix(rows)
        case .negate(let inner):
            let operand = try value(inner)
            return sameness.label(try arithmetic.negate(operand), "negate", [operand])
        case .binary(let sign, let left, let right):
            let (a, b) = (try value(left), try value(right))
            if let kept = Self.neutral(sign, a, b) { return kept }
            return sameness.label(try binary(sign, a, b), String(sign), [a, b])
        case .call(let name, let arguments):
            var values: [Enclosure] = []
            for argument in arguments { values.append(try value(argument)) }
            return sameness.label(try call(name, values), name, values)
        }
    }

    /// The other operand, where one is exactly the number 0 or 1 and changes nothing.
    private static func neutral(_ sign: Character, _ a: Enclosure, _ b: Enclosure) -> Enclosure? {
        switch sign {
        case "+" where a.isExactly(0) && b.isNumber: b
        case "+" where b.isExactly(0) && a.isNumber: a
        case "-" where b.isExactly(0) && a.isNumber: a
        case "*" where a.isExactly(1): b
        case "*", "/", "^": b.isExactly(1) && (sign != "^" || a.isSquare) ? a : nil
        default: nil
        }
    }

    func wholes(_ terms: [Term], _ what: String) throws(ValueError) -> [Int] {
        var result: [Int] = []
        for term in terms { result.append(try arithmetic.whole(value(term), what)) }
        return result
    }

    private func matrix(_ rows: [[Term]]) throws(ValueError) -> Enclosure {
        var entries: [[Enclosure]] = []
        for row in rows {
            entries.append([])
            for term in row {
                let entry = try value(term)
                guard entry.isNumber else { throw .wrong("an entry that is a matrix of \(entry.shape)") }
                entries[entries.count - 1].append(entry)
            }
        }
        let result = try arithmetic.gather(rows.count, rows[0].count) { (entries[$0][$1], 0, 0) }
        return sameness.label(result, "matrix \(rows.count)", entries.flatMap { $0 })
    }

    private func binary(_ sign: Character, _ a: Enclosure, _ b: Enclosure) throws(ValueError) -> Enclosure {
        switch sign {
        case "+": return try arithmetic.add(a, b)
        case "-": return try arithmetic.subtract(a, b)
        case "*": return try arithmetic.multiply(a, b)
        case "/": return try arithmetic.divide(a, b)
        default:
            return a.isNumber
                ? try arithmetic.power(a, b) : try arithmetic.power(a, matrix: arithmetic.whole(b, "an exponent"))
        }
    }

    private func call(_ name: String, _ a: [Enclosure]) throws(ValueError) -> Enclosure {
        let shape = "`\(name)` of \(a.count) arguments"
        switch (name, a.count) {
        case (_, 0) where name != "pi", ("pi", 1...): throw .wrong(shape)
        case ("pi", 0):
            let result = try arithmetic.make(1, 1)
            arb_const_pi(result.number, arithmetic.bits)
            return result
        case (_, 1):
            if let result = try ofNumber(name, a[0]) { return result }
            if let result = try ofMatrix(name, a[0]) { return result }
        default:
            if let result = try ofPair(name, a) { return result }
            if let result = try ofPlaces(name, a) { return result }
        }
        throw .wrong("there is no \(shape)")
    }

    private func ofNumber(_ name: String, _ x: Enclosure) throws(ValueError) -> Enclosure? {
        let result: Enclosure
        switch name {
        case "exp": result = try arithmetic.apply(x, name, arb_exp)
        case "sin": result = try arithmetic.apply(x, name, arb_sin)
        case "cos": result = try arithmetic.apply(x, name, arb_cos)
        case "tanh": result = try arithmetic.apply(x, name, arb_tanh)
        case "ln": result = try arithmetic.logarithm(x)
        case "log10":
            result = try arithmetic.divide(
                arithmetic.logarithm(x), arithmetic.logarithm(arithmetic.number(10)))
        case "sqrt": result = try arithmetic.squareRoot(x)
        case "abs": result = try arithmetic.absolute(x)
        case "floor", "ceil": result = try arithmetic.rounded(x, up: name == "ceil")
        case "factorial": result = try arithmetic.product(1, arithmetic.whole(x, "an argument of `factorial`"))
        case "I": result = try arithmetic.identity(arithmetic.whole(x, "the size of `I`"))
        case "masks": result = try arithmetic.masks(arithmetic.whole(x, "the size of `masks`"))
        default: return nil
        }
        return result
    }

    private func ofMatrix(_ name: String, _ a: Enclosure) throws(ValueError) -> Enclosure? {
        let result: Enclosure
        switch name {
        case "rows": result = try arithmetic.number(a.rows)
        case "cols": result = try arithmetic.number(a.columns)
        case "T": result = try arithmetic.transpose(a)
        case "diag":
            guard a.isVector else { throw .wrong("`diag` of a matrix of \(a.shape)") }
            let zero = try arithmetic.number(0)
            result = try arithmetic.gather(a.rows, a.rows) { $0 == $1 ? (a, $0, 0) : (zero, 0, 0) }
        case "diagonal": result = try arithmetic.diagonal(a)
        case "vec": result = try arithmetic.gather(a.rows * a.columns, 1) { i, _ in (a, i % a.rows, i / a.rows) }
        case "sum": result = try arithmetic.sum(a)
        case "trace": result = try arithmetic.sum(arithmetic.diagonal(a))
        case "norm2": result = try arithmetic.squares(a)
        case "norm": result = try arithmetic.norm(a)
        case "largest", "smallest": result = try arithmetic.extremeEntry(a, largest: name == "largest")
        case "det": result = try arithmetic.determinant(a)
        case "inverse": result = try arithmetic.inverse(a)
        case "rank": result = try arithmetic.number(arithmetic.rank(a))
        case "eigenvalues": result = try arithmetic.eigenvalues(a)
        case "opnorm": result = try arithmetic.operatorNorm(a)
        case "expm": result = try arithmetic.exponential(a)
        default: return nil
        }
        return result
    }

    private func ofPair(_ name: String, _ a: [Enclosure]) throws(ValueError) -> Enclosure? {
        guard a.count == 2 else { return nil }
        let result: Enclosure
        switch name {
        case "min", "max": result = try arithmetic.extreme(a[0], a[1], largest: name == "max")
        case "pow": result = try arithmetic.power(a[0], a[1])
        case "dot": result = try arithmetic.sum(arithmetic.entrywise(a[0], a[1]))
        case "had": result = try arithmetic.entrywise(a[0], a[1])
        case "kron": result = try arithmetic.kronecker(a[0], a[1])
        case "stack":
            guard a[0].columns == a[1].columns else { throw .wrong("`stack` of \(a[0].shape) and \(a[1].shape)") }
            let top = a[0].rows
            result = try arithmetic.gather(top + a[1].rows, a[0].columns) {
                $0 < top ? (a[0], $0, $1) : (a[1], $0 - top, $1)
            }
        case "beside":
            guard a[0].rows == a[1].rows else { throw .wrong("`beside` of \(a[0].shape) and \(a[1].shape)") }
            let left = a[0].columns
            result = try arithmetic.gather(a[0].rows, left + a[1].columns) {
                $1 < left ? (a[0], $0, $1) : (a[1], $0, $1 - left)
            }
        case "solve": result = try arithmetic.solve(a[0], a[1])
        case "solution": result = try arithmetic.solution(a[0], a[1])
        case "zeros", "ones":
            let (r, c) = (try arithmetic.whole(a[0], "a size"), try arithmetic.whole(a[1], "a size"))
            guard r < 1 << 24, c < 1 << 24 else { throw .limit("a matrix of \(r) x \(c)") }
            result = try arithmetic.whole(r, c) { _, _ in name == "ones" ? 1 : 0 }
        case "eigenvalues": result = try arithmetic.eigenvalues(a[0], rank: arithmetic.whole(a[1], "a rank"))
        case "upper": result = try arithmetic.upperProjection(a[0], arithmetic.whole(a[1], "a number of eigenvalues"))
        case "subsets":
            result = try arithmetic.subsets(arithmetic.whole(a[0], "a size"), arithmetic.whole(a[1], "a size"))
        case "binomial":
            let (n, k) = (try arithmetic.whole(a[0], "an argument"), try arithmetic.whole(a[1], "an argument"))
            guard k >= 0, k <= n else { return try arithmetic.number(0) }
            result = try arithmetic.divide(arithmetic.product(n - k + 1, n), arithmetic.product(1, k))
        default: return nil
        }
        return result
    }

    /// Functions of a matrix and places in it, counted from 1.
    private func ofPlaces(_ name: String, _ a: [Enclosure]) throws(ValueError) -> Enclosure? {
        let matrix = a[0]
        func place(_ index: Int, _ limit: Int) throws(ValueError) -> Int {
            let at = try arithmetic.whole(a[index], "a place in a matrix")
            guard (1...limit).contains(at) else { throw .wrong("place \(at) in a matrix of \(matrix.shape)") }
            return at - 1
        }
        switch (name, a.count) {
        case ("at", 2), ("put", 3):
            guard matrix.isVector else { throw .wrong("one place in a matrix of \(matrix.shape)") }
            let i = try place(1, matrix.rows)
            return name == "at" ? try arithmetic.entry(matrix, i, 0) : try arithmetic.putting(matrix, i, 0, a[2])
        case ("at", 3), ("put", 4):
            let (i, j) = (try place(1, matrix.rows), try place(2, matrix.columns))
            return name == "at" ? try arithmetic.entry(matrix, i, j) : try arithmetic.putting(matrix, i, j, a[3])
        case ("row", 2):
            let i = try place(1, matrix.rows)
            return try arithmetic.gather(1, matrix.columns) { (matrix, i, $1) }
        case ("col", 2):
            let j = try place(1, matrix.columns)
            return try arithmetic.gather(matrix.rows, 1) { i, _ in (matrix, i, j) }
        case ("sub", 5):
            let (i, k) = (try place(1, matrix.rows), try place(2, matrix.rows))
            let (j, l) = (try place(3, matrix.columns), try place(4, matrix.columns))
            return try arithmetic.gather(k - i + 1, l - j + 1) { (matrix, i + $0, j + $1) }
        case ("select", 3):
            let (p, q) = (try arithmetic.places(a[1], matrix.rows), try arithmetic.places(a[2], matrix.columns))
            return try arithmetic.gather(p.count, q.count) { (matrix, p[$0], q[$1]) }
        case ("reshape", 3):
            let (r, c) = (try arithmetic.whole(a[1], "a size"), try arithmetic.whole(a[2], "a size"))
            guard matrix.isVector, r >= 1, c >= 1, r.multipliedReportingOverflow(by: c) == (matrix.rows, false) else {
                throw .wrong("`reshape` of \(matrix.shape) to \(r) x \(c)")
            }
            return try arithmetic.gather(r, c) { (matrix, $1 * r + $0, 0) }
        default: return nil
        }
    }
}
