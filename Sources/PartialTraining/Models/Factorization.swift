import LinearAlgebra

/// A two-layer factorization: `f(B, A) = |B A - target|_F^2 / 2`, B m x K, A K x n. Blocks in the order B, A.
///
/// Minimum: half the sum of the squared singular values beyond the K-th (Eckart, Young). Gradient: `E A'`, `B' E` with
/// `E = B A - target`; cost 3 m K n.
public struct Factorization: Model {
    /// The target, m x n.
    public let target: Matrix
    /// K, the inner dimension.
    public let rank: Int
    public let constants: Constants

    /// Errors: `invalid` if the inner dimension `rank` is not positive.
    public init(rank: Int, target: Matrix) throws(TrainingError) {
        try requireTarget(target, square: false)
        guard (1...100_000).contains(rank) else {
            throw .invalid(what: "rank", expected: "an inner dimension from 1 to 100000", found: "\(rank)")
        }
        self.target = target
        self.rank = rank
        var constants = targetConstants(symmetricSpectrum(target))
        let values = try linearAlgebra { () throws(LinearAlgebraError) in try target.singularValues() }
        constants.minimum = 0.5 * values.dropFirst(rank).reduce(0) { $0 + $1 * $1 }
        constants.depth = 2
        self.constants = constants
    }

    public var layout: Layout { Layout([(target.rows, rank), (rank, target.columns)]) }
    public var summary: String { "factorization \(target.rows)x\(target.columns) rank=\(rank)" }
    public var isSumOfSquares: Bool { true }
    public var roundings: Double { Double(2 * rank + target.rows + target.columns + 4) }

    public func gradient(at x: Parameters, into g: inout Parameters, workspace: Workspace) -> Double {
        let value = residual(x, workspace)
        let error = workspace.matrix(0, target.rows, target.columns).readOnly
        x.withBlock(1) { a in g.withMutableBlock(0) { multiply(error, a, secondTransposed: true, into: $0) } }
        x.withBlock(0) { b in g.withMutableBlock(1) { multiply(b, transposed: true, error, into: $0) } }
        return value
    }

    public func value(at x: Parameters, workspace: Workspace) -> Double { residual(x, workspace) }

    /// `E` into workspace buffer 0; returns `|E|^2 / 2`.
    private func residual(_ x: Parameters, _ workspace: Workspace) -> Double {
        let error = workspace.matrix(0, target.rows, target.columns)
        x.withBlock(0) { b in x.withBlock(1) { a in multiply(b, a, into: error) } }
        var sum = 0.0
        target.withView { target in
            for j in 0..<error.columns {
                for i in 0..<error.rows {
                    error[i, j] -= target[i, j]
                    sum += error[i, j] * error[i, j]
                }
            }
        }
        return 0.5 * sum
    }

    /// Along `(X, Y)`, with `D = X A + B Y` the change of the residual `E`: `(D A' + E Y', X' E + B' D)`.
    public func hessianProduct(at x: Parameters, along v: Parameters) -> Parameters {
        let (b, a) = (x.block(0), x.block(1))
        let (alongB, alongA) = (v.block(0), v.block(1))
        let residual = b * a - target
        let change = alongB * a + b * alongA
        return Parameters([
            change * a.transposed + residual * alongA.transposed,
            alongB.transposed * residual + b.transposed * change,
        ])
    }

    /// Unit `u` is column `u` of B and row `u` of A. With `b`, `a` the entries of them that take part and `b*`, `a*` those that
    /// get a gradient: forward `b a` each; the gradient of an entry of B is a row of `E` times the row of A, so `b* a`, and that
    /// of A likewise `a* b`. In all `3 m K n` without masks.
    public func products(_ activity: Activity) -> (forward: Double, backward: Double)? {
        let (m, n) = (target.rows, target.columns)
        var (forward, backward) = (0.0, 0.0)
        for unit in 0..<rank {
            let column = (unit * m)..<((unit + 1) * m)
            let row = stride(from: rank * m + unit, to: rank * (m + n), by: rank)
            let b = activity.presentCount(column)
            let a = activity.present.map { flags in Double(row.count { flags[$0] }) } ?? Double(n)
            let trained = activity.trained.map { flags in Double(row.count { flags[$0] }) } ?? Double(n)
            forward += b * a
            backward += activity.trainedCount(column) * a + trained * b
        }
        return (forward, backward)
    }

    /// With `a >= |A|`, `b >= |B|` within the displacement and `E` the residual: the product is off by at most
    /// `(K + 1) u sqrt(min(m, n)) a b`, and `D^2 f[X, X] = |B X_A + X_B A|^2 + 2 <E, X_B X_A>` lies between `-|E|` and
    /// `a^2 + b^2 + |E|` times `|X|^2`.
    public func sensitivity(at x: Parameters, value: Double, gradientNorm: Double, delta: Double) -> Sensitivity {
        let b = x.withBlock(0, spectralNormBound) + delta
        let a = x.withBlock(1, spectralNormBound) + delta
        let sides = Double(min(target.rows, target.columns)).squareRoot()
        let unit = RoundingModel.unit * roundings
        let productRounding = unit * (a * b + target.maxAbs) * sides
        let residual = (2 * value).squareRoot()
        let rate = (a * a + b * b).squareRoot()
        let away = residual + productRounding + rate * delta
        return Sensitivity(
            valueRounding: residual * productRounding + 0.5 * productRounding * productRounding
                + Double(target.count + 2) * RoundingModel.unit * value,
            gradientRounding: rate * (productRounding + unit * residual), leastCurvature: -away,
            greatestCurvature: rate * rate + away)
    }
}
