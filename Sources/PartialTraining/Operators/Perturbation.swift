import LinearAlgebra

/// The gradient is evaluated at a displaced point, `A x = x + delta_t`; `P = I`. Compose it with a mask to get
/// `x+ = x - eta P grad f(x + delta_t)` (the template of Mohtashami, Jaggi, Stich 2021).
public struct Displacement: FiniteLaw {
    public let summary: String
    private let offset: @Sendable (Int) -> Vector

    /// `offset(t)` is `delta_t`, as long as the parameters; `t` counts the steps of the stage from 0.
    public init(summary: String = "displace", _ offset: @escaping @Sendable (Int) -> Vector) {
        self.summary = summary
        self.offset = offset
    }

    public var isRandom: Bool { false }
    public func expectedRank(_ layout: Layout) -> Double? { Double(layout.count) }

    public func validate(_ layout: Layout) throws(TrainingError) { _ = try delta(0, layout.count) }

    public func begin(_ layout: Layout, using generator: inout Generator) throws(TrainingError) -> any PartialStep {
        DisplacementStep(law: self, delta: try delta(0, layout.count))
    }

    /// `delta_t`. Errors: `shape` unless it has `count` entries.
    fileprivate func delta(_ step: Int, _ count: Int) throws(TrainingError) -> Vector {
        let delta = offset(step)
        guard delta.count == count else {
            throw .shape(what: "displacement at step \(step)", expected: "\(count) entries", found: "\(delta.count)")
        }
        return delta
    }

    public func outcomeCount(_ layout: Layout) -> Int { 1 }

    public func outcomes(
        _ layout: Layout, step: Int
    ) throws(TrainingError) -> [(probability: Double, step: any PartialStep)] {
        [(1, DisplacementStep(law: self, delta: try delta(step, layout.count)))]
    }
}

struct DisplacementStep: PartialStep {
    let law: Displacement
    var delta: Vector

    mutating func draw(_ step: Int, using generator: inout Generator) throws(TrainingError) {
        delta = try law.delta(step, delta.count)
    }

    var action: StepAction { .identity }
    var movesPoint: Bool { true }
    func move(_ x: inout Parameters) { for i in 0..<delta.count { x.values[i] += delta[i] } }
    func keep(_ g: inout Parameters) {}
}

/// Gradient noise `g -> g + xi` with `xi = +w` or `-w`, each with probability 1/2: mean 0, covariance `w w'`.
public struct TwoPointNoise: FiniteLaw {
    /// `w`, one entry for each parameter.
    public let amplitude: Vector

    /// Noise `+w` or `-w`; ``validate(_:)`` checks its length.
    public init(_ amplitude: Vector) { self.amplitude = amplitude }

    public var summary: String { "noise two-point" }
    public var isRandom: Bool { amplitude.contains { $0 != 0 } }
    public func expectedRank(_ layout: Layout) -> Double? { Double(layout.count) }

    public func validate(_ layout: Layout) throws(TrainingError) {
        guard amplitude.count == layout.count else {
            throw .shape(what: "noise", expected: "\(layout.count) entries", found: "\(amplitude.count)")
        }
        guard amplitude.allSatisfy(\.isFinite) else {
            throw .invalid(what: "noise", expected: "finite numbers", found: "an entry that is not finite")
        }
    }

    public func begin(_ layout: Layout, using generator: inout Generator) -> any PartialStep {
        NoiseStep(amplitude: amplitude, sign: 1)
    }

    public func outcomeCount(_ layout: Layout) -> Int { 2 }

    public func outcomes(_ layout: Layout, step: Int) -> [(probability: Double, step: any PartialStep)] {
        [(0.5, NoiseStep(amplitude: amplitude, sign: 1)), (0.5, NoiseStep(amplitude: amplitude, sign: -1))]
    }
}

struct NoiseStep: PartialStep {
    let amplitude: Vector
    var sign: Double

    mutating func draw(_ step: Int, using generator: inout Generator) {
        sign = generator.next() & 1 == 0 ? 1 : -1
    }

    var action: StepAction { .identity }
    var addsNoise: Bool { true }
    func select(_ g: inout Parameters) {}
    func keep(_ g: inout Parameters) { for i in 0..<amplitude.count { g.values[i] += sign * amplitude[i] } }
}
