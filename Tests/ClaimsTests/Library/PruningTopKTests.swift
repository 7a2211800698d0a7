import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

@Suite struct PruningTopKTests {
    private func isClose(_ a: Double?, _ b: Double, relative: Double = 1e-13) -> Bool {
        guard let a else { return false }
        return abs(a - b) <= relative * abs(b)
    }

    private func oracle() throws -> Quadratic {
        try Quadratic(
            hessian: Matrix(rows: [[4, 1, 0, 0.5], [1, 3, 0.5, 0], [0, 0.5, 2, 0.5], [0.5, 0, 0.5, 5]]),
            optimum: [3, -2, 0.8, 0.5])
    }

    @Test func pruningReproducesTheOracle() throws {
        let model = try oracle()
        #expect(MagnitudePruning.coupling(model.hessian) == 0.5)
        let rounds = try MagnitudePruning(model, counts: [1, 1]).rounds
        #expect(rounds.map(\.support) == [[0, 1, 2, 3], [0, 1, 2], [0, 1]])
        for (i, x) in [3.07440476190476, -2.04761904761905, 0.936904761904762].enumerated() {
            #expect(isClose(rounds[1].point[i], x))
        }
        #expect(rounds[1].point[3] == 0)
        #expect(isClose(rounds[2].point[0], 3.03181818181818) && isClose(rounds[2].point[1], -1.87727272727273))
        #expect(isClose(try MagnitudePruning.loss(model, on: [0, 1]).value, 1.43647727272727))
        #expect(isClose(model.excess(at: rounds[2].point), 1.43647727272727))
        #expect(isClose(model.excess(at: [3, -2, 0, 0]), 1.465))
        let evidence = try PruningTopK.evidence(model, k: 2, counts: [1, 1], ["drift"])
        let result = try InstanceResult(PruningTopK.claim(), name: "oracle", role: .given, seed: 1, evidence)
        let row = try #require(result.comparisons.first?.rows.last)
        #expect(isClose(row.observed, 0.122727272727273, relative: 1e-12) && isClose(row.bound, 0.4))
    }

    /// The threshold is 2: above it pruning keeps coordinate 1, below it coordinate 2; pruning once keeps 1 in both.
    @Test func thresholdIsSharp() throws {
        for (a, kept) in [(2.01, 0), (1.99, 1)] {
            let model = try PruningTopK.threshold(a)
            #expect(try MagnitudePruning(model, counts: [1, 1]).rounds.last?.support == [kept])
            #expect(try MagnitudePruning(model, counts: [2]).rounds.last?.support == [0])
            #expect(MagnitudePruning.top(1, of: model.optimum) == [0])
        }
    }

    /// Features without coupling: nothing moves when others are pruned.
    @Test func orthogonalFeatures() throws {
        let model = try Quadratic(hessian: .diagonal([1, 2, 3, 4]), optimum: [2, -1, 3, -4])
        for round in try MagnitudePruning(model, counts: [1, 1, 1]).rounds {
            for i in round.support { #expect(round.point[i] == model.optimum[i]) }
        }
        #expect(try MagnitudePruning(model, counts: [1, 1]).rounds.last?.support == [2, 3])
    }

    /// The loss on a support is that of a long run there.
    @Test func lossIsThatOfTraining() throws {
        let model = try oracle()
        let long = try MagnitudePruning(
            model, counts: [2], training: .descent(from: [0, 0, 0, 0], stepSize: 0.3, steps: 400))
        let last = try #require(long.rounds.last)
        #expect(last.support == [0, 1] && isClose(model.excess(at: last.point), 1.43647727272727))
    }

    @Test func typicalInstancesHold() throws {
        let result = try Checker().check([try PruningTopK.claim()])[0]
        #expect(result.complaints.isEmpty, "\(result.complaints)")
    }
}
