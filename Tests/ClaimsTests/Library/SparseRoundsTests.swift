import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

@Suite struct SparseRoundsTests {
    private func oracle() throws -> SparseTraining {
        let model = try Quadratic(
            hessian: Matrix(rows: [[4, 1, 0, 1], [1, 3, 1, 0], [0, 1, 2, 0.5], [1, 0, 0.5, 3]]),
            optimum: [1, -2, 3, 0.5])
        var path = SparseTraining(model, start: [0, 0, 0, 0], support: [0, 1], stepSize: 0.15, trainingSteps: 2)
        for _ in 0..<3 { path.round(drop: SparseTraining.least(1), grow: SparseTraining.most(1)) }
        return path
    }

    private func rows(_ evidence: Evidence, _ part: String) throws -> [Comparison.Row] {
        let result = try InstanceResult(SparseRounds.claim(), name: "oracle", role: .given, seed: 1, evidence)
        return try #require(result.comparisons.first { $0.part == part }).rows
    }

    @Test func roundsReproduceTheOracle() throws {
        let path = try oracle()
        #expect(path.rounds.map(\.dropped) == [[1], [0], [1]])
        #expect(path.rounds.map(\.growth) == [[2], [1], [1]])
        let evidence = try SparseRounds.evidence(path, k: 2, r: 1, ["round"])
        #expect(abs((evidence.quantities["L"]?.value ?? 0) / 5.13231020702573 - 1) < 1e-14)
        let rows = try rows(evidence, "round")
        for (row, observed, bound) in [
            (0, 7.54174925, 8.87346829967958), (1, 4.91751245966797, 6.06395133152537),
            (2, 4.1901307452421, 6.14143554042471),
        ] {
            #expect(abs(rows[row].observed / observed - 1) < 1e-13)
            #expect(abs(rows[row].bound / bound - 1) < 1e-13)
        }
    }

    /// Dropping the smaller weight costs 12.5, the other one 0.5; the round ends above its start.
    @Test func smallestIsDearest() throws {
        let round = try #require(try SparseRounds.dearest().rounds.first)
        #expect(round.dropped == [0] && round.before.value == 0 && round.bare.value == 12.5)
        #expect(round.after.value > 10 && round.cost(100, 0.001).value > 0)
        let model = try Quadratic(hessian: .diagonal([100, 1]), optimum: [0.5, 1])
        #expect(model.excess(at: [0.5, 0]) == 0.5)
    }

    /// From nothing to everything, one coordinate at a time: (d - jr)/d of the excess is left after j rounds.
    @Test func growthTelescopes() throws {
        let model = try Quadratic(
            hessian: .diagonal(Vector(repeating: 2, count: 8)), optimum: Vector(repeating: 1, count: 8))
        var path = SparseTraining(
            model, start: Vector(repeating: 0, count: 8), support: [], stepSize: 0.5, trainingSteps: 0)
        for _ in 0..<4 { path.round(drop: SparseTraining.none, grow: SparseTraining.most(2)) }
        #expect(path.rounds.map(\.after.value) == [6, 4, 2, 0])
    }

    /// A guarded round that fails its test keeps what training reached.
    @Test func guardRefuses() throws {
        let model = try Quadratic(hessian: .diagonal([100, 1]), optimum: [0.5, 1])
        var path = SparseTraining(model, start: [0.5, 1], support: [0, 1], stepSize: 0.001, trainingSteps: 1)
        path.round(drop: SparseTraining.least(1), grow: SparseTraining.most(1), guarded: true)
        let round = try #require(path.rounds.first)
        #expect(!round.isAccepted && round.after.value == 0 && path.support == [0, 1] && path.point == [0.5, 1])
    }

    @Test func choicesAreAllSubsets() {
        #expect(SparseTraining.choices([1, 4, 6], 2) == [[1, 4], [1, 6], [4, 6]])
        #expect(SparseTraining.choices([1, 4], 0) == [[]])
        #expect(SparseTraining.choices(Array(0..<7), 3).count == 35)
    }

    /// All parts are met by some typical instance.
    @Test func typicalInstancesCoverAllParts() throws {
        let claim = try SparseRounds.claim()
        let result = try Checker().check([claim])[0]
        let seen = Set(result.instances.filter { $0.role == .typical }.flatMap(\.comparisons).map(\.part))
        #expect(seen == Set(claim.parts.map(\.name)))
        #expect(result.complaints.isEmpty, "\(result.complaints)")
    }
}
