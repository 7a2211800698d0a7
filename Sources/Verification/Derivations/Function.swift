import CMPFI

/// Values that a function is called with.
struct Arguments {
    let values: [Enclosure]
    let arithmetic: Arithmetic

    subscript(_ index: Int) -> Enclosure { values[index] }

    var count: Int { values.count }

    func number(_ index: Int) throws(Stop) -> Enclosure {
        if !self[index].isNumber {
            throw .wrong("expected a number as argument \(index + 1), found \(self[index].shape)")
        }
        return self[index]
    }

    /// An exact whole number.
    func whole(_ index: Int) throws(Stop) -> Int {
        try arithmetic.whole(try number(index), 0, "argument \(index + 1)")
    }

    /// A number of rows or columns.
    func size(_ index: Int) throws(Stop) -> Int {
        let size = try whole(index)
        if size < 1 { throw .wrong("expected at least 1 as argument \(index + 1), found \(size)") }
        return size
    }

    /// The number of a row or column, counted from 0 from here on.
    func place(_ index: Int, _ count: Int) throws(Stop) -> Int {
        try Self.place(try whole(index), count)
    }

    /// Numbers of rows or columns, in a vector.
    func places(_ index: Int, _ count: Int) throws(Stop) -> [Int] {
        guard self[index].isVector else {
            throw .wrong("expected a vector as argument \(index + 1), found \(self[index].shape)")
        }
        var places: [Int] = []
        for entry in 0..<self[index].count {
            places.append(try Self.place(try arithmetic.whole(self[index], entry, "argument \(index + 1)"), count))
        }
        return places
    }

    /// The places between two arguments, both included.
    func range(_ first: Int, _ last: Int, _ count: Int) throws(Stop) -> [Int] {
        let (low, high) = (try place(first, count), try place(last, count))
        if low > high {
            throw .wrong("expected a first row or column before the last, found \(low + 1) and \(high + 1)")
        }
        return Array(low...high)
    }

    /// The place of one entry: `at(A,i,j)`, or `at(x,i)` of a vector, with `skipping` arguments behind.
    func entry(skipping: Int) throws(Stop) -> Int {
        let a = self[0]
        if count - skipping == 3 { return a.index(try place(1, a.rows), try place(2, a.columns)) }
        if !a.isVector { throw .wrong("expected row and column of an entry of \(a.shape)") }
        return try place(1, a.rows)
    }

    private static func place(_ number: Int, _ count: Int) throws(Stop) -> Int {
        guard number >= 1, number <= count else { throw .wrong("expected a place from 1 to \(count), found \(number)") }
        return number - 1
    }
}

/// A function of derivations.
struct Function: Sendable {
    let arities: [Int]
    let value: @Sendable (Arguments) throws(Stop) -> Enclosure

    init(_ arities: Int..., value: @escaping @Sendable (Arguments) throws(Stop) -> Enclosure) {
        self.arities = arities
        self.value = value
    }

    /// All functions by their names.
    static let all = shapes.merging(algebra) { first, _ in first }.merging(numbers) { first, _ in first }

    private static let shapes: [String: Function] = [
        "rows": Function(1) { a throws(Stop) in try a.arithmetic.number(a[0].rows) },
        "cols": Function(1) { a throws(Stop) in try a.arithmetic.number(a[0].columns) },
        "I": Function(1) { a throws(Stop) in try a.arithmetic.identity(try a.size(0)) },
        "zeros": Function(2) { a throws(Stop) in try a.arithmetic.whole(try a.size(0), try a.size(1)) { _, _ in 0 } },
        "ones": Function(2) { a throws(Stop) in try a.arithmetic.whole(try a.size(0), try a.size(1)) { _, _ in 1 } },
        "T": Function(1) { a throws(Stop) in try a.arithmetic.transpose(a[0]) },
        "diag": Function(1) { a throws(Stop) in try a.arithmetic.diagonal(of: a[0]) },
        "diagonal": Function(1) { a throws(Stop) in try a.arithmetic.diagonal(a[0]) },
        "at": Function(2, 3) { a throws(Stop) in
            let entry = try a.entry(skipping: 0)
            return try a.arithmetic.gathered(1, 1) { _, _ in (a[0], entry) }
        },
        "put": Function(3, 4) { a throws(Stop) in
            try a.arithmetic.put(a[0], try a.entry(skipping: 1), a[a.count - 1])
        },
        "row": Function(2) { a throws(Stop) in
            try a.arithmetic.select(a[0], [try a.place(1, a[0].rows)], Array(0..<a[0].columns))
        },
        "col": Function(2) { a throws(Stop) in
            try a.arithmetic.select(a[0], Array(0..<a[0].rows), [try a.place(1, a[0].columns)])
        },
        "sub": Function(5) { a throws(Stop) in
            try a.arithmetic.select(a[0], try a.range(1, 2, a[0].rows), try a.range(3, 4, a[0].columns))
        },
        "select": Function(3) { a throws(Stop) in
            try a.arithmetic.select(a[0], try a.places(1, a[0].rows), try a.places(2, a[0].columns))
        },
        "stack": Function(2) { a throws(Stop) in try a.arithmetic.stack(a[0], a[1]) },
        "beside": Function(2) { a throws(Stop) in try a.arithmetic.beside(a[0], a[1]) },
        "vec": Function(1) { a throws(Stop) in try a.arithmetic.vector(a[0]) },
        "reshape": Function(3) { a throws(Stop) in
            try a.arithmetic.reshape(a[0], try a.size(1), try a.size(2))
        },
        "masks": Function(1) { a throws(Stop) in try a.arithmetic.masks(try a.whole(0)) },
        "subsets": Function(2) { a throws(Stop) in try a.arithmetic.subsets(try a.whole(0), try a.whole(1)) },
    ]

