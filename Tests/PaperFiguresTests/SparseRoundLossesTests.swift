import Testing

@testable import PaperFigures

@Suite struct SparseRoundLossesTests {
    /// The losses at the ends were found by a second implementation in another language.
    @Test(arguments: [("4", 4.929, 3.542), ("6", 1.215, 3.339)])
    func ends(support: String, raw: Double, guarded: Double) throws {
        let blocks = try SparseRoundLosses.blocks()
        let all = try blocks.column("end", of: support + " raw")
        let safe = try blocks.column("end", of: support + " guarded")
        #expect(abs((all.last ?? 0) - raw) < 6e-4)
        #expect(abs((safe.last ?? 0) - guarded) < 6e-4)
    }

    @Test func theTestNeverLetsTheLossRise() throws {
        let blocks = try SparseRoundLosses.blocks()
        for support in ["4", "6"] {
            let safe = try blocks.column("end", of: support + " guarded").filter { !$0.isNaN }
            #expect(safe.count == 11 && zip(safe, safe.dropFirst()).allSatisfy { $0 >= $1 })
            // Without it every late drop costs more than its round gains.
            let raw = try blocks.column("loss", of: support + " raw")
            #expect(raw.count == 21 && raw[19] > 1.2 * raw[18])
        }
    }
}
