import LinearAlgebra

/// Basis polynomials on the hypercube as features of a linear model.
///
/// `x` has independent coordinates in {-1, 1} with means `m_i`; the features are the products `chi_S(x) = prod_{i in S} x_i`
/// over the sets `S` of at most `degree` coordinates, the empty one (the constant 1) only if asked for. As `x_i^2 = 1`, `chi_S chi_T` is the product over the symmetric
/// difference of `S` and `T`, so that the Gram matrix is `E chi_S chi_T = prod_{i in S xor T} m_i`: the identity on the
/// uniform cube (all means 0). The population loss `E (sum (theta_S - theta*_S) chi_S)^2 / 2` is a ``Quadratic``.
public struct HypercubePolynomials: Sendable {
    /// The mean of each coordinate, in [-1, 1].
    public let means: Vector
    /// The sets as bit patterns (bit i is coordinate i), by size and then by value.
    public let sets: [Int]

    /// Features up to `degree` on a cube whose coordinates have the given means.
    ///
    /// Errors: `invalid` for a mean outside [-1, 1], for no or more than 16 coordinates, and for a degree that is not from 1
    /// to the number of coordinates.
    public init(means: Vector, degree: Int, constant: Bool = false) throws(TrainingError) {
        guard (1...16).contains(means.count), means.allSatisfy({ abs($0) <= 1 }) else {
            throw .invalid(what: "hypercube", expected: "1 to 16 means in [-1, 1]", found: "\(means)")
        }
        guard (1...means.count).contains(degree) else {
            throw .invalid(what: "degree", expected: "a number from 1 to \(means.count)", found: "\(degree)")
        }
        self.means = means
        sets = ((constant ? 0 : 1)..<(1 << means.count)).filter { $0.nonzeroBitCount <= degree }
            .sorted { ($0.nonzeroBitCount, $0) < ($1.nonzeroBitCount, $1) }
    }

    /// The uniform cube in `dimension` coordinates.
    public init(dimension: Int, degree: Int) throws(TrainingError) {
        try self.init(means: Vector(repeating: 0, count: max(dimension, 0)), degree: degree)
    }

    /// The number of features.
    public var count: Int { sets.count }
    /// The degree of each feature.
    public var degrees: [Int] { sets.map(\.nonzeroBitCount) }

    /// The features of degree at most `degree`, numbered from 1: they come first.
    public func leading(_ degree: Int) -> [Int] { Array(1...sets.count).filter { degrees[$0 - 1] <= degree } }

    /// `chi_S(x)` for every feature, at the corner whose coordinate i is -1 where bit i of `corner` is set.
    public func values(at corner: Int) -> Vector {
        sets.map { ($0 & corner).nonzeroBitCount.isMultiple(of: 2) ? 1 : -1 }
    }

    /// `E chi_S chi_T`, count x count; exact for the uniform cube, else each entry is a product of at most `dimension` means.
    public var gram: Matrix {
        Matrix(rows: count, columns: count) { i, j in
            let difference = sets[i] ^ sets[j]
            return means.indices.reduce(1) { difference >> $1 & 1 == 1 ? $0 * means[$1] : $0 }
        }
    }

    /// The population loss of the linear model in these features, for a target with the given coefficients, and `rest` for
    /// what the features cannot fit. Errors: those of ``Quadratic``.
    public func model(target: Vector, rest: Double = 0) throws(TrainingError) -> Quadratic {
        try Quadratic(
            hessian: gram, optimum: target, minimum: rest,
            summary: "hypercube polynomials d=\(means.count) features=\(count)")
    }
}
