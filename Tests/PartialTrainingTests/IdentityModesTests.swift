import LinearAlgebra
import Testing

@testable import PartialTraining

/// Real modes eight at a time against one by one, and targets that are symmetric up to rounding.
@Suite struct IdentityModesTests {
    /// Both carry the same recursion with other roundings: they agree within their own bounds, and the bounds with each other.
    @Test func eightAtATimeAsOneByOne() throws {
        var generator = Generator(seed: 1, "eight real modes")
        for index in 0..<200 {
            let depth = index < 6 ? 2 + index : 2 + generator.below(index % 2 == 0 ? 8 : 150)
            let count = generator.below(20)
            let error = generator.uniform(0, 1e-15)
            let modes = (0..<count).map { _ in
                IdentityMode(
                    target: ComplexNumber(real: generator.uniform(index % 5 == 0 ? -1 : 0.2, 2)), targetError: error)
            }
            var real = RealIdentityModes(modes, depth: depth, targetError: error)
            var complex = ComplexIdentityModes(modes, depth: depth, targetError: error)
            let eta = generator.uniform(0.01, 0.5) / Double(depth)
            for step in 0..<100 {
                let what = "depth \(depth), \(count) modes, step \(step)"
                for (x, y) in zip(real.modes, complex.modes) {
                    #expect(x.target == y.target && x.isReal)
                    #expect(abs(x.weight.real - y.weight.real) <= x.weightError + y.weightError, "\(what)")
                    #expect(abs(x.residual.real - y.residual.real) <= x.residualError + y.residualError, "\(what)")
                    // Of a bound only the leading digits matter; a factor 1 - eta c near 0 is itself known to rounding only.
                    #expect(abs(x.weightError - y.weightError) <= 1e-6 * y.weightError, "\(what)")
                    #expect(abs(x.residualError - y.residualError) <= 1e-6 * y.residualError, "\(what)")
                }
                #expect(real.modes.count == count)
                #expect(abs(real.loss - complex.loss) <= real.excessRadius + complex.excessRadius, "\(what)")
                let (x, y) = (real.gradientNormSquared, complex.gradientNormSquared)
                #expect(abs(x - y) <= real.gradientRadius + complex.gradientRadius, "\(what)")
                // Radii are of the residuals, which must not be rounding themselves.
                if complex.loss > 1e8 * complex.excessRadius {
                    #expect(abs(real.excessRadius - complex.excessRadius) <= 1e-6 * complex.excessRadius, "\(what)")
                    let summation = Double(count + 4) * RoundingModel.unit * y
                    let difference = abs(real.gradientRadius - complex.gradientRadius)
                    #expect(difference <= 1e-6 * complex.gradientRadius + summation, "\(what)")
                }
                real.step(eta)
                complex.step(eta)
            }
        }
    }

    /// Steps that leave the range of numbers do so in both, and lanes that hold no mode stay out of it.
    @Test func divergence() {
        let modes = [0.5, 40].map { IdentityMode(target: ComplexNumber(real: $0), targetError: 0) }
        var real = RealIdentityModes(modes, depth: 3, targetError: 0)
        var complex = ComplexIdentityModes(modes, depth: 3, targetError: 0)
        var steps = 0
        while complex.loss.isFinite, steps < 100 {
            #expect(real.loss.isFinite)
            real.step(1)
            complex.step(1)
            steps += 1
        }
        #expect(steps < 100)
        #expect(!real.loss.isFinite)
        #expect(real.modes[0].weight.real.isFinite)
    }

    /// `Q D Q'` as a product of three is symmetric up to rounding only. It takes the path of its symmetric part, number by
    /// number, and the direct algorithm agrees within the allowances.
    @Test func targetsSymmetricUpToRounding() throws {
        var generator = Generator(seed: 1, "nearly symmetric targets")
        var seen = 0
        for index in 0..<30 {
            let d = 6 + generator.below(10)
            let q = haarOrthogonal(d, using: &generator)
            let spectrum = (0..<d).map { _ in generator.uniform(0.3, 2) }
            let target = q * Matrix.diagonal(spectrum) * q.transposed
            guard !target.isSymmetric, target.isSymmetricUpToRounding else { continue }
            seen += 1
            var values: [[Double]] = []
            var radii: [[Double]] = []
            for (target, engine) in [(target, EngineKind.modes), (target.symmetrized, .modes), (target, .direct)] {
                let model = try DeepLinear(depth: 2 + index % 4, target: target)
                var run = Run(
                    model: model, start: model.identityStart, schedule: Schedule(stepSize: 0.02, steps: 20),
                    observables: [.loss, .gradientNormSquared])
                if engine == .modes { #expect(try run.resolvedEngine() == .modes) }
                run.engine = engine
                let trajectory = try run.trajectory()
                for observable in run.observables {
                    let series = try #require(trajectory.series[observable])
                    values.append(series.values)
                    radii.append(series.radius)
                }
            }
            for i in 0..<2 {
                #expect(values[i].count == 21)
                #expect(values[i] == values[2 + i])
                for t in values[i].indices {
                    #expect(radii[i][t] >= radii[2 + i][t])
                    #expect(abs(values[i][t] - values[4 + i][t]) <= radii[i][t] + radii[4 + i][t])
                }
            }
            #expect(radii[0][0] > radii[2][0])
        }
        #expect(seen > 20)
    }

    /// Starts are told from their neighbours, entry by entry.
    @Test func starts() throws {
        let model = try DeepLinear(depth: 3, target: .diagonal([1, 2]))
        #expect(model.isIdentityStart(model.identityStart) && !model.isIdentityStart(model.zeroAsymmetricStart))
        #expect(
            model.isZeroAsymmetricStart(model.zeroAsymmetricStart) && !model.isZeroAsymmetricStart(model.identityStart))
        for i in 0..<model.layout.count {
            var (x, y) = (model.identityStart, model.zeroAsymmetricStart)
            x.values[i] += 1e-300 + x.values[i] * 1e-15
            y.values[i] += 1e-300 + y.values[i] * 1e-15
            #expect(!model.isIdentityStart(x) && !model.isZeroAsymmetricStart(y))
        }
        #expect(!model.isIdentityStart(Parameters(Vector(repeating: 1, count: 12))))
    }
}
