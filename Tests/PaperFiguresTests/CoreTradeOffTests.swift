import Testing

@testable import PaperFigures

@Suite struct CoreTradeOffTests {
    /// What one gains the other loses, between the ends; and the curve is convex, as a front of two convex losses is.
    @Test func curve() throws {
        let blocks = try CoreTradeOff.blocks()
        let full = try blocks.column("full", of: "joint")
        let core = try blocks.column("core", of: "joint")
        let ends = (full: try blocks.column("full", of: "ends")[1], core: try blocks.column("core", of: "ends")[0])
        for k in full.indices.dropFirst() { #expect(full[k] > full[k - 1] && core[k] < core[k - 1]) }
        for k in full.indices { #expect(full[k] > 0 && core[k] > 0 && full[k] < ends.full && core[k] < ends.core) }
        for k in full.indices.dropFirst().dropLast() {
            let before = (full[k] - full[k - 1]) / (core[k] - core[k - 1])
            let after = (full[k + 1] - full[k]) / (core[k + 1] - core[k])
            #expect(after < before)
        }
    }

    /// No turns settle below the front, and small steps settle nearer to it.
    @Test func turnsSettleAboveTheCurve() throws {
        let blocks = try CoreTradeOff.blocks()
        let full = try blocks.column("full", of: "joint")
        let core = try blocks.column("core", of: "joint")
        let weights = try blocks.column("weight", of: "joint")
        /// How far a point is above the tangents of the curve, at the most.
        func gap(_ x: Double, _ y: Double) -> Double {
            weights.indices.map { k in weights[k] * (x - core[k]) + (1 - weights[k]) * (y - full[k]) }.min() ?? .nan
        }
        var largest: [Double] = []
        for step in ["1.0", "0.25"] {
            let gaps = zip(
                try blocks.column("core", of: "turns \(step)"), try blocks.column("full", of: "turns \(step)")
            ).map { gap($0, $1) }
            #expect(gaps.allSatisfy { $0 > -1e-9 })
            largest.append(gaps.max() ?? .nan)
        }
        #expect(largest[1] < 0.1 * largest[0])
    }
}
