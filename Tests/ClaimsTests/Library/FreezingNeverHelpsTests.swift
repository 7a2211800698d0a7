import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

@Suite struct FreezingNeverHelpsTests {
    private func isClose(_ a: Double?, _ b: Double) -> Bool {
        guard let a else { return false }
        return abs(a - b) <= 1e-11 * abs(b)
    }

    @Test func theFrozenRunIsAheadAtFirstAndBehindLater() throws {
        let one = try FreezingNeverHelps.one(stepSize: 0.7)
        let full = try one.run().trajectory().values(.loss)
        let frozen = try one.partialRun().trajectory().values(.loss)
        #expect(isClose(full[1], 0.19515625) && isClose(frozen[1], 0.17))
        #expect(isClose(full[2], 0.144545703125) && isClose(frozen[2], 0.12905))
        #expect(isClose(full[5], 0.0610937181267) && isClose(frozen[5], 0.12500295245))
        // The step is below 1/L = 0.7639...
        let top = try #require(one.model().constants.smoothness)
        #expect(isClose(1 / top, 0.7639320225002103))
    }

    @Test func theCheckRefutesIt() throws {
        let result = try Checker().check([FreezingNeverHelps.claim()])[0]
        #expect(result.status == .refuted && result.verdict == .violated)
    }
}
