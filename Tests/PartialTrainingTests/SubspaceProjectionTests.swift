import LinearAlgebra
import Testing

@testable import PartialTraining

@Suite struct SubspaceProjectionTests {
    @Test func keepsTheComponentInTheFrame() throws {
        let projection = SubspaceProjection(try Matrix(rows: [[0.6], [0.8]]))
        var g = Parameters([5, 0])
        projection.project(&g)
        #expect(norm(subtract(g.values, [1.8, 2.4])) < 1e-15)
        try projection.validate(.vector(2))
    }

    @Test func haarFramesAreAccepted() throws {
        var generator = Generator(seed: 1, "frame")
        for d in 1...30 { try SubspaceProjection(haarFrame(d, (d + 1) / 2, using: &generator)).validate(.vector(d)) }
    }

    @Test func otherFramesAreRefused() throws {
        let oblique = SubspaceProjection(try Matrix(rows: [[1], [1]]))
        #expect(throws: TrainingError.self) { try oblique.validate(.vector(2)) }
        #expect(throws: TrainingError.self) { try oblique.validate(.vector(3)) }
    }
}
