import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

@Suite struct JointCoreFullTests {
    private func isClose(_ a: Double?, _ b: Double, relative: Double = 1e-11) -> Bool {
        guard let a else { return false }
        return abs(a - b) <= relative * abs(b)
    }

    @Test func pairOfCoordinates() throws {
        let joint = try JointCoreFull.pair(weight: 0.5)
        let w = try joint.minimiser()
        #expect(isClose(w[0], 4.0 / 3, relative: 1e-14) && isClose(w[1], 2.0 / 3, relative: 1e-14))
        #expect(isClose(joint.model.excess(at: w), 0.0555555555556))
        #expect(isClose(joint.leastCoreLoss(), 0.25, relative: 1e-14))
        let core = joint.model.excess(at: joint.masked(w)) - joint.leastCoreLoss()
        #expect(isClose(core, 0.0277777777778))
    }

    @Test func alternatingLimit() throws {
        let joint = try JointCoreFull.pair(weight: 0.5)
        let limit = try joint.alternatingLimit(0.1)
        #expect(isClose(limit[0], 1.32142857143) && isClose(limit[1], 0.642857142857))
        // It is off the minimiser by a multiple of the step.
        let near = try joint.alternatingLimit(0.01)
        #expect(try abs(norm(subtract(near, joint.minimiser())) / 0.01 - 0.250119) <= 1e-6)
    }

    @Test func lowRankCore() throws {
        let target = Matrix.diagonal([3, 1])
        let losses = JointCoreFull.lowRankExample().map {
            JointCoreFull.jointLoss($0, target: target, weight: 0.5)
        }
        #expect(losses == [0.25, 2.25])
        // The second is a saddle: the gradients vanish there, and a small turn of the core lowers the loss.
        let saddle = JointCoreFull.lowRankExample()[1]
        let turned = Matrix(column: [0.1, 1])
        let point = (turned, turned.transposed, target - turned * turned.transposed)
        #expect(
            JointCoreFull.jointLoss(point, target: target, weight: 0.5)
                < JointCoreFull.jointLoss(saddle, target: target, weight: 0.5))
        let factorization = try Factorization(rank: 1, target: target)
        #expect(factorization.gradient(at: Parameters([saddle.0, saddle.1])).values.allSatisfy { $0 == 0 })
    }

    /// With no weight on the core its excess is that of the full optimum.
    @Test func noWeightOnTheCore() throws {
        let joint = try JointCoreFull.pair(weight: 0)
        #expect(try joint.minimiser() == joint.model.optimum)
        let cap = 0.5 * dot(joint.pull, joint.alone)
        let excess = joint.model.excess(at: joint.masked(joint.model.optimum)) - joint.leastCoreLoss()
        #expect(isClose(excess, cap, relative: 1e-14))
    }
}
