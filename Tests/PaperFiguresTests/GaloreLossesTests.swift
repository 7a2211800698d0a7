import Testing

@testable import PaperFigures

@Suite struct GaloreLossesTests {
    /// With step 1/L and a condition of 4, r of 6 directions have the factor 1 - r/24; more directions are never behind.
    @Test func ranks() throws {
        let blocks = try GaloreLosses.blocks()
        var before: [Double] = []
        for rank in [1, 2, 3, 6] {
            let excess = try blocks.column("excess", of: "rank \(rank)")
            let bound = try blocks.column("bound", of: "rank \(rank)")
            #expect(excess.count == 41 && excess[0] == 1)
            for t in 1...40 {
                #expect(abs(bound[t] / bound[t - 1] - (1 - Double(rank) / 24)) < 1e-9)
                #expect(excess[t] < bound[t])
                if !before.isEmpty { #expect(excess[t] < before[t]) }
            }
            before = excess
        }
    }
}
