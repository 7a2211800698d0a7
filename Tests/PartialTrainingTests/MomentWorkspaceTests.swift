import LinearAlgebra
import Testing

@testable import PartialTraining

/// Steps of moments in place against the formulas written with fresh matrices.
@Suite struct MomentWorkspaceTests {
    private func moments(_ d: Int, _ generator: inout Generator) -> Moments {
        let mean = generator.gaussianVector(d)
        let a = generator.gaussianMatrix(rows: d, columns: d)
        return Moments(mean: mean, second: (a * a.transposed + outer(mean, mean)).symmetrized)
    }

    /// `E[B e]` and `E[B M B']`, `B = I - eta S H` of gradient masks.
    private func slowGradient(_ mask: Mask, _ m: Moments, _ model: Quadratic, _ eta: Double) -> Moments {
        let h = model.hessian
        let rate = eta * mask.scale(h.rows) * mask.keepProbability(h.rows)
        let hm = h * m.second
        let g = (hm * h).symmetrized
        return Moments(
            mean: add(m.mean, -rate, h * m.mean),
            second: m.second - rate * (hm + hm.transposed) + eta * eta * mask.expectedSandwich(g))
    }

    /// `x+ = x - eta S (H S x - b)`, in the moments of `x`, by expectations with up to four factors that are tested by enumeration.
    private func slowForward(_ mask: Mask, _ m: Moments, _ model: Quadratic, _ eta: Double) -> Moments {
        let (d, h, goal) = (model.dimension, model.hessian, model.optimum)
        let (mean, b, s) = (add(m.mean, 1, goal), h * goal, mask.scale(d))
        let shift = outer(m.mean, goal)
        let x = m.second + shift + shift.transposed + outer(goal, goal)
        let (k1, k2) = (mask.inclusion(1, d), mask.inclusion(2, d))
        let drift = mask.effectiveHessian(h)
        let (hx, bm, z) = (drift * x, outer(b, mean), mask.crossMoment(h, b, mean))
        let bb = Matrix(rows: d, columns: d) { ($0 == $1 ? k1 : k2) * b[$0] * b[$1] }
        let linear = x - eta * s * s * k1 * (hx + hx.transposed) + eta * s * k1 * (bm + bm.transposed)
        let square = s * s * mask.fourthMoment(h, x) - s * (z + z.transposed) + bb
        let next = linear + eta * eta * s * s * square
        let error = subtract(add(add(mean, -eta * s * s * k1, drift * mean), eta * s * k1, b), goal)
        let cross = outer(error, goal)
        return Moments(mean: error, second: next - cross - cross.transposed - outer(goal, goal))
    }

    private func slowFixed(_ mask: Mask, _ m: Moments, _ model: Quadratic, _ eta: Double) -> Moments {
        let d = model.dimension
        let s = Matrix.diagonal(mask.fixedFactors(d))
        let a = mask.forward ? s : .identity(d)
        let map = Matrix.identity(d) - eta * (s * model.hessian * a)
        let shift = (-eta * (s * model.hessian)) * ((a - .identity(d)) * model.optimum)
        let moved = map * m.mean
        let cross = outer(moved, shift)
        return Moments(
            mean: add(moved, 1, shift),
            second: map * m.second * map.transposed + cross + cross.transposed + outer(shift, shift))
    }

    /// 1e-13 of the largest entries: sums of d <= 130 products, each rounded, in another order.
    private func expectSame(_ a: Moments, _ b: Moments, _ what: String) {
        let scale = b.second.maxAbs
        #expect((a.second - b.second).maxAbs <= 1e-13 * scale, "\(what)")
        #expect(norm(subtract(a.mean, b.mean)) <= 1e-13 * (norm(b.mean) + scale.squareRoot()), "\(what)")
        #expect(a.second == a.second.transposed, "\(what)")
    }

