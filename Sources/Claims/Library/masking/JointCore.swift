import LinearAlgebra
import PartialTraining

/// A core and the full model of a quadratic, trained together: `J_a(w) = a f(P w) + (1 - a) f(w)`.
///
/// In blocks `w = (u, v)`, u the core: `S = H_uu - H_uv H_vv^+ H_vu`, `g = H_uv v*`, `e_c = H_uu^+ g` the error of the core's
/// own optimum.
package struct JointCore: Sendable {
    let model: Quadratic
    /// The core's coordinates, from 0, and the others.
    let core: [Int]
    let rest: [Int]
    /// `a`, from 0 to 1.
    let weight: Double
    let schur: Matrix
    /// `g` and `e_c`.
    let pull: Vector
    let alone: Vector
    private let elimination: Matrix

    /// `core` counts from 1.
    package init(_ model: Quadratic, core list: [Int], weight: Double) throws {
        self.model = model
        self.weight = weight
        let core = list.map { $0 - 1 }.sorted()
        let rest = (0..<model.dimension).filter { !core.contains($0) }
        (self.core, self.rest) = (core, rest)
        let h = model.hessian
        let coupling = h.submatrix(rows: core, columns: rest)
        elimination = try h.submatrix(rows: rest, columns: rest).pseudoinverse() * coupling.transposed
        schur = (h.submatrix(rows: core, columns: core) - coupling * elimination).symmetrized
        pull = coupling * rest.map { model.optimum[$0] }
        alone = try h.submatrix(rows: core, columns: core).pseudoinverse() * pull
    }

    var block: Matrix { model.hessian.submatrix(rows: core, columns: core) }

    /// `P w`.
    func masked(_ w: Vector) -> Vector {
        var result = w
        for i in rest { result[i] = 0 }
        return result
    }

    /// The Hessian of `J_a`.
    var hessian: Matrix {
        let kept = Set(core)
        return Matrix(rows: model.dimension, columns: model.dimension) { (i: Int, j: Int) -> Double in
            (kept.contains(i) && kept.contains(j) ? 1 : 1 - weight) * model.hessian[i, j]
        }
    }

    /// `e_u = a (a H_uu + (1 - a) S)^{-1} g`.
    func coreError() throws -> Vector {
        let matrix = weight * block + (1 - weight) * schur
        return try matrix.pseudoinverse() * pull.map { weight * $0 }
    }

    /// The minimiser of `J_a`: `w* + e` with `e_v = -H_vv^+ H_vu e_u`.
    func minimiser() throws -> Vector {
        let error = try coreError()
        let follow = elimination * error
        var w = model.optimum
        for (k, i) in core.enumerated() { w[i] += error[k] }
        for (k, i) in rest.enumerated() { w[i] -= follow[k] }
        return w
    }

    /// The core's own optimum with zeros elsewhere, where its loss is least.
    func ownOptimum() -> Vector {
        var w = Vector(repeating: 0, count: model.dimension)
        for (k, i) in core.enumerated() { w[i] = model.optimum[i] + alone[k] }
        return w
    }

    /// `v*'(H_vv - H_vu H_uu^+ H_uv) v* / 2`, the least loss of the core above the minimum.
    func leastCoreLoss() -> Double {
        let target = rest.map { model.optimum[$0] }
        let own = model.hessian.submatrix(rows: rest, columns: rest)
        return 0.5 * bilinear(target, own, target) - 0.5 * dot(pull, alone)
    }

    /// The fixed point of a core step and then a full step: `[eta PHP + eta H - eta^2 H P H P] w = (I - eta H) eta P H w* +
    /// eta H w*`.
    func alternatingLimit(_ eta: Double) throws -> Vector {
        let d = model.dimension
        let h = model.hessian
        let kept = Set(core)
        let p = Matrix.diagonal((0..<d).map { kept.contains($0) ? 1 : 0 })
        let linear = h * model.optimum
        let matrix = eta * (p * h * p) + eta * h - eta * eta * (h * p * h * p)
        let side = (p * linear).map { eta * $0 }
        return try matrix.solve(add(add(side, -eta, h * side), eta, linear))
    }

    /// A random step is a core step with probability `a` and a full one else; alternating, one follows the other.
    var randomLaw: RandomChoice {
        let mask = Mask(.coordinates(core.map { $0 + 1 }), forward: true)
        let all = Mask(.coordinates(Array(1...model.dimension)), forward: true)
        return RandomChoice(parts: [(weight, mask), (1 - weight, all)])
    }

    func alternatingRun(_ eta: Double, periods: Int) -> Run {
        let cycle = Cycle([Mask(.coordinates(core.map { $0 + 1 }), forward: true), Full()])
        return Run(
            model: model, start: Parameters(.vector(model.dimension)),
            schedule: Schedule(cycle, stepSize: eta, steps: 2 * periods), observables: [.loss, .distance],
            engine: .direct)
    }
}
