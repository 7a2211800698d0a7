import LinearAlgebra
import Testing

@testable import Claims
@testable import PartialTraining

/// Numbers found with 30 digits in another system, and the verdicts of the instances.
@Suite struct ZeroAsymmetricDescentTests {
    private func compare(
        _ part: String, target: Matrix, depth: Int, stepSize: Double, steps: Int, engine: EngineKind = .auto,
        accuracy: Double? = nil
    ) throws -> [Comparison.Row] {
        let claim = try ZeroAsymmetricDescent.claim()
        let evidence = try ZeroAsymmetricDescent.evidence(
            target: target, depth: depth, stepSize: stepSize, steps: steps, engine: engine, accuracy: accuracy)
        let entry = try #require(claim.parts.first { $0.name == part })
        let track = try #require(evidence.tracks[part])
        return try Comparison(claim, entry, evidence, track, attainable: false).rows
    }

    private func isClose(_ x: Double, _ y: Double, digits: Double = 1e-11) -> Bool { abs(x - y) <= digits * abs(y) }

    @Test(arguments: [EngineKind.modes, .direct]) func lossOracle(engine: EngineKind) throws {
        let target = try Matrix(rows: [[0, 2], [-1, 0]])
        let rows = try compare("upper", target: target, depth: 3, stepSize: 0.05, steps: 20, engine: engine)
        #expect(isClose(rows[20].observed, 0.0120382249052))
        #expect(isClose(rows[20].bound, 0.321280391413))
        #expect(rows[0].observed == 2.5)
    }

    /// The singular values of the layers are `a` (hidden) and `b` (last): full matrices against modes.
    @Test func layerOracle() throws {
        let model = try DeepLinear(depth: 3, target: Matrix(rows: [[0, 2], [-1, 0]]))
        var descent = try LayerDescent(model, start: model.zeroAsymmetricStart, Full(), stepSize: 0.05)
        var modes = try ZeroAsymmetricModes(model)
        for _ in 0..<20 {
            try descent.advance()
            modes.step(0.05)
        }
        let hidden = try descent.layers.block(0).singularValues()
        let last = try descent.layers.block(2).singularValues()
        for (i, (a, b)) in [(1.40140824531, 1.01440755147), (1.16780093439, 0.619631647808)].enumerated() {
            #expect(isClose(hidden[i], a) && isClose(last[i], b))
            #expect(isClose(modes.a[i], a) && isClose(modes.b[i], b))
        }
        #expect(descent.radius < 1e-12)
    }

    @Test func constants() throws {
        let target = try Matrix(rows: [[0, 2], [-1, 0]])
        #expect(abs(try ZeroAsymmetricRate(target, depth: 3).largest.value - 9) < 1e-12)
        #expect(isClose(ZeroAsymmetricRate.publishedStep(target, depth: 3), 1.15740740741e-6))
        let four = ZeroAsymmetricRate(Rounded(2), depth: 4)
        #expect(isClose(four.final.value, 12.2081215308))
        #expect(isClose(Rounded.sqrt(four.x).value, 0.865102815423))
        #expect(isClose(ZeroAsymmetricRate(Rounded(1), depth: 3).final.value, 3.51255464336))
        #expect(isClose(ZeroAsymmetricRate(Rounded(1.5), depth: 2).final.value, 10.0.squareRoot(), digits: 1e-14))
        #expect(abs(ZeroAsymmetricRate(Rounded(0), depth: 5).largest.value - 1) < 1e-14)
        #expect(four.final.radius < 1e-12)
    }

