#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Smith's recurrence for the principal root of prime (or any) order of a quasi-triangular matrix T.
///
/// With `U^p = T` and the powers `V_k = U^(k+1)`, block (i, j) above the diagonal satisfies
///
///     T_ij = sum_{k=0}^{p-1} U_ii^(p-1-k) U_ij U_jj^k + sum_{k=1}^{p-1} U_ii^(p-1-k) B_k
///     B_k  = sum_{i<l<j} U_il (V_{k-1})_lj
///
/// so that the columns of blocks can be found from left to right, each from the diagonal upwards, by linear systems of
/// at most four unknowns. O(p n^3), p matrices of storage.
struct QuasiTriangularRoot {
    /// The root U.
    private(set) var root: Matrix
    /// `powers[k]` is `U^(k+1)`, filled in block by block; the last one is `U^(p-1)`.
    private var powers: [Matrix]
    private let order: Int

    /// The index ranges of the diagonal blocks, of one or two rows.
    static func blocks(of t: Matrix) -> [Range<Int>] {
        var result: [Range<Int>] = []
        var i = 0
        while i < t.rows {
            let size = i + 1 < t.rows && t[i + 1, i] != 0 ? 2 : 1
            result.append(i..<(i + size))
            i += size
        }
        return result
    }

    /// The positive imaginary part of a standardized diagonal block's eigenvalues; 0 for a block of order 1.
    static func imaginaryPart(_ t: Matrix, _ block: Range<Int>) -> Double {
        guard block.count == 2 else { return 0 }
        let i = block.lowerBound
        return abs(t[i, i + 1]).squareRoot() * abs(t[i + 1, i]).squareRoot()
    }

    /// The prime factors of `order`, with multiplicity, ascending.
    /// Errors: `invalidArgument` for a factor above 256, whose powers would fill the memory.
    static func primeFactors(of order: Int) throws(LinearAlgebraError) -> [Int] {
        var rest = order
        var factors: [Int] = []
        for prime in 2...256 {
            while rest > 1, rest % prime == 0 {
                factors.append(prime)
                rest /= prime
            }
        }
        guard rest == 1 else {
            throw .invalidArgument(
                operation: "principal root", expected: "an order with prime factors up to 256", found: "\(order)")
        }
        return factors
    }

    /// The root of order `order >= 2` of T, whose eigenvalues are not on `(-inf, 0]`.
    /// Errors: `noConvergence` if rounding makes a system for a block singular.
    init(of t: Matrix, order: Int) throws(LinearAlgebraError) {
        self.order = order
        root = Matrix(rows: t.rows, columns: t.rows)
        powers = [Matrix](repeating: root, count: order - 1)
        let blocks = Self.blocks(of: t)
        for (column, j) in blocks.enumerated() {
            setDiagonal(t, j)
            for i in blocks[..<column].reversed() { try setOffDiagonal(t, i, j) }
        }
    }

    private mutating func setDiagonal(_ t: Matrix, _ block: Range<Int>) {
        let i = block.lowerBound
        if block.count == 1 {
            root[i, i] = realRoot(t[i, i], order: order)
        } else {
            let imaginary = Self.imaginaryPart(t, block)
            let radius = realRoot(hypot(t[i, i], imaginary), order: order)
            let angle = atan2(imaginary, t[i, i]) / Double(order)
            let scale = radius * sin(angle) / imaginary
            root[i, i] = radius * cos(angle)
            root[i + 1, i + 1] = root[i, i]
            root[i, i + 1] = scale * t[i, i + 1]
            root[i + 1, i] = scale * t[i + 1, i]
        }
        let u = Self.block(root, block, block)
        var power = u
        for k in powers.indices {
            if k > 0 { power = u * power }
            Self.store(power, in: &powers[k], block, block)
        }
    }

    private mutating func setOffDiagonal(
        _ t: Matrix, _ i: Range<Int>, _ j: Range<Int>
    ) throws(LinearAlgebraError) {
        let between = i.upperBound..<j.lowerBound
        let uii = diagonalPowers(i)
        let ujj = diagonalPowers(j)
        let row = Self.block(root, i, between)
        // sums[k - 1] is B_k.
        let sums = (1..<order).map { row * Self.block(powers[$0 - 1], between, j) }
        var right = Self.block(t, i, j)
        for k in 1..<order { right = right - uii[order - 1 - k] * sums[k - 1] }
        // (X -> sum uii^(p-1-k) X ujj^k) as a matrix on the columns of X.
        let (m, n) = (i.count, j.count)
        var system = Matrix(rows: m * n, columns: m * n)
        for k in 0..<order {
            let (left, rightFactor) = (uii[order - 1 - k], ujj[k])
            for c in 0..<n {
                for d in 0..<n {
                    for a in 0..<m {
                        for b in 0..<m { system[a + c * m, b + d * m] += left[a, b] * rightFactor[d, c] }
                    }
                }
            }
        }
        let solution: Vector
        do throws(LinearAlgebraError) {
            solution = try system.solve(right.storage)
        } catch {
            throw .noConvergence(operation: "principal root")
        }
        let u = Matrix(rows: m, columns: n, storage: solution)
        Self.store(u, in: &root, i, j)
        // (V_k)_ij = U_ii (V_{k-1})_ij + U_ij (V_{k-1})_jj + B_k.
        var power = u
        for k in powers.indices {
            if k > 0 { power = uii[1] * power + u * ujj[k] + sums[k - 1] }
            Self.store(power, in: &powers[k], i, j)
        }
    }

    /// `U_bb^0, ..., U_bb^(p-1)`.
    private func diagonalPowers(_ block: Range<Int>) -> [Matrix] {
        [.identity(block.count)] + powers.map { Self.block($0, block, block) }
    }

    private static func block(_ a: Matrix, _ rows: Range<Int>, _ columns: Range<Int>) -> Matrix {
        a.withView { $0[rows, columns].matrix }
    }

    private static func store(_ block: Matrix, in a: inout Matrix, _ rows: Range<Int>, _ columns: Range<Int>) {
        a.withMutableView { a in block.withView { a[rows, columns].assign($0) } }
    }
}
