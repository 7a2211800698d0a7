import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

/// Numbers found with 22 digits in another system, and the verdicts of the instances.
@Suite struct IdentityReductionTests {
    private struct Case {
        let depth: Int
        let phi: Double
        let time: Double
        let w: Double
        var u: Double?
    }

    private let cases = [
        Case(depth: 3, phi: 2, time: 0.1, w: 1.09261176051, u: 1.30436042142),
        Case(depth: 4, phi: 0.25, time: 1, w: 0.790376899896, u: 0.390244647494),
        Case(depth: 3, phi: -0.5, time: 1, w: 0.536490950372),
        Case(depth: 5, phi: 0, time: 0.5, w: 0.817765433958, u: 0.365715819996),
        Case(depth: 2, phi: 3, time: 0.2, w: 1.36828551032, u: 1.87220523775),
        Case(depth: 2, phi: -1, time: 0.3, w: 0.614964097428),
        Case(depth: 6, phi: 1.7, time: 0.05, w: 1.03216642590),
    ]

    /// The flow reaches the weight, the closed form has the time for it, and the line the product for the time.
    @Test func scalarOracles() throws {
        for entry in cases {
            let model = try DeepLinear(depth: entry.depth, target: Matrix(rows: [[entry.phi]]))
            let flow = try LayerFlow(model, start: model.identityStart, end: entry.time, points: 1)
            let state = try #require(flow.states.last)
            #expect(Oracle.isClose(state.layers.values[0], entry.w), "\(entry)")
            let clock = IdentityTime(depth: entry.depth, phi: entry.phi)
            // Half a unit of the last digit printed of w is up to 2e-10 of the time.
            #expect(Oracle.isClose(try clock.closedForm(entry.w).value, entry.time, digits: 2e-10), "\(entry)")
            let exact = try clock.closedForm(state.layers.values[0])
            #expect(abs(exact.value - entry.time) < 1e-11 && exact.radius < 1e-12, "\(entry)")
            let u = entry.u ?? Rounded.power(Rounded(entry.w), Rounded(Double(entry.depth))).value
            let shrink = try clock.shrinkage(at: entry.time)
            #expect(
                Oracle.isClose(entry.phi + (1 - entry.phi) * shrink.value, u, digits: entry.u == nil ? 1e-10 : 1e-11),
                "\(entry)")
            #expect(Oracle.isClose(flow.product(1).matrix[0, 0], u, digits: entry.u == nil ? 1e-10 : 1e-11), "\(entry)")
        }
    }

    /// The two expressions of the claim for special cases give the same numbers.
    @Test func elementaryOracles() throws {
        let claim = try IdentityReduction.claim()
        let two = try #require(claim.parts.first { $0.name == "depth-two" }).bound
        #expect(Oracle.isClose(try two.evaluate(["phi": 3, "t": 0.2]), 1.87220523775))
        #expect(Oracle.isClose(try two.evaluate(["phi": -1, "t": 0.3]).squareRoot(), 0.614964097428))
        let zero = try #require(claim.parts.first { $0.name == "zero" }).bound
        #expect(Oracle.isClose(try zero.evaluate(["depth": 5, "t": 0.5]), 0.365715819996))
    }

    /// Closed forms against the integral over both branches, close to the target and near 1, where 2F1 is nearly singular.
    @Test func closedFormsAgreeWithTheIntegral() throws {
        for depth in [2, 3, 5, 12] {
            for phi in [-3, -0.5, 0.05, 0.9, 0.99, 1.01, 1.5, 6] {
                for left in [0.9, 0.5, 0.01, 1e-4] {
                    let u = Rounded(phi) + Rounded(1 - phi) * Rounded(left)
                    guard u.value > 0 else { continue }
                    let clock = IdentityTime(depth: depth, phi: phi)
                    let w = Rounded.power(u, Rounded(1 / Double(depth))).value
                    let closed = try clock.closedForm(w)
                    let integral = try clock.integral(-Rounded.ln(Rounded(left)).value)
                    // The rounding of w and u moves the path by eps u/|u - phi|.
                    let blur = 20 * Double.ulpOfOne * u.value / abs(u.value - phi)
                    let gap = abs(closed.value - integral.value)
                    #expect(gap <= closed.radius + integral.radius + blur, "\(depth) \(phi) \(left)")
                    #expect(gap <= 1e-9 * integral.value, "\(depth) \(phi) \(left)")
                }
            }
        }
    }

    /// The measured deviation of full matrices from the modes is at rounding level, and so are the allowances.
    @Test func allowancesAreSmall() throws {
        let evidence = try IdentityReduction.evidence(
            target: Matrix(rows: [[2, 1], [1, 2]]), depth: 3, stepSize: 0.01, steps: 10, end: 0.1, mode: 1)
        for part in ["layers", "descent", "flow", "time", "quadrature"] {
            for row in try Oracle.compare(IdentityReduction.self, part, evidence).rows {
                #expect(row.allowance <= 1e-10 * abs(row.bound), "\(part) at \(row.time)")
            }
        }
        let layers = try #require(evidence.tracks["layers"]).observed
        #expect(Oracle.isClose(layers[0], 1.09960011975) && Oracle.isClose(layers[1], 0.0996001197538))
        #expect(Oracle.isClose(try Oracle.last(IdentityReduction.self, "descent", evidence).bound, 0.813389748055))
    }

    /// Only the eigenvalues matter, and only if the target is normal.
    @Test func notNormal() throws {
        let evidence = try IdentityReduction.evidence(
            target: Matrix(rows: [[1, 1], [0, 1]]), depth: 2, stepSize: 0.1, steps: 1, end: 0.5)
        let rows = try Oracle.compare(IdentityReduction.self, "descent", evidence).rows
        #expect(rows[0].observed == 0.5 && rows[0].bound == 0)
        let normal = try Matrix(rows: [[0, -1, 0], [1, 0, 0], [0, 0, 2]])
        #expect(try IdentityReduction.canonical(normal).isNormal)
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func behavesAsRecorded(seed: UInt64) throws {
        try Oracle.expectBehaves(IdentityReduction.self, seed: seed)
    }
}
