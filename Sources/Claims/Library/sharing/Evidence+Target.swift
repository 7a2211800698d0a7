import LinearAlgebra

extension Evidence {
    /// Quantities of a square target: `asymmetry = |Phi - Phi'|`, and where it is not symmetric `lmin`, `lmax` as the
    /// extreme singular values, which they are for a positive definite target.
    mutating func setTarget(_ target: Matrix) {
        let asymmetry = (target - target.transposed).frobeniusNorm
        set("asymmetry", asymmetry)
        guard asymmetry > 0, let values = try? target.singularValues(), let first = values.first, let last = values.last
        else { return }
        let radius = Double(values.count) * Double.ulpOfOne * first
        set("lmin", last, radius: radius)
        set("lmax", first, radius: radius)
    }

    /// The number of steps after which the loss on the track `source` is at most `accuracy` times its start, as the track
    /// of each of `parts`, with the quantity `accuracy`. Where none is given it is the square root of what the run reaches,
    /// at least 1e-12. A run that does not get there observes nothing.
    mutating func setSteps(to accuracy: Double?, of source: String, _ parts: [String]) {
        guard let track = tracks[source], let first = track.observed.first, let last = track.observed.last, first > 0,
            last < first
        else { return }
        let wanted = accuracy ?? max((last / first).squareRoot(), 1e-12)
        // Where rounding leaves open whether a step has reached it, the step counts: bounds on the number are from above.
        let slack = wanted * track.radius[0]
        let reached = track.observed.indices.first {
            track.observed[$0] - track.radius[$0] <= wanted * first + slack
        }
        guard let index = reached else { return }
        set("accuracy", wanted)
        for part in parts { tracks[part] = Track(value: track.times[index]) }
    }
}

extension Evidence {
    /// Quantities of a square target as a point of the algebra of normal matrices: `normalityDefect = |Phi Phi' - Phi' Phi|`;
    /// `m`, the smallest distance of 0 from the segments from 1 to an eigenvalue; `top`, the largest modulus on them.
    ///
    /// A target `Q B Q'` is formed with an error of at most `3 n eps |Phi|` (two products, and `Q` orthogonal up to `n eps`),
    /// which adds at most four times that, times `|Phi|`, to the defect. Eigenvalues of a normal matrix move by no more than
    /// its error (Bauer, Fike), and `m` and `top` by no more than they do.
    mutating func setNormality(_ target: Matrix) throws {
        let size = target.frobeniusNorm
        let unit = Double(target.rows) * Double.ulpOfOne * size
        set(
            "normalityDefect", (target * target.transposed - target.transposed * target).frobeniusNorm,
            radius: 12 * unit * size)
        let eigenvalues = try target.complexEigenvalues()
        set("m", eigenvalues.map(\.clearance).min() ?? 1, radius: 4 * unit)
        set("top", eigenvalues.map { max(1, $0.modulus) }.max() ?? 1, radius: 4 * unit)
    }
}

extension Matrix {
    /// The eigenvalues, real ones exactly so where the matrix is symmetric.
    func complexEigenvalues() throws -> [ComplexNumber] {
        self == transposed ? try symmetricEigenvalues().map { ComplexNumber(real: $0) } : try eigenvalues()
    }
}

extension ComplexNumber {
    /// The distance of 0 from the segment from 1 to this number: `|1 + (z - 1) x|` at
    /// `x = clip((1 - Re z) / |1 - z|^2, 0, 1)`.
    var clearance: Double {
        let gap = ComplexNumber(real: 1 - real, imaginary: imaginary)
        let square = gap.modulus * gap.modulus
        let x = square == 0 ? 0 : min(max(gap.real / square, 0), 1)
        return ComplexNumber(real: 1 - gap.real * x, imaginary: imaginary * x).modulus
    }
}

extension Draw {
    /// A normal matrix: a Haar-random basis, in which it has rotations by up to 160 degrees, stretched by factors in
    /// [0.3, 2.5), and for an odd order one positive eigenvalue in that range.
    mutating func normal(_ order: Int) -> Matrix {
        var blocks = Matrix(rows: order, columns: order)
        for i in stride(from: 0, to: order, by: 2) {
            let modulus = logUniform(0.3, 2.5)
            guard i + 1 < order else {
                blocks[i, i] = modulus
                break
            }
            let angle = Rounded(uniform(0, 2.8))
            let (c, s) = (modulus * Rounded.cos(angle).value, modulus * Rounded.sin(angle).value)
            (blocks[i, i], blocks[i + 1, i + 1]) = (c, c)
            (blocks[i, i + 1], blocks[i + 1, i]) = (-s, s)
        }
        let basis = haarOrthogonal(order, using: &generator)
        return basis * blocks * basis.transposed
    }
}
