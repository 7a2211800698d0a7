import LinearAlgebra

/// Low-rank adaptation (LoRA, Hu et al. 2022): a matrix of parameters, m x n, is `W = W_0 + s B A` with `W_0` frozen at its value
/// when the stage begins, and gradient descent trains the factors `B`, m x r, and `A`, r x n:
/// `B+ = B - eta s G A'`, `A+ = A - eta s B' G`, `G` the gradient at `W`. `B = 0` at first.
///
/// As a step of the family: `P G = s^2 (G A'A + B B'G)`, the tangent part, symmetric and positive semidefinite, and a retraction that
/// adds the part of second order, `W+ = W_0 + s B+ A+` exactly. Vectors are trained whole. Later stages go on from `W`.
///
/// `A` begins as the first r rows of the identity, or Gaussian with entries `N(0, 1/n)` as in the paper. In the mean both have
/// rows of length 1 and `A'A` of trace r; the first needs no sampling, so it is the default. It lets the first r columns move
/// first: of a model with preferred coordinates the Gaussian start is the fair one.
///
/// In a cycle `W_0` takes in what other operators do between two turns. In a composition the factors follow the gradient of the
/// whole model, but for pruned parameters, which stay zero; other parts' projections do not reach them.
///
/// Cost of an m x n matrix: `3 m n r` for the two products with `G` and the product of the factors; `r (m + n)` numbers are updated.
public struct LoRA: PartialOperator {
    /// How the factor `A` begins.
    public enum Start: String, Sendable, CaseIterable {
        /// As the first r rows of the identity.
        case identity
        /// With independent entries `N(0, 1/n)`.
        case gaussian
    }

    /// r, the inner dimension of the factors.
    public let rank: Int
    /// `s`.
    public let scale: Double
    /// How `A` begins.
    public let start: Start

    /// Adapters of rank r and scale s.
    public init(rank: Int, scale: Double = 1, start: Start = .identity) {
        self.rank = rank
        self.scale = scale
        self.start = start
    }

    public var summary: String {
        "lora rank=\(rank)" + (scale == 1 ? "" : " scale=\(scale)") + (start == .identity ? "" : " start=gaussian")
    }

    public var isRandom: Bool { start == .gaussian }
    public var isAdaptive: Bool { true }
    /// Not known: it grows with `B`.
    public func expectedRank(_ layout: Layout) -> Double? { nil }

    public func validate(_ layout: Layout) throws(TrainingError) {
        try requireRank(rank, layout, what: "lora")
        guard scale.isFinite, scale != 0 else {
            throw .invalid(what: "lora scale", expected: "a finite number other than zero", found: "\(scale)")
        }
    }

    public func begin(_ layout: Layout, using generator: inout Generator) -> any PartialStep {
        var adapters: [LoRAStep.Adapter?] = []
        for block in layout.blocks {
            guard !block.isVector else {
                adapters.append(nil)
                continue
            }
            let a =
                switch start {
                case .identity: Matrix(rows: rank, columns: block.columns) { $0 == $1 ? 1 : 0 }
                case .gaussian:
                    1 / Double(block.columns).squareRoot()
                        * generator.gaussianMatrix(rows: rank, columns: block.columns)
                }
            adapters.append(LoRAStep.Adapter(scale: scale, b: Matrix(rows: block.rows, columns: rank), a: a))
        }
        return LoRAStep(law: self, adapters: adapters)
    }
}

struct LoRAStep: PartialStep {
    /// `W_0 + s B A` of one matrix.
    struct Adapter {
        let scale: Double
        /// `W_0`; `nil` before the first step.
        var base: Matrix?
        var b: Matrix
        var a: Matrix

        var product: Matrix { scale * (b * a) }

        init(scale: Double, b: Matrix, a: Matrix) { (self.scale, self.b, self.a) = (scale, b, a) }

        /// `s^2 (G A'A + B B'G)`.
        func tangent(_ g: Matrix) -> Matrix {
            scale * scale * ((g * a.transposed) * a + b * (b.transposed * g))
        }

        mutating func descend(_ g: Matrix, stepSize eta: Double) {
            let (alongB, alongA) = (g * a.transposed, b.transposed * g)
            b = b - eta * scale * alongB
            a = a - eta * scale * alongA
        }
    }

    let law: LoRA
    /// The factors that ``keep(_:)`` acts with, and those after the step.
    private var adapters: [Adapter?]
    private var next: [Adapter?]

    init(law: LoRA, adapters: [Adapter?]) {
        self.law = law
        self.adapters = adapters
        next = adapters
    }

    var adapts: Bool { true }
    var retracts: Bool { true }
    /// Products of three matrices and the sum.
    var roundings: Double { 64 }
    var gain: Double {
        max(1, law.scale * law.scale * (adapters.compactMap { $0 }.map(Self.size).max() ?? 0))
    }

    /// `|A|_F^2 + |B|_F^2`.
    private static func size(_ adapter: Adapter) -> Double {
        squaredNorm(adapter.a.storage) + squaredNorm(adapter.b.storage)
    }

    mutating func adapt(_ x: inout Parameters, _ context: StepContext, using generator: inout Generator) -> Bool {
        var g = context.gradient
        if let support = context.support { _ = g.confine(to: support) }
        adapters = next
        for index in adapters.indices {
            guard var adapter = adapters[index] else { continue }
            let (now, product) = (x.block(index), adapter.product)
            // Where others have moved W since, the base takes it in.
            let isOwn = adapter.base.map { agrees(now, $0 + product, x.layout.blocks[index], context.support) } ?? false
            if !isOwn { adapter.base = now - product }
            adapters[index] = adapter
            adapter.descend(g.block(index), stepSize: context.stepSize)
            next[index] = adapter
        }
        return false
    }

    /// Whether two values of a block agree where nothing is pruned.
    private func agrees(_ a: Matrix, _ b: Matrix, _ block: Layout.Block, _ support: [Bool]?) -> Bool {
        a.storage.indices.allSatisfy { a.storage[$0] == b.storage[$0] || support?[block.offset + $0] == false }
    }

    func keep(_ g: inout Parameters) {
        for (index, adapter) in adapters.enumerated() {
            if let adapter { g.setBlock(index, adapter.tangent(g.block(index))) }
        }
    }

    func retract(_ x: inout Parameters) {
        for (index, adapter) in next.enumerated() {
            if let adapter, let base = adapter.base { x.setBlock(index, base + adapter.product) }
        }
    }

    func activity(_ layout: Layout) -> Activity {
        var (overhead, updates) = (0, 0)
        for block in layout.blocks {
            overhead += block.isVector ? 0 : 3 * block.count * law.rank
            updates += block.isVector ? block.rows : law.rank * (block.rows + block.columns)
        }
        return Activity(updates: updates, overhead: Double(overhead), mixes: true)
    }
}
