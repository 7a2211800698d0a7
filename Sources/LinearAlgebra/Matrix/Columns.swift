/// Columns of data.
extension Vector {
    /// The column less its mean.
    public var centred: Vector {
        let mean = reduce(0, +) / Double(count)
        return map { $0 - mean }
    }

    /// Mean 0 and variance 1 (divisor n). A constant column has no such form: its entries become not-a-number.
    public var standardized: Vector {
        let centred = centred
        let deviation = (squaredNorm(centred) / Double(count)).squareRoot()
        return centred.map { $0 / deviation }
    }
}

extension Matrix {
    /// The covariance (divisor n) of columns of n numbers each, d x d. O(n d^2).
    public static func covariance(of columns: [Vector]) -> Matrix {
        let centred = columns.map(\.centred)
        let n = Double(columns.first?.count ?? 0)
        return Matrix(rows: columns.count, columns: columns.count) { dot(centred[$0], centred[$1]) / n }
    }
}
