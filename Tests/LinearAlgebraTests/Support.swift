import LinearAlgebra
import Testing

/// A matrix with a name, as a test argument.
struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let matrix: Matrix
    var testDescription: String { name }
}

/// What rounding explains in an operation on an `m x n` matrix: `8 max(m, n) eps size`.
func rounding(_ a: Matrix, size: Double) -> Double {
    8 * Double(max(a.rows, a.columns, 1)) * Double.ulpOfOne * size
}

/// The same, relative to the norm of the matrix itself.
func rounding(_ a: Matrix) -> Double { rounding(a, size: a.frobeniusNorm) }

/// `|Q'Q - I|_F`.
func orthogonalityDefect(_ q: Matrix) -> Double {
    (q.transposed * q - .identity(q.columns)).frobeniusNorm
}

func isAscending(_ x: Vector) -> Bool { zip(x, x.dropFirst()).allSatisfy { $0 <= $1 } }
func isDescending(_ x: Vector) -> Bool { zip(x, x.dropFirst()).allSatisfy { $0 >= $1 } }
func maxDifference(_ x: Vector, _ y: Vector) -> Double { zip(x, y).map { abs($0 - $1) }.max() ?? 0 }

func power(_ a: Matrix, _ order: Int) -> Matrix { (1..<order).reduce(a) { product, _ in product * a } }

/// The product by its definition, entry by entry.
func naiveProduct(_ a: Matrix, _ b: Matrix) -> Matrix {
    Matrix(rows: a.rows, columns: b.columns) { i, j in
        (0..<a.columns).reduce(0) { $0 + a[i, $1] * b[$1, j] }
    }
}

/// A random `m x n` matrix with the given singular values.
func matrix(_ m: Int, _ n: Int, singular values: Vector, using g: inout Generator) -> Matrix {
    let u = haarFrame(m, values.count, using: &g)
    let v = haarFrame(n, values.count, using: &g)
    return SVD(u: u, values: values, v: v).product
}

/// Rectangular matrices: random ones of many shapes, then the hard ones.
let rectangularCases: [Case] = {
    var g = Generator(seed: 1, "rectangular cases")
    var cases: [Case] = []
    for (m, n) in [
        (0, 0), (0, 4), (4, 0), (1, 1), (1, 7), (7, 1), (2, 2), (3, 5), (8, 8), (30, 11), (11, 30), (65, 65),
    ] {
        cases.append(Case(name: "gaussian \(m) x \(n)", matrix: g.gaussianMatrix(rows: m, columns: n)))
    }
    for (m, n) in [(9, 9), (20, 8), (8, 20)] {
        let k = min(m, n)
        let shape = "\(m) x \(n)"
        cases.append(Case(name: "zero \(shape)", matrix: Matrix(rows: m, columns: n)))
        cases.append(Case(name: "ones \(shape)", matrix: Matrix(rows: m, columns: n, repeating: 1)))
        cases.append(Case(name: "rank 3 \(shape)", matrix: matrix(m, n, singular: [5, 2, 1], using: &g)))
        let clustered = (0..<k).map { 1 - Double($0 % 4) * Double.ulpOfOne }
        cases.append(Case(name: "clustered \(shape)", matrix: matrix(m, n, singular: clustered, using: &g)))
        let equal = Vector(repeating: 3, count: k)
        cases.append(Case(name: "equal \(shape)", matrix: matrix(m, n, singular: equal, using: &g)))
        let graded = (0..<k).map { Double(sign: .plus, exponent: -10 * $0, significand: 1) }
        cases.append(Case(name: "graded \(shape)", matrix: matrix(m, n, singular: graded, using: &g)))
        let gaussian = g.gaussianMatrix(rows: m, columns: n)
        cases.append(Case(name: "tiny \(shape)", matrix: 1e-300 * gaussian))
        cases.append(Case(name: "huge \(shape)", matrix: 1e150 * gaussian))
    }
    return cases
}()

/// Symmetric matrices: random ones, then spectra that are clustered, graded, deficient, tiny and huge.
let symmetricCases: [Case] = {
    var g = Generator(seed: 1, "symmetric cases")
    var cases: [Case] = []
    for n in [0, 1, 2, 3, 10, 33, 64] {
        let gaussian = g.gaussianMatrix(rows: n, columns: n).symmetrized
        cases.append(Case(name: "gaussian \(n)", matrix: gaussian))
    }
    let n = 12
    cases.append(Case(name: "zero", matrix: Matrix(rows: n, columns: n)))
    cases.append(Case(name: "ones", matrix: Matrix(rows: n, columns: n, repeating: 1)))
    let spectra: [(String, Vector)] = [
        ("identity-like", Vector(repeating: 1, count: n)),
        ("clustered", (0..<n).map { ($0 < 6 ? 1 : -2) + Double($0) * Double.ulpOfOne }),
        ("graded", (0..<n).map { Double(sign: .plus, exponent: -12 * $0, significand: 1) }),
        ("rank 2", [4, -3] + Vector(repeating: 0, count: n - 2)),
        ("tiny", (0..<n).map { (Double($0) - 4.5) * 1e-300 }),
        ("huge", (0..<n).map { (Double($0) - 4.5) * 1e150 }),
    ]
    for (name, values) in spectra {
        let basis = haarOrthogonal(n, using: &g)
        cases.append(Case(name: name, matrix: Matrix(symmetricSpectrum: values, basis: basis)))
    }
    return cases
}()

/// Square matrices with an entry that is not a number, or infinite.
let notFiniteMatrices: [Matrix] = [Double.nan, .infinity, -.infinity].map { bad in
    var a = Matrix.identity(3)
    a[1, 1] = bad
    return a
}

/// A 2 x 3 matrix, for errors of shape.
let wide = Matrix(rows: 2, columns: 3, repeating: 1)