    /// Steps to 1e-8 R(0) at the largest admissible step, and what the published rate predicts at the published one.
    @Test func stepsTable() throws {
        let target = Matrix.diagonal([0.5, 1.3, 2])
        for (depth, needed) in [(2, 26), (4, 49), (8, 77), (16, 111), (32, 148), (64, 189), (128, 239)] {
            let eta = 1 / (try ZeroAsymmetricRate(target, depth: depth).largest.value)
            let model = try DeepLinear(depth: depth, target: target)
            let run = Run(
                model: model, start: model.zeroAsymmetricStart, schedule: Schedule(stepSize: eta, steps: 300),
                observables: [.loss])
            let loss = try run.trajectory().values(.loss)
            #expect(loss.firstIndex { $0 <= 1e-8 * loss[0] } == needed, "depth \(depth)")
        }
        for (depth, predicted) in [(2, 1.6e7), (128, 4.1e12)] {
            let eta = ZeroAsymmetricRate.publishedStep(target, depth: depth)
            #expect(isClose(Rounded.ln(Rounded(1e8)).value / (eta / 2), predicted, digits: 0.03), "depth \(depth)")
        }
    }

    @Test func smallTargetIsSharp() throws {
        let rows = try compare("upper", target: Matrix(rows: [[1e-5]]), depth: 4, stepSize: 0.2, steps: 1)
        #expect(isClose(rows[1].observed / rows[0].observed, 0.64, digits: 1e-9))
        let published = try compare("published", target: Matrix(rows: [[1e-5]]), depth: 4, stepSize: 0.2, steps: 1)
        #expect(isClose(published[1].bound / published[0].bound, 0.9))
    }

    /// The closed form is at most 7% off on a grid of moderate depths, and right in the limit of depth.
    @Test func closedForm() throws {
        let bound = try #require(try ZeroAsymmetricDescent.claim().parts.first { $0.name == "closed-form" }).bound
        var largest = 0.0
        for depth in 2...9 {
            for k in -20...20 {
                let sigma = Rounded.power(Rounded(10), Rounded(Double(k) / 10)).value
                let rate = ZeroAsymmetricRate(Rounded(sigma), depth: depth).largest.value
                let ratio = rate / (try bound.evaluate(["depth": Double(depth), "sigma": sigma]))
                largest = max(largest, ratio)
                #expect(ratio <= 1)
            }
        }
        #expect(largest <= 0.93 && largest > 0.9)
    }

    @Test func largeStepsBreakIt() throws {
        let target = try Matrix(rows: [[2]])
        let rate = try ZeroAsymmetricRate(target, depth: 4).final.value
        let sharp = try compare("upper", target: target, depth: 4, stepSize: 2.05 / rate, steps: 39)
        #expect(isClose(sharp.compactMap(\.ratio).max() ?? 0, 1185, digits: 1e-3))
        let published = try compare("published", target: target, depth: 4, stepSize: 2.05 / rate, steps: 300)
        #expect(isClose(try #require(published[300].ratio), 12.4, digits: 3e-3))
        let signs = try compare("no-overshoot", target: target, depth: 4, stepSize: 2.05 / rate, steps: 10)
        #expect(signs.contains { $0.observed < 0 })
        // Beyond, the orbit is chaotic: single values say nothing, but it does not converge.
        let beyond = try compare("upper", target: target, depth: 4, stepSize: 3 / rate, steps: 300)
        #expect(beyond[250...].map(\.observed).max() ?? 0 > 0.1)
    }

    /// The ratios recorded for the published rate and step size.
    @Test func recordedRatiosAreReached() throws {
        let target = try Matrix(rows: [[0, 2], [-1, 0]])
        let step = ZeroAsymmetricRate.publishedStep(target, depth: 3)
        let rows = try compare("published", target: target, depth: 3, stepSize: step, steps: 1)
        #expect(try #require(rows[1].ratio) > 0.999998)
        let best = try compare("published-step", target: Matrix(rows: [[0.5]]), depth: 9, stepSize: 0.1, steps: 1)
        #expect(isClose(try #require(best[0].ratio), 0.000404, digits: 2e-3))
    }

    @Test(arguments: [1, 2, 3, 4, 5] as [UInt64]) func behavesAsRecorded(seed: UInt64) throws {
        let result = try Checker(seed: seed).check([ZeroAsymmetricDescent.claim()])[0]
        #expect(result.complaints.isEmpty, "\(result.complaints)")
        let observed = Set(result.instances.filter { $0.role == .typical }.flatMap(\.comparisons).map(\.part))
        #expect(observed == Set(result.claim.parts.map(\.name)))
    }
}
