import LinearAlgebra
import PartialTraining

/// Independent subnetwork training on quadratics `f_i(x) = x'L_i x/2 - b_i'x`: worker `i` works on its sketch of the model,
/// `x+ = x - eta (B x - s)` with `B = (1/n) sum C_i L_i C_i` and `s = (1/n) sum C_i b_i`, the `C_i` drawn anew in every step.
///
/// `L = mean of L_i`, `b = mean of b_i`, `x* = L^{-1} b`, and `f(x) - f* = |x - x*|_L^2 / 2`.
struct Subnetworks: Sendable {
    /// One joint draw of the sketches.
    struct Sketches: Sendable {
        let probability: Double
        let maps: [Matrix]
    }

    /// Sketches as they are given; permuted coordinates with factors; with those that make `B` the identity.
    enum Scaling: Sendable {
        case given
        case factors([[Double]])
        case identity
    }

    let locals: [Matrix]
    let shifts: [Vector]
    let draws: [Sketches]
    /// How the sketches are scaled, for derivations.
    private(set) var scaling = Scaling.given
    /// The mean of the `L_i`, and the quadratic `f - f*`.
    let mean: Matrix
    let model: Quadratic

    init(locals: [Matrix], shifts: [Vector]? = nil, draws: [Sketches]) throws {
        let d = locals[0].rows
        let n = Double(locals.count)
        let zero = Vector(repeating: 0, count: d)
        self.locals = locals
        self.shifts = shifts ?? locals.map { _ in zero }
        self.draws = draws
        mean = (1 / n) * locals.reduce(Matrix(rows: d, columns: d), +)
        let target = self.shifts.reduce(zero) { add($0, 1 / n, $1) }
        let summary = "mean of \(locals.count) quadratics d=\(d)"
        model = try Quadratic(
            hessian: mean, optimum: shifts == nil ? zero : try mean.solvePositiveDefinite(target), summary: summary)
    }

    /// Each worker keeps one coordinate, all different: `C_i = scale(i, j) e_j e_j'`, `j` the i-th entry of a uniform
    /// permutation. As many workers as coordinates.
    init(permuting locals: [Matrix], shifts: [Vector]? = nil, scale: (Int, Int) -> Double) throws {
        let n = locals.count
        let permutations = Self.permutations(n)
        let draws = permutations.map { permutation in
            Sketches(
                probability: 1 / Double(permutations.count),
                maps: (0..<n).map { i in
                    Matrix.diagonal((0..<n).map { $0 == permutation[i] ? scale(i, $0) : 0 })
                })
        }
        try self.init(locals: locals, shifts: shifts, draws: draws)
        scaling = .factors((0..<n).map { i in (0..<n).map { scale(i, $0) } })
    }

    /// The scaling with which `B = I` for every permutation: `C_i = sqrt(n) (L_i)_jj^{-1/2} e_j e_j'`.
    init(scaled locals: [Matrix], shifts: [Vector]? = nil) throws {
        let n = Double(locals.count)
        try self.init(permuting: locals, shifts: shifts) { (n / locals[$0][$1, $1]).squareRoot() }
        scaling = .identity
    }

    static func permutations(_ n: Int) -> [[Int]] {
        guard n > 0 else { return [[]] }
        return permutations(n - 1).flatMap { shorter in
            (0...shorter.count).map { place in
                Array(shorter[..<place]) + [n - 1] + Array(shorter[place...])
            }
        }
    }

    /// `B` of a draw.
    func map(_ draw: Sketches) -> Matrix {
        let d = mean.rows
        let sum = zip(draw.maps, locals).reduce(Matrix(rows: d, columns: d)) { $0 + $1.0 * $1.1 * $1.0 }
        return (1 / Double(locals.count)) * sum
    }

    /// `s` of a draw.
    func shift(_ draw: Sketches) -> Vector {
        zip(draw.maps, shifts).reduce(Vector(repeating: 0, count: mean.rows)) {
            add($0, 1 / Double(locals.count), $1.0 * $1.1)
        }
    }

    func expectation(_ value: (Sketches) -> Matrix) -> Matrix {
        draws.reduce(Matrix(rows: mean.rows, columns: mean.rows)) { $0 + $1.probability * value($1) }
    }

    /// `W = E[L B + B L] / 2`.
    var descent: Matrix { expectation { mean * map($0) }.symmetrized }

    /// `E[B L B]`.
    var cost: Matrix { expectation { map($0) * mean * map($0) }.symmetrized }

    /// `h = x* - E s`: the constant bias of the step where `B = I`.
    var bias: Vector {
        subtract(
            model.optimum, draws.reduce(Vector(repeating: 0, count: mean.rows)) { add($0, $1.probability, shift($1)) })
    }

    /// `E |s - E s|_L^2`: the variance of the step where `B = I`.
    var variance: Double {
        let centre = subtract(model.optimum, bias)
        return draws.reduce(0) { sum, draw in
            let gap = subtract(shift(draw), centre)
            return sum + draw.probability * bilinear(gap, mean, gap)
        }
    }

    /// The law of a step on the error `x - x*`.
    func law(stepSize eta: Double) -> AffineLaw {
        let optimum = model.optimum
        var size = 0.0
        let outcomes = draws.map { draw in
            let b = map(draw)
            let shift = subtract(b * optimum, self.shift(draw)).map { -eta * $0 }
            let step = Matrix.identity(b.rows) - eta * b
            size = max(size, 1 + step.frobeniusNorm + norm(shift) + (1 + step.frobeniusNorm) * norm(optimum))
            return AffineLaw.Outcome(probability: draw.probability, map: step, shift: shift)
        }
        return AffineLaw(outcomes: outcomes, size: size)
    }
}

extension AffineLaw {
    /// A law whose maps are given.
    init(outcomes: [Outcome], size: Double) {
        self.outcomes = outcomes
        self.size = size
    }
}

extension Matrix {
    /// The eigenvalues of the pencil `A v = lambda B v`, ascending: those of `B^{-1/2} A B^{-1/2}`, `B` positive definite.
    func eigenvalues(relativeTo b: Matrix) throws -> Vector {
        let modes = try b.symmetricEigen()
        let root = modes.vectors * .diagonal(modes.values.map { 1 / $0.squareRoot() })
        return try (root.transposed * self * root).symmetrized.symmetricEigenvalues()
    }
}
