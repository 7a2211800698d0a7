import LinearAlgebra
import PartialTraining

/// One step of a finite law on a quadratic, as affine maps of the error `e = x - x*`: `e+ = A_i e + c_i` with probability
/// `q_i`.
///
/// The maps are found by applying the operator itself to a basis, outcome by outcome: what follows from them is the brute
/// force against which formulas are compared. O(outcomes d^3) a step, whatever the number of steps.
struct AffineLaw {
    struct Outcome {
        let probability: Double
        /// `A`, d x d.
        let map: Matrix
        /// `c`.
        let shift: Vector
    }

    let outcomes: [Outcome]
    /// `1 + |A|_F + |c| + (1 + |A|_F)(1 + s)|x*|` at its largest: the size of the numbers from which the maps were formed.
    let size: Double

    /// The law of step `step` under `partial`. Errors: those of the operator.
    init(_ model: Quadratic, _ partial: any FiniteLaw, stepSize eta: Double, step: Int = 0) throws {
        let d = model.dimension
        let workspace = Workspace()
        var size = 0.0
        outcomes = try partial.outcomes(model.layout, step: step).map { outcome in
            func image(_ error: Vector) throws -> Vector {
                let x = Parameters(add(model.optimum, 1, error))
                var moved = x
                if outcome.step.movesPoint { outcome.step.move(&moved) }
                var kept = Parameters(model.layout)
                _ = model.gradient(at: moved, into: &kept, workspace: workspace)
                try outcome.step.keep(&kept)
                guard outcome.step.retracts else { return add(error, -eta, kept.values) }
                var end = Parameters(add(x.values, -eta, kept.values))
                try outcome.step.retract(&end)
                return subtract(end.values, model.optimum)
            }
            let shift = try image(Vector(repeating: 0, count: d))
            let columns = try (0..<d).map { j in
                subtract(try image((0..<d).map { $0 == j ? 1 : 0 }), shift)
            }
            let map = Matrix(rows: d, columns: d, storage: columns.flatMap { $0 })
            let length = map.frobeniusNorm
            size = max(size, 1 + length + norm(shift) + (1 + length) * (1 + outcome.step.scale) * norm(model.optimum))
            return Outcome(probability: outcome.probability, map: map, shift: shift)
        }
        self.size = size
    }

    /// The step on mean and second moment.
    func advance(_ moments: inout Moments) {
        let d = moments.mean.count
        var mean = Vector(repeating: 0, count: d)
        var second = Matrix(rows: d, columns: d)
        for outcome in outcomes {
            let moved = outcome.map * moments.mean
            let cross = outer(moved, outcome.shift)
            mean = add(mean, outcome.probability, add(moved, 1, outcome.shift))
            second =
                second + outcome.probability
                * (outcome.map * moments.second * outcome.map.transposed + cross + cross.transposed
                    + outer(outcome.shift, outcome.shift))
        }
        moments = Moments(mean: mean, second: second.symmetrized)
    }

    /// `M -> E[A M A']` as a matrix of order d^2, `sum q A (x) A`.
    var kronecker: Matrix {
        let d = outcomes.first?.map.rows ?? 0
        return outcomes.reduce(Matrix(rows: d * d, columns: d * d)) { sum, outcome in
            sum + outcome.probability
                * Matrix(rows: d * d, columns: d * d) {
                    outcome.map[$0 % d, $1 % d] * outcome.map[$0 / d, $1 / d]
                }
        }
    }

    /// A bound on the rounding error that one ``advance(_:)`` of these moments commits, in the Frobenius norm of the second
    /// moment: an entry passes through at most `6 d + outcomes + 24` roundings (the maps' own included), each relative to
    /// the sizes that are multiplied.
    func rounding(_ moments: Moments) -> Double {
        let d = Double(moments.mean.count)
        let state = moments.second.frobeniusNorm + 2 * norm(moments.mean) + 1
        return (6 * d + Double(outcomes.count) + 24) * 0x1p-53 * size * size * state
    }
}

extension AffineLaw {
    /// `E e_t` from `e_0 = 0` after `2^n` steps, by doubling `c_{2n} = A^n c_n + c_n` with the mean map: for `n` at most
    /// `doublings`, or until the rest is below rounding.
    func longRunMean(doublings: Int) -> (mean: Vector, steps: Double) {
        let d = outcomes.first?.map.rows ?? 0
        var map = outcomes.reduce(Matrix(rows: d, columns: d)) { $0 + $1.probability * $1.map }
        let once = outcomes.reduce(Vector(repeating: 0, count: d)) { add($0, $1.probability, $1.shift) }
        return Self.doubled(&map, once, doublings)
    }

