import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

@Suite struct RefutedReadingsTests {
    private func isClose(_ a: Double?, _ b: Double, relative: Double = 1e-11) -> Bool {
        guard let a else { return false }
        return abs(a - b) <= relative * abs(b)
    }

    @Test func theyAreRefuted() throws {
        let claims = try [IncreasingBeatsDecreasing.claim(), StagesBeatConstant.claim(), JointImprovesCore.claim()]
        for result in try Checker().check(claims) {
            #expect(result.status == .refuted, "\(result.claim.id): \(result.complaints)")
        }
    }

    @Test func decreasingCanWin() throws {
        let features = try HypercubePolynomials(means: [0.5, 0.5], degree: 2)
        let training = try DegreeTraining(features, target: [1, 1, 1], stepSize: 0.4)
        let evidence = try IncreasingBeatsDecreasing.evidence(training, lengths: [1, 10], dropping: true)
        let track = try #require(evidence.tracks["beats"])
        #expect(isClose(track.observed[0], 0.094325) && isClose(track.varying["decreasing"]?[0].value, 0.013125))
        // For long stages the order is the other way round: the floor.
        #expect(track.observed[1] < track.varying["decreasing"]?[1].value ?? 0)
    }

    /// On the uniform cube the two orders tie, to the last bit or nearly so.
    @Test func orthonormalFeaturesTie() throws {
        let evidence = try IncreasingBeatsDecreasing.evidence(
            PolynomialSchedule.example([1, 1], stepSize: 0.5), lengths: [1], dropping: true)
        let track = try #require(evidence.tracks["beats"])
        #expect(track.observed == [0.15625] && track.varying["decreasing"]?[0].value == 0.15625)
    }

    /// The oracle has cost 50, where constant full depth would take 12.5 steps: 0.0341 against 0.0142.
    @Test func stagesLose() throws {
        let training = try PolynomialSchedule.example([4, 2, 1, 0.5], stepSize: 0.2)
        let stages = try training.final(training.equalStages(5), dropping: true).value
        #expect(isClose(stages, 0.0341119387615))
        let evidence = try StagesBeatConstant.evidence(training, lengths: [4])
        // Cost 40: ten steps at full depth.
        #expect(isClose(evidence.tracks["beats"]?.varying["constant"]?[0].value, 3.75 * 0.011529215046068469))
        #expect(throws: TrainingError.self) { try StagesBeatConstant.evidence(training, lengths: [5]) }
    }

    /// A steep spectrum, for which stages do win.
    @Test func stagesWinOnASteepSpectrum() throws {
        let evidence = try StagesBeatConstant.evidence(
            PolynomialSchedule.example([1, 1e-3], stepSize: 0.2), lengths: [4])
        let track = try #require(evidence.tracks["beats"])
        #expect(track.observed[0] < track.varying["constant"]?[0].value ?? 0)
    }

    @Test func theCoreLoses() throws {
        let evidence = try JointImprovesCore.evidence(weights: [0.5])
        #expect(isClose(evidence.tracks["improves"]?.observed[0], 0.25 + 1.0 / 36))
        #expect(isClose(evidence.tracks["improves"]?.varying["alone"]?[0].value, 0.25, relative: 1e-14))
    }
}
