import LinearAlgebra

extension Choices {
    /// A rotation of R^n: a product of plane rotations by n(n-1)/2 angles, in turns from -1/2 to 1/2. The middle is the
    /// identity, and every rotation is reached. Source: Hurwitz 1897.
    package mutating func basis(_ name: String, _ n: Int) throws(ChoiceError) -> Matrix {
        let turns = try vector(name, n * (n - 1) / 2, -0.5, 0.5)
        var result = Matrix.identity(n)
        var next = 0
        for i in 0..<n {
            for j in (i + 1)..<max(n, i + 1) {
                // Quarter turns are exact, so that a standard basis is found as such.
                let (cosine, sine) = Self.turn(turns[next])
                next += 1
                for k in 0..<n {
                    let (a, b) = (result[k, i], result[k, j])
                    result[k, i] = cosine * a - sine * b
                    result[k, j] = sine * a + cosine * b
                }
            }
        }
        return result
    }

    /// Cosine and sine of an angle in turns.
    private static func turn(_ turns: Double) -> (cosine: Double, sine: Double) {
        switch turns {
        case 0: (1, 0)
        case 0.25: (0, 1)
        case -0.25: (0, -1)
        case 0.5, -0.5: (-1, 0)
        default: (libraryCos(2 * .pi * turns), librarySin(2 * .pi * turns))
        }
    }

    /// A symmetric matrix with eigenvalues from `low` to `high`, on a logarithmic scale, in a basis of choice.
    package mutating func definite(
        _ name: String, _ n: Int, _ low: Double, _ high: Double
    ) throws(ChoiceError) -> Matrix {
        try symmetric(name, spectrum: logVector("\(name)-spectrum", n, low, high))
    }

    /// A symmetric matrix with the given eigenvalues in a basis of choice.
    package mutating func symmetric(_ name: String, spectrum: Vector) throws(ChoiceError) -> Matrix {
        let basis = try basis("\(name)-basis", spectrum.count)
        return (basis * .diagonal(spectrum) * basis.transposed).symmetrized
    }

    /// A matrix with entries from `low` to `high`.
    package mutating func matrix(
        _ name: String, _ rows: Int, _ columns: Int, _ low: Double, _ high: Double
    ) throws(ChoiceError) -> Matrix {
        Matrix(rows: rows, columns: columns, storage: try vector(name, rows * columns, low, high))
    }
}
