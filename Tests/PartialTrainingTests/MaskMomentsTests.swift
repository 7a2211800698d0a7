import LinearAlgebra
import Testing

@testable import PartialTraining

/// The closed forms of expectations over masks against enumeration of all masks.
@Suite struct MaskMomentsTests {
    private func expectation(_ mask: Mask, _ d: Int, _ body: (Matrix) -> Matrix) throws -> Matrix {
        var sum = Matrix(rows: d, columns: d)
        for outcome in mask.outcomes(.vector(d), step: 0) {
            var g = Parameters(Vector(repeating: 1, count: d))
            try outcome.step.keep(&g)
            sum = sum + outcome.probability * body(.diagonal(g.values))
        }
        return sum
    }

    private func cases(_ body: (Int, Mask, inout Generator) throws -> Void) throws {
        var generator = Generator(seed: 1, "mask moments")
        for d in 1...6 {
            let laws = [Mask.Law.bernoulli(0.3), .bernoulli(0.8), .bernoulli(1)] + (1...d).map { .subset($0) }
            for law in laws { try body(d, Mask(law), &generator) }
        }
    }

    @Test func effectiveHessian() throws {
        try cases { d, mask, generator in
            let h = generator.symmetricGaussian(d)
            let expected = try expectation(mask, d) { $0 * h * $0 }
            let computed = mask.inclusion(1, d) * mask.effectiveHessian(h)
            #expect(agree(computed, expected, scale: h.maxAbs, roundings: 64), "\(mask.summary) d=\(d)")
        }
    }

    @Test func expectedSandwich() throws {
        try cases { d, plain, generator in
            let g = generator.symmetricGaussian(d)
            for mask in [plain, Mask(plain.law, rescale: true)] {
                let expected = try expectation(mask, d) { $0 * g * $0 }
                let s = mask.scale(d)
                #expect(
                    agree(mask.expectedSandwich(g), expected, scale: s * s * g.maxAbs, roundings: 64), "\(mask.summary)"
                )
            }
        }
    }

    @Test func fourthMoment() throws {
        try cases { d, mask, generator in
            let (h, m) = (generator.symmetricGaussian(d), generator.symmetricGaussian(d))
            let expected = try expectation(mask, d) { $0 * h * $0 * m * $0 * h * $0 }
            let scale = Double(d * d) * h.maxAbs * h.maxAbs * m.maxAbs
            #expect(agree(mask.fourthMoment(h, m), expected, scale: scale, roundings: 100), "\(mask.summary) d=\(d)")
        }
    }

    @Test func crossMoment() throws {
        try cases { d, mask, generator in
            let h = generator.symmetricGaussian(d)
            let (b, x) = (generator.gaussianVector(d), generator.gaussianVector(d))
            let expected = try expectation(mask, d) { $0 * outer(b, x) * $0 * h * $0 }
            let scale = Double(d) * h.maxAbs * norm(b) * norm(x)
            #expect(agree(mask.crossMoment(h, b, x), expected, scale: scale, roundings: 64), "\(mask.summary) d=\(d)")
        }
    }

    @Test func expectedKeptAndCoreLoss() throws {
        try cases { d, plain, generator in
            let model = try generator.quadratic(d)
            let points = (0..<3).map { _ in generator.gaussianVector(d) }
            var moments = Moments(mean: Vector(repeating: 0, count: d), second: Matrix(rows: d, columns: d))
            for x in points {
                let e = subtract(x, model.optimum)
                moments.mean = add(moments.mean, 1.0 / 3, e)
                moments.second = moments.second + (1.0 / 3) * outer(e, e)
            }
            for mask in [plain, Mask(plain.law, rescale: true), Mask(.coordinates([1]), rescale: true)] {
                var (core, kept) = (0.0, 0.0)
                for x in points {
                    for outcome in mask.outcomes(.vector(d), step: 0) {
                        var partial = Parameters(x)
                        outcome.step.reduceToCore(&partial)
                        core += outcome.probability * model.value(at: partial) / 3
                        var g = model.gradient(at: Parameters(x))
                        try outcome.step.keep(&g)
                        kept += outcome.probability * squaredNorm(g.values) / (3 * mask.scale(d) * mask.scale(d))
                    }
                }
                let s = mask.scale(d)
                let scale = s * s * 30 * (1 + points.reduce(0) { $0 + squaredNorm($1) } + squaredNorm(model.optimum))
                #expect(agree(mask.expectedCoreLoss(moments, on: model), core, scale: scale, roundings: 64))
                let gram = moments.gradientGram(on: model)
                #expect(agree(mask.expectedKept(gram, step: 0), kept, scale: scale, roundings: 64), "\(mask.summary)")
            }
        }
    }
}
