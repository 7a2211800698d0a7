import LinearAlgebra

/// A concrete case on which a claim is evaluated.
public struct Instance: Sendable {
    /// What tables call it.
    public let name: String
    /// What it is for.
    public let role: Role
    /// Runs the case and collects what the claim compares.
    public let evidence: @Sendable (inout Draw) throws -> Evidence

    /// A case that `evidence` runs when it is asked to.
    public init(_ name: String, _ role: Role, _ evidence: @escaping @Sendable (inout Draw) throws -> Evidence) {
        self.name = name
        self.role = role
        self.evidence = evidence
    }

    /// A sharp instance: the named parts must reach ratio 0.999, or equality.
    public static func sharp(
        _ name: String, _ parts: String..., evidence: @escaping @Sendable (inout Draw) throws -> Evidence
    ) -> Instance { Instance(name, .sharp(parts: parts), evidence) }

    /// A broken instance: the named hypothesis is false, and a bound that needs it is really violated.
    public static func broken(
        _ name: String, hypothesis: String, evidence: @escaping @Sendable (inout Draw) throws -> Evidence
    ) -> Instance { Instance(name, .broken(hypothesis: hypothesis), evidence) }
}

/// What an instance is for.
public enum Role: Sendable, Equatable {
    /// Drawn from the seed; the claim must hold.
    case typical
    /// The named parts must reach ratio at least 0.999, or equality.
    case sharp(parts: [String])
    /// The named hypothesis is false and a part that needs it is violated.
    case broken(hypothesis: String)
    /// Shows that a refuted claim is false: hypotheses hold, and the bound does not.
    case counterexample
    /// A user's.
    case given

    /// Whether a theorem stands behind the instance, so that an excess within the allowance is equality. Of a user's claim
    /// nothing is known: there the same excess is inconclusive.
    var allowsEquality: Bool {
        switch self {
        case .typical, .sharp: true
        case .broken, .counterexample, .given: false
        }
    }

    /// The role in one word.
    public var name: String {
        switch self {
        case .typical: "typical"
        case .sharp: "sharp"
        case .broken: "broken"
        case .counterexample: "counterexample"
        case .given: "given"
        }
    }
}

/// The randomness and the limits that an instance may use: a stream named after (seed, claim, instance).
public struct Draw: Sendable {
    /// The seed that the stream was named with.
    public let seed: UInt64
    /// The names of the stream, for runs that need streams of their own.
    public let stream: [String]
    /// The stream itself.
    public var generator: Generator
    /// How many threads the instance may use itself: more than one only where instances are fewer than threads.
    public let jobs: Int

    /// The stream of an instance of a claim.
    public init(seed: UInt64, claim: String, instance: String, jobs: Int = 1) {
        self.seed = seed
        self.jobs = jobs
        stream = [claim, instance]
        generator = Generator(seed: seed, path: stream)
    }

    /// One of `choices`.
    public mutating func pick<T>(_ choices: [T]) -> T { choices[generator.below(choices.count)] }

    /// A whole number in `range`.
    public mutating func integer(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + generator.below(range.count)
    }

    /// Uniform on [low, high).
    public mutating func uniform(_ low: Double, _ high: Double) -> Double { generator.uniform(low, high) }

    /// Log-uniform on [low, high).
    public mutating func logUniform(_ low: Double, _ high: Double) -> Double {
        Rounded.power(Rounded(high / low), Rounded(generator.uniform())).value * low
    }

    /// A symmetric matrix with the given eigenvalues in a Haar-random basis.
    public mutating func symmetric(spectrum: Vector) -> Matrix {
        let basis = haarOrthogonal(spectrum.count, using: &generator)
        return (basis * .diagonal(spectrum) * basis.transposed).symmetrized
    }

    /// A symmetric positive definite matrix with log-uniform eigenvalues in [low, high).
    public mutating func positiveDefinite(_ d: Int, _ low: Double, _ high: Double) -> Matrix {
        let spectrum = (0..<d).map { _ in logUniform(low, high) }
        return symmetric(spectrum: spectrum)
    }
}
