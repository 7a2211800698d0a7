import LinearAlgebra

/// Progressive stacking of a residual network: only layers 1 to k exist; the others are zero, which is the identity, do not move
/// and cost nothing. `x+ = x - eta P grad f(x)`, `P` keeping the layers that exist.
///
/// With `from: j` layers j + 1 to k begin the stage as copies of those below, layer j + i of layer j + i - (k - j): the top block
/// once more, or all j layers over and over where there are not enough (progressive stacking, Gong et al. 2019, with k = 2j;
/// gradual stacking, Reddi et al. 2023, the baseline of RaPTr). Without it they begin where they are.
public struct Stacking: PartialOperator {
    /// `k`.
    public let layers: Int
    /// `j`.
    public let from: Int?

    /// Layers 1 to k, of which those above `from` begin as copies.
    public init(layers: Int, from: Int? = nil) {
        self.layers = layers
        self.from = from
    }

    public var summary: String { "stack layers=\(layers)" + (from.map { " from=\($0)" } ?? "") }
    public var isRandom: Bool { false }
    public var isAdaptive: Bool { true }

    public func expectedRank(_ layout: Layout) -> Double? { Double(count(layout)) }

    public func validate(_ layout: Layout) throws(TrainingError) {
        let depth = layout.blocks.count
        guard layers >= 1, layers <= depth else {
            throw .invalid(what: "stack layers", expected: "a number from 1 to \(depth)", found: "\(layers)")
        }
        if let from, from < 1 || from >= layers {
            throw .invalid(
                what: "stack from", expected: "fewer layers than \(layers), and at least 1", found: "\(from)")
        }
    }

    public func obstacle(_ model: any Model) -> String? {
        model is ResidualLinear ? nil : "\(model.summary); only layers of a residual-linear model can be left out"
    }

    public func begin(_ layout: Layout, using generator: inout Generator) -> any PartialStep {
        StackingStep(law: self)
    }

    /// The layer, from 1, that a new one copies: of the `b` topmost old ones, again and again.
    func source(of layer: Int, from j: Int) -> Int {
        let b = min(layers - j, j)
        return j - b + 1 + (layer - j - 1) % b
    }

    /// How many parameters there are in the layers that exist.
    func count(_ layout: Layout) -> Int { layout.blocks.prefix(layers).reduce(0) { $0 + $1.count } }
}

struct StackingStep: PartialStep {
    let law: Stacking
    private var hasBegun = false

    init(law: Stacking) { self.law = law }

    var action: StepAction { .projection(fixed: true) }
    var isDiagonal: Bool { true }
    var adapts: Bool { !hasBegun }

    mutating func adapt(_ x: inout Parameters, _ context: StepContext, using generator: inout Generator) -> Bool {
        hasBegun = true
        let old = x
        if let from = law.from {
            for layer in (from + 1)...law.layers {
                x.setBlock(layer - 1, old.block(law.source(of: layer, from: from) - 1))
            }
        }
        keep(&x)
        if let support = context.support { _ = x.confine(to: support) }
        return x != old
    }

    /// Each old layer counts once for itself and once for each copy.
    var adaptGain: Double {
        guard let from = law.from else { return 1 }
        return Double(1 + (law.layers - 1) / from).squareRoot()
    }

    func keep(_ g: inout Parameters) { for i in law.count(g.layout)..<g.layout.count { g.values[i] = 0 } }

    func activity(_ layout: Layout) -> Activity {
        let exists = (0..<layout.count).map { $0 < law.count(layout) }
        return Activity(present: exists, trained: exists)
    }
}