    private static let algebra: [String: Function] = [
        "kron": Function(2) { a throws(Stop) in try a.arithmetic.kronecker(a[0], a[1]) },
        "had": Function(2) { a throws(Stop) in try a.arithmetic.hadamard(a[0], a[1]) },
        "sum": Function(1) { a throws(Stop) in try a.arithmetic.total(a[0]) },
        "dot": Function(2) { a throws(Stop) in try a.arithmetic.dot(a[0], a[1]) },
        "norm2": Function(1) { a throws(Stop) in try a.arithmetic.squares(a[0]) },
        "norm": Function(1) { a throws(Stop) in try a.arithmetic.root(try a.arithmetic.squares(a[0])) },
        "largest": Function(1) { a throws(Stop) in try a.arithmetic.extreme(1, a[0]) },
        "smallest": Function(1) { a throws(Stop) in try a.arithmetic.extreme(-1, a[0]) },
        "trace": Function(1) { a throws(Stop) in try a.arithmetic.total(try a.arithmetic.diagonal(a[0])) },
        "det": Function(1) { a throws(Stop) in try a.arithmetic.determinant(a[0]) },
        "inverse": Function(1) { a throws(Stop) in try a.arithmetic.inverse(a[0]) },
        "solve": Function(2) { a throws(Stop) in try a.arithmetic.solve(a[0], a[1]) },
        "solution": Function(2) { a throws(Stop) in try a.arithmetic.solution(a[0], a[1]) },
        "rank": Function(1) { a throws(Stop) in try a.arithmetic.rank(a[0]) },
        "eigenvalues": Function(1, 2) { a throws(Stop) in
            a.count == 1
                ? try a.arithmetic.eigenvalues(a[0]) : try a.arithmetic.eigenvalues(a[0], rank: try a.whole(1))
        },
        "upper": Function(2) { a throws(Stop) in try a.arithmetic.upper(a[0], try a.whole(1)) },
        "opnorm": Function(1) { a throws(Stop) in try a.arithmetic.operatorNorm(a[0]) },
        "expm": Function(1) { a throws(Stop) in try a.arithmetic.exponential(a[0]) },
    ]

    private static let numbers: [String: Function] = [
        "exp": Function(1) { a throws(Stop) in try a.arithmetic.entire(try a.number(0), mpfi_exp) },
        "sin": Function(1) { a throws(Stop) in try a.arithmetic.entire(try a.number(0), mpfi_sin) },
        "cos": Function(1) { a throws(Stop) in try a.arithmetic.entire(try a.number(0), mpfi_cos) },
        "tanh": Function(1) { a throws(Stop) in try a.arithmetic.entire(try a.number(0), mpfi_tanh) },
        "ln": Function(1) { a throws(Stop) in try a.arithmetic.logarithm(try a.number(0), mpfi_log) },
        "log10": Function(1) { a throws(Stop) in try a.arithmetic.logarithm(try a.number(0), mpfi_log10) },
        "sqrt": Function(1) { a throws(Stop) in try a.arithmetic.root(try a.number(0)) },
        "abs": Function(1) { a throws(Stop) in try a.arithmetic.magnitude(try a.number(0)) },
        "floor": Function(1) { a throws(Stop) in try a.arithmetic.rounded(try a.number(0), up: false) },
        "ceil": Function(1) { a throws(Stop) in try a.arithmetic.rounded(try a.number(0), up: true) },
        "min": Function(2) { a throws(Stop) in try a.arithmetic.extreme(-1, try a.number(0), 0, try a.number(1), 0) },
        "max": Function(2) { a throws(Stop) in try a.arithmetic.extreme(1, try a.number(0), 0, try a.number(1), 0) },
        "pow": Function(2) { a throws(Stop) in try a.arithmetic.power(a[0], a[1]) },
        "factorial": Function(1) { a throws(Stop) in try a.arithmetic.factorial(try a.whole(0)) },
        "binomial": Function(2) { a throws(Stop) in try a.arithmetic.binomial(try a.whole(0), try a.whole(1)) },
        "pi": Function(0) { a throws(Stop) in try a.arithmetic.pi() },
    ]
}
