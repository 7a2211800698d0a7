import LinearAlgebra

/// An objective with parameters: value, gradient, and what is known exactly about it.
///
/// A new model is one file with one type that conforms. Only ``layout``, ``constants``, ``summary``, ``roundings`` and
/// ``gradient(at:into:workspace:)`` must be written.
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

    /// The value at `x`.
    func value(at x: Parameters, workspace: Workspace) -> Double

    /// How far the computed value may be from the true value at the true point, when every computed parameter vector is
    /// within `delta` (Euclidean) of the true one.
    func valueUncertainty(at x: Parameters, gradientNorm: Double, delta: Double) -> Double
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
    public var highest: Double?
    /// The minimum of the loss.
    public var minimum: Double?
    /// A point where the minimum is attained.
    public var optimum: Parameters?
    /// The number of layers, where there are layers.
    public var depth: Int?
    /// How far the eigenvalues above may be off by rounding (absolute).
    public var spectrumUncertainty: Double = 0

    public init() {}
}

extension Model {
    public func value(at x: Parameters, workspace: Workspace) -> Double {
        var g = Parameters(layout)
        return gradient(at: x, into: &g, workspace: workspace)
    }

    public func value(at x: Parameters) -> Double { value(at: x, workspace: Workspace()) }

    /// The gradient at `x`; allocates.
    public func gradient(at x: Parameters) -> Parameters {
        var g = Parameters(layout)
        _ = gradient(at: x, into: &g, workspace: Workspace())
        return g
    }

    /// `|f(y) - f(x)| <= |grad f(x)| delta + (L/2) delta^2` by smoothness.
    public func valueUncertainty(at x: Parameters, gradientNorm: Double, delta: Double) -> Double {
        gradientNorm * delta + 0.5 * (constants.smoothness ?? 1) * delta * delta
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

/// Scratch memory that a computation reuses from step to step. One per thread; never shared.
public final class Workspace {
    private var buffers: [UnsafeMutableBufferPointer<Double>] = []

    public init() {}

    deinit { for buffer in buffers { buffer.deallocate() } }

    /// The scratch buffer number `index`, with room for `count` numbers whose values are left over from earlier use.
    public func buffer(_ index: Int, _ count: Int) -> UnsafeMutablePointer<Double> {
        while buffers.count <= index { buffers.append(.allocate(capacity: 0)) }
        if buffers[index].count < count {
            buffers[index].deallocate()
            buffers[index] = .allocate(capacity: count)
            buffers[index].initialize(repeating: 0)
        }
        // A buffer of capacity zero has a base address too; it is never read.
        return buffers[index].baseAddress ?? UnsafeMutablePointer(bitPattern: 8).unsafelyUnwrapped
    }

    /// The scratch buffer number `index` as a matrix.
    public func matrix(_ index: Int, _ rows: Int, _ columns: Int) -> MutableMatrixView {
        MutableMatrixView(buffer(index, rows * columns), rows: rows, columns: columns, stride: max(rows, 1))
    }
}
