import LinearAlgebra
import PartialTraining

/// A quadratic with some coordinates frozen: its Schur complement, the point that training the others converges to, and
/// the gap to the limit loss, in the eigenmodes of the trained block.
///
/// With trained coordinates A (a of them) and frozen ones F (f of them), error `d_F` of the frozen ones:
/// `S = H_FF - H_FA H_AA^-1 H_AF` (f x f), `Z = H_AA^-1 H_AF` (a x f), `x_A -> x*_A - Z d_F`, and the loss tends to
/// `minimum + d_F' S d_F / 2`.
struct FrozenBlock: Sendable {
    let model: Quadratic
    let trained: [Int]
    let frozen: [Int]
    /// `d_F`.
    let displacement: Vector
    let schur: Matrix
    /// Eigenvalues and eigenvectors of `H_AA`.
    let modes: SymmetricEigen
    /// Where training converges to, the frozen coordinates included.
    let limitPoint: Vector
    /// `x_A - x_A,inf` at the start.
    let offset: Vector
    /// How far rounding can have moved `limitPoint`, the eigenvalues of `H_AA`, and the entries of `S`.
    let pointRadius: Double
    let spectrumRadius: Double
    let schurRadius: Double
    private let displacementRadius: Double

    /// `frozen` counts from 1; the model's Hessian may be off by `hessianError` (2-norm), optimum and start by `pointError`.
    /// Errors: `notPositiveDefinite` where `H_AA` is singular.
    init(
        _ model: Quadratic, frozen list: [Int], start: Vector, hessianError: Double = 0, pointError: Double = 0
    ) throws {
        self.model = model
        frozen = list.map { $0 - 1 }.sorted()
        let fixed = Set(frozen)
        trained = (0..<model.dimension).filter { !fixed.contains($0) }
        let h = model.hessian
        let block = h.submatrix(rows: trained, columns: trained)
        let coupling = h.submatrix(rows: trained, columns: frozen)
        modes = try block.symmetricEigen()
        let z = try block.solvePositiveDefinite(coupling)
        schur = (h.submatrix(rows: frozen, columns: frozen) - coupling.transposed * z).symmetrized
        displacement = frozen.map { start[$0] - model.optimum[$0] }
        let shift = z * displacement
        var point = start
        for (k, i) in trained.enumerated() { point[i] = model.optimum[i] - shift[k] }
        limitPoint = point
        offset = trained.map { start[$0] - point[$0] }

        // Cholesky solves a system whose matrix is off by E, |E|_2 <= 4 n^2 u L. Then Z is off by H_AA^-1 E Z, and
        // H_FA Z by Z'E Z, in which the condition number of H_AA does not enter.
        let n = Double(trained.count)
        let largest = model.spectrum.last ?? 0
        let backward = (4 * n * n + 8) * 0x1p-53 * largest + hessianError
        let size = z.frobeniusNorm
        schurRadius = backward * (1 + size) * (1 + size)
        spectrumRadius = n * Double.ulpOfOne * largest + hessianError
        displacementRadius = pointError
        pointRadius =
            (backward * size + hessianError) / max(modes.values.first ?? 0, .leastNormalMagnitude) * norm(displacement)
            + pointError * (1 + size) + 4 * n * 0x1p-53 * (norm(start) + norm(model.optimum) + norm(shift))
    }

    /// Whether `H_AA` is a multiple of the identity, of order at least 2.
    var isIsotropic: Bool {
        let block = model.hessian.submatrix(rows: trained, columns: trained)
        return trained.count > 1 && block == block[0, 0] * .identity(trained.count)
    }

    var frozenSquare: Double { squaredNorm(displacement) }

    /// `d_F' S d_F / 2`.
    var limit: Rounded {
        let shift = schur.frobeniusNorm * displacementRadius * (norm(displacement) + displacementRadius)
        return Rounded(
            value: 0.5 * bilinear(displacement, schur, displacement),
            radius: 0.5 * schurRadius * frozenSquare + shift)
    }

    /// `max |1 - eta lambda|` over the eigenvalues of `H_AA`.
    func factor(_ eta: Double) -> Double { modes.values.map { abs(1 - eta * $0) }.max() ?? 0 }

    /// `sum_i lambda_i (1 - eta lambda_i)^(2t) c_i^2 / 2`, `c` the offset in the modes.
    ///
    /// Radius: the modes are those of a matrix that is off by E, and a function phi of a symmetric matrix then moves by at
    /// most `max |phi'| |E|_F`; here `phi = lambda (1 - eta lambda)^(2t)`. The offset's own error adds
    /// `lambda_max q^(2t) |u| du`.
    func gap(after t: Int, stepSize eta: Double) -> Rounded {
        let coefficients = modes.vectors.transposed * offset
        var sum = 0.0
        for (lambda, c) in zip(modes.values, coefficients) {
            sum += 0.5 * lambda * c * c * power(1 - eta * lambda, 2 * t)
        }
        let largest = modes.values.last ?? 0
        let q = factor(eta)
        let n = Double(trained.count)
        let slope = power(q, 2 * t) + 2 * Double(t) * eta * largest * power(q, max(2 * t - 1, 0))
        let size = norm(offset)
        let perturbation = 2 * n.squareRoot() * spectrumRadius * 0.5 * size * size * slope
        let shift = largest * power(q, 2 * t) * (size + pointRadius) * pointRadius
        return Rounded(value: sum, radius: perturbation + shift + (2 * Double(t) + 2 * n + 4) * 0x1p-53 * abs(sum))
    }

    private func power(_ x: Double, _ n: Int) -> Double { Rounded.power(Rounded(x), Rounded(Double(n))).value }
}
