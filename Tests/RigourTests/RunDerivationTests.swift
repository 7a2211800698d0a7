import Claims
import LinearAlgebra
import PartialTraining
import Testing

@testable import Rigour

/// Runs as derivations: what they give is what the engines give, and what they prove is true.
@Suite struct RunDerivationTests {
    private let quadratic: Quadratic
    private let target: Matrix

    init() throws {
        let hessian = try Matrix(rows: [[4, 1, 0], [1, 3, 1], [0, 1, 2]])
        quadratic = try Quadratic(hessian: hessian, optimum: [1, -2, 3], minimum: 0.25)
        target = try Matrix(rows: [[1.5, 0.25], [0.25, 0.5]])
    }

    private static func stage(_ partial: any PartialOperator, _ steps: Int, _ eta: Double = 0.125) -> Stage {
        Stage(partial, stepSize: eta, duration: .steps(steps))
    }

    /// The claim that the observables are at most 1e6, and its certification: the rows are compared with the engine's.
    private func proven(
        _ model: any Model, _ start: Parameters, _ stages: [Stage], _ observables: [Observable]
    ) throws -> Certificate.Case {
        let run = Run(
            model: model, start: start, schedule: Schedule(stages), observables: observables)
        let parts = try observables.map { try Part($0.rawValue, "", .atMost, "1000000 + 0*eta*d*T") }
        let claim = Claim(
            id: "given", family: .own, kind: .bound, title: "", statement: "", source: "", standing: .open,
            hypotheses: [], parts: parts,
            instances: [
                Instance("given", .given) { _ in
                    try Evidence(
                        running: run, Dictionary(uniqueKeysWithValues: observables.map { ($0.rawValue, $0) }))
                }
            ])
        let result = try Certifier().certify(claim, checker: Checker())
        guard case .proven(let found) = result.cases[0].outcome else {
            Issue.record("\(result.cases[0].outcome)")
            throw CancellationError()
        }
        #expect(result.verdict == .certified)
        return found
    }

    private static let plain: [Observable] = [
        .loss, .excess, .distance, .distanceSquared, .gradientNormSquared, .maskedGradientMean,
    ]

    static let operators: [[Stage]] = [
        [stage(Full(), 5)],
        [stage(Full(), 0), stage(Freeze(.coordinates([2])), 3), stage(Full(), 2, 0.25)],
        [stage(Share(groups: [[1, 3]], blocks: 3), 4)],
        [stage(Mask(.coordinates([1, 2]), rescale: true), 4)],
        [stage(Mask(.bernoulli(0.3)), 5)],
        [stage(Mask(.bernoulli(0.3), rescale: true), 5), stage(Full(), 2)],
        [stage(Mask(.subset(2)), 5)],
        [stage(Mask(.subset(1), rescale: true), 5)],
        [stage(Mask(.bernoulli(0.5), forward: true), 4)],
        [stage(Mask(.subset(2), forward: true, rescale: true), 3), stage(Freeze(.coordinates([1])), 2)],
        [stage(RandomSubspace(dimension: 2, kind: .haar), 4)],
        [stage(RandomSubspace(dimension: 2, kind: .gaussian), 4, 0.0625)],
        [stage(Cycle([Mask(.coordinates([1])), Full(), Mask(.coordinates([2, 3]))]), 7)],
    ]

    @Test(arguments: operators.indices) func quadraticsAgreeWithTheEngines(_ index: Int) throws {
        let found = try proven(
            quadratic, Parameters([0.5, 0, -1]), Self.operators[index], Self.plain)
        let steps = Self.operators[index].reduce(0) { $0 + $1.duration.length }
        #expect(found.parts.map(\.rows) == [steps + 1, steps + 1, steps + 1, steps + 1, steps + 1, steps])
    }

    @Test(arguments: [
        [stage(Mask(.bernoulli(0.5), forward: true), 3)], [stage(Mask(.subset(2)), 3)],
        [stage(Mask(.coordinates([1, 3]), forward: true), 3), stage(Mask(.bernoulli(0.25)), 2)],
    ]) func coreLosses(_ stages: [Stage]) throws {
        _ = try proven(quadratic, Parameters([0.5, 0, -1]), stages, [.coreLoss, .loss])
    }

    @Test func costsAreCounted() throws {
        _ = try proven(quadratic, Parameters([1, 1, 1]), [Self.stage(Freeze(.coordinates([2])), 3)], [.cost])
    }

    @Test(arguments: [
        [stage(Full(), 4)], [stage(Freeze(.layers([2])), 3), stage(Full(), 2, 0.25)], [stage(Share(), 4)],
        [stage(Share(groups: [[1, 3]]), 4)], [stage(LowRank(rank: 1, of: .gradient), 3)],
        [stage(Cycle([Freeze(.layers([1])), Freeze(.layers([2, 3]))]), 5)],
    ]) func layersAgreeWithTheEngines(_ stages: [Stage]) throws {
        let layers = [Matrix.identity(2), 0.5 * .identity(2), try Matrix(rows: [[1, 0.5], [0, 1]])]
        let observed: [Observable] = [.loss, .gradientNormSquared, .maskedGradientMean]
        _ = try proven(DeepLinear(depth: 3, target: target), Parameters(layers), stages, observed)
        _ = try proven(ResidualLinear(depth: 3, target: target, scale: 0.5), Parameters(layers), stages, observed)
    }

    @Test func factorsAndMatrices() throws {
        let target = try Matrix(rows: [[1, 0, 2], [0.5, 1, 0]])
        let factors = [try Matrix(rows: [[1, 0], [0.5, 1]]), try Matrix(rows: [[1, 0, 1], [0, 1, 0.5]])]
        _ = try proven(
            Factorization(rank: 2, target: target), Parameters(factors), [Self.stage(Full(), 4)],
            [.loss, .excess, .gradientNormSquared])
        _ = try proven(
            Factorization(rank: 2, target: target), Parameters(factors), [Self.stage(Freeze(.layers([1])), 4)], [.loss])
        _ = try proven(
            MatrixTarget(target: target), Parameters([0.5 * target]), [Self.stage(LowRank(rank: 1, of: .gradient), 4)],
            [.loss, .excess])
    }

    @Test func gapsAreNamed() throws {
        let drawn = Run(
            model: quadratic, start: Parameters([0, 0, 0]),
            schedule: Schedule(RandomSubspace(dimension: 1, kind: .haar, refresh: false), stepSize: 0.1, steps: 2),
            observables: [.loss])
        #expect(throws: DerivationGap("the operator subspace dimension=1 kind=haar fixed")) {
            try RunDerivation(drawn, ["x": .loss]).derivation()
        }
    }
}
