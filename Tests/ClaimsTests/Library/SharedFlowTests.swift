import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

/// Numbers found with 20 digits in another system, and the verdicts of the instances.
@Suite struct SharedFlowTests {
    private func compare(
        _ part: String, _ evidence: Evidence, bound: String? = nil
    ) throws -> Comparison {
        let claim = try SharedFlow.claim()
        var entry = try #require(claim.parts.first { $0.name == part })
        if let bound { entry = entry.with(bound: try Expression(parsing: bound)) }
        return try Comparison(claim, entry, evidence, try #require(evidence.tracks[part]), attainable: false)
    }

    private func isClose(_ x: Double, _ y: Double, digits: Double = 1e-11) -> Bool { abs(x - y) <= digits * abs(y) }

    /// By the modes, and by full matrices, tied and untied: those to the accuracy of their solver.
    @Test func definiteOracle() throws {
        let target = Matrix.diagonal([2, 0.25])
        for (engine, tied, digits) in [(EngineKind.modes, true, 1e-11), (.flow, true, 1e-9), (.flow, false, 1e-9)] {
            let evidence = try SharedFlow.evidence(
                target: target, depth: 4, end: 0.5, points: 1, tied: tied, engine: engine)
            #expect(evidence.quantities["loss0"]?.value == 0.78125)
            let last = try #require(try compare("upper", evidence).rows.last)
            #expect(isClose(last.observed, 0.0312953899471, digits: digits))
            #expect(isClose(last.bound, 0.473852077901))
            #expect(isClose(try #require(try compare("definite", evidence).rows.last).bound, 0.473852077901))
            #expect(isClose(try #require(try compare("published", evidence).rows.last).bound, 0.608438111775))
            #expect(isClose(try #require(try compare("lower", evidence).rows.last).bound, 9.53474009847e-6))
        }
    }

    @Test func rotationOracle() throws {
        let evidence = try SharedFlow.evidence(
            target: Matrix(rows: [[0, -1], [1, 0]]), depth: 2, end: 0.5, points: 1, engine: .modes,
            parts: SharedFlow.normalParts)
        let last = try #require(try compare("upper", evidence).rows.last)
        #expect(isClose(last.observed, 0.422698911885))
        #expect(isClose(last.bound, 0.486233468868))
        #expect(isClose(try #require(evidence.quantities["m"]).value, 0.5.squareRoot()))
    }

    @Test func clearance() {
        #expect(ComplexNumber(real: 1).clearance == 1)
        #expect(ComplexNumber(real: 0.25).clearance == 0.25)
        #expect(ComplexNumber(real: 7).clearance == 1)
        #expect(ComplexNumber(real: -2).clearance == 0)
        #expect(abs(ComplexNumber(real: -0.5, imaginary: 2).clearance - 2 / 2.5) < 1e-15)
        #expect(abs(ComplexNumber(real: 0.6, imaginary: 0.1).clearance - 0.37.squareRoot()) < 1e-15)
    }

    /// The exponent `lmin^beta` is the true late rate: 2% more exceeds the observed loss by a factor 21.6 at time 250. There
    /// both are below the engine's rounding allowance, which is absolute; 10% more is refuted well above it.
    @Test func exponentCannotBeRaised() throws {
        let evidence = try SharedFlow.evidence(target: Matrix(rows: [[0.3]]), depth: 3, end: 250, points: 250)
        let rows = try compare("definite", evidence).rows
        for time in [50, 200, 250] {
            #expect(isClose(rows[time].observed / rows[time].bound, 0.0522345, digits: 1e-5), "time \(time)")
        }
        let faster = try compare("definite", evidence, bound: "loss0*exp(-2*1.02*depth*lmin^(2 - 2/depth)*t)").rows[250]
        #expect(isClose(faster.observed / faster.bound, 21.6, digits: 5e-3))
        let refuted = try compare("definite", evidence, bound: "loss0*exp(-2*1.1*depth*lmin^(2 - 2/depth)*t)")
        #expect(refuted.verdict == .violated)
    }

    @Test func negativeEigenvalue() throws {
        let evidence = try SharedFlow.evidence(target: .diagonal([1.5, -0.2]), depth: 3, end: 50)
        let rows = try compare("published", evidence).rows
        #expect(isClose(rows[20].observed, 0.0209157052756))
        #expect(isClose(rows[20].bound, 0.00695413625642))
        #expect(isClose(try #require(rows[20].ratio), 3.0077, digits: 2e-5))
        #expect(isClose(rows[50].observed, 0.0201131773173))
        #expect(isClose(try #require(rows[50].ratio), 3873.98, digits: 2e-6))
    }

    /// Near the identity both envelopes are reached; the first slope of any multiple of the identity is `-2 L R`.
    @Test func isotropicIsSharp() throws {
        let evidence = try SharedFlow.evidence(target: (1 + 1e-6) * .identity(2), depth: 4, end: 1)
        #expect(try #require(try compare("upper", evidence).rows[50].ratio) > 0.9999)
        let slope = try SharedFlow.evidence(target: 1.5 * .identity(2), depth: 4, end: 1e-6, points: 1)
        let rows = try compare("upper", slope).rows
        #expect(abs((1 - rows[1].observed / rows[0].observed) / 1e-6 - 8) < 1e-4)
    }

    @Test(arguments: [1, 2, 3, 4, 5] as [UInt64]) func behavesAsRecorded(seed: UInt64) throws {
        let result = try Checker(seed: seed).check([SharedFlow.claim()])[0]
        #expect(result.complaints.isEmpty, "\(result.complaints)")
        let observed = Set(result.instances.filter { $0.role == .typical }.flatMap(\.comparisons).map(\.part))
        #expect(observed == Set(result.claim.parts.map(\.name)))
    }
}
