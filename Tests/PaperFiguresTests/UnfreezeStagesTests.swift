import Testing

@testable import PaperFigures

@Suite struct UnfreezeStagesTests {
    @Test func boundsPassFromStageToStage() throws {
        let blocks = try UnfreezeStages.blocks()
        var last: [Double] = []
        for name in ["all", "two stages", "four stages"] {
            let loss = try blocks.column("loss", of: name)
            let bound = try blocks.column("bound", of: name)
            #expect(loss.count == 41 && zip(loss, bound).allSatisfy { $0 <= $1 })
            // A stage more than forty steps of the slowest rate, (1 - 1/10)^2, leaves at most this of the start.
            #expect(bound[40] < 0.81 * bound[39] * (1 + 1e-9) && bound[40] > 0.8 * bound[39])
            last.append(loss[40])
        }
        #expect(last[2] < last[0] && last[0] < last[1])
    }

    /// By hand: columns (1, 0) and (1/2, 1/2), residual (1, -1/2), step 0.7.
    @Test func oneOfTwoParameters() throws {
        let blocks = try UnfreezeStages.blocks()
        let frozen = try blocks.column("frozen", of: "pair")
        let full = try blocks.column("full", of: "pair")
        #expect(abs(frozen[1] - (0.09 + 0.25) / 2) < 1e-14)
        #expect(frozen[1] < full[1] && frozen[2] < full[2] && frozen[5] > full[5])
        #expect(abs((frozen.last ?? 0) - 0.125) < 1e-4)
    }
}
