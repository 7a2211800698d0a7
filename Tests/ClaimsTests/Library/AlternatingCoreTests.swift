import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

@Suite struct AlternatingCoreTests {
    struct Case: Sendable {
        let full: Int
        let core: Int
        let stepSize: Double
        let point: Vector
        let radius: Double
        let norm: Double
        let loss: Double
        let coreLoss: Double
        let distance: Double
        let bound: Double
    }

    static let cases = [
        Case(
            full: 1, core: 1, stepSize: 0.2, point: [0.876905041031653, -1.19109026963658, 2.59554513481829],
            radius: 0.642475054329639, norm: 0.655007542878656, loss: 0.748650717624438, coreLoss: 7.48550526450333,
            distance: 0.235112686883466, bound: 1.0076537180436),
        Case(
            full: 1, core: 4, stepSize: 0.2, point: [0.744541146606449, -0.937048613137911, 2.46852430656896],
            radius: 0.603854713566998, norm: 0.632864672428217, loss: 1.27131017259347, coreLoss: 7.36492242471521,
            distance: 0.178238932414635, bound: 8.36542709319212),
        Case(
            full: 3, core: 1, stepSize: 0.2, point: [0.961423721839317, -1.33425867831478, 2.84208860639607],
            radius: 0.341912373049545, norm: 0.354085798217942, loss: 0.561919565506739, coreLoss: 7.64488773210819,
            distance: 0.352272793621048, bound: 1.38138114985188),
        Case(
            full: 1, core: 1, stepSize: 0.01, point: [0.849863829985335, -1.39247224226624, 2.69623612113312],
            radius: 0.982731438992339, norm: 0.982731955534251, loss: 0.415232318890865, coreLoss: 7.68492153979384,
            distance: 0.00841739050393052, bound: 0.0503826859021796),
    ]

    private func example() throws -> Quadratic {
        try Quadratic(hessian: Matrix(rows: [[4, 1, 0], [1, 3, 1], [0, 1, 2]]), optimum: [1, -2, 3])
    }

    private func isClose(_ a: Double?, _ b: Double, relative: Double = 1e-11) -> Bool {
        guard let a else { return false }
        return abs(a - b) <= relative * abs(b)
    }

