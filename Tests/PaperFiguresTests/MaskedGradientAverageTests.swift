import Testing

@testable import PaperFigures

@Suite struct MaskedGradientAverageTests {
    @Test func meansStayBelowBothBounds() throws {
        let blocks = try MaskedGradientAverage.blocks()
        #expect(blocks.count == 6)
        for name in blocks.keys {
            let mean = try blocks.column("mean", of: name)
            let bound = try blocks.column("bound", of: name)
            let horizon = try blocks.column("horizon", of: name)
            for t in mean.indices { #expect(mean[t] <= bound[t] && bound[t] <= horizon[t], "\(name)") }
        }
    }

    /// Without displacement the mean falls like 1/t in the end; with it, it stays near the floor, which is not below the part
    /// that the displacement moves the gradient by.
    @Test func displacementLeavesAFloor() throws {
        let blocks = try MaskedGradientAverage.blocks()
        let plain = try blocks.column("mean", of: "p=1.0")
        let displaced = try blocks.column("mean", of: "p=1.0 displaced")
        let floor = try blocks.column("floor", of: "p=1.0 displaced")[0]
        #expect(plain[31] < 0.55 * plain[15] && plain[31] < 0.2 * floor)
        #expect(displaced[31] > 0.8 * displaced[15] && displaced[31] > 0.7 * floor)
        // By construction the known bound is twice the floor at step 8.
        let horizon = try blocks.column("horizon", of: "p=1.0 displaced")
        #expect(abs(horizon[7] / floor - 2) < 1e-12)
    }

    /// From the same point a mask keeps a part of the gradient.
    @Test func masksKeepLess() throws {
        let blocks = try MaskedGradientAverage.blocks()
        let first = try ["p=1.0", "p=0.5", "p=0.2"].map { try blocks.column("mean", of: $0)[0] }
        #expect(first[0] > first[1] && first[1] > first[2] && first[2] > 0)
    }
}
