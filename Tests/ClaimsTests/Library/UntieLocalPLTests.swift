import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

@Suite struct UntieLocalPLTests {
    private func isClose(_ a: Double?, _ b: Double, relative: Double = 1e-11) -> Bool {
        guard let a else { return false }
        return abs(a - b) <= relative * abs(b)
    }

    private func rows(_ part: String, _ evidence: Evidence) throws -> [Comparison.Row] {
        let claim = try UntieLocalPL.claim()
        let entry = try #require(claim.parts.first { $0.name == part })
        return try Comparison(claim, entry, evidence, #require(evidence.tracks[part]), attainable: false).rows
    }

    @Test func oracle() throws {
        let evidence = try UntieLocalPL.untied(
            target: Matrix(rows: [[1.2, 0.1], [-0.1, 0.9]]), layers: Array(repeating: .identity(2), count: 4),
            end: 0.1, points: 1)
        #expect(isClose(evidence.quantities["residual"]?.value, 0.264575131106))
        let rho = try #require(evidence.quantities["rho"])
        #expect(isClose(rho.value, 0.0868759829355) && rho.radius < 1e-13)
        let mu = try Claims.Expression(parsing: "depth*(least - rho)^(2*depth - 2)")
            .evaluate(["depth": 4, "least": 1, "rho": rho.value])
        #expect(isClose(mu, 2.31866809431))
        let row = try #require(try rows("rate", evidence).last)
        #expect(isClose(row.observed, 0.0153221671212) && isClose(row.bound, 0.0220125873635))
    }

    /// Beyond the cap the rate of the largest ball fails, by the factors of a direct solution.
    @Test func negativeTarget() throws {
        let evidence = try UntieLocalPL.untied(
            target: -0.3 * .identity(1), layers: Array(repeating: .identity(1), count: 4), end: 6, points: 6)
        let cap = SmallestRoot.ball(0.25, least: 1, depth: 4)
        #expect(isClose(cap, 0.421875, relative: 1e-15))
        #expect(evidence.quantities["residual"]?.value == 1.3)
        #expect(evidence.quantities["rho"]?.value == 0.25)
        for (row, ratio) in zip(try rows("rate", evidence).dropFirst(2), [1.61, 5.6, 21, 82, 326]) {
            #expect(isClose(row.ratio, ratio, relative: 0.02))
        }
    }

    /// The cap is `s^L (1 - 1/L)^{L-1} >= s^L / e` from four layers on.
    @Test(arguments: 2...9) func caps(depth: Int) {
        let s = 0.8
        let fraction = SmallestRoot.fraction(depth: depth)
        let cap = SmallestRoot.ball(fraction * s, least: s, depth: depth)
        let power = (0..<depth).reduce(1.0) { product, _ in product * s }
        if depth >= 4 {
            #expect(isClose(cap, power * (1..<depth).reduce(1.0) { product, _ in product * (1 - 1 / Double(depth)) }))
            #expect(cap >= power / 2.7183)
        }
        // The root returned solves the equation and is the least one.
        let root = SmallestRoot.rho(residual: Rounded(cap / 2), least: Rounded(s), depth: depth).value
        #expect(isClose(SmallestRoot.ball(root, least: s, depth: depth), cap / 2, relative: 1e-13))
        #expect(root < fraction * s)
        let reach = SmallestRoot.largestReach(depth: depth) / 2
        let found = SmallestRoot.reach(offset: SmallestRoot.reach(reach, depth: depth), depth: depth)
        #expect(isClose(found.value, reach, relative: 1e-13))
    }

    /// Tied first, then untied: the condition is not met at once, but is later, and the bound then holds.
    @Test func tieThenUntie() throws {
        let target = try Matrix(rows: [[2, 0.3, 0], [-0.3, 1.5, 0.2], [0, -0.2, 0.7]])
        let model = try DeepLinear(depth: 4, target: target)
        var met: [Bool] = []
        for tau in [0.05, 0.3] {
            let run = Run(
                model: model, start: model.identityStart,
                schedule: Schedule([Stage(Share(), stepSize: 1, duration: .time(end: tau, points: 1))]),
                observables: [.loss], engine: .flow)
            let layers = try #require(try run.trajectory().final).blocks
            let evidence = try UntieLocalPL.untied(target: target, layers: layers, end: 0.5)
            let claim = try UntieLocalPL.claim()
            let result = try InstanceResult(claim, name: "tau", role: .given, seed: 1, evidence)
            let rate = try #require(result.comparisons.first { $0.part == "rate" })
            met.append(rate.failedChecks.isEmpty)
            if rate.failedChecks.isEmpty { #expect(rate.verdict == .holds) }
        }
        #expect(met == [false, true])
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func behavesAsRecorded(seed: UInt64) throws {
        let result = try Checker(seed: seed).check([UntieLocalPL.claim()])[0]
        #expect(result.complaints.isEmpty, "\(result.complaints)")
        let observed = Set(result.instances.filter { $0.role == .typical }.flatMap(\.comparisons).map(\.part))
        #expect(observed == Set(result.claim.parts.map(\.name)))
    }
}
