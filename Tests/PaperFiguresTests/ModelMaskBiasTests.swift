import LinearAlgebra
import Testing

@testable import PaperFigures

@Suite struct ModelMaskBiasTests {
    /// The ridge solution of dropout, from the normal equations of the regression.
    @Test func rescaledLimitIsRidge() throws {
        let design = try Matrix(rows: [
            [2, 1, 0, 1], [1, 2, 1, 0], [0, 1, 2, 1], [1, 0, 1, 2], [2, 1, 1, 1], [1, 1, -1, 0],
        ])
        let target: Vector = [1, 3, 0, -1, 2, 2]
        let gram = design.transposed * design
        let right = design.transposed * target
        let optimum = try gram.solve(right)
        let blocks = try ModelMaskBias.blocks()
        let rescaled = try blocks.column("rescaled", of: "bias")
        for (p, bias) in zip(try blocks.column("p", of: "bias"), rescaled) {
            let ridge = try (gram + ((1 - p) / p) * .diagonal(gram.diagonal)).solve(right)
            // Two solves of condition below 100.
            #expect(abs(norm(subtract(ridge, optimum)) / norm(optimum) - bias) < 1e-12, "p=\(p)")
        }
    }

    @Test func sampledIntervalsHoldTheCurve() throws {
        let blocks = try ModelMaskBias.blocks()
        for step in ["1.0", "0.25"] {
            let places = try blocks.column("p", of: "step \(step)")
            let exact = try blocks.column("excess", of: "step \(step)")
            let low = try blocks.column("low", of: "sampled \(step)")
            let high = try blocks.column("high", of: "sampled \(step)")
            for (k, p) in try blocks.column("p", of: "sampled \(step)").enumerated() {
                let value = exact[try #require(places.firstIndex(of: p))]
                #expect(low[k] <= value && value <= high[k], "p=\(p)")
                #expect(high[k] - low[k] < value)
            }
        }
    }

    /// The bias is the same for both steps, the rest shrinks with the step, and at p = 1 nothing is left.
    @Test func stepsDoNotRemoveTheBias() throws {
        let blocks = try ModelMaskBias.blocks()
        let long = try blocks.column("excess", of: "step 1.0")
        let short = try blocks.column("excess", of: "step 0.25")
        let bias = try blocks.column("bias", of: "step 1.0")
        #expect(try bias == blocks.column("bias", of: "step 0.25"))
        for k in bias.indices.dropLast() { #expect(bias[k] > 0 && bias[k] < short[k] && short[k] < long[k]) }
        #expect(try blocks.column("plain", of: "bias").last ?? 1 < 1e-12)
    }
}
