import LinearAlgebra
import Testing

@testable import PaperFigures

@Suite struct RankStallTests {
    /// Half the squares of the singular values left out, of 4, 3, 2, 1.
    @Test(arguments: [("4,2", 5.0, 2.0 / 3), ("3,2", 8.5, 0.5), ("4,1", 6.5, 1.0 / 3)])
    func selections(name: String, loss: Double, edge: Double) throws {
        let blocks = try RankStall.blocks()
        #expect(try blocks.column("loss", of: "stall \(name)").allSatisfy { abs($0 - loss) < 1e-12 })
        let ends = try blocks.column("loss", of: "end \(name)")
        for (eta, end) in zip(try blocks.column("step", of: "end \(name)"), ends) {
            #expect(abs(end - (eta < edge ? loss : 2.5)) < 1e-3, "\(eta)")
        }
        #expect(try blocks.column("edge", of: "edges").contains { abs($0 - edge) < 1e-12 })
    }

    @Test func fromZero() throws {
        let losses = try RankStall.blocks().column("loss", of: "from zero")
        var expected = 12.5
        for loss in losses {
            #expect(abs(loss - 2.5 - expected) < 1e-12)
            expected *= 0.49
        }
    }
}
