import Testing

@testable import PaperFigures

@Suite struct MeanSquareStabilityTests {
    /// The spectral radius at 1.9/L was found with 40 digits elsewhere.
    @Test func radii() throws {
        let blocks = try MeanSquareStability.blocks()
        let steps = try blocks.column("step", of: "radii")
        let place = try #require(steps.firstIndex { abs($0 - 1.9) < 1e-9 })
        let square = try blocks.column("square", of: "radii")
        let mean = try blocks.column("mean", of: "radii")
        #expect(abs(square[place] - 3.20045250420) < 1e-10)
        #expect(abs(mean[place] - 0.81) < 1e-9)
        for k in steps.indices { #expect(square[k] >= mean[k] * (1 - 1e-12)) }
        let edge = try blocks.column("edge", of: "limits")[0]
        for k in steps.indices where abs(steps[k] - edge) > 0.01 { #expect((square[k] < 1) == (steps[k] < edge)) }
    }

    /// Beyond the edge the loss of the mean falls and the expected loss grows without end.
    @Test func runs() throws {
        let blocks = try MeanSquareStability.blocks()
        for share in MeanSquareStability.drawn {
            let excess = try blocks.column("excess", of: "run \(share)")
            let mean = try blocks.column("mean", of: "run \(share)")
            #expect(excess[0] == 9 && mean[40] < 1e-3 * mean[0])
            #expect((excess[40] > 10 * excess[0]) == (share > 1))
            #expect(zip(excess, mean).allSatisfy { $0 >= $1 })
        }
    }
}
