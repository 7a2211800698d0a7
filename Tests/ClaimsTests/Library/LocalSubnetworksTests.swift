import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

@Suite struct LocalSubnetworksTests {
    private func rounds(_ steps: Int) throws -> LocalAveraging {
        let model = try Quadratic(
            hessian: Matrix(rows: [[4, 1, 0], [1, 3, 1], [0, 1, 2]]), optimum: [1, -2, 3])
        return try LocalAveraging(model, Mask(.bernoulli(0.5)), stepSize: 0.2, localSteps: steps)
    }

    private func isClose(_ a: Double, _ b: Double, relative: Double = 1e-12) -> Bool {
        abs(a - b) <= relative * abs(b)
    }

    private func radius(_ rounds: LocalAveraging, _ workers: Int) throws -> Double {
        try rounds.secondMomentMap(workers: workers).symmetrized.symmetricEigenvalues().map(abs).max() ?? .nan
    }

    @Test func limitsReproduceTheOracle() throws {
        let cases: [(Int, Vector, Double, Double)] = [
            (1, [29.0 / 45, -52.0 / 45, 103.0 / 45], 0.927407407407407, 0.177525512860841),
            (2, [0.653984965053432, -1.19049840671819, 2.33159627471347], 0.847981990420088, 0.286161209736992),
            (5, [0.670843869032271, -1.2508752715182, 2.39924459487304], 0.722756635141912, 0.4312039352071),
        ]
        for (steps, limit, loss, gain) in cases {
            let rounds = try rounds(steps)
            let found = try rounds.fixedPoint()
            for (x, y) in zip(found, limit) { #expect(isClose(x, y)) }
            #expect(isClose(rounds.model.excess(at: found), loss))
            #expect(isClose(try rounds.meanGain(steps: steps).symmetricEigenvalues()[0], gain))
        }
    }

    @Test func covariancesReproduceTheOracle() throws {
        for (steps, workers, trace, rho) in [
            (1, 1, 0.114035142854534, 0.698893794068021), (1, 4, 0.0248186569041609, 0.681198264531066),
            (2, 1, 0.216950054843964, 0.580477000865471), (2, 4, 0.044383781773788, 0.523192262160367),
            (5, 1, 0.406286423003653, 0.50778122648879),
        ] {
            let rounds = try rounds(steps)
            #expect(isClose(try rounds.stationaryCovariance(workers: workers).trace, trace))
            #expect(isClose(try radius(rounds, workers), rho))
        }
    }

    /// Workers that train to the end.
    @Test func exactWorkers() throws {
        let rounds = try rounds(400)
        let limit = try rounds.fixedPoint()
        for (x, y) in zip(limit, [15.0 / 22, -427.0 / 330, 49.0 / 20]) { #expect(isClose(x, y)) }
        #expect(isClose(rounds.model.excess(at: limit), 0.639772727272727))
    }

    /// One local step of one worker is a step of the masked model.
    @Test func oneStepIsTheMaskedModel() throws {
        let rounds = try rounds(1)
        let masked = try AffineLaw(rounds.model, Mask(.bernoulli(0.5), forward: true), stepSize: 0.2)
        #expect((rounds.law(workers: 1).kronecker - masked.kronecker).maxAbs < 1e-15)
    }

    /// Two workers by all 64 pairs of masks, against the map of second moments and its covariance.
    @Test func twoWorkersByEnumeration() throws {
        let rounds = try rounds(2)
        let law = rounds.law(workers: 2)
        #expect(law.outcomes.count == 64)
        #expect(try (law.kronecker - rounds.secondMomentMap(workers: 2)).maxAbs < 1e-15)
        let (mean, _) = law.longRunMean(doublings: 60)
        let (covariance, _) = law.longRunCovariance(around: mean, doublings: 60)
        #expect(try (covariance - rounds.stationaryCovariance(workers: 2)).maxAbs < 1e-14)
    }

    /// The sharper rate: twice the local steps in the gain.
    @Test func spectralBoundBeatsTheGain() throws {
        for steps in [1, 2, 5] {
            let rounds = try rounds(steps)
            let twice = try rounds.meanGain(steps: 2 * steps).symmetricEigenvalues()[0]
            let once = try rounds.meanGain(steps: steps).symmetricEigenvalues()[0]
            for workers in [1, 4] {
                let rho = try radius(rounds, workers)
                #expect(rho <= 1 - twice + 1e-14 && 1 - twice < 1 - once)
            }
        }
    }

    @Test func typicalInstancesHold() throws {
        let claim = try LocalSubnetworks.claim()
        let result = try Checker().check([claim])[0]
        #expect(result.complaints.isEmpty, "\(result.complaints)")
        let seen = Set(result.instances.filter { $0.role == .typical }.flatMap(\.comparisons).map(\.part))
        #expect(seen == Set(claim.parts.map(\.name)))
    }
}
