/// Eigenpairs of a symmetric tridiagonal matrix, eight at a time: its diagonal `d` and its next one `e`.
///
/// Eigenvalues by bisection with Sturm counts, eight shifts in one pass, to the last digit of `|T|`; vectors by twisted
/// factorizations `T - lambda = N D N'`, whose middle `r` is where the pivot `gamma_r` is least: then `|T z - lambda z| = |gamma_r|` with
/// `z_r = 1`, and no solve is needed. Each vector is right to `eps |T|` over the distance to the next eigenvalue;
/// inside a cluster they are not orthogonal, and whoever uses them must test that.
///
/// O(n) a pass, 60 passes or so for eight pairs. Source of the vectors: Parlett, Dhillon, Linear Algebra Appl. 267 (1997).
struct TridiagonalLanes {
    typealias Lanes = SIMD8<Double>

    private let d: Vector
    private let e: Vector
    /// `e_i^2`, not quite zero, so that no quotient of two zeros comes up; the change is far below rounding.
    private let squares: Vector
    /// All eigenvalues lie between these, by Gershgorin's circles.
    private let least: Double
    private let greatest: Double

    /// `e` has at least one entry less than `d`. Squares of the entries must neither overflow nor vanish.
    init(d: Vector, e: Vector) {
        self.d = d
        self.e = e
        let n = d.count
        var (least, greatest) = (Double.infinity, -Double.infinity)
        for i in 0..<n {
            let radius = (i > 0 ? abs(e[i - 1]) : 0) + (i + 1 < n ? abs(e[i]) : 0)
            least = min(least, d[i] - radius)
            greatest = max(greatest, d[i] + radius)
        }
        let size = max(abs(least), abs(greatest))
        // Counts are of a matrix within a few roundings of this one.
        (self.least, self.greatest) = (least - 4 * Double.ulpOfOne * size, greatest + 4 * Double.ulpOfOne * size)
        squares = (0..<max(n - 1, 0)).map { max(e[$0] * e[$0], size * size * 1e-60) }
    }

    /// The `k` largest eigenvalues, descending, and a unit vector of each as columns.
    func leading(_ k: Int) -> (values: Vector, vectors: Matrix) {
        let n = d.count
        var values = Vector(repeating: 0, count: k)
        var vectors = Matrix(rows: n, columns: k)
        for first in stride(from: 0, to: k, by: 8) {
            let wanted = min(8, k - first)
            // Lane l seeks the eigenvalue with n - 1 - first - l below it; those that are not wanted repeat the last.
            var below = SIMD8<UInt64>.zero
            for l in 0..<8 { below[l] = UInt64(n - 1 - first - min(l, wanted - 1)) }
            let lambda = bisect(below)
            vectors.withMutableView { vectors in twist(lambda, into: vectors[0..<n, first..<(first + wanted)]) }
            for l in 0..<wanted { values[first + l] = lambda[l] }
        }
        return (values, vectors)
    }

    /// The eigenvalues that have so many below them.
    private func bisect(_ below: SIMD8<UInt64>) -> Lanes {
        var (low, high) = (Lanes(repeating: least), Lanes(repeating: greatest))
        // From the width of the circles to less than a rounding of the largest eigenvalue.
        for _ in 0..<54 {
            let middle = 0.5 * (low + high)
            let isAbove = count(below: middle) .> below
            high.replace(with: middle, where: isAbove)
            low.replace(with: middle, where: .!isAbove)
        }
        return 0.5 * (low + high)
    }

    /// How many eigenvalues are less than each shift: the negative pivots of `T - x` (Sylvester). Pivots of zero and infinity
    /// take their course.
    private func count(below x: Lanes) -> SIMD8<UInt64> {
        d.withUnsafeBufferPointer { d in
            squares.withUnsafeBufferPointer { squares in
                var pivot = d[0] - x
                var count = unsafeBitCast(pivot, to: SIMD8<UInt64>.self) &>> 63
                for i in 1..<max(d.count, 1) {
                    pivot = (d[i] - x) - squares[i - 1] / pivot
                    count &+= unsafeBitCast(pivot, to: SIMD8<UInt64>.self) &>> 63
                }
                return count
            }
        }
    }

    /// Unit vectors of the eigenvalues `lambda` into the columns of `out`, at most eight; not finite where a pivot vanished.
    private func twist(_ lambda: Lanes, into out: MutableMatrixView) {
        let n = d.count
        var down = [Lanes](repeating: .zero, count: n)
        var up = down
        down[0] = d[0] - lambda
        for i in 1..<max(n, 1) { down[i] = (d[i] - lambda) - squares[i - 1] / down[i - 1] }
        up[n - 1] = d[n - 1] - lambda
        for i in stride(from: n - 2, through: 0, by: -1) { up[i] = (d[i] - lambda) - squares[i] / up[i + 1] }
        // Where gamma_i = down_i + up_i - (d_i - lambda) is least.
        var least = Lanes(repeating: .infinity)
        var middle = Lanes.zero
        for i in 0..<n {
            let gamma = down[i] + up[i] - (d[i] - lambda)
            let isLess = gamma * gamma .< least
            least.replace(with: gamma * gamma, where: isLess)
            middle.replace(with: Double(i), where: isLess)
        }
        // z_r = 1, and from there z_i = -(e_i / down_i) z_{i+1} upwards, z_{i+1} = -(e_i / up_{i+1}) z_i downwards.
        var z = Lanes(repeating: 1)
        var squaresOfNorms = Lanes(repeating: 1)
        for i in stride(from: n - 2, through: 0, by: -1) {
            let next = -(e[i] / down[i]) * z
            z = next.replacing(with: 1, where: middle .<= Double(i))
            squaresOfNorms += (z * z).replacing(with: 0, where: middle .<= Double(i))
            down[i] = z
        }
        down[n - 1] = Lanes(repeating: 1)
        z = Lanes(repeating: 1)
        for i in 0..<(n - 1) {
            let next = -(e[i] / up[i + 1]) * z
            let isAt = middle .> Double(i)
            z = next.replacing(with: 1, where: isAt)
            squaresOfNorms += (z * z).replacing(with: 0, where: isAt)
            down[i + 1] = down[i + 1].replacing(with: z, where: .!isAt)
        }
        let scale = 1 / squaresOfNorms.squareRoot()
        for i in 0..<n {
            let row = down[i] * scale
            for l in 0..<out.columns { out[i, l] = row[l] }
        }
    }
}
