import LinearAlgebra

/// An objective with parameters: value, gradient, and what is known exactly about it.
///
/// A new model is one file with one type that conforms. Only ``layout``, ``constants``, ``summary``, ``roundings`` and
/// ``gradient(at:into:workspace:)`` must be written; a model without known smoothness needs ``sensitivity(at:value:gradientNorm:delta:)``
/// too, or its rounding allowances are only estimates.
public protocol Model: Sendable {
    /// How the parameters lie in memory.
    var layout: Layout { get }
    /// What is known about the objective, exactly.
    var constants: Constants { get }
    /// One line that identifies the model in data files.
    var summary: String { get }
    /// The largest number of roundings that one entry of the gradient passes through, times the condition that the model
    /// itself adds; the unit in which rounding allowances are counted (see ``RoundingModel``).
    var roundings: Double { get }

    /// Writes the gradient at `x` and returns the value there. Nothing is allocated beyond `workspace`.
    func gradient(at x: Parameters, into g: inout Parameters, workspace: Workspace) -> Double

    /// The same where the gradients of the `idle` blocks are not needed; they may be zero.
    func gradient(at x: Parameters, into g: inout Parameters, idle: [Bool], workspace: Workspace) -> Double

    /// The value at `x`.
    func value(at x: Parameters, workspace: Workspace) -> Double

    /// How value and gradient depend on rounding and on displacements up to `delta` of `x`, where `value` and a gradient of
    /// norm `gradientNorm` have been computed.
    func sensitivity(at x: Parameters, value: Double, gradientNorm: Double, delta: Double) -> Sensitivity

    /// The same with memory, and perhaps others who share the work.
    func sensitivity(
        at x: Parameters, value: Double, gradientNorm: Double, delta: Double, workspace: Workspace
    ) -> Sensitivity

    /// `H v`, the Hessian at `x` times the direction `v`; allocates. Without a formula of the model's own an estimate by a central
    /// difference of gradients.
    func hessianProduct(at x: Parameters, along v: Parameters) -> Parameters

    /// Whether `f - min f` is half a sum of squares whose Jacobian `J` the sensitivity bounds, `|J|^2 <= greatestCurvature`: then
    /// `|grad f|^2 <= 2 greatestCurvature (f - min f)`, and the value alone says how large the gradient is at the most.
    var isSumOfSquares: Bool { get }

    /// The multiply-adds of value and gradient for a step that needs no more than `activity` says; `nil` if there is no
    /// formula. Sums and differences of matrices do not count.
    func products(_ activity: Activity) -> (forward: Double, backward: Double)?
}

/// What is known exactly about a model. A missing entry is unknown or does not exist.
public struct Constants: Sendable, Equatable {
    /// `L`: the gradient is `L`-Lipschitz.
    public var smoothness: Double?
    /// `mu` of `|grad f|^2 / 2 >= mu (f - min f)`. Of a quadratic: the smallest positive eigenvalue of the Hessian.
    public var plConstant: Double?
    /// Extreme eigenvalues of a quadratic's Hessian, or of a symmetric target. `lowest > 0` is strong convexity, or
    /// positive definiteness of the target.
    public var lowest: Double?
    /// The largest eigenvalue.
    public var highest: Double?
    /// The minimum of the loss.
    public var minimum: Double?
    /// A point where the minimum is attained.
    public var optimum: Parameters?
    /// The number of layers, where there are layers.
    public var depth: Int?
    /// How far the eigenvalues above may be off by rounding (absolute).
    public var spectrumUncertainty: Double = 0

    /// Nothing is known.
    public init() {}
}

extension Model {
    public func products(_ activity: Activity) -> (forward: Double, backward: Double)? { nil }
    public var isSumOfSquares: Bool { false }

    public func gradient(at x: Parameters, into g: inout Parameters, idle: [Bool], workspace: Workspace) -> Double {
        gradient(at: x, into: &g, workspace: workspace)
    }

    public func sensitivity(
        at x: Parameters, value: Double, gradientNorm: Double, delta: Double, workspace: Workspace
    ) -> Sensitivity {
        sensitivity(at: x, value: value, gradientNorm: gradientNorm, delta: delta)
    }

    public func value(at x: Parameters, workspace: Workspace) -> Double {
        var g = Parameters(layout)
        return gradient(at: x, into: &g, workspace: workspace)
    }

    /// The value at `x`; allocates.
    public func value(at x: Parameters) -> Double { value(at: x, workspace: Workspace()) }

    /// The gradient at `x`; allocates.
    public func gradient(at x: Parameters) -> Parameters {
        var g = Parameters(layout)
        _ = gradient(at: x, into: &g, workspace: Workspace())
        return g
    }

    /// `(grad f(x + h v) - grad f(x - h v)) / (2h)` with `h |v| = 2^-17 (1 + |x|)`, which balances an error of order `h^2` against
    /// rounding of order `u/h`: ten digits of a function whose third derivative along `v` is of the size of its second.
    public func hessianProduct(at x: Parameters, along v: Parameters) -> Parameters {
        let length = norm(v.values)
        guard length > 0 else { return Parameters(layout) }
        let h = 0x1p-17 * (1 + norm(x.values)) / length
        let ahead = gradient(at: Parameters(layout, add(x.values, h, v.values))).values
        let behind = gradient(at: Parameters(layout, add(x.values, -h, v.values))).values
        return Parameters(layout, subtract(ahead, behind).map { $0 / (2 * h) })
    }

    /// An estimate from the smoothness alone (1 where it is not known), as if the model were convex: each entry of the
    /// gradient is taken to be off by `roundings` units of its terms, which are of size `L |x|`.
    public func sensitivity(at x: Parameters, value: Double, gradientNorm: Double, delta: Double) -> Sensitivity {
        let smoothness = constants.smoothness ?? 1
        let size = norm(x.values)
        let unit = RoundingModel.unit * roundings
        return Sensitivity(
            valueRounding: unit * (abs(value) + gradientNorm * size),
            gradientRounding: unit * (gradientNorm + smoothness * size), leastCurvature: 0,
            greatestCurvature: smoothness)
    }

    /// How far the computed value may be from the true value at the true point, when the computed parameter vector `x`, with
    /// a gradient of norm `gradientNorm`, is within `delta` (Euclidean) of the true one.
    public func valueUncertainty(at x: Parameters, gradientNorm: Double, delta: Double) -> Double {
        let value = value(at: x)
        return sensitivity(at: x, value: value, gradientNorm: gradientNorm, delta: delta)
            .valueRadius(gradientNorm: gradientNorm, delta: delta) + RoundingModel.unit * abs(value)
    }

    /// Checks that `start` fits. Errors: `shape`.
    public func validate(start: Parameters) throws(TrainingError) {
        guard start.layout == layout else {
            throw .shape(
                what: "start",
                expected: "\(layout.count) parameters (\(layout.description))",
                found: "\(start.layout.count) (\(start.layout.description))")
        }
        guard start.values.allSatisfy(\.isFinite) else {
            throw .invalid(what: "start", expected: "finite numbers", found: "an entry that is not finite")
        }
    }
}

extension Layout: CustomStringConvertible {
    public var description: String {
        let shapes = blocks.map { $0.isVector ? "vector of \($0.rows)" : "\($0.rows) x \($0.columns)" }
        return Set(shapes).count == 1 && shapes.count > 1
            ? "\(shapes.count) blocks \(shapes[0])" : shapes.joined(separator: ", ")
    }
}
