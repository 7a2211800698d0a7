import Testing

@testable import PaperFigures

@Suite struct AdapterReachTests {
    @Test func withData() throws {
        let blocks = try AdapterReach.blocks()
        let least = try blocks.column("least", of: "data")
        let trained = try blocks.column("trained", of: "data")
        let truncated = try blocks.column("truncated", of: "data")
        let bound = try blocks.column("bound", of: "data")
        for k in least.indices {
            #expect(trained[k] >= least[k] * (1 - 1e-9) && trained[k] < 1.2 * least[k])
            #expect(truncated[k] > 1.01 * least[k] && truncated[k] < bound[k])
            if k > 0 { #expect(least[k] < least[k - 1]) }
        }
    }

    /// The mean over all choices of `r` of 6 rows is `1 - r/6`; both factors do better than any choice.
    @Test func oneFactorFrozen() throws {
        let blocks = try AdapterReach.blocks()
        let mean = try blocks.column("mean", of: "frozen")
        let low = try blocks.column("low", of: "frozen")
        let both = try blocks.column("both", of: "frozen")
        #expect(mean.count == 5)
        for k in mean.indices {
            #expect(abs(mean[k] - (1 - Double(k + 1) / 6)) < 1e-12)
            #expect(both[k] < low[k] && low[k] < mean[k])
        }
    }
}
