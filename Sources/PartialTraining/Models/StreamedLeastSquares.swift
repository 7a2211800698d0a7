import LinearAlgebra

/// Least squares on rows that come in blocks and are never together in memory: moments first, then the residual.
///
/// `f(w) = |X w - y|^2 / (2n) + (ridge/2) |w|^2`. The first pass, into ``/LinearAlgebra/ColumnMoments``, gives `H`, `X'y/n` and with them
/// the optimum; the second, by ``addResidual(of:)``, its residual, so that a perfect fit has minimum zero up to the square of
/// rounding, as in ``Quadratic/leastSquares(design:target:ridge:summary:)``. With `standardize`, columns are taken to
/// mean 0 and variance 1 (divisor n) and the target to mean 0, in the moments and row by row in the residual.
///
/// Shapes: rows of the design's d entries and the target's one, in any order; blocks k x (columns of the moments).
/// Complexity: O(d^3) at the start, O(k d) a block.
public struct StreamedLeastSquares: Sendable {
    private let features: [Int]
    private let target: Int
    private let ridge: Double
    private let rows: Int
    private let gram: Matrix
    private let optimum: Vector
    /// What is subtracted from a column and what it is divided by, in the order of the block's columns.
    private let shift: Vector
    private let scale: Vector
    private var squares = 0.0
    private var rowsSeen = 0

    /// The fit of column `target` by the columns `features`.
    ///
    /// The moments must be about the mean if `standardize`, and about the origin otherwise. Errors: `shape`; `invalid` for a
    /// ridge that is negative or not finite, and for a column without deviation; `linearAlgebra` for moments that overflow.
    public init(
        moments: ColumnMoments, target: Int, features: [Int], standardize: Bool, ridge: Double = 0
    ) throws(TrainingError) {
        let places = 0..<moments.columns
        guard moments.count > 0, !features.isEmpty, places.contains(target), features.allSatisfy(places.contains) else {
            throw .shape(
                what: "least squares", expected: "rows, columns of the design and a target among \(moments.columns)",
                found: "\(moments.count) rows, \(features.count) columns and target \(target)")
        }
        try requireRidge(ridge)
        let second = moments.secondMoment
        var scale = Vector(repeating: 1, count: moments.columns)
        if standardize {
            for j in features { scale[j] = second[j, j].squareRoot() }
            guard features.allSatisfy({ scale[$0].isFinite && scale[$0] > 0 }) else {
                throw .invalid(
                    what: "standardize", expected: "columns with a deviation that can be divided by",
                    found: "one that is zero or not finite")
            }
        }
        self.features = features
        self.target = target
        self.ridge = ridge
        self.scale = scale
        rows = moments.count
        shift = standardize ? moments.mean : Vector(repeating: 0, count: moments.columns)
        gram = Matrix(rows: features.count, columns: features.count) { i, j in
            second[features[i], features[j]] / (scale[features[i]] * scale[features[j]]) + (i == j ? ridge : 0)
        }
        optimum = try minimumNormSolution(gram, features.map { second[$0, target] / scale[$0] })
    }

    /// The second pass: adds the squared residuals of some rows at the optimum.
    public mutating func addResidual(of block: MatrixView) {
        precondition(block.columns == shift.count, "a block of \(block.columns) columns, expected \(shift.count)")
        var residual = (0..<block.rows).map { shift[target] - block[$0, target] }
        for (place, j) in features.enumerated() {
            for i in 0..<block.rows { residual[i] += optimum[place] * ((block[i, j] - shift[j]) / scale[j]) }
        }
        squares += squaredNorm(residual)
        rowsSeen += block.rows
    }

    /// The quadratic. Errors: `invalid` if the second pass saw another number of rows than the first; those of ``Quadratic``.
    public func model(summary: String? = nil) throws(TrainingError) -> Quadratic {
        guard rowsSeen == rows else {
            throw .invalid(what: "least squares", expected: "the same \(rows) rows twice", found: "\(rowsSeen)")
        }
        return try Quadratic(
            hessian: gram, optimum: optimum,
            minimum: 0.5 * squares / Double(rows) + 0.5 * ridge * squaredNorm(optimum),
            summary: summary ?? "least squares n=\(rows) d=\(features.count)")
    }
}