    @Test(arguments: cases) func fixedPoints(oracle: Case) throws {
        let model = try example()
        let alternation = Alternation(
            model: model, core: [1, 2], fullSteps: oracle.full, coreSteps: oracle.core, stepSize: oracle.stepSize)
        let y = try alternation.fixedPoint()
        for (a, b) in zip(y, oracle.point) { #expect(isClose(a, b)) }
        let matrix = alternation.composite().matrix
        #expect(try isClose(matrix.spectralRadius(), oracle.radius))
        #expect(try isClose(matrix.spectralNorm(), oracle.norm))
        #expect(isClose(model.excess(at: y), oracle.loss))
        #expect(isClose(model.excess(at: alternation.masked(y)), oracle.coreLoss))
        // The engine stands still there.
        #expect(try norm(subtract(alternation.period(from: y).point, y)) <= 1e-14)

        var evidence = try AlternatingCore.evidence(alternation, from: [0, 0, 0], periods: 1)
        try alternation.addLimit(to: &evidence, distance: true)
        #expect(isClose(evidence.tracks["distance"]?.observed[0], oracle.distance, relative: 2e-11))
        let part = try #require(try AlternatingCore.claim().parts.first { $0.name == "distance" })
        let bound = try part.bound.evaluate(evidence.quantities.mapValues(\.value))
        #expect(isClose(bound, oracle.bound))
        let contraction = try #require(evidence.tracks["contraction"]?.observed[0])
        #expect(isClose(contraction, oracle.norm))
    }

    @Test func compromises() throws {
        let model = try example()
        func point(_ alpha: Double) throws -> Vector {
            let alternation = Alternation(model: model, core: [1, 2], fullSteps: 1, coreSteps: 1, stepSize: 0.1)
            let x = try alternation.compromise(alpha)
            for (a, b) in zip(x, try alternation.compromiseByBlocks(alpha)) { #expect(abs(a - b) <= 1e-13) }
            return x
        }
        let x1 = try point(1)
        for (a, b) in zip(x1, [0.85, -1.4, 2.7]) { #expect(isClose(a, b, relative: 1e-14)) }
        #expect(isClose(model.excess(at: x1), 0.405, relative: 1e-13))
        func coreLoss(_ x: Vector) -> Double { model.excess(at: [x[0], x[1], 0]) }
        #expect(isClose(coreLoss(x1), 7.695, relative: 1e-14))
        let half = try point(0.5)
        #expect(isClose(model.excess(at: half), 0.192627824019025))
        #expect(isClose(coreLoss(half), 7.99405469678954))
        let four = try point(4)
        #expect(isClose(model.excess(at: four), 0.922748309006764))
        #expect(isClose(coreLoss(four), 7.41082235671057))
        // The two ends: the full optimum, and for the core's coordinates the core's own optimum (8/11, -10/11).
        #expect(try norm(subtract(point(0), model.optimum)) <= 1e-14)
        let far = try point(1e8)
        #expect(abs(far[0] - 8.0 / 11) <= 1e-7 && abs(far[1] + 10.0 / 11) <= 1e-7)
    }

    /// Beyond 2/L: still one fixed point, and no convergence.
    @Test func aUniqueFixedPointNeedNotAttract() throws {
        let alternation = Alternation(
            model: try example(), core: [1, 2], fullSteps: 1, coreSteps: 1, stepSize: 0.6)
        let matrix = alternation.composite().matrix
        #expect(try isClose((Matrix.identity(3) - matrix).determinant(), -2.186, relative: 5e-4))
        #expect(try isClose(matrix.spectralRadius(), 3.0828, relative: 2e-5))
        var evidence = try AlternatingCore.evidence(alternation, from: [0, 0, 0], periods: 10)
        let distances = try #require(evidence.tracks["approach"]?.observed)
        #expect(distances[10] > 1e3 * distances[0])
        evidence.tracks = evidence.tracks.filter { $0.key == "approach" }
        let result = try InstanceResult(AlternatingCore.claim(), name: "unstable", role: .given, seed: 1, evidence)
        #expect(result.comparisons[0].relationVerdict == .violated)
    }

    /// Without full steps the other coordinates never move: 1 is an eigenvalue of the map.
    @Test func withoutFullStepsOneIsAnEigenvalue() throws {
        let alternation = Alternation(
            model: try example(), core: [1, 2], fullSteps: 0, coreSteps: 1, stepSize: 0.2)
        let matrix = alternation.composite().matrix
        #expect(matrix[2, 2] == 1 && matrix[2, 0] == 0 && matrix[0, 2] == 0)
        #expect(try (Matrix.identity(3) - matrix).determinant() == 0)
    }

    @Test func twoBlocks() throws {
        let blocks = TwoBlocks(model: try example(), first: [1])
        #expect(try isClose(blocks.sweepRadius(), 0.1, relative: 1e-13))
        #expect(try isClose(blocks.coupling() * blocks.coupling(), 0.1, relative: 1e-13))
        // The sweep does minimise: after it the second block's gradient is 0.
        let after = try blocks.excesses(from: [0, 0, 0], sweeps: 3)
        #expect(isClose(after[1] / after[0], 0.01, relative: 1e-11))
    }

    /// The energy norm of a period is 1 exactly where the masks leave a coordinate out.
    @Test func masksThatCoverContract() throws {
        let model = try example()
        #expect(try PeriodicMasks(model: model, masks: [[1], [2], [3]], stepSize: 0.3).period().spectralNorm() < 0.95)
        #expect(
            try abs(PeriodicMasks(model: model, masks: [[1], [3]], stepSize: 0.3).period().spectralNorm() - 1) <= 1e-14)
    }
}
