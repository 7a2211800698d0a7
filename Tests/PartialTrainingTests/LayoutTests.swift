import LinearAlgebra
import Testing

@testable import PartialTraining

@Suite struct LayoutTests {
    @Test func blocksFollowOneAnother() {
        let layout = Layout([(2, 3), (3, 1), (1, 4)])
        #expect(layout.count == 13)
        #expect(layout.blocks.map(\.offset) == [0, 6, 9])
        #expect(layout.blocks.map(\.range) == [0..<6, 6..<9, 9..<13])
        #expect(layout.blocks.map(\.isVector) == [false, true, false])
        #expect(!layout.isUniform)
        #expect(layout.description == "2 x 3, vector of 3, 1 x 4")
        #expect(Layout([(2, 2), (2, 2)]).isUniform)
        #expect(Layout([(2, 2), (2, 2)]).description == "2 blocks 2 x 2")
        #expect(Layout.vector(4).description == "vector of 4")
        #expect(Layout([]).isUniform)
    }

    @Test func parametersReadAndWriteTheirBlocks() throws {
        let first = try Matrix(rows: [[1, 2], [3, 4]])
        let second = try Matrix(rows: [[5], [6]])
        var x = Parameters([first, second])
        #expect(x.values == [1, 3, 2, 4, 5, 6])
        #expect(x.blocks == [first, second])
        x.setBlock(0, first.transposed)
        #expect(x.values == [1, 2, 3, 4, 5, 6])
        x.withMutableBlock(1) { $0[1, 0] = 7 }
        #expect(x.block(1).storage == [5, 7])
        #expect(x.withBlock(0) { $0[1, 0] } == 2)
        #expect(Parameters(x.layout).values == Vector(repeating: 0, count: 6))
    }

    @Test func modelsRefuseStartsThatDoNotFit() throws {
        let model = try DeepLinear(depth: 2, target: .identity(2))
        #expect(failure { try model.validate(start: Parameters([1, 2, 3])) }?.kind == "shape")
        // The same number of parameters in another shape is another thing.
        #expect(failure { try model.validate(start: Parameters(Vector(repeating: 0, count: 8))) }?.kind == "shape")
        var start = model.identityStart
        try model.validate(start: start)
        for bad in [Double.nan, .infinity] {
            start.values[3] = bad
            #expect(failure { try model.validate(start: start) }?.kind == "invalid")
        }
    }
}