    /// The covariance of `e_t` about `mean`, a fixed point of the mean, from `e_0 = mean` after `2^n` steps, by doubling
    /// `Sigma_{2n} = K^n Sigma_n + Sigma_n`.
    func longRunCovariance(around mean: Vector, doublings: Int) -> (covariance: Matrix, steps: Double) {
        let d = mean.count
        let once = jumps(at: mean)
        var map = kronecker
        let (storage, steps) = Self.doubled(&map, once.storage, doublings)
        return (Matrix(rows: d, columns: d, storage: storage).symmetrized, steps)
    }

    /// The second moment of one step's displacement from `point`: `E (A e + c - e)(A e + c - e)'` at `e = point`.
    func jumps(at point: Vector) -> Matrix {
        outcomes.reduce(Matrix(rows: point.count, columns: point.count)) { sum, outcome in
            let jump = subtract(add(outcome.map * point, 1, outcome.shift), point)
            return sum + outcome.probability * outer(jump, jump)
        }
    }

    private static func doubled(
        _ map: inout Matrix, _ once: Vector, _ doublings: Int
    ) -> (Vector, steps: Double) {
        var sum = once
        var steps = 1.0
        for _ in 0..<doublings {
            let more = map * sum
            sum = add(sum, 1, more)
            steps *= 2
            if norm(more) <= Double.ulpOfOne * norm(sum) { break }
            map = map * map
        }
        return (sum, steps)
    }
}

/// Exact moments, step by step, by ``AffineLaw``, with a running bound on rounding.
struct AffineRun {
    private(set) var moments: Moments
    /// In the weighted norm in which a step multiplies errors by at most `growth`.
    private var drift = 0.0
    private let growth: Double
    private let condition: Double

    /// `growth` bounds the norm of `M -> E[A M A']` in some norm that is equivalent to Frobenius' up to `condition`.
    /// For gradient masks `A = I - eta S H` it is similar, by `H^{1/2} (x) H^{1/2}`, to a symmetric operator: the growth is
    /// its spectral radius and the condition `kappa(H)`; for model masks `A` itself is symmetric and the condition 1.
    init(error: Vector, growth: Double, condition: Double) {
        moments = Moments(error: error)
        self.growth = max(growth, 1)
        self.condition = condition
    }

    mutating func step(_ law: AffineLaw) {
        drift = growth * drift + law.rounding(moments)
        law.advance(&moments)
    }

    /// How far the second moment may be off, in the Frobenius norm; the mean's entries are off by no more.
    var radius: Double { condition * drift }

    func excess(on model: Quadratic) -> Rounded {
        let size = model.hessian.frobeniusNorm
        let own = Double(model.dimension * model.dimension + 2) * 0x1p-53 * size * moments.second.frobeniusNorm
        return Rounded(value: moments.excess(on: model), radius: 0.5 * size * radius + own)
    }

    var squaredDistance: Rounded {
        let d = Double(moments.mean.count)
        return Rounded(
            value: moments.second.trace, radius: d.squareRoot() * radius + d * 0x1p-53 * moments.second.trace)
    }
}

extension Evidence {
    /// The evidence, without tracks, of masks whose every outcome is followed: `rho`, `p`, `p2` and `s` of the declared law.
    init(
        enumerating applied: any FiniteLaw, declared mask: Mask, on model: Quadratic, start: Vector, stepSize: Double,
        steps: Int, rho: Rounded
    ) {
        let d = model.dimension
        let run = Run(
            model: model, start: Parameters(start), schedule: Schedule(mask, stepSize: stepSize, steps: steps),
            observables: [.excess])
        self.init(
            engine: "enumerated moments", model: model.summary, schedule: run.schedule.summary,
            trained: "every outcome of \(applied.summary)")
        quantities = run.quantities
        quantities["rho"] = rho
        quantities["p"] = mask.joint(1, d)
        quantities["p2"] = mask.joint(2, d)
        set("s", mask.scale(d), radius: mask.rescale ? mask.scale(d).ulp : 0)
    }
}
