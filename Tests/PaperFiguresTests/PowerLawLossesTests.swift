import Foundation
import Testing

@testable import PaperFigures

@Suite struct PowerLawLossesTests {
    /// `L(t)` tends to `Gamma(s) (2 eta t)^-s / (2b)`, `s = (a - 1)/b`, between bounds that meet.
    @Test(arguments: [(1.5, 1.0), (2.0, 2.0), (2.0, 1.0)])
    func slope(a: Double, b: Double) throws {
        let blocks = try PowerLawLosses.blocks()
        let name = "a=\(a) b=\(b)"
        let steps = try blocks.column("step", of: name)
        let loss = try blocks.column("loss", of: name)
        let last = steps.count - 1
        #expect(steps[last] == 8192)
        let s = (a - 1) / b
        let limit = tgamma(s) * pow(steps[last], -s) / (2 * b)
        #expect(abs(loss[last] / limit - 1) < 0.02)
        let slope = log(loss[last] / loss[last - 2]) / log(steps[last] / steps[last - 2])
        #expect(abs(slope + s) < 0.01)
        let (upper, lower) = (try blocks.column("upper", of: name), try blocks.column("lower", of: name))
        #expect(zip(loss, upper).allSatisfy { $0 <= $1 } && !zip(lower, loss).contains { $0 > $1 })
        #expect(upper[last] / lower[last] < 1.05)
        // Half the sum of k^-a beyond 50, between its integrals.
        let floor = try blocks.column("floor", of: name)[0]
        #expect(floor > pow(51, 1 - a) / (2 * (a - 1)) && floor < pow(50, 1 - a) / (2 * (a - 1)))
    }
}
