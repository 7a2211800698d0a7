import LinearAlgebra
import PartialTraining

/// Finite laws with exactly the first two moments of random subspaces: under them the first two moments of every run on a
/// quadratic are those of the continuous law, and can be had by enumeration.
///
/// **Lines.** A unit vector `u` that is one of the d axes with probability `2/(d+2)`, and else one of the `2^(d-1)` diagonals
/// `(1, +-1, ...)/sqrt d`, has the fourth moments of the uniform one, `E u_i^4 = 3/(d(d+2))`, `E u_i^2 u_j^2 = 1/(d(d+2))`, and
/// those with an odd power vanish. Hyperplanes are their complements.
///
/// **Planes of four dimensions.** `W = Q D Q'` with a uniform pair of coordinates `D` and `Q = I` (probability 1/3) or a
/// Hadamard matrix over 2 with random signs of its rows: every column of Q follows the law of lines above.
///
/// **Gauss.** A column `omega = sqrt(d+2) u` with probability `d/(d+2)`, else 0: `E |omega|^2 = d`, `E |omega|^4 = d(d+2)`, so
/// its fourth moments are Gaussian. The columns are independent.
enum SubspaceDesign {
    /// Errors: `invalid` where no design is known here (Haar: r = 1, d - 1, d, and 2 of 4; Gauss: r at most 2).
    static func law(_ subspace: RandomSubspace, _ d: Int) throws -> MatrixLaw {
        let draws: [(probability: Double, matrix: Matrix)]?
        switch subspace.kind {
        case .haar: draws = haar(subspace.dimension, d)
        case .gaussian: draws = subspace.dimension <= 2 ? gauss(subspace.dimension, d) : nil
        }
        guard let draws else {
            throw TrainingError.invalid(
                what: "design", expected: "a subspace with a known design", found: "\(subspace.summary) of \(d)")
        }
        return try MatrixLaw("design of \(subspace.summary)", draws)
    }

    /// Axes and diagonals, as projections.
    static func lines(_ d: Int) -> [(probability: Double, matrix: Matrix)] {
        let n = Double(d)
        let axes = (0..<d).map { k in
            (2 / (n * (n + 2)), Matrix(rows: d, columns: d) { $0 == k && $1 == k ? 1 : 0 })
        }
        let count = 1 << (d - 1)
        let diagonals = (0..<count).map { bits in
            let s = signs(bits, d)
            return (n / ((n + 2) * Double(count)), Matrix(rows: d, columns: d) { s[$0] * s[$1] / n })
        }
        return axes + diagonals
    }

    private static func signs(_ bits: Int, _ d: Int) -> Vector {
        (0..<d).map { $0 > 0 && bits >> ($0 - 1) & 1 == 1 ? -1 : 1 }
    }

    private static func haar(_ r: Int, _ d: Int) -> [(probability: Double, matrix: Matrix)]? {
        if r == d { return [(1, .identity(d))] }
        if r == 1 { return lines(d) }
        if r == d - 1 { return lines(d).map { ($0.probability, .identity(d) - $0.matrix) } }
        return r == 2 && d == 4 ? planes : nil
    }

    private static var planes: [(probability: Double, matrix: Matrix)] {
        let rows: [Vector] = [[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]]
        let pairs = (1..<4).flatMap { j in (0..<j).map { [$0, j] } }
        return pairs.flatMap { pair in
            let plain = Matrix.diagonal((0..<4).map { pair.contains($0) ? 1 : 0 })
            let turned = (0..<8).map { bits in
                let s = signs(bits, 4)
                let matrix = Matrix(rows: 4, columns: 4) { i, j in
                    pair.reduce(0) { $0 + s[i] * rows[i][$1] * s[j] * rows[j][$1] / 4 }
                }
                return (2.0 / 3 / 8 / 6, matrix)
            }
            return [(1.0 / 3 / 6, plain)] + turned
        }
    }

    private static func gauss(_ r: Int, _ d: Int) -> [(probability: Double, matrix: Matrix)] {
        let n = Double(d)
        let zero = Matrix(rows: d, columns: d)
        let column = lines(d).map { ($0.probability * n / (n + 2), (n + 2) * $0.matrix) } + [(2 / (n + 2), zero)]
        return (0..<r).reduce([(1.0, zero)]) { draws, _ in
            draws.flatMap { draw in column.map { (draw.0 * $0.0, draw.1 + (1 / Double(r)) * $0.1) } }
        }
    }
}

extension MatrixLaw {
    /// How far `E W` and `E[W G W]`, over a basis of symmetric `G`, are from `w I` and `a G + b tr(G) I`.
    func momentDefect(_ d: Int, _ moments: (w: Double, a: Double, b: Double)) -> Rounded {
        let mean = draws.reduce(Matrix(rows: d, columns: d)) { $0 + $1.probability * $1.matrix }
        var defect = (mean - moments.w * .identity(d)).maxAbs
        for j in 0..<d {
            for i in 0...j {
                let g = Matrix(rows: d, columns: d) { ($0, $1) == (i, j) || ($0, $1) == (j, i) ? 1 : 0 }
                let second = draws.reduce(Matrix(rows: d, columns: d)) {
                    $0 + $1.probability * ($1.matrix * g * $1.matrix)
                }
                defect = max(defect, (second - moments.a * g - moments.b * g.trace * .identity(d)).maxAbs)
            }
        }
        let size = draws.map { $0.matrix.frobeniusNorm }.max() ?? 1
        return Rounded(
            value: defect, radius: Double(draws.count + 4 * d) * Double.ulpOfOne * max(1, size * size))
    }
}
