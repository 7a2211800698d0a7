import LinearAlgebra
import PartialTraining

/// Training in periods on a quadratic: `m` full steps `x - eta grad f(x)`, then `n` steps `x - eta P grad f(P x)` of the core
/// alone, where `P` keeps the core's coordinates and the masked model has zeros elsewhere.
struct Alternation: Sendable {
    let model: Quadratic
    /// The core's coordinates, from 1.
    let core: [Int]
    /// `m` and `n`.
    let fullSteps: Int
    let coreSteps: Int
    let stepSize: Double

    /// `alpha = n/m`, the weight of the core's loss in the small-step limit.
    var weight: Double { Double(coreSteps) / Double(fullSteps) }

    /// `P`.
    var projection: Matrix {
        let kept = Set(core)
        return .diagonal((1...model.dimension).map { kept.contains($0) ? 1 : 0 })
    }

    /// `P x`.
    func masked(_ x: Vector) -> Vector { projection * x }

    var cycle: Cycle {
        let full = Array(repeating: Full() as any PartialOperator, count: fullSteps)
        let core = Array(repeating: Mask(.coordinates(core), forward: true) as any PartialOperator, count: coreSteps)
        return Cycle(full + core)
    }

    func run(from x: Vector, periods: Int = 1) -> Run {
        Run(
            model: model, start: Parameters(x),
            schedule: Schedule(cycle, stepSize: stepSize, steps: periods * (fullSteps + coreSteps)),
            observables: [.loss, .excess, .distance, .coreLoss], engine: .direct)
    }

    /// The end of one period from `x` on the engine, and how far rounding can have moved it.
    func period(from x: Vector) throws -> (point: Vector, radius: Double) {
        let trajectory = try run(from: x).trajectory()
        return (trajectory.final?.values ?? x, trajectory.series[.distance]?.radius.last ?? .infinity)
    }

    /// `x -> M x + c` over one period: `M = (I - eta P H P)^n (I - eta H)^m`.
    func composite() -> (matrix: Matrix, shift: Vector) {
        let p = projection
        let linear = model.hessian * model.optimum
        let identity = Matrix.identity(model.dimension)
        let full = identity - stepSize * model.hessian
        let core = identity - stepSize * (p * model.hessian * p)
        var (matrix, shift) = (identity, Vector(repeating: 0, count: model.dimension))
        for _ in 0..<fullSteps { (matrix, shift) = (full * matrix, add(full * shift, stepSize, linear)) }
        for _ in 0..<coreSteps { (matrix, shift) = (core * matrix, add(core * shift, stepSize, p * linear)) }
        return (matrix, shift)
    }

    /// `y = (I - M)^-1 c`. Errors: `singular` where 1 is an eigenvalue of M.
    func fixedPoint() throws -> Vector {
        let (matrix, shift) = composite()
        return try (Matrix.identity(model.dimension) - matrix).solve(shift)
    }

    /// How far rounding can have moved ``fixedPoint()``: products of `m + n` matrices are off by `(m + n)(d + 2) u` each
    /// entry-wise (relative to the norm of the product, or 1), and a solve divides by the least singular value of `I - M`.
    func fixedPointRadius(_ y: Vector) throws -> Double {
        let d = Double(model.dimension)
        let matrix = composite().matrix
        let gap = try (Matrix.identity(model.dimension) - matrix).singularValues().last ?? 0
        let scale = norm(y) + stepSize * Double(fullSteps + coreSteps) * norm(model.hessian * model.optimum)
        return 4 * d * (d + 2) * Double(fullSteps + coreSteps) * 0x1p-53 * scale * max(1, try matrix.spectralNorm())
            / max(gap, 0x1p-53)
    }

    /// `x_alpha`, the minimiser of `f(x) + alpha f(P x)`: `(H + alpha P H P) x = (I + alpha P) H x*`.
    func compromise(_ alpha: Double) throws -> Vector {
        let p = projection
        let linear = model.hessian * model.optimum
        let joint = (model.hessian + alpha * (p * model.hessian * p)).symmetrized
        return try joint.solvePositiveDefinite(add(linear, alpha, p * linear))
    }

    /// The same by blocks: `e_C = alpha (alpha H_CC + S_C)^-1 H_CN x*_N`, `e_N = -H_NN^-1 H_NC e_C` with
    /// `S_C = H_CC - H_CN H_NN^-1 H_NC`.
    func compromiseByBlocks(_ alpha: Double) throws -> Vector {
        let h = model.hessian
        let c = core.map { $0 - 1 }.sorted()
        let rest = (0..<model.dimension).filter { !c.contains($0) }
        let coupling = h.submatrix(rows: c, columns: rest)
        let block = h.submatrix(rows: c, columns: c)
        let z = try h.submatrix(rows: rest, columns: rest).solvePositiveDefinite(coupling.transposed)
        let schur = (block - coupling * z).symmetrized
        let pull = coupling * rest.map { model.optimum[$0] }
        let inner = try (alpha * block + schur).solvePositiveDefinite(pull.map { alpha * $0 })
        let outer = z * inner
        var x = model.optimum
        for (k, i) in c.enumerated() { x[i] += inner[k] }
        for (k, i) in rest.enumerated() { x[i] -= outer[k] }
        return x
    }

    /// How far rounding can have moved either: a Cholesky solve of a matrix of condition at most `(1 + alpha) L/mu`.
    func compromiseRadius(_ x: Vector, _ alpha: Double) -> Double {
        let d = Double(model.dimension)
        let condition = (1 + alpha) * (model.spectrum.last ?? 0) / max(model.spectrum[0], .leastNormalMagnitude)
        return 8 * d * d * 0x1p-53 * condition * (norm(x) + norm(model.optimum))
    }
}