    @Test func masksInPlace() throws {
        var generator = Generator(seed: 1, "moments in place")
        for d in [1, 2, 7, 8, 9, 31, 33, 70, 130] {
            let model = try generator.quadratic(d)
            let workspace = MomentWorkspace(dimension: d)
            let kept = generator.numbers(1 + d / 2, upTo: d)
            for law in [Mask.Law.bernoulli(0.3), .bernoulli(1), .subset(1 + d / 3), .coordinates(kept)] {
                for (rescale, forward) in [(false, false), (true, false), (false, true), (true, true)] {
                    let mask = Mask(law, forward: forward, rescale: rescale)
                    var fast = moments(d, &generator)
                    let slow: Moments
                    if case .coordinates = law {
                        slow = slowFixed(mask, fast, model, 0.1)
                    } else if forward {
                        slow = slowForward(mask, fast, model, 0.1)
                    } else {
                        slow = slowGradient(mask, fast, model, 0.1)
                    }
                    // What was observed is used in the step, and forgotten after it.
                    let before = fast
                    #expect(agree(workspace.excess(fast, on: model), fast.excess(on: model), roundings: 1000))
                    mask.advance(&fast, on: model, stepSize: 0.1, step: 0, using: workspace)
                    expectSame(fast, slow, "\(mask.summary) d=\(d)")
                    #expect(fast != before)
                    let square = workspace.gradientSquare(fast, on: model)
                    #expect(agree(square, fast.gradientGram(on: model).trace, roundings: 1000))
                    let gram = workspace.gradientGram(fast, on: model)
                    #expect((gram - fast.gradientGram(on: model)).maxAbs <= 1e-13 * gram.maxAbs)
                    workspace.forget()
                }
            }
        }
    }

    @Test func otherOperatorsInPlace() throws {
        var generator = Generator(seed: 2, "moments in place")
        for d in [3, 8, 40] {
            let model = try generator.quadratic(d)
            let start = moments(d, &generator)
            let weights = (0..<d).map { _ in generator.uniform(0, 2) }
            let map = Matrix.identity(d) - 0.1 * (Matrix.diagonal(weights) * model.hessian)
            var soft = start
            try SoftMask(weights).advance(&soft, on: model, stepSize: 0.1, step: 0)
            expectSame(
                soft, Moments(mean: map * start.mean, second: map * start.second * map.transposed), "weights")
            var full = start
            try Full().advance(&full, on: model, stepSize: 0.1, step: 0)
            let plain = Matrix.identity(d) - 0.1 * model.hessian
            expectSame(
                full, Moments(mean: plain * start.mean, second: plain * start.second * plain.transposed), "full")
            for kind in RandomSubspace.Kind.allCases {
                let law = RandomSubspace(dimension: 2, kind: kind)
                let (w, a, b) = law.moments(d)
                let hm = model.hessian * start.second
                let g = hm * model.hessian
                var subspace = start
                try law.advance(&subspace, on: model, stepSize: 0.1, step: 0)
                expectSame(
                    subspace,
                    Moments(
                        mean: add(start.mean, -0.1 * w, model.hessian * start.mean),
                        second: start.second - 0.1 * w * (hm + hm.transposed)
                            + 0.01 * (a * g + b * g.trace * .identity(d))), "\(kind)")
            }
        }
    }

