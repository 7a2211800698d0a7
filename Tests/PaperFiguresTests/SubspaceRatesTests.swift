import Foundation
import LinearAlgebra
import Testing

@testable import PaperFigures

@Suite struct SubspaceRatesTests {
    /// The largest eigenvalue of the nonnegative matrix `diag(1 - 2 eta w h + eta^2 a h^2) + eta^2 b 1 (h o h)'`, by power
    /// iteration.
    private func radius(_ eta: Double, w: Double, a: Double, b: Double) -> Double {
        let h = (0..<16).map { pow(4, Double($0) / 15) }
        var v = Vector(repeating: 1, count: 16)
        var growth = 0.0
        for _ in 0..<20_000 {
            let common = zip(h, v).reduce(0) { $0 + eta * eta * b * $1.0 * $1.0 * $1.1 }
            let next = zip(h, v).map { h, v in (1 - 2 * eta * w * h + eta * eta * a * h * h) * v + common }
            growth = norm(next) / norm(v)
            v = next.map { $0 / norm(next) }
        }
        return growth
    }

    @Test func stepsFollowTheSpectralRadius() throws {
        let blocks = try SubspaceRates.blocks()
        let (haar, gauss) = (try blocks.column("steps", of: "haar"), try blocks.column("steps", of: "gauss"))
        let d = 16.0
        for (k, r) in try blocks.column("dimension", of: "haar").enumerated() {
            let common = r / (d * (d - 1) * (d + 2))
            let projected = radius(0.25, w: r / d, a: common * (d * (r + 1) - 2), b: common * (d - r))
            #expect(abs(haar[k] * -log(projected) - 1) < 0.01, "Haar r=\(r)")
            let full = radius(r / (4 * (d + r + 1)), w: 1, a: (r + 1) / r, b: 1 / r)
            #expect(abs(gauss[k] * -log(full) - 1) < 0.01, "Gauss r=\(r)")
        }
        // All of the space, step 1/L, condition 4: (1 - 1/4)^2 a step.
        #expect(abs((haar.last ?? 0) + 1 / log(0.5625)) < 0.01)
    }

    @Test func bounds() throws {
        let blocks = try SubspaceRates.blocks()
        for (part, room) in [("haar", 0.0), ("gauss", 1.0)] {
            let bound = try blocks.column("bound", of: part)
            let steps = try blocks.column("steps", of: part)
            for (k, r) in try blocks.column("dimension", of: part).enumerated() {
                let share = room == 0 ? r / 16 : r / (17 + r)
                #expect(abs(bound[k] + 1 / log(1 - share / 4)) < 1e-6 * bound[k])
                #expect(steps[k] < bound[k])
            }
        }
    }
}
