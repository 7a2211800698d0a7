import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

@Suite struct QuadShareTests {
    private func model() throws -> Quadratic {
        try Quadratic(hessian: Matrix(rows: [[2, 1], [1, 3]]), optimum: [1, -1])
    }

    private func isClose(_ a: Double?, _ b: Double, relative: Double = 1e-11) -> Bool {
        guard let a else { return false }
        return abs(a - b) <= relative * abs(b)
    }

    @Test func twoBlocksOfOne() throws {
        let tied = try TiedBlocks(model(), layers: 2, start: [0, 0])
        #expect(isClose(tied.frozen.modes.values.first, 3.5, relative: 1e-15))
        #expect(isClose(tied.frozen.limit.value, 10.0 / 7, relative: 1e-15))
        let direct = try tied.directFloor(start: [0, 0])
        #expect(isClose(direct.value.value, 1.42857142857, relative: 1e-11))
        #expect(isClose(direct.value.value, 10.0 / 7, relative: 1e-15))
        #expect(isClose(direct.shift.first, -1.0 / 7, relative: 1e-15))
    }

    @Test func fiveSteps() throws {
        let model = try model()
        let run = Run(
            model: model, start: Parameters([0, 0]), schedule: Schedule(Share(blocks: 2), stepSize: 0.2, steps: 5),
            observables: [.loss])
        let trajectory = try run.trajectory()
        let final = try #require(trajectory.final?.values)
        #expect(abs(final[0] + 0.14251) < 1e-15 && final[0] == final[1])
        let evidence = try QuadShare.evidence(
            model, layers: 2, start: [0, 0], stepSize: 0.2, steps: 5, sigma: nil)
        let loss = try #require(evidence.tracks["identity"]?.observed.last)
        #expect(isClose(loss, 1.42857185035))
        // One parameter: the gap shrinks by exactly (1 - 0.7)^2 a step.
        let gap = try #require(evidence.tracks["identity"]?.varying["gap"])
        #expect(isClose(gap[5].value, gap[0].value * 0.3.raised(to: 10), relative: 1e-13))
    }

    @Test func beyondStability() throws {
        let evidence = try QuadShare.evidence(
            model(), layers: 2, start: [0, 0], stepSize: 0.6, steps: 60, sigma: nil)
        #expect(isClose(evidence.tracks["identity"]?.observed.last, 6623.5, relative: 1e-5))
    }

    /// Sharing removes the other direction's condition: 100 becomes 1.
    @Test func conditionNumber() throws {
        let model = try Quadratic(hessian: .diagonal([100, 1]), optimum: [0, 0])
        let evidence = try QuadShare.evidence(
            model, layers: 2, start: [1, 1], stepSize: 0.01, steps: 1, sigma: nil)
        #expect(isClose(evidence.tracks["condition"]?.observed.first, 1, relative: 1e-14))
        #expect(isClose(evidence.quantities["kappa"]?.value, 100, relative: 1e-14))
    }

    /// The orthonormal basis is one, and its first columns are constant on blocks.
    @Test(arguments: [(6, 2), (6, 3), (12, 4)]) func basis(dimension: Int, layers: Int) {
        let basis = TiedBlocks.basis(dimension: dimension, layers: layers)
        #expect((basis.transposed * basis - .identity(dimension)).maxAbs < 1e-15)
        #expect(abs(basis[0, 0] - 1 / Double(layers).squareRoot()) < 1e-16)
    }

    /// The enumeration of signs is the law that moments give: mean and covariance of the noise are 0 and `sigma^2`.
    @Test func noiseIsWhite() throws {
        let noisy = try NoisyDescent(model(), start: [1, -1], tied: 1, stepSize: 1, sigma: 0.5)
        var moments = Moments(error: [0, 0])
        noisy.law.advance(&moments)
        #expect((moments.second - 0.25 * .identity(2)).maxAbs < 1e-15)
        #expect(norm(moments.mean) < 1e-15)
        #expect(noisy.law.outcomes.count == 4)
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func behavesAsRecorded(seed: UInt64) throws {
        let result = try Checker(seed: seed).check([QuadShare.claim()])[0]
        #expect(result.complaints.isEmpty, "\(result.complaints)")
        let observed = Set(result.instances.filter { $0.role == .typical }.flatMap(\.comparisons).map(\.part))
        #expect(observed == Set(result.claim.parts.map(\.name)))
    }
}

extension Double {
    fileprivate func raised(to n: Int) -> Double { (0..<n).reduce(1.0) { power, _ in power * self } }
}