    /// Growth is never more than the bound, and the bound of plain descent is reached.
    @Test func growthIsBounded() throws {
        var generator = Generator(seed: 3, "growth of moments")
        for d in [2, 5, 20] {
            let model = try generator.quadratic(d)
            let smoothness = try #require(model.constants.smoothness)
            for law: any ExactMoments in [
                Full(), Mask(.bernoulli(0.4)), Mask(.subset(2)), Mask(.bernoulli(0.4), rescale: true),
                RandomSubspace(dimension: 2, kind: .haar), RandomSubspace(dimension: 2, kind: .gaussian),
                Cycle([Full(), Mask(.bernoulli(0.7))]),
            ] {
                for eta in [0.1 / smoothness, 1 / smoothness, 1.9 / smoothness] {
                    let growth = try #require(law.momentGrowth(on: model, stepSize: eta))
                    var greatest = 0.0
                    let vectors = try model.hessian.symmetricEigen().vectors
                    for k in 0..<(d + 20) {
                        let e = k < d ? vectors.column(k) : generator.gaussianVector(d)
                        let before = Moments(mean: Vector(repeating: 0, count: d), second: outer(e, e))
                        var after = before
                        try law.advance(&after, on: model, stepSize: eta, step: 0)
                        let distance = after.second.trace / before.second.trace
                        let energy = after.excess(on: model) / before.excess(on: model)
                        // Each a quotient of sums of d^2 products.
                        let slack = 1 + Double(4 * d * d) * RoundingModel.unit
                        #expect(distance <= growth.distance * slack, "\(law.summary) eta=\(eta) d=\(d)")
                        #expect(energy <= growth.energy * slack, "\(law.summary) eta=\(eta) d=\(d)")
                        greatest = max(greatest, distance)
                    }
                    if !(law is Cycle) { #expect(greatest >= 0.999999 * growth.distance, "\(law.summary)") }
                }
            }
        }
        let quadratic = try generator.quadratic(3)
        #expect(Mask(.bernoulli(0.5), forward: true).momentGrowth(on: quadratic, stepSize: 0.1) == nil)
        #expect(Cycle([Full(), SoftMask([1, 1, 1])]).momentGrowth(on: quadratic, stepSize: 0.1) == nil)
    }

    /// In many dimensions numbers bound the rounding: about as tightly as the matrix, which bounds it for a part that is no
    /// longer known to contract.
    @Test func numbersBoundAsTheMatrixDoes() throws {
        var generator = Generator(seed: 4, "rounding in numbers")
        let observables: [Observable] = [
            .loss, .excess, .distance, .distanceSquared, .gradientNormSquared, .maskedGradientMean, .coreLoss,
        ]
        for d in [MomentRounding.manyDimensions, 40] {
            let model = try generator.quadratic(d)
            let smoothness = try #require(model.constants.smoothness)
            let start = Parameters(generator.gaussianVector(d))
            let mask = Mask(.bernoulli(0.5))
            func run(_ stages: [Stage]) throws -> Trajectory {
                try Run(
                    model: model, start: start, schedule: Schedule(stages), observables: observables, engine: .moments
                ).trajectory()
            }
            let stage = Stage(mask, stepSize: 1 / smoothness, duration: .steps(60))
            let numbers = try run([stage])
            // A stage of no steps of an operator whose growth is not known.
            let matrix = try run([
                stage, Stage(SoftMask(Vector(repeating: 1, count: d)), stepSize: 0.1, duration: .steps(0)),
            ])
            for observable in observables {
                let (a, b) = (try #require(numbers.series[observable]), try #require(matrix.series[observable]))
                for t in 1...60 {
                    #expect(a.values[t] == b.values[t])
                    #expect(a.radius[t] > 0 && a.radius[t] <= 50 * b.radius[t], "\(observable) at \(t) d=\(d)")
                }
            }
            #expect(numbers.series[.loss]?.radius != matrix.series[.loss]?.radius)
        }
    }

    /// Whatever is observed of moments is finite until the last time, whose values are infinite.
    @Test func divergenceIsSeenBeforeObservablesOverflow() throws {
        var generator = Generator(seed: 5, "moments that diverge")
        for d in [3, 20] {
            let model = try generator.quadratic(d)
            let smoothness = try #require(model.constants.smoothness)
            // Slow growth: some moments are just below the overflow.
            for (forward, size) in [(false, 4.5), (false, 5), (true, 5), (true, 8)] {
                let eta = size / smoothness
                let mask = Mask(.bernoulli(0.5), forward: forward)
                let run = Run(
                    model: model, start: Parameters(generator.gaussianVector(d)),
                    schedule: Schedule(mask, stepSize: eta, steps: 20_000),
                    observables: [.loss, .distance, .distanceSquared, .gradientNormSquared], engine: .moments)
                let trajectory = try run.trajectory()
                #expect(trajectory.divergedAt != nil)
                for observable in run.observables {
                    let values = trajectory.values(observable)
                    #expect(values.last == .infinity)
                    #expect(values.dropLast().allSatisfy { $0.isFinite }, "\(observable) \(forward) \(eta) d=\(d)")
                }
            }
        }
    }
}
