import Testing

@testable import PaperFigures

@Suite struct PruningSharesTests {
    /// Above `1 + 2 nu` all survive; the adverse quadratic fails right up to it.
    @Test(arguments: [0.25, 0.5])
    func threshold(coupling: Double) throws {
        let blocks = try PruningShares.blocks()
        let ratios = try blocks.column("ratio", of: "random \(coupling)")
        let shares = try blocks.column("share", of: "random \(coupling)")
        let adverse = try blocks.column("survives", of: "adverse \(coupling)")
        for k in ratios.indices {
            let isAbove = ratios[k] > 1 + 2 * coupling
            #expect(!isAbove || shares[k] == 1, "\(ratios[k])")
            #expect(adverse[k] == (isAbove ? 1 : 0), "\(ratios[k])")
        }
        #expect(shares[0] < 0.9 && shares[0] > 0)
    }

    @Test func intervals() throws {
        let blocks = try PruningShares.blocks()
        for coupling in [0.25, 0.5] {
            let shares = try blocks.column("share", of: "random \(coupling)")
            let low = try blocks.column("low", of: "random \(coupling)")
            let high = try blocks.column("high", of: "random \(coupling)")
            for k in shares.indices {
                #expect(low[k] <= shares[k] && shares[k] <= high[k] + 1e-12 && low[k] >= 0 && high[k] <= 1 + 1e-12)
                #expect(high[k] - low[k] > 0.05 && high[k] - low[k] < 0.4)
            }
        }
        // Stronger coupling, fewer survivors.
        #expect(try blocks.column("share", of: "random 0.5")[0] < blocks.column("share", of: "random 0.25")[0])
    }
}
