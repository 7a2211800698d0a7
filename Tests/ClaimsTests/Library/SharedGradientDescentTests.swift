import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

/// Numbers found with 30 digits in another system, and the verdicts of the instances.
@Suite struct SharedGradientDescentTests {
    /// The loss of the claim's own run, and the bound of `part` at every step.
    private func compare(
        _ part: String, target: Matrix, depth: Int, stepSize: Double, steps: Int, engine: EngineKind = .auto
    ) throws -> [Comparison.Row] {
        let claim = try SharedGradientDescent.claim()
        let evidence = try SharedGradientDescent.evidence(
            target: target, depth: depth, stepSize: stepSize, steps: steps, engine: engine)
        let entry = try #require(claim.parts.first { $0.name == part })
        let track = try #require(evidence.tracks[part])
        return try Comparison(claim, entry, evidence, track, attainable: false).rows
    }

    /// Twelve digits are given.
    private func isClose(_ x: Double, _ y: Double, digits: Double = 1e-11) -> Bool { abs(x - y) <= digits * abs(y) }

    @Test(arguments: [EngineKind.modes, .direct]) func sharpOracle(engine: EngineKind) throws {
        let target = Matrix.diagonal([2, 0.5])
        let eta = try SharedGradientDescent.largestStep(target, depth: 4)
        #expect(isClose(eta, 0.0883883476483))
        let rows = try compare("upper", target: target, depth: 4, stepSize: eta, steps: 10, engine: engine)
        #expect(rows[0].observed == 0.625)
        #expect(isClose(rows[1].observed, 0.234033130928))
        #expect(isClose(rows[10].observed, 0.00140261786220))
        #expect(isClose(rows[10].bound, 0.0432554742337))
    }

    @Test func publishedOracle() throws {
        let target = Matrix.diagonal([2, 0.5])
        let eta = try SharedGradientDescent.publishedStep(target, depth: 4)
        #expect(isClose(eta, 0.000172633491501))
        let rows = try compare("published", target: target, depth: 4, stepSize: eta, steps: 100)
        #expect(isClose(rows[100].observed, 0.541564662066))
        #expect(isClose(rows[100].bound, 0.609023360654))
    }

    /// Steps to 1e-8 R(0): those needed, and those that the bound `steps` predicts (without its rounding up).
    @Test func stepsAtTheSharpStep() throws {
        let target = Matrix.diagonal([0.5, 1.3, 2])
        let table = [
            (2, 27, 33), (4, 55, 69), (8, 78, 100), (16, 93, 120), (32, 102, 131), (64, 106, 137), (128, 108, 140),
        ]
        for (depth, needed, predicted) in table {
            let claim = try SharedGradientDescent.claim()
            let evidence = try SharedGradientDescent.evidence(
                target: target, depth: depth, stepSize: SharedGradientDescent.largestStep(target, depth: depth),
                steps: 200, accuracy: 1e-8)
            let entry = try #require(claim.parts.first { $0.name == "steps" })
            let track = try #require(evidence.tracks["steps"])
            let row = try #require(try Comparison(claim, entry, evidence, track, attainable: false).rows.first)
            #expect(row.observed == Double(needed), "depth \(depth)")
            #expect(Int((row.bound - 1).rounded(.up)) == predicted, "depth \(depth)")
        }
    }

    /// At the published step size the number of steps grows with depth.
    @Test func stepsAtThePublishedStep() throws {
        let target = Matrix.diagonal([0.5, 1.3, 2])
        for (depth, needed) in [(2, 13_614), (4, 37_164), (8, 86_968), (16, 188_211), (32, 391_596)] {
            #expect(try steps(target, depth: depth, atMost: 400_000) == needed, "depth \(depth)")
        }
        #expect(try steps(target, depth: 64, atMost: 400_000) == nil)
        #expect(try steps(target, depth: 128, atMost: 400_000) == nil)
    }

