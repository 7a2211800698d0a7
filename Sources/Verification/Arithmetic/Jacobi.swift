import CMPFI

/// Approximate eigenvectors of a symmetric matrix by Jacobi's rotations, in plain floating point of many bits.
///
/// Nothing that comes out is trusted: ``Arithmetic/diagonalised(_:)`` says how far it is from the truth.
final class Jacobi {
    private let n: Int
    private let precision: Int
    private let matrix: UnsafeMutablePointer<CReal>
    private let vectors: UnsafeMutablePointer<CReal>
    /// Cosine, sine, tangent and two numbers in between.
    private let scratch: UnsafeMutablePointer<CReal>

    /// Starts from the midpoints of a symmetric matrix.
    init(_ a: Enclosure, precision: Int) {
        n = a.rows
        self.precision = precision
        matrix = .allocate(capacity: n * n)
        vectors = .allocate(capacity: n * n)
        scratch = .allocate(capacity: 5)
        for entry in 0..<n * n {
            mpfr_init2(matrix + entry, precision)
            mpfr_init2(vectors + entry, precision)
            mpfi_mid(matrix + entry, a.intervals + entry)
            mpfr_set_si(vectors + entry, entry % (n + 1) == 0 ? 1 : 0, MPFR_RNDN)
        }
        for entry in 0..<5 { mpfr_init2(scratch + entry, precision) }
    }

    deinit {
        for entry in 0..<n * n {
            mpfr_clear(matrix + entry)
            mpfr_clear(vectors + entry)
        }
        for entry in 0..<5 { mpfr_clear(scratch + entry) }
        matrix.deallocate()
        vectors.deallocate()
        scratch.deallocate()
    }

    /// Rotates until what is off the diagonal is below rounding, or no longer becomes smaller.
    ///
    /// - Complexity: O(n^3) for each sweep, of which there are about ten.
    func run(_ meter: Meter, cost: Double) throws(Stop) {
        for _ in 0..<60 {
            var rotated = false
            for p in 0..<n {
                for q in (p + 1)..<max(n, p + 1) where isRelevant(p, q) {
                    try meter.spend(cost * 8 * Double(n))
                    rotate(p, q)
                    rotated = true
                }
            }
            if !rotated { return }
        }
    }

    /// Column `j` of the approximate eigenvectors, as intervals of no width.
    func eigenvectors(_ arithmetic: Arithmetic) throws(Stop) -> Enclosure {
        let result = try Enclosure(n, n, arithmetic)
        for entry in 0..<n * n { mpfi_set_fr(result.intervals + entry, vectors + entry) }
        return result
    }

    /// Whether an entry is above rounding beside the two diagonal ones, or one of these is tiny and the entry is not.
    private func isRelevant(_ p: Int, _ q: Int) -> Bool {
        let entry = matrix + p + q * n
        if mpfr_regular_p(entry) == 0 { return false }
        var largest = mpfr_get_emin()
        for k in 0..<n where mpfr_regular_p(matrix + k * (n + 1)) != 0 {
            largest = max(largest, mpfr_get_exp(matrix + k * (n + 1)))
        }
        return mpfr_get_exp(entry) > largest - precision
    }

    private func rotate(_ p: Int, _ q: Int) {
        let (cosine, sine, tangent) = (scratch, scratch + 1, scratch + 2)
        let (x, y) = (scratch + 3, scratch + 4)
        let entry = matrix + p + q * n
        // tan(2 angle) = 2 a_pq / (a_qq - a_pp), and of the two angles the smaller one.
        mpfr_sub(x, matrix + q * (n + 1), matrix + p * (n + 1), MPFR_RNDN)
        mpfr_div(x, x, entry, MPFR_RNDN)
        mpfr_div_2ui(x, x, 1, MPFR_RNDN)
        mpfr_sqr(y, x, MPFR_RNDN)
        mpfr_add_ui(y, y, 1, MPFR_RNDN)
        mpfr_sqrt(y, y, MPFR_RNDN)
        if partita_sgn(x) < 0 { mpfr_sub(y, x, y, MPFR_RNDN) } else { mpfr_add(y, x, y, MPFR_RNDN) }
        mpfr_ui_div(tangent, 1, y, MPFR_RNDN)
        mpfr_sqr(y, tangent, MPFR_RNDN)
        mpfr_add_ui(y, y, 1, MPFR_RNDN)
        mpfr_rec_sqrt(cosine, y, MPFR_RNDN)
        mpfr_mul(sine, tangent, cosine, MPFR_RNDN)
        mpfr_mul(y, tangent, entry, MPFR_RNDN)
        mpfr_sub(matrix + p * (n + 1), matrix + p * (n + 1), y, MPFR_RNDN)
        mpfr_add(matrix + q * (n + 1), matrix + q * (n + 1), y, MPFR_RNDN)
        mpfr_set_zero(entry, 1)
        mpfr_set_zero(matrix + q + p * n, 1)
        for k in 0..<n {
            turn(vectors + k + p * n, vectors + k + q * n)
            if k == p || k == q { continue }
            turn(matrix + k + p * n, matrix + k + q * n)
            mpfr_set(matrix + p + k * n, matrix + k + p * n, MPFR_RNDN)
            mpfr_set(matrix + q + k * n, matrix + k + q * n, MPFR_RNDN)
        }
    }

    /// (x, y) becomes (c x - s y, s x + c y).
    private func turn(_ x: UnsafeMutablePointer<CReal>, _ y: UnsafeMutablePointer<CReal>) {
        let (cosine, sine) = (scratch, scratch + 1)
        mpfr_mul(scratch + 3, sine, x, MPFR_RNDN)
        mpfr_fmms(x, cosine, x, sine, y, MPFR_RNDN)
        mpfr_fma(y, cosine, y, scratch + 3, MPFR_RNDN)
    }
}
