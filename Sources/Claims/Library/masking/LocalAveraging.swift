import LinearAlgebra
import PartialTraining

/// Rounds of local training on a quadratic: `n` workers draw masks independently, each takes `tau` gradient steps on its own
/// masked model, and the changes are averaged. What a round does, by formula and by running it.
struct LocalAveraging: Sendable {
    let model: Quadratic
    /// The law of one mask: probabilities and the coordinates kept, from 0.
    let masks: [(probability: Double, kept: [Int])]
    let law: any FiniteLaw
    let stepSize: Double
    let localSteps: Int

    init(_ model: Quadratic, _ law: any FiniteLaw, stepSize: Double, localSteps: Int) throws {
        self.model = model
        self.law = law
        self.stepSize = stepSize
        self.localSteps = localSteps
        masks = try law.diagonals(model.dimension).map { draw in
            (draw.probability, draw.factors.indices.filter { draw.factors[$0] != 0 })
        }
    }

    private var d: Int { model.dimension }

    /// `P - (P - eta P H P)^steps` on the coordinates `kept`, padded with zeros: `1 - (1 - eta lambda)^steps` in the modes.
    func gain(_ kept: [Int], steps: Int) throws -> Matrix {
        guard !kept.isEmpty else { return Matrix(rows: d, columns: d) }
        let modes = try model.hessian.submatrix(rows: kept, columns: kept).symmetricEigen()
        let factors = modes.values.map { lambda in
            1 - Rounded.power(Rounded(1 - stepSize * lambda), Rounded(Double(steps))).value
        }
        return padded(modes.vectors * .diagonal(factors) * modes.vectors.transposed, kept)
    }

    private func padded(_ block: Matrix, _ kept: [Int]) -> Matrix {
        var whole = Matrix(rows: d, columns: d)
        for (a, i) in kept.enumerated() { for (b, j) in kept.enumerated() { whole[i, j] = block[a, b] } }
        return whole
    }

    /// `z_P`: the optimum of the subnetwork, `H_PP^{-1} b_P` with zeros elsewhere.
    func optimum(_ kept: [Int]) throws -> Vector {
        var z = Vector(repeating: 0, count: d)
        guard !kept.isEmpty else { return z }
        let b = model.hessian * model.optimum
        let solution = try model.hessian.submatrix(rows: kept, columns: kept)
            .solvePositiveDefinite(kept.map { b[$0] })
        for (a, i) in kept.enumerated() { z[i] = solution[a] }
        return z
    }

    private func mean(_ value: ([Int]) throws -> Matrix) throws -> Matrix {
        try masks.reduce(Matrix(rows: d, columns: d)) { $0 + $1.probability * (try value($1.kept)) }
    }

    /// `E K` for `steps` local steps.
    func meanGain(steps: Int) throws -> Matrix { try mean { try gain($0, steps: steps) }.symmetrized }

    /// `x_inf = E[K]^{-1} E[K z_P]`.
    func fixedPoint() throws -> Vector {
        let pull = try masks.reduce(Vector(repeating: 0, count: d)) { sum, mask in
            add(sum, mask.probability, try gain(mask.kept, steps: localSteps) * optimum(mask.kept))
        }
        return try meanGain(steps: localSteps).solve(pull)
    }

    /// `R = E[K (z_P - x_inf)(z_P - x_inf)' K]`.
    func noise() throws -> Matrix {
        let target = try fixedPoint()
        return try mean { kept in
            let r = try gain(kept, steps: localSteps) * subtract(optimum(kept), target)
            return outer(r, r)
        }
    }

    /// `T_n` as a matrix of order d^2: `M -> (I - EK) M (I - EK) + (E[KMK] - EK M EK)/n`.
    func secondMomentMap(workers: Int) throws -> Matrix {
        let average = try meanGain(steps: localSteps)
        let rest = Matrix.identity(d) - average
        let gains = try masks.map { (probability: $0.probability, map: try gain($0.kept, steps: localSteps)) }
        let (d, share) = (d, 1 / Double(workers))
        return Matrix(rows: d * d, columns: d * d) { row, column in
            let (i, j, k, l) = (row % d, row / d, column % d, column / d)
            let squares = gains.reduce(0.0) { $0 + $1.probability * $1.map[i, k] * $1.map[j, l] }
            return rest[i, k] * rest[j, l] + share * (squares - average[i, k] * average[j, l])
        }
    }

    /// The solution of `Sigma = T_n(Sigma) + R/n`.
    func stationaryCovariance(workers: Int) throws -> Matrix {
        let source = noise
        let storage = try (Matrix.identity(d * d) - secondMomentMap(workers: workers))
            .solve(((1 / Double(workers)) * source()).storage)
        return Matrix(rows: d, columns: d, storage: storage).symmetrized
    }

    // MARK: By running it

    /// What a worker returns for the point `x`: `z^tau - P x`, step by step.
    func change(_ kept: [Int], from x: Vector) -> Vector {
        let start = x.indices.map { kept.contains($0) ? x[$0] : 0 }
        var z = Parameters(start)
        for _ in 0..<localSteps {
            let gradient = model.gradient(at: z)
            for i in kept { z.values[i] -= stepSize * gradient.values[i] }
        }
        return subtract(z.values, start)
    }

    /// The law of a round of `workers` workers on the error `x - x*`, every tuple of masks.
    func law(workers: Int) -> AffineLaw {
        let identity = Matrix.identity(d)
        let zero = Vector(repeating: 0, count: d)
        let single = masks.map { mask in
            let shift = change(mask.kept, from: model.optimum)
            let columns = (0..<d).map { j in
                subtract(change(mask.kept, from: add(model.optimum, 1, identity.column(j))), shift)
            }
            return AffineLaw.Outcome(
                probability: mask.probability,
                map: Matrix(rows: d, columns: d, storage: columns.flatMap { $0 }), shift: shift)
        }
        var tuples = [AffineLaw.Outcome(probability: 1, map: identity, shift: zero)]
        let share = 1 / Double(workers)
        for _ in 0..<workers {
            tuples = tuples.flatMap { sum in
                single.map { one in
                    AffineLaw.Outcome(
                        probability: sum.probability * one.probability, map: sum.map + share * one.map,
                        shift: add(sum.shift, share, one.shift))
                }
            }
        }
        // Each of the local steps rounds anew: the maps are as exact as those of one step on numbers that much larger.
        let reach = Double(localSteps) * (2 + Double(d).squareRoot()) * (1 + norm(model.optimum))
        let size = tuples.map { 1 + $0.map.frobeniusNorm + norm($0.shift) }.max() ?? 1
        return AffineLaw(outcomes: tuples, size: size + reach)
    }
}