    private func steps(_ target: Matrix, depth: Int, atMost: Int) throws -> Int? {
        let eta = try SharedGradientDescent.publishedStep(target, depth: depth)
        let run = try SharedGradientDescent.descent(target: target, depth: depth, stepSize: eta, steps: atMost)
        let loss = try run.trajectory().values(.loss)
        return loss.firstIndex { $0 <= 1e-8 * loss[0] }
    }

    /// Neither envelope's rate can be improved: at the start that of the identity, late that of the smallest eigenvalue.
    @Test func ratesAreReached() throws {
        let first = try compare("upper", target: Matrix(rows: [[1 + 1e-7]]), depth: 5, stepSize: 0.1, steps: 1)
        #expect(abs(first[1].observed / first[0].observed - 0.25) < 1e-8)
        let late = try compare("upper", target: Matrix(rows: [[0.3]]), depth: 3, stepSize: 0.2, steps: 120)
        let factor = (late[118].observed / late[117].observed).squareRoot()
        #expect(abs(factor - 0.8795020) < 1.5e-7)
        let bound = (late[118].bound / late[117].bound).squareRoot()
        #expect(abs(bound - 0.8795021) < 1e-7)
        let published = try compare("published", target: Matrix(rows: [[0.3]]), depth: 3, stepSize: 0.2, steps: 1)
        #expect(abs((published[1].bound / published[0].bound).squareRoot() - 0.96464) < 1e-5)
    }

    /// With an exponent a fifth larger the upper envelope is refuted by the late rate of one eigenvalue below 1.
    @Test func largerExponentIsRefuted() throws {
        let claim = try SharedGradientDescent.claim()
        let evidence = try SharedGradientDescent.evidence(
            target: Matrix(rows: [[0.3]]), depth: 3, stepSize: 0.2, steps: 100)
        let faster = try Part("upper", "loss", .atMost, "loss0*(1 - eta*depth*lmin^(2 - 2/depth))^(2.4*t)")
        let track = try #require(evidence.tracks["upper"])
        let comparison = try Comparison(claim, faster, evidence, track, attainable: false)
        #expect(comparison.verdict == .violated)
        #expect(try #require(comparison.firstViolation).time > 50)
    }

    @Test func largeStepsBreakIt() throws {
        let target = try Matrix(rows: [[4]])
        let limit = try SharedGradientDescent.largestStep(target, depth: 3)
        let sharp = try compare("upper", target: target, depth: 3, stepSize: 1.9 * limit, steps: 59)
        #expect(isClose(sharp.compactMap(\.ratio).max() ?? 0, 1.7e10, digits: 0.02))
        let published = try compare("published", target: target, depth: 3, stepSize: 1.9 * limit, steps: 200)
        #expect(isClose(published.compactMap(\.ratio).max() ?? 0, 5.8e13, digits: 0.02))
        let beyond = try compare("published", target: target, depth: 3, stepSize: 2.2 * limit, steps: 200)
        #expect(isClose(beyond[200].observed, 0.301, digits: 2e-3))
    }

    @Test func negativeEigenvalueLeavesAFloor() throws {
        let rows = try compare("upper", target: .diagonal([1.5, -0.2]), depth: 3, stepSize: 0.1, steps: 4000)
        #expect(rows.allSatisfy { $0.observed >= 0.02 })
        #expect(rows[4000].bound < 1e-40)
    }

    /// The ratio recorded for the published rate: one step of the published size.
    @Test func publishedRatioIsReached() throws {
        let target = Matrix.diagonal([0.05, 3])
        let eta = try SharedGradientDescent.publishedStep(target, depth: 8)
        let rows = try compare("published", target: target, depth: 8, stepSize: eta, steps: 1)
        #expect(try #require(rows[1].ratio) > 0.999998)
    }

    @Test func behavesAsRecorded() throws {
        let result = try Checker().check([SharedGradientDescent.claim()])[0]
        #expect(result.complaints.isEmpty, "\(result.complaints)")
        let observed = Set(result.instances.filter { $0.role == .typical }.flatMap(\.comparisons).map(\.part))
        #expect(observed == Set(result.claim.parts.map(\.name)))
    }
}
