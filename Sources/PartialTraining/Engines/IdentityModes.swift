import LinearAlgebra

/// A deep linear network from the identity with a normal target `Phi = Q diag(phi) Q*`: shared and unshared training take
/// the same path, `W_l = Q diag(w) Q*` for all layers, with `w <- w - eta conj(w)^{L-1} (w^L - phi)`, `w = 1` at the start.
///
/// Real modes are carried eight at a time (``RealIdentityModes``), the others one by one (``ComplexIdentityModes``).
/// Under flow `u = w^L` runs along the straight segment from 1 to `phi`: `u = phi + (1 - phi) e^{-s}` with
/// `s' = L |u|^{2 - 2/L}`, `s(0) = 0`. Source: own derivation from Lemma 1 of Yang et al. 2021 (see `proofs/swe-lemma1.md`).
struct IdentityModes: Modes {
    private var real: RealIdentityModes
    private var complex: ComplexIdentityModes
    private let depth: Int
    private let targetError: Double

    init(_ model: DeepLinear) throws(TrainingError) {
        let (targets, error) = try Self.eigenvalues(of: model)
        self.init(
            targets.map { IdentityMode(target: $0, targetError: error) }, depth: model.depth, targetError: error)
    }

    private init(_ modes: [IdentityMode], depth: Int, targetError: Double) {
        self.depth = depth
        self.targetError = targetError
        real = RealIdentityModes(modes.filter(\.isReal), depth: depth, targetError: targetError)
        complex = ComplexIdentityModes(modes.filter { !$0.isReal }, depth: depth, targetError: targetError)
    }

    /// The eigenvalues of the target, and how far each may be off.
    ///
    /// A target `S + K` that misses symmetry by rounding only, `K = (Phi - Phi') / 2`, is replaced by its symmetric part `S`: each
    /// of its eigenvalues is within `|K| <= |K|_F` of one of `S` (Bauer and Fike, as `S` is normal; were `K` symmetric, Weyl's
    /// inequality), and `|K|_F` is added to the error. Losses and gradient norms see `K` in second order only: it is
    /// orthogonal to all symmetric matrices.
    private static func eigenvalues(
        of model: DeepLinear
    ) throws(TrainingError) -> (targets: [ComplexNumber], error: Double) {
        let target = model.target
        let error = 8 * Double(target.rows) * RoundingModel.unit * target.frobeniusNorm
        if let spectrum = model.spectrum { return (spectrum.map { ComplexNumber(real: $0) }, error) }
        return try linearAlgebra { () throws(LinearAlgebraError) in
            guard target.isSymmetricUpToRounding else { return (try target.eigenvalues(), error) }
            let values = try target.symmetrized.symmetricEigenvalues()
            return (values.map { ComplexNumber(real: $0) }, error + target.asymmetry)
        }
    }

    /// A bound of the relative error of an L-th power by repeated squaring, of a real or a complex number.
    static func rounding(_ depth: Int) -> Double { 4 * Double(depth + 2) * RoundingModel.unit }

    var loss: Double { real.loss + complex.loss }
    var excess: Double { loss }
    var excessRadius: Double { real.excessRadius + complex.excessRadius + RoundingModel.unit * loss }
    var gradientNormSquared: Double { real.gradientNormSquared + complex.gradientNormSquared }
    var gradientRadius: Double {
        real.gradientRadius + complex.gradientRadius + RoundingModel.unit * gradientNormSquared
    }

    mutating func step(_ eta: Double) {
        real.step(eta)
        complex.step(eta)
    }

    mutating func flow(
        times: [Double], speed: Double, _ observe: (Int, Self) -> Void
    ) throws(TrainingError) {
        let (depth, targetError) = (depth, targetError)
        var all = ComplexIdentityModes(real.modes + complex.modes, depth: depth, targetError: targetError)
        try all.flow(times: times, speed: speed) { index, state in
            observe(index, IdentityModes(state.modes, depth: depth, targetError: targetError))
        }
        self = IdentityModes(all.modes, depth: depth, targetError: targetError)
    }
}
