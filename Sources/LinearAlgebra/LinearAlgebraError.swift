/// What went wrong in a linear-algebra operation, with the numbers that say where.
public enum LinearAlgebraError: Error, Equatable, Sendable {
    /// Two shapes do not fit; `expected` and `found` are written as `rows x columns`.
    case shape(operation: String, expected: String, found: String)
    /// An entry is not a finite number.
    case notFinite(operation: String)
    /// The matrix is not symmetric: `|a_ij - a_ji|` exceeds what rounding explains, at row `row`, column `column` (from 1).
    case notSymmetric(operation: String, row: Int, column: Int)
    /// A Cholesky pivot is not positive; `pivot` counts from 1.
    case notPositiveDefinite(pivot: Int)
    /// An exactly zero pivot; `pivot` counts from 1.
    case singular(pivot: Int)
    /// A real root does not exist (for example of a negative eigenvalue, of even order).
    case noRealRoot(order: Int, eigenvalue: Double)
    /// An iteration did not converge.
    case noConvergence(operation: String)
    /// An argument is outside its range.
    case invalidArgument(operation: String, expected: String, found: String)
}

extension LinearAlgebraError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .shape(let operation, let expected, let found):
            "\(operation): expected shape \(expected), found \(found)"
        case .notFinite(let operation):
            "\(operation): an entry is not finite"
        case .notSymmetric(let operation, let row, let column):
            "\(operation): the matrix is not symmetric, see row \(row), column \(column)"
        case .notPositiveDefinite(let pivot):
            "the matrix is not positive definite: pivot \(pivot) is not positive"
        case .singular(let pivot):
            "the matrix is singular: pivot \(pivot) is zero"
        case .noRealRoot(let order, let eigenvalue):
            "no real root of order \(order): eigenvalue \(eigenvalue)"
        case .noConvergence(let operation):
            "\(operation) did not converge"
        case .invalidArgument(let operation, let expected, let found):
            "\(operation): expected \(expected), found \(found)"
        }
    }
}
