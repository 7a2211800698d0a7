import CLAPACKE

/// The state of a Krylov-Schur iteration for the eigenvalues of largest modulus of a real operator A:
///
///     A V = V H + v b'
///
/// with orthonormal columns V (n x k), the next direction v orthogonal to them, and H of order k in general full.
struct KrylovSchur {
    /// The size to which the basis grows in a cycle, and what is kept of it at a restart (one more, where a conjugate
    /// pair would be split).
    static let basisSize = 80
    static let keptSize = 30
    static let mostRestarts = 60

    private let dimension: Int
    /// The basis V with v as its last column.
    private(set) var basis: Matrix
    /// H on the first `size` rows and columns, and b' in row `size`.
    private var projected: Matrix
    private var size = 0
    private var previous: Double?
    private var generator = Generator(seed: 1, "Krylov-Schur")

    init(dimension: Int) {
        self.dimension = dimension
        basis = Matrix(rows: dimension, columns: Self.basisSize + 1)
        projected = Matrix(rows: Self.basisSize + 1, columns: Self.basisSize)
        setRandomColumn(0)
    }

    /// Grows the basis to full size, looks at the Ritz values and restarts with the largest.
    ///
    /// Returns the largest modulus if its residual was small in this cycle and the last one, and both agree.
    mutating func cycle(_ apply: (Vector) throws -> Vector) throws -> Double? {
        while size < Self.basisSize { try extend(apply) }
        let h = Matrix(rows: size, columns: size) { projected[$0, $1] }
        let coupling = (0..<size).map { projected[size, $0] }
        let (t, q) = try h.realSchur()
        let allowance = Double(dimension) * Double.ulpOfOne * h.frobeniusNorm
        let (radius, residual) = try Self.dominantPair(h, coupling)
        defer { previous = residual <= allowance ? radius : nil }
        if let previous, residual <= allowance, abs(radius - previous) <= allowance { return radius }
        try restart(t, q, coupling)
        return nil
    }

    /// The largest modulus of an eigenvalue of H, and the residual `|b'y| |v|` of its Ritz vector.
    static func dominantPair(_ h: Matrix, _ coupling: Vector) throws -> (radius: Double, residual: Double) {
        let size = h.rows
        let k = Int32(size)
        var a = h.storage
        var real = Vector(repeating: 0, count: size)
        var imaginary = real
        var (left, right) = ([0.0], [Double](repeating: 0, count: size * size))
        let info = LAPACKE_dgeev(
            LAPACK_COL_MAJOR, job("N"), job("V"), k, &a, k, &real, &imaginary, &left, 1, &right, k)
        try checkInfo(info, operation: "spectral radius")
        let moduli = (0..<size).map { ComplexNumber(real: real[$0], imaginary: imaginary[$0]).modulus }
        guard let top = moduli.indices.max(by: { moduli[$0] < moduli[$1] }) else { return (0, 0) }
        // The first of a pair is the maximum found, since later equal ones do not replace it; its vector is x + iy.
        func coupled(_ j: Int) -> Double { dot(coupling, Array(right[(j * size)..<((j + 1) * size)])) }
        let first = imaginary[top] < 0 ? top - 1 : top
        let residual = ComplexNumber(
            real: coupled(first), imaginary: imaginary[first] == 0 ? 0 : coupled(first + 1))
        return (moduli[top], residual.modulus)
    }

    /// Applies the operator to v and orthogonalizes the result, twice, against the basis.
    private mutating func extend(_ apply: (Vector) throws -> Vector) throws {
        var w = try apply(basis.column(size))
        let before = norm(w)
        size += 1
        for _ in 0..<2 {
            let coefficients = project(&w)
            for i in 0..<size { projected[i, size - 1] += coefficients[i] }
        }
        let after = norm(w)
        if after > Double(dimension) * Double.ulpOfOne * before {
            projected[size, size - 1] = after
            setColumn(size, w.map { $0 / after })
        } else {
            // The basis spans an invariant subspace: go on from anywhere else.
            projected[size, size - 1] = 0
            setRandomColumn(size)
        }
    }

    /// Subtracts from w its projection on the first `size` basis vectors, and returns the coefficients.
    private func project(_ w: inout Vector) -> Vector {
        var coefficients = Vector(repeating: 0, count: size)
        basis.withView { basis in
            let block = basis[0..<dimension, 0..<size]
            w.withUnsafeMutableBufferPointer { w in
                coefficients.withUnsafeMutableBufferPointer { c in
                    guard let w = w.baseAddress, let c = c.baseAddress else { return }
                    multiply(block, transposed: true, w, into: c)
                    multiply(block, c, into: w, alpha: -1, beta: 1)
                }
            }
        }
        return coefficients
    }

    /// Keeps the invariant subspace of H that belongs to its largest eigenvalues.
    private mutating func restart(_ t: Matrix, _ q: Matrix, _ coupling: Vector) throws {
        let blocks = QuasiTriangularRoot.blocks(of: t)
        let moduli = blocks.map { block in
            ComplexNumber(
                real: t[block.lowerBound, block.lowerBound], imaginary: QuasiTriangularRoot.imaginaryPart(t, block)
            ).modulus
        }
        var selection = [Bool](repeating: false, count: size)
        var kept = 0
        for index in blocks.indices.sorted(by: { moduli[$0] > moduli[$1] }) where kept < Self.keptSize {
            for i in blocks[index] { selection[i] = true }
            kept += blocks[index].count
        }
        let ordered = try Matrix.reorderSchur(t: t, q: q, selection: selection)
        let rotation = ordered.q.submatrix(rows: Array(0..<size), columns: Array(0..<kept))
        let rotated = basis.withView { $0[0..<dimension, 0..<size].matrix } * rotation
        let newCoupling = rotation.transposed * coupling
        let next = basis.column(size)
        for j in 0..<kept { setColumn(j, rotated.column(j)) }
        setColumn(kept, next)
        projected = Matrix(rows: Self.basisSize + 1, columns: Self.basisSize) { i, j in
            if j >= kept || i > kept { return 0 }
            return i == kept ? newCoupling[j] : ordered.t[i, j]
        }
        size = kept
    }

    /// A random unit vector, orthogonal to the columns before it, as column j.
    private mutating func setRandomColumn(_ j: Int) {
        var x = generator.gaussianVector(dimension)
        for _ in 0..<2 { _ = project(&x) }
        let length = norm(x)
        setColumn(j, x.map { $0 / length })
    }

    private mutating func setColumn(_ j: Int, _ x: Vector) {
        let n = dimension
        basis.withMutableView { basis in
            x.withUnsafeBufferPointer {
                basis[0..<n, j..<(j + 1)].assign(MatrixView($0.baseAddress, rows: n, columns: 1, stride: n))
            }
        }
    }
}
