import LinearAlgebra

/// A two-layer linear model `B diag(s) A` with random factors `s` on its K units, every outcome of which is known.
struct UnitDropout: Sendable {
    /// Probabilities and factors.
    let outcomes: [(probability: Double, factors: Vector)]

    /// Each unit kept with probability `p` and scaled by `scale` (1/p if none is given).
    static func bernoulli(_ p: Double, units: Int, scale: Double? = nil) -> UnitDropout {
        UnitDropout(
            outcomes: (0..<(1 << units)).map { bits in
                let factors = (0..<units).map { bits >> $0 & 1 == 1 ? scale ?? 1 / p : 0 }
                return ((0..<units).reduce(1) { $0 * (bits >> $1 & 1 == 1 ? p : 1 - p) }, factors)
            })
    }

    /// `k` of the units, all subsets equally likely, scaled by `units/k`.
    static func subset(_ k: Int, units: Int) -> UnitDropout {
        let kept = (0..<(1 << units)).filter { $0.nonzeroBitCount == k }
        let scale = Double(units) / Double(k)
        return UnitDropout(
            outcomes: kept.map { bits in
                (1 / Double(kept.count), (0..<units).map { bits >> $0 & 1 == 1 ? scale : 0 })
            })
    }

    /// `E |B diag(s) A - Phi|^2`, summed over the outcomes.
    func expectedLoss(_ b: Matrix, _ a: Matrix, target: Matrix) -> Double {
        outcomes.reduce(0) { sum, outcome in
            sum + outcome.probability * squaredNorm((b * .diagonal(outcome.factors) * a - target).storage)
        }
    }

    /// The largest `|E s_i - 1|`.
    var meanDefect: Double {
        mean.reduce(0) { max($0, abs($1 - 1)) }
    }

    /// The largest covariance of two different factors.
    var dependence: Double {
        let mean = mean
        var largest = 0.0
        for i in mean.indices {
            for j in 0..<i {
                let product = outcomes.reduce(0) { $0 + $1.probability * $1.factors[i] * $1.factors[j] }
                largest = max(largest, abs(product - mean[i] * mean[j]))
            }
        }
        return largest
    }

    private var mean: Vector {
        let units = outcomes.first?.factors.count ?? 0
        return outcomes.reduce(Vector(repeating: 0, count: units)) { add($0, $1.probability, $1.factors) }
    }
}

/// The optimum of dropout in a two-layer linear model: the spectrum of the target, shrunk by a common amount.
struct ShrunkSpectrum: Sendable {
    /// `rho`, the number of singular values that survive, and `S_rho`, their sum in the target.
    let kept: Int
    let head: Double
    /// `tau`, by which they are lowered.
    let shrinkage: Double
    let values: Vector

    /// `rho` is the largest `i <= K` with `sigma_i > lambda S_i / (K + lambda i)`; `tau = lambda S_rho / (K + lambda rho)`.
    init(_ sigma: Vector, units: Int, lambda: Double) {
        var (kept, head, sum) = (0, 0.0, 0.0)
        for (index, value) in sigma.prefix(units).enumerated() {
            sum += value
            if value > lambda * sum / (Double(units) + lambda * Double(index + 1)) { (kept, head) = (index + 1, sum) }
        }
        self.kept = kept
        self.head = head
        let tau = lambda * head / (Double(units) + lambda * Double(kept))
        shrinkage = tau
        values = sigma.indices.map { $0 < kept ? sigma[$0] - tau : 0 }
    }
}

extension SVD {
    /// Factors `B` (m x K), `A` (K x n) with `B A = U diag(values) V'` and all `|b_k| |a_k|` equal: `B = U D^{1/2} Q`,
    /// `A = Q' D^{1/2} V'` with `Q` orthogonal and a constant diagonal of `Q' D Q`.
    func equalised(_ values: Vector, units: Int) -> (b: Matrix, a: Matrix) {
        let padded = (0..<units).map { $0 < values.count ? values[$0] : 0 }
        let roots = padded.map { $0.squareRoot() }
        let q = Self.equaliser(padded)
        let left = Matrix(rows: u.rows, columns: units) { $1 < u.columns ? u[$0, $1] * roots[$1] : 0 }
        let right = Matrix(rows: v.rows, columns: units) { $1 < v.columns ? v[$0, $1] * roots[$1] : 0 }
        return (left * q, (right * q).transposed)
    }

    /// An orthogonal `Q` for which `Q' diag(values) Q` has a constant diagonal: in the plane of an entry above the mean and one
    /// below it a rotation brings the first to the mean; after at most K - 1 of them all are there.
    static func equaliser(_ values: Vector) -> Matrix {
        let units = values.count
        let mean = values.reduce(0, +) / Double(units)
        var q = Matrix.identity(units)
        var form = Matrix.diagonal(values)
        for _ in 1..<max(units, 2) {
            let diagonal = form.diagonal
            guard let i = diagonal.indices.max(by: { diagonal[$0] < diagonal[$1] }),
                let j = diagonal.indices.min(by: { diagonal[$0] < diagonal[$1] }), diagonal[i] > mean,
                diagonal[j] < mean
            else { break }
            // (y - mean) t^2 + 2 z t + (x - mean) = 0 for the tangent t; y < mean < x.
            let (x, y, z) = (diagonal[i] - mean, diagonal[j] - mean, form[i, j])
            let t = (-z - (z * z - x * y).squareRoot()) / y
            let c = 1 / (1 + t * t).squareRoot()
            var rotation = Matrix.identity(units)
            (rotation[i, i], rotation[j, j], rotation[j, i], rotation[i, j]) = (c, c, t * c, -t * c)
            q = q * rotation
            form = rotation.transposed * form * rotation
        }
        return q
    }
}
