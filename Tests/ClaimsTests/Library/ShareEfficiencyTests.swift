import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

@Suite struct ShareEfficiencyTests {
    private func isClose(_ a: Double?, _ b: Double, relative: Double = 1e-11) -> Bool {
        guard let a else { return false }
        return abs(a - b) <= relative * abs(b)
    }

    @Test func deepLinearPoint() throws {
        let model = try DeepLinear(depth: 3, target: .diagonal([1, 2]))
        let layer = try Matrix(rows: [[1, 0.5], [0, 1]])
        let x = Parameters([layer, layer, layer])
        let evidence = try ShareEfficiency.evidence(model, at: x, count: 3) { Share(groups: $0) }
        #expect(isClose(evidence.tracks["efficiency"]?.observed.first, 0.760840998686))
        #expect(isClose(evidence.tracks["efficiency"]?.observed.first, 579.0 / 761, relative: 1e-15))
        let gradients = LayerGradients(model.gradient(at: x), count: 3)
        #expect(isClose(gradients.correlation(0, 1), 0.790483943458))
        #expect(isClose(gradients.correlation(1, 2), 0.865124701093))
        for (angle, correlation) in zip(gradients.angles, [0.790483943458, 0.865124701093]) {
            #expect(isClose(Rounded.cos(Rounded(angle)).value, correlation))
        }
    }

    /// The rate is that of the loss itself: central differences along the shared direction.
    @Test func rateIsThatOfTheLoss() throws {
        let model = try DeepLinear(depth: 3, target: .diagonal([1, 2]))
        let layer = try Matrix(rows: [[1, 0.5], [0, 1]])
        let x = Parameters([layer, layer, layer])
        let gradient = model.gradient(at: x)
        var kept = gradient
        Share().project(&kept)
        let h = 1e-4
        let ahead = model.value(at: Parameters(model.layout, add(x.values, -h, kept.values)))
        let behind = model.value(at: Parameters(model.layout, add(x.values, h, kept.values)))
        let rate = LayerGradients(gradient, count: 3).grouped([[1, 2, 3]]).value
        #expect(isClose((behind - ahead) / (2 * h), rate, relative: 1e-6))
    }

    @Test func planarFan() throws {
        let evidence = try ShareEfficiency.fan(angles: (0..<4).map { Double($0) * .pi / 6 })
        #expect(isClose(evidence.tracks["neighbours"]?.observed.first, 0.699759526419))
        let theta = try #require(evidence.quantities["theta"]?.value)
        #expect(isClose(theta, .pi / 6, relative: 1e-14))
        let bound = try #require(try ShareEfficiency.claim().parts.last?.bound.evaluate(["depth": 4, "theta": theta]))
        #expect(isClose(bound, 0.699759526419))
    }

    /// The angle is right also where the correlation is 1 to rounding, whose arc cosine has 8 digits at best.
    @Test func smallAngles() {
        let gradients = LayerGradients(Parameters([1, 0, 1, 1e-9]), count: 2)
        #expect(isClose(gradients.angles.first, 1e-9, relative: 1e-12))
    }

    @Test func chainsRefine() {
        var draw = Draw(seed: 1, claim: "share-efficiency", instance: "chains")
        for count in 2...6 {
            let chain = ShareEfficiency.partitions(count, &draw)
            #expect(chain.count == count)
            for (step, groups) in chain.enumerated() {
                #expect(groups.count == step + 1)
                #expect(groups.flatMap { $0 }.sorted() == Array(1...count))
            }
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func behavesAsRecorded(seed: UInt64) throws {
        let result = try Checker(seed: seed).check([ShareEfficiency.claim()])[0]
        #expect(result.complaints.isEmpty, "\(result.complaints)")
        let observed = Set(result.instances.filter { $0.role == .typical }.flatMap(\.comparisons).map(\.part))
        #expect(observed == Set(result.claim.parts.map(\.name)))
    }
}
