import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

@Suite struct ShareFloorTests {
    private func isClose(_ a: Double?, _ b: Double, relative: Double = 1e-11) -> Bool {
        guard let a else { return false }
        return abs(a - b) <= relative * abs(b)
    }

    /// The block `[[-1.25, 0.25 + e], [-0.25 - e, -1.75]]` has a real root, at the loss `1/8 + e/2 + e^2`.
    @Test func turningBlock() throws {
        let target = Matrix.diagonal([-1, -2])
        let pairing = try EigenvaluePairing(target, depth: 2, shift: 0.01)
        #expect(isClose(pairing.layer.frobeniusNorm, 8.75068299749))
        #expect(isClose(pairing.value, 0.125, relative: 1e-15))
        let model = try DeepLinear(depth: 2, target: target)
        #expect(isClose(model.value(at: Parameters([pairing.layer, pairing.layer])), 0.1301, relative: 1e-12))
    }

    @Test(
        arguments: [
            ([-1, -2], 0.125), ([1, -0.5], 0.125), ([0.5, -1], 0.28125), ([-0.3, -2], 0.36125), ([-1, -1], 0),
            ([1, 2], 0),
        ] as [([Double], Double)])
    func planeFloors(spectrum: [Double], floor: Double) throws {
        let pairing = try EigenvaluePairing(.diagonal(spectrum), depth: 2, shift: 0.01)
        #expect(abs(pairing.value - floor) < 1e-15)
        let part = try #require(try ShareFloor.claim().parts.first { $0.name == "plane-floor" })
        let bound = try part.bound.evaluate(["lmin": spectrum.min() ?? 0, "lmax": spectrum.max() ?? 0])
        #expect(abs(bound - floor) < 1e-15)
    }

    /// The symmetric floor of -I is 1 and of diag(-1, -2) 2.5: no floor for all real layers, which reach 0 and 1/8.
    @Test func symmetricFloorIsNoFloor() throws {
        let turn = try Matrix(rows: [[0, -1], [1, 0]])
        let one = try ShareFloor.evidence(-1 * .identity(2), depth: 2, layer: turn, ["symmetric-floor"])
        #expect(one.quantities["symmetricFloor"]?.value == 1)
        #expect(one.tracks["symmetric-floor"]?.observed.first == 0)
        let two = try ShareFloor.evidence(.diagonal([-1, -2]), depth: 2, layer: turn, ["symmetric-floor"])
        #expect(two.quantities["symmetricFloor"]?.value == 2.5)
    }

    /// Random searches over equal layers end above the floor and near it.
    @Test func trainingEndsAboveTheFloor() throws {
        var draw = Draw(seed: 4, claim: "share-floor", instance: "search")
        let model = try DeepLinear(depth: 2, target: .diagonal([1, -0.5]))
        var best = Double.infinity
        for _ in 0..<10 {
            let layer = 0.5 * draw.generator.gaussianMatrix(rows: 2, columns: 2)
            let run = Run(
                model: model, start: Parameters([layer, layer]),
                schedule: Schedule(Share(), stepSize: 0.1, steps: 1000), observables: [.loss])
            best = min(best, try run.trajectory().values(.loss).last ?? .infinity)
        }
        #expect(best >= 0.125 - 1e-14 && best < 0.1251)
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func behavesAsRecorded(seed: UInt64) throws {
        let result = try Checker(seed: seed).check([ShareFloor.claim()])[0]
        #expect(result.complaints.isEmpty, "\(result.complaints)")
        let observed = Set(result.instances.filter { $0.role == .typical }.flatMap(\.comparisons).map(\.part))
        #expect(observed == Set(result.claim.parts.map(\.name)))
    }
}
