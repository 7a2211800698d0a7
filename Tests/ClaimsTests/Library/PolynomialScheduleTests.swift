import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

@Suite struct PolynomialScheduleTests {
    private func isClose(_ a: Double?, _ b: Double, relative: Double = 1e-11) -> Bool {
        guard let a else { return false }
        return abs(a - b) <= relative * abs(b)
    }

    private func bound(_ name: String, _ values: [String: Double]) throws -> Double {
        let part = try #require(try PolynomialSchedule.claim().parts.first { $0.name == name })
        var all = ["min": 0.0, "E1": 0, "E2": 0, "E3": 0, "E4": 0]
        all.merge(values) { $1 }
        return try part.bound.evaluate(all.filter { part.bound.variables.contains($0.key) })
    }

    @Test func twoDegreesInAnyOrder() throws {
        let training = try PolynomialSchedule.example([1, 1], stepSize: 0.5)
        for dropping in [true, false] {
            for depths in [[1, 2], [2, 1]] {
                #expect(try training.final(depths, dropping: dropping).value == 0.15625)
            }
        }
    }

    @Test func balancedCountsMeetTheFloor() throws {
        let training = try PolynomialSchedule.example([1, 0.25, 0.0625], stepSize: 0.5)
        #expect(try training.final([3, 1, 3, 2, 3, 3], dropping: true).value == 0.0003662109375)
        #expect(try training.final(Array(repeating: 3, count: 5), dropping: true).value == 0.000640869140625)
        #expect(
            try isClose(
                bound("floor", ["degree": 3, "product": 0.015625, "eta": 0.5, "cost": 15]), 0.0003662109375))
        let counts = DegreeTraining.balancedCounts(cost: 15, energies: [1, 0.25, 0.0625], factor: 0.5)
        for (n, expected) in zip(counts, [6.0, 5, 4]) { #expect(isClose(n, expected, relative: 1e-14)) }
    }

    @Test func steepSpectrum() throws {
        let training = try PolynomialSchedule.example([4, 2, 1, 0.5], stepSize: 0.2)
        let stages = training.equalStages(5)
        #expect(stages.count == 20 && stages.reduce(0, +) == 50)
        let up = try training.final(stages, dropping: true).value
        let down = try training.final(stages.reversed(), dropping: false).value
        #expect(isClose(up, 0.0341119387615) && isClose(down, 0.0341119387615))
        let spectrum = ["E1": 4.0, "E2": 2, "E3": 1, "E4": 0.5, "degree": 4, "eta": 0.2]
        let stageBound = try bound("stages", spectrum.merging(["stageCost": 50]) { $1 })
        #expect(isClose(stageBound, 0.0341119387615))
        #expect(try isClose(bound("constant", ["degree": 4, "mean": 1.875, "eta": 0.2, "cost": 50]), 0.0141670994486))
        #expect(try isClose(bound("floor", ["degree": 4, "product": 4, "eta": 0.2, "cost": 50]), 0.0106854955625))
        let counts = DegreeTraining.balancedCounts(cost: 50, energies: [4, 2, 1, 0.5], factor: 0.8)
        for (n, expected) in zip(counts, [14.82971279, 13.27657093, 11.72342907, 10.17028721]) {
            #expect(abs(n - expected) <= 5e-9)
        }
    }

    @Test func randomDepth() throws {
        let training = try PolynomialSchedule.example([4, 2, 1, 0.5], stepSize: 0.2)
        let evidence = try PolynomialSchedule.evidence(
            training, depths: Array(repeating: 4, count: 20), dropping: true, shares: [0.25, 0.25, 0.25, 0.25])
        #expect(isClose(evidence.tracks["random"]?.observed.last, 0.0494700132980))
    }

    /// The moments of the random depth are the average over all paths.
    @Test func randomDepthIsTheAverageOverPaths() throws {
        let training = try PolynomialSchedule.example([1, 0.5, 2], stepSize: 0.3)
        let run = Run(
            model: training.model, start: Parameters(training.start),
            schedule: Schedule(
                RandomChoice.nested([0.5, 0.25, 0.25], sizes: [3, 6, 7]), stepSize: 0.3, steps: 5),
            observables: [.loss])
        let exact = try Enumeration.trajectory(run).values(.loss)
        let evidence = try PolynomialSchedule.evidence(
            training, depths: [1, 1, 1, 1, 1], dropping: true, shares: [0.5, 0.25, 0.25])
        for (a, b) in zip(evidence.tracks["random"]?.observed ?? [], exact) { #expect(isClose(a, b, relative: 1e-14)) }
    }

    /// The ensemble draws the same law.
    @Test func randomChoiceDrawsItsLaw() throws {
        let training = try PolynomialSchedule.example([1, 0.5, 2], stepSize: 0.3)
        let run = Run(
            model: training.model, start: Parameters(training.start),
            schedule: Schedule(RandomChoice.nested([0.5, 0.25, 0.25], sizes: [3, 6, 7]), stepSize: 0.3, steps: 5),
            observables: [.loss], engine: .ensemble, replicas: 2000)
        let exact = try Enumeration.trajectory(run).values(.loss)
        let series = try #require(try run.trajectory().series[.loss])
        let (low, high) = try (#require(series.low?.last), #require(series.high?.last))
        #expect(low < exact[5] && exact[5] < high && low < high)
    }

    @Test func biasedCube() throws {
        let features = try HypercubePolynomials(means: [0.5, 0.5], degree: 2)
        let training = try DegreeTraining(features, target: [1, 1, -2], stepSize: 0.4)
        #expect(training.model.value(at: Parameters(training.start)) == 1.25)
        #expect(try isClose(bound("floor", ["degree": 2, "product": 8, "eta": 0.4, "cost": 0]), 2.82842712475))
    }
}
