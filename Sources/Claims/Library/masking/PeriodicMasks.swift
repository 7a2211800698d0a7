import LinearAlgebra
import PartialTraining

/// Masks in turn on the gradient of a quadratic, `x+ = x - gamma P_j grad f(x)`: in the coordinates `H^(1/2) (x - x*)` a
/// period is the product of the symmetric `E_j = I - gamma H^(1/2) P_j H^(1/2)`.
struct PeriodicMasks: Sendable {
    let model: Quadratic
    /// The kept coordinates of each mask, from 1.
    let masks: [[Int]]
    let stepSize: Double

    /// The number of coordinates that some mask keeps: the dimension of the span of the ranges.
    var covered: Int { Set(masks.joined()).count }

    /// `E_k ... E_1`.
    func period() throws -> Matrix {
        let root = try model.hessian.symmetricSquareRoot()
        let identity = Matrix.identity(model.dimension)
        return masks.reduce(identity) { product, kept in
            let p = Matrix.diagonal((1...model.dimension).map { kept.contains($0) ? 1 : 0 })
            return (identity - stepSize * (root * p * root)) * product
        }
    }

    /// `max_j lmax(P_j H P_j)`.
    func largest() throws -> Double {
        try masks.map { kept in
            let indices = kept.map { $0 - 1 }
            return try model.hessian.submatrix(rows: indices, columns: indices).symmetricEigenvalues().last ?? 0
        }.max() ?? 0
    }

    /// Adds `periodic`, `nonexpansive` and `fixed-space`; `start` is that of the run.
    func add(to evidence: inout Evidence, from start: Vector, periods: Int) throws {
        let d = Double(model.dimension)
        let period = try period()
        let factor = try period.spectralNorm()
        let top = try largest()
        // A root is off by at most d eps sqrt(L) relative to its own norm, each product by d u: E_j by 8 d u (1 + gamma L).
        let radius =
            8 * d * Double(masks.count) * 0x1p-53 * (1 + stepSize * (model.spectrum.last ?? 0))
            * max(1, factor)
        evidence.set("gamma", stepSize)
        evidence.set("maskedMax", top, radius: d * Double.ulpOfOne * top)
        evidence.set("covered", Double(covered))
        evidence.set("period", factor, radius: radius)
        evidence.tracks["nonexpansive"] = Track(value: factor, radius: radius)

        let departure = try (Matrix.identity(model.dimension) - period).singularValues()
        evidence.tracks["fixed-space"] = Track(value: Double(departure.count { $0 <= 8 * radius }))

        let run = Run(
            model: model, start: Parameters(start),
            schedule: Schedule(
                Cycle(masks.map { Mask(.coordinates($0)) }), stepSize: stepSize, steps: periods * masks.count),
            observables: [.excess], engine: .direct)
        let steps = Track(try run.trajectory(), .excess)
        let ends = (0...periods).map { $0 * masks.count }
        evidence.tracks["periodic"] = Track(
            times: (0...periods).map(Double.init), observed: ends.map { steps.observed[$0] },
            radius: ends.map { steps.radius[$0] })
        evidence.set("start0", steps.observed[0], radius: steps.radius[0])
        evidence.derivation?.append(derivation(periods: periods))
    }
}

/// Exact minimisation over two blocks of a quadratic's coordinates in turn (block Gauss-Seidel).
struct TwoBlocks: Sendable {
    let model: Quadratic
    /// The first block's coordinates, from 1.
    let first: [Int]

    private var indices: ([Int], [Int]) {
        let one = first.map { $0 - 1 }.sorted()
        return (one, (0..<model.dimension).filter { !one.contains($0) })
    }

    /// `s = |H_11^(-1/2) H_12 H_22^(-1/2)|_2`.
    func coupling() throws -> Double {
        let (one, two) = indices
        let left = try model.hessian.submatrix(rows: one, columns: one).symmetricSquareRoot()
        let right = try model.hessian.submatrix(rows: two, columns: two).symmetricSquareRoot()
        let half = try left.solvePositiveDefinite(model.hessian.submatrix(rows: one, columns: two))
        return try right.solvePositiveDefinite(half.transposed).spectralNorm()
    }

    /// The map of the first block's error over a sweep, `H_11^-1 H_12 H_22^-1 H_21`, by its eigenvalues.
    func sweepRadius() throws -> Double {
        let (one, two) = indices
        let across = model.hessian.submatrix(rows: one, columns: two)
        let back = try model.hessian.submatrix(rows: two, columns: two).solvePositiveDefinite(across.transposed)
        return try model.hessian.submatrix(rows: one, columns: one).solvePositiveDefinite(across * back)
            .spectralRadius()
    }

    /// The excess losses after sweeps 1, ..., `sweeps` from `start`: each half-sweep solves for its block on the gradient.
    func excesses(from start: Vector, sweeps: Int) throws -> [Double] {
        let (one, two) = indices
        var x = start
        return try (0..<sweeps).map { _ in
            for block in [one, two] {
                let gradient = model.gradient(at: Parameters(x)).values
                let step = try model.hessian.submatrix(rows: block, columns: block)
                    .solvePositiveDefinite(block.map { gradient[$0] })
                for (k, i) in block.enumerated() { x[i] -= step[k] }
            }
            return model.excess(at: x)
        }
    }

    /// Adds `sweep` and `sweep-radius`.
    func add(to evidence: inout Evidence, from start: Vector, sweeps: Int) throws {
        let d = Double(model.dimension)
        let largest = model.spectrum.last ?? 0
        let condition = largest / max(model.spectrum[0], .leastNormalMagnitude)
        // Solves and roots of the blocks, whose condition is at most that of H.
        let relative = 16 * d * d * 0x1p-53 * condition
        let s = try coupling()
        evidence.set("coupling", s, radius: relative)
        evidence.tracks["sweep-radius"] = Track(value: try sweepRadius(), radius: relative)
        let values = try excesses(from: start, sweeps: sweeps)
        let displacement = 4 * d * 0x1p-53 * condition * (norm(start) + norm(model.optimum))
        let radii = values.map { value in
            // |grad f| <= sqrt(2 L excess).
            (2 * largest * max(value, 0)).squareRoot() * displacement + largest * displacement * displacement
                + d * 0x1p-52 * value
        }
        evidence.set("first", values[0], radius: radii[0])
        // After the first sweep the bound is its start: compared from the second on.
        evidence.tracks["sweep"] = Track(
            times: (2...sweeps).map(Double.init), observed: Array(values.dropFirst()), radius: Array(radii.dropFirst()))
        evidence.derivation?.append(derivation(sweeps: sweeps))
    }
}
