import LinearAlgebra

extension Derivation {
    /// Gives a name a matrix.
    public mutating func set(_ name: String, _ matrix: Matrix) {
        body.append("\(name) = \(Self.text(matrix))")
    }

    /// Gives `name[1]`, `name[2]`, ... matrices.
    public mutating func set(_ name: String, family matrices: [Matrix]) {
        for (index, matrix) in matrices.enumerated() { set("\(name)[\(index + 1)]", matrix) }
    }

    /// A matrix as the language writes it: `[1, 2; 3, 4]`.
    public static func text(_ matrix: Matrix) -> String {
        let rows = (0..<matrix.rows).map { i in
            (0..<matrix.columns).map { text(matrix[i, $0]) }.joined(separator: ", ")
        }
        return "[" + rows.joined(separator: "; ") + "]"
    }
}
