import LinearAlgebra

/// `f(x) = minimum + (x - x*)' H (x - x*) / 2`, with `H` symmetric positive semidefinite, d x d.
///
/// The gradient is computed from the error `x - x*`, so that it keeps its relative accuracy near the optimum.
/// Cost: O(d^2) a gradient. `L = lmax(H)`; `mu`, the PL constant, is the smallest eigenvalue above the cutoff
/// `d * eps * lmax(H)`, which is how far rounding moves a zero eigenvalue (Weyl, with the backward error of the
/// eigensolver).
public struct Quadratic: Model {
    public let hessian: Matrix
    public let optimum: Vector
    public let minimum: Double
    /// The Hessian's eigenvalues, ascending.
    public let spectrum: Vector
    public let constants: Constants
    public let summary: String

    /// Errors: `shape`, `notSymmetric`, `notFinite`; `invalid` if an eigenvalue is negative beyond rounding or `H = 0`.
    public init(
        hessian: Matrix, optimum: Vector, minimum: Double = 0, summary: String? = nil
    ) throws(TrainingError) {
        guard hessian.rows == optimum.count, hessian.isSquare, hessian.rows > 0 else {
            throw .shape(
                what: "quadratic", expected: "a Hessian d x d and an optimum of d entries",
                found: "\(hessian.rows) x \(hessian.columns) and \(optimum.count)")
        }
        guard optimum.allSatisfy(\.isFinite), minimum.isFinite else {
            throw .invalid(what: "optimum", expected: "finite numbers", found: "an entry that is not finite")
        }
        let spectrum = try linearAlgebra { () throws(LinearAlgebraError) in try hessian.symmetricEigenvalues() }
        let d = Double(optimum.count)
        let highest = spectrum[spectrum.count - 1]
        let cutoff = d * Double.ulpOfOne * max(abs(spectrum[0]), abs(highest))
        guard highest > cutoff, spectrum[0] >= -cutoff else {
            throw .invalid(
                what: "hessian", expected: "symmetric positive semidefinite, not zero",
                found: "eigenvalues from \(spectrum[0]) to \(highest)")
        }
        self.hessian = hessian.symmetrized
        self.optimum = optimum
        self.minimum = minimum
        self.spectrum = spectrum
        self.summary = summary ?? "quadratic d=\(optimum.count)"
        var constants = Constants()
        constants.smoothness = highest
        constants.plConstant = spectrum.first { $0 > cutoff }
        constants.lowest = abs(spectrum[0]) <= cutoff ? 0 : spectrum[0]
        constants.highest = highest
        constants.minimum = minimum
        constants.optimum = Parameters(optimum)
        constants.spectrumUncertainty = cutoff
        self.constants = constants
    }

    public var layout: Layout { .vector(optimum.count) }
    public var dimension: Int { optimum.count }
    /// d products and sums in `H e`, and the few of the step.
    public var roundings: Double { Double(dimension) + 4 }

    public func gradient(at x: Parameters, into g: inout Parameters, workspace: Workspace) -> Double {
        let d = dimension
        let error = workspace.buffer(0, d)
        for i in 0..<d { error[i] = x.values[i] - optimum[i] }
        return g.values.withUnsafeMutableBufferPointer { g in
            guard let g = g.baseAddress else { return minimum }
            hessian.withView { multiply($0, error, into: g) }
            var sum = 0.0
            for i in 0..<d { sum += error[i] * g[i] }
            return minimum + 0.5 * sum
        }
    }

    /// `f(x) - minimum`, without the cancellation of subtracting.
    public func excess(at x: Vector) -> Double {
        let error = subtract(x, optimum)
        return 0.5 * bilinear(error, hessian, error)
    }

    /// The value's own rounding is at most `(d + 4) u (L/2) |x - x*|^2`.
    public func valueUncertainty(at x: Parameters, gradientNorm: Double, delta: Double) -> Double {
        let smoothness = spectrum[spectrum.count - 1]
        let distance = norm(subtract(x.values, optimum))
        return gradientNorm * delta + 0.5 * smoothness * delta * delta
            + roundings * 0x1p-53 * 0.5 * smoothness * distance * distance
    }
}
