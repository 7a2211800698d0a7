import LinearAlgebra

/// Random subspaces: the update is multiplied by `W = U U'` (Haar: orthonormal frame `U` of a uniform r-dimensional
/// subspace) or `W = Omega Omega' / r` (Gaussian `Omega`, d x r). With `refresh` a new draw each step, else one a stage.
public struct RandomSubspace: PartialOperator {
    /// How the subspace is drawn.
    public enum Kind: String, Sendable, CaseIterable {
        /// `W = U U'`, a projection, with an orthonormal frame of a uniform subspace.
        case haar
        /// `W = Omega Omega' / r` with independent standard normal entries: the identity in the mean, and no projection.
        case gaussian
    }

    /// r, the dimension of the subspace.
    public let dimension: Int
    /// How it is drawn.
    public let kind: Kind
    /// Whether every step has a draw of its own.
    public let refresh: Bool

    /// A subspace of dimension r, drawn at each step or once a stage.
    public init(dimension: Int, kind: Kind, refresh: Bool = true) {
        self.dimension = dimension
        self.kind = kind
        self.refresh = refresh
    }

    public var summary: String { "subspace dimension=\(dimension) kind=\(kind.rawValue)" + (refresh ? "" : " fixed") }
    public var isRandom: Bool { true }

    public func validate(_ layout: Layout) throws(TrainingError) {
        guard dimension >= 1, dimension <= layout.count else {
            throw .invalid(
                what: "subspace dimension", expected: "a number from 1 to \(layout.count)", found: "\(dimension)")
        }
    }

    public func expectedRank(_ layout: Layout) -> Double? { Double(dimension) }

    public func begin(_ layout: Layout, using generator: inout Generator) -> any PartialStep {
        var step = SubspaceStep(law: self, frame: Matrix(rows: layout.count, columns: dimension))
        if !refresh { step.redraw(using: &generator) }
        return step
    }

    /// The moments of `W`: `E W = w I` and `E[W G W] = a G + b tr(G) I` for symmetric `G`, d x d.
    ///
    /// Haar: `w = r/d`, `a = r(d(r+1) - 2)/(d(d-1)(d+2))`, `b = r(d-r)/(d(d-1)(d+2))`; Gauss: 1, `(r+1)/r`, `1/r`.
    public func moments(_ d: Int) -> (w: Double, a: Double, b: Double) {
        let (r, d) = (Double(dimension), Double(d))
        switch kind {
        case .gaussian: return (1, (r + 1) / r, 1 / r)
        case .haar:
            if d == 1 { return (1, 1, 0) }
            let common = r / (d * (d - 1) * (d + 2))
            return (r / d, common * (d * (r + 1) - 2), common * (d - r))
        }
    }
}

extension RandomSubspace: ExactMoments {
    public var hasExactMoments: Bool { refresh }

    /// `M+ = M - eta w (HM + MH) + eta^2 (a HMH + b tr(HMH) I)`.
    public func advance(
        _ moments: inout Moments, on model: Quadratic, stepSize eta: Double, step: Int, using workspace: MomentWorkspace
    ) {
        let (w, a, b) = self.moments(model.dimension)
        workspace.descend(
            &moments, on: model, rate: eta * w, offDiagonal: eta * eta * a, diagonal: eta * eta * a,
            isotropic: eta * eta * b)
    }

    /// `E[B'B] = I - 2 eta w H + eta^2 (a + b d) H^2`, and `E[B'HB] = H (I - 2 eta w H + eta^2 H (a H + b tr H))`,
    /// `B = I - eta W H`.
    public func momentGrowth(on model: Quadratic, stepSize eta: Double) -> MomentGrowth? {
        let (w, a, b) = moments(model.dimension)
        let trace = model.hessian.trace
        return MomentGrowth(model) { lambda in
            let linear = 1 - 2 * eta * w * lambda
            return (
                linear + eta * eta * (a + b * Double(model.dimension)) * lambda * lambda,
                linear + eta * eta * lambda * (a * lambda + b * trace)
            )
        }
    }

    /// `|E[W X W]|_F <= (a + b d) |X|_F`, since `|tr X| |I|_F <= d |X|_F`.
    public func momentGain(_ d: Int, step: Int) -> MomentGain {
        let (w, a, b) = moments(d)
        return MomentGain(kept: max(w, (a + b * Double(d)).squareRoot()))
    }

    /// A full gradient, two products with the frame, and the update.
    public func expectedCost(on model: Quadratic, step: Int) -> Double {
        let frame = Double(model.dimension * dimension)
        return model.cost(Activity(overhead: 2 * frame))?.total ?? .nan
    }

    /// `E |W g|^2 = (a + b d) E|g|^2`.
    public func expectedKept(_ gram: Matrix, step: Int) -> Double {
        let (_, a, b) = moments(gram.rows)
        return (a + b * Double(gram.rows)) * gram.trace
    }
}

struct SubspaceStep: PartialStep {
    let law: RandomSubspace
    var frame: Matrix

    mutating func draw(_ step: Int, using generator: inout Generator) {
        if law.refresh { redraw(using: &generator) }
    }

    mutating func redraw(using generator: inout Generator) {
        switch law.kind {
        case .haar: frame = haarFrame(frame.rows, law.dimension, using: &generator)
        case .gaussian: frame = generator.gaussianMatrix(rows: frame.rows, columns: law.dimension)
        }
    }

    /// Two products with the frame; drawing it does not count.
    func activity(_ layout: Layout) -> Activity { Activity(overhead: 2 * Double(frame.count), mixes: true) }

    /// `W` is positive semidefinite; `|U|_2 = 1`, and `|Omega|_2 <= |Omega|_F`.
    var gain: Double {
        law.kind == .haar ? 1 : squaredNorm(frame.storage) / Double(law.dimension)
    }
    var action: StepAction { .projection(fixed: !law.refresh && law.kind == .haar) }
    /// Two products, and columns that are orthonormal to a multiple of `d` roundings.
    var roundings: Double { Double(8 * (frame.rows + frame.columns)) }

    func keep(_ g: inout Parameters) {
        let scale = law.kind == .haar ? 1 : 1 / Double(law.dimension)
        var coefficients = Vector(repeating: 0, count: law.dimension)
        frame.withView { frame in
            coefficients.withUnsafeMutableBufferPointer { coefficients in
                g.values.withUnsafeMutableBufferPointer { g in
                    guard let c = coefficients.baseAddress, let g = g.baseAddress else { return }
                    multiply(frame, transposed: true, g, into: c)
                    multiply(frame, c, into: g, alpha: scale)
                }
            }
        }
    }
}
