/// The mean and the second moments of columns of data whose rows come in blocks, in one pass.
///
/// About the mean, `S = sum_i (x_i - m)(x_i - m)'` is held for the rows seen, n of them with mean m. A block of k rows with
/// mean m' and sum S' joins it by `S + S' + (n k / (n + k)) (m' - m)(m' - m)'`: no difference of large sums is taken, so
/// that a mean that is large against the deviations costs no digits. The first row is subtracted from all, which makes
/// the moments of a constant column exactly zero. About the origin, `S = sum_i x_i x_i'`, which is exact for small integers.
///
/// Symbols: d columns; each entry of S carries a relative error of a few units times the block's length, against
/// `sqrt(S_ii S_jj)`. Cost: O(d^2) a row, by matrix products; memory O(d^2) and a copy of the block. Source: Chan, Golub and
/// LeVeque, "Algorithms for Computing the Sample Variance", The American Statistician 37 (1983), (2.1).
public struct ColumnMoments: Sendable {
    /// The point that second moments are taken about.
    public enum Centre: Sendable {
        /// Zero, which is exact for small integers.
        case origin
        /// The mean of the rows seen.
        case mean
    }

    /// What the moments are about.
    public let centre: Centre
    /// The number of rows seen.
    public private(set) var count = 0
    /// Whether all rows agree in a column.
    public private(set) var isConstant: [Bool]
    private var first: Vector
    /// The mean of the rows less the first; not held about the origin.
    private var offset: Vector
    private var sum: Matrix

    /// No rows yet, of `columns` entries each.
    public init(columns: Int, about centre: Centre) {
        self.centre = centre
        isConstant = [Bool](repeating: true, count: columns)
        first = Vector(repeating: 0, count: columns)
        offset = first
        sum = Matrix(rows: columns, columns: columns)
    }

    /// The number d of columns.
    public var columns: Int { first.count }

    /// Takes the rows of `block` in. Shape: any number of rows, ``columns`` columns.
    public mutating func add(_ block: MatrixView) {
        precondition(block.columns == columns, "a block of \(block.columns) columns, expected \(columns)")
        guard block.rows > 0 else { return }
        if count == 0 { for j in 0..<columns { first[j] = block[0, j] } }
        for j in 0..<columns where isConstant[j] {
            isConstant[j] = (0..<block.rows).allSatisfy { block[$0, j] == first[j] }
        }
        switch centre {
        case .origin: sum.withMutableView { multiply(block, transposed: true, block, into: $0, beta: 1) }
        case .mean: addCentred(block)
        }
        count += block.rows
    }

    private mutating func addCentred(_ block: MatrixView) {
        let (n, k) = (Double(count), Double(block.rows))
        var centred = Matrix(rows: block.rows, columns: columns)
        var step = Vector(repeating: 0, count: columns)
        centred.withMutableView { centred in
            for j in 0..<columns {
                var total = 0.0
                for i in 0..<block.rows {
                    centred[i, j] = block[i, j] - first[j]
                    total += centred[i, j]
                }
                let mean = total / k
                for i in 0..<block.rows { centred[i, j] -= mean }
                step[j] = mean - offset[j]
            }
        }
        centred.withView { centred in
            sum.withMutableView { multiply(centred, transposed: true, centred, into: $0, beta: 1) }
        }
        Matrix(column: step).withView { step in
            sum.withMutableView {
                multiply(step, step, secondTransposed: true, into: $0, alpha: n * k / (n + k), beta: 1)
            }
        }
        offset = LinearAlgebra.add(offset, k / (n + k), step)
    }

    /// The mean of the rows, d entries; only about the mean.
    public var mean: Vector {
        precondition(centre == .mean, "moments about the origin hold no mean")
        return LinearAlgebra.add(first, 1, offset)
    }

    /// `S / n`, d x d, symmetric: the covariance (divisor n) about the mean, `X'X / n` about the origin. There must be rows.
    public var secondMoment: Matrix {
        precondition(count > 0, "no rows, no moments")
        let n = Double(count)
        return Matrix(rows: columns, columns: columns) { (sum[$0, $1] + sum[$1, $0]) / 2 / n }
    }
}
