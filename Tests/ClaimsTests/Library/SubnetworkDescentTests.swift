import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

@Suite struct SubnetworkDescentTests {
    private func isClose(_ a: Double?, _ b: Double, relative: Double = 1e-13) -> Bool {
        guard let a else { return false }
        return abs(a - b) <= relative * abs(b)
    }

    private func rows(_ evidence: Evidence, _ part: String) throws -> [Comparison.Row] {
        let result = try InstanceResult(SubnetworkDescent.claim(), name: "oracle", role: .given, seed: 1, evidence)
        return try #require(result.comparisons.first { $0.part == part }).rows
    }

    /// C_i = 2 e_j e_j', eta = 1/theta, three steps from (1, -1).
    @Test func descentReproducesTheOracle() throws {
        let workers = try Subnetworks(permuting: SubnetworkDescent.pair().locals) { _, _ in 2 }
        #expect(try workers.mean == Matrix(rows: [[3, 1], [1, 2.5]]))
        #expect(workers.draws.map { workers.map($0).diagonal }.sorted { $0[0] > $1[0] } == [[8, 6], [4, 4]])
        #expect(try workers.descent == Matrix(rows: [[18, 5.5], [5.5, 12.5]]))
        let theta = try workers.cost.eigenvalues(relativeTo: workers.descent)[1]
        #expect(isClose(theta, 6.74095928387877))
        #expect(isClose(try workers.descent.eigenvalues(relativeTo: workers.mean)[0], 4.96291384447042))
        let evidence = try SubnetworkDescent.unshifted(workers, start: [1, -1], stepSize: 1 / theta, steps: 3)
        let descent = try #require(try rows(evidence, "descent").last)
        #expect(isClose(descent.observed, 7.27849749164595) && isClose(descent.bound, 7.8554737279377))
        let contraction = try #require(try rows(evidence, "contraction").last)
        #expect(isClose(contraction.observed, 0.00399591640124697, relative: 1e-12))
        #expect(isClose(contraction.bound, 0.0642290500823301, relative: 1e-12))
    }

    /// Scaled permutation, linear terms, eta = 1/2, four steps from 0.
    @Test func biasReproducesTheOracle() throws {
        let (locals, shifts) = try SubnetworkDescent.pair()
        let workers = try Subnetworks(scaled: locals, shifts: shifts)
        let evidence = try SubnetworkDescent.shifted(workers, start: [0, 0], stepSize: 0.5, steps: 4)
        #expect(isClose(evidence.quantities["h2"]?.value, 0.065327111585864, relative: 1e-12))
        #expect(isClose(workers.variance, 0.654754233964073))
        let row = try #require(try rows(evidence, "bias").last)
        #expect(isClose(row.observed, 0.280275854626662) && isClose(row.bound, 0.461867849202636))
    }

    /// The closed form of the bias is what the permutations give.
    @Test func biasIsThatOfThePermutations() throws {
        var draw = Draw(seed: 2, claim: "ist-quad", instance: "bias")
        let workers = try Subnetworks(
            scaled: (0..<4).map { _ in draw.positiveDefinite(4, 0.3, 4) },
            shifts: (0..<4).map { _ in draw.generator.gaussianVector(4) })
        #expect(workers.draws.count == 24)
        #expect(norm(subtract(SubnetworkDescent.bias(workers), workers.bias)) < 1e-14)
        for draw in workers.draws { #expect((workers.map(draw) - .identity(4)).maxAbs < 1e-15) }
    }

    /// With coupling 1.9 one step raises the loss along the worst direction, yet the iterates go to the optimum. The eigenvalue
    /// is that of C = sqrt 2 e e', the losses are those of C = 2 e e', for which it is twice as large.
    @Test func coupledWorkersClimbAndConverge() throws {
        let half = try SubnetworkDescent.coupled(scale: 2.0.squareRoot()).workers
        #expect(isClose(try half.descent.symmetricEigenvalues()[0], -0.377640452282, relative: 1e-11))
        let (workers, start) = try SubnetworkDescent.coupled(scale: 2)
        #expect(isClose(try workers.descent.symmetricEigenvalues()[0], -2 * 0.377640452282, relative: 1e-11))
        let evidence = try SubnetworkDescent.unshifted(
            workers, start: start, stepSize: 1e-3, steps: 1, ["descent", "contraction"], claimed: ["theta": 4])
        let lengths = try #require(evidence.tracks["contraction"]?.observed)
        #expect(isClose(lengths[0] / 2, 0.10808621620921, relative: 1e-12))
        #expect(isClose(lengths[1] / 2, 0.10884514072037, relative: 1e-12))
        let long = try SubnetworkDescent.unshifted(
            workers, start: start, stepSize: 0.1, steps: 200, ["contraction"], claimed: ["theta": 4])
        #expect((long.tracks["contraction"]?.observed.last ?? 1) < 1e-12)
    }

    @Test func typicalInstancesHold() throws {
        let claim = try SubnetworkDescent.claim()
        let result = try Checker().check([claim])[0]
        #expect(result.complaints.isEmpty, "\(result.complaints)")
        let seen = Set(result.instances.filter { $0.role == .typical }.flatMap(\.comparisons).map(\.part))
        #expect(seen == Set(claim.parts.map(\.name)))
    }
}
