import LinearAlgebra

/// `f(x) = minimum + (x - x*)' H (x - x*) / 2`, with `H` symmetric positive semidefinite, d x d.
///
/// The gradient is computed from the error `x - x*`, so that it keeps its relative accuracy near the optimum.
/// Cost: O(d^2) a gradient. `L = lmax(H)`; `mu`, the PL constant, is the smallest eigenvalue above the cutoff
/// `d * eps * lmax(H)`, which is how far rounding moves a zero eigenvalue (Weyl, with the backward error of the
/// eigensolver).
public struct Quadratic: Model {
    /// `H`, d x d.
    public let hessian: Matrix
    /// `x*`, of d entries.
    public let optimum: Vector
    /// `f(x*)`.
    public let minimum: Double
    /// The Hessian's eigenvalues, ascending.
    public let spectrum: Vector
    public let constants: Constants
    public let summary: String
    /// A bound of the spectral norm of the matrix of absolute values `|H|`: its largest row sum or its Frobenius norm.
    let absoluteNorm: Double

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
        absoluteNorm = self.hessian.withView(spectralNormBound)
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
    /// d, the number of parameters.
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

    public func hessianProduct(at x: Parameters, along v: Parameters) -> Parameters {
        Parameters(layout, hessian * v.values)
    }

    /// `j k`: the kept gradient needs k rows of `H x - b` (with `b = H x*` known), each at the j coordinates that take part. The
    /// value needs the same product, so there is nothing to add for it.
    public func products(_ activity: Activity) -> (forward: Double, backward: Double)? {
        let all = 0..<layout.count
        return (activity.presentCount(all) * activity.trainedCount(all), 0)
    }

    /// `f(x) - minimum`, without the cancellation of subtracting.
    public func excess(at x: Vector) -> Double {
        let error = subtract(x, optimum)
        return 0.5 * bilinear(error, hessian, error)
    }

    /// With `e = x - x*`: `H e` is off by at most `(d + 2) u |H| |e|` in each entry, `|H|` the matrix of absolute values, and
    /// `e'He / 2` by `(2d + 6) u` times half its sum of absolute values. The curvature is the spectrum.
    public func sensitivity(at x: Parameters, value: Double, gradientNorm: Double, delta: Double) -> Sensitivity {
        sensitivity(distance: distance(to: x))
    }

    /// The same at a distance of at most `distance` from the optimum.
    func sensitivity(distance: Double) -> Sensitivity {
        let size = absoluteNorm * distance
        return Sensitivity(
            valueRounding: RoundingModel.unit * (roundings + 2) * size * distance,
            gradientRounding: RoundingModel.unit * roundings * size,
            leastCurvature: max(spectrum[0] - constants.spectrumUncertainty, 0),
            greatestCurvature: spectrum[spectrum.count - 1] + constants.spectrumUncertainty)
    }

    /// `|x - x*|`.
    private func distance(to x: Parameters) -> Double {
        var sum = 0.0
        for i in 0..<optimum.count {
            let e = x.values[i] - optimum[i]
            sum += e * e
        }
        return sum.isFinite && sum > 1e-290 ? sum.squareRoot() : norm(subtract(x.values, optimum))
    }
}
