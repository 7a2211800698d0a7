import Claims
import Figures
import Testing

@testable import PaperFigures

extension FigureContent {
    /// The numbers of a column of a block, all of which must be there.
    func column(_ column: String, of block: String) throws -> [Double] {
        let found = try #require(blocks.first { $0.name == block }, "\(block)")
        let place = try #require(found.columns.firstIndex(of: column), "\(column)")
        return try found.rows.map { try #require($0[place]) }
    }
}

@Suite struct SharingFiguresTests {
    @Test func lossesRunBetweenTheirEnvelopes() throws {
        let content = try SharedEnvelopes.content(FigureSetting())
        for block in ["wide", "narrow"] {
            let (loss, upper) = (try content.column("loss", of: block), try content.column("upper", of: block))
            let lower = try content.column("lower", of: block)
            let published = try content.column("published", of: block)
            #expect(loss[0] == 1 && upper[0] == 1 && lower[0] == 1)
            for t in loss.indices.dropFirst() {
                #expect(lower[t] < loss[t] && loss[t] < upper[t] && upper[t] < published[t], "\(block) \(t)")
            }
        }
        // 2 L lmin^1.5 = 1 for L = 4, lmin = 1/4: e^-6 is left of the upper envelope.
        #expect(abs(try #require(content.column("upper", of: "wide").last) - 0.002478752176666) < 1e-14)
        // The rate at the end is that of the upper envelope: within a tenth, where the modes still on their way are 1.5
        // and 2, whose rates are 14.7 and 22.6.
        let (time, loss) = (try content.column("time", of: "wide"), try content.column("loss", of: "wide"))
        let n = time.count - 1
        let rate = Double.ln(loss[n - 5] / loss[n]) / (time[n] - time[n - 5])
        #expect(rate > 1 && rate < 1.1)
    }

    /// Numbers of steps found with other programs.
    @Test func stepsAreThoseOfTheClaims() throws {
        let content = try StepsAgainstDepth.content(FigureSetting(jobs: 2))
        #expect(try content.column("shared", of: "steps") == [27, 55, 78, 93, 102, 106, 108])
        #expect(try content.column("zas", of: "steps") == [26, 49, 77, 111, 148, 189, 239])
        let published = try content.column("zas-published", of: "steps")
        #expect(abs(published[0] / 1.6e7 - 1) < 0.05 && abs(published[6] / 4.1e12 - 1) < 0.05)
        // Within 10 orders of magnitude of the truth, not within 9.
        #expect(published[6] / 239 > 1e10)
        // From 2 to 64 layers at 1.5: 1.24, 1.75 and 2.77 times as long at 4, 16 and 64 layers.
        let ratio = try content.column("ratio", of: "flow")
        #expect(abs(ratio[1] - 1.24) < 0.005 && abs(ratio[3] - 1.748) < 0.005 && abs(ratio[5] - 2.773) < 0.005)
    }

    @Test func eigenvaluesRunStraight() throws {
        let content = try StraightSegment.content(FigureSetting())
        for name in ["60", "110", "145"] {
            let ends = try (content.column("re", of: "segment \(name)"), content.column("im", of: "segment \(name)"))
            let flow = try (content.column("re", of: "flow \(name)"), content.column("im", of: "flow \(name)"))
            let (p, q) = (ends.0[1], ends.1[1])
            for (x, y) in zip(flow.0, flow.1) {
                // Twice the area of the triangle of 1, phi and u; the flow is integrated to 1e-13.
                #expect(abs((p - 1) * y - q * (x - 1)) < 1e-10)
            }
            let left = (flow.0[60] - p) * (flow.0[60] - p) + (flow.1[60] - q) * (flow.1[60] - q)
            #expect(left < 1e-4)
        }
        // The eigenvalue of w' = -w^2 (w^3 + 0.8) is still positive.
        let trapped = try content.column("re", of: "flow negative")
        #expect(zip(trapped, trapped.dropFirst()).allSatisfy { $0 > $1 } && trapped[60] > 0 && trapped[60] < 0.005)
        // 0 is at the distance sin(angle) |phi| / |phi - 1| from the line through 1 and phi = e^{145 i}: sin(17.5 degrees).
        #expect(abs(try content.column("re", of: "nearest")[0] - 0.300705799504273) < 1e-12)
    }
}
