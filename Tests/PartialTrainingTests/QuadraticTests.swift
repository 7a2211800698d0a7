import LinearAlgebra
import Testing

@testable import PartialTraining

@Suite struct QuadraticTests {
    @Test func gradientMatchesItsFormulaAndDifferences() throws {
        var generator = Generator(seed: 1, "quadratic gradient")
        for d in 1...6 {
            let model = try generator.quadratic(d)
            let x = Parameters(generator.gaussianVector(d))
            let gradient = model.gradient(at: x)
            let error = (0..<d).map { x.values[$0] - model.optimum[$0] }
            var naive = Vector(repeating: 0, count: d)
            var value = 0.0
            for i in 0..<d {
                for j in 0..<d { naive[i] += model.hessian[i, j] * error[j] }
                value += 0.5 * error[i] * naive[i]
            }
            let scale = 3 * norm(error)
            #expect(agree(gradient.values, naive, scale: scale, roundings: Double(2 * d)))
            #expect(agree(model.value(at: x), value, scale: scale * norm(error), roundings: Double(4 * d)))
            #expect(agree(model.excess(at: x.values), value, scale: scale * norm(error), roundings: Double(4 * d)))
            // A central difference of a quadratic is exact but for the rounding of the values.
            let h = 1.0 / 64
            let rough = numericalGradient(model, x, step: h)
            #expect(agree(rough, gradient.values, scale: 100 * scale * (1 + norm(error)) / h, roundings: 1))
        }
    }

    @Test func constantsAreTheSpectrum() throws {
        var generator = Generator(seed: 1, "quadratic constants")
        let spectrum = [0.25, 0.5, 3, 8.0]
        let optimum = generator.gaussianVector(4)
        let model = try Quadratic(hessian: generator.symmetric(spectrum), optimum: optimum, minimum: 2)
        let constants = model.constants
        for (value, expected) in [
            (constants.smoothness, 8), (constants.plConstant, 0.25), (constants.lowest, 0.25), (constants.highest, 8),
        ] { #expect(agree(try #require(value), expected, scale: 8, roundings: 8)) }
        #expect(constants.minimum == 2)
        #expect(constants.optimum == Parameters(optimum))
        #expect(model.value(at: Parameters(optimum)) == 2)
        #expect(constants.depth == nil)
    }

    @Test func plConstantOfASingularHessianIsTheSmallestPositiveEigenvalue() throws {
        var generator = Generator(seed: 1, "quadratic singular")
        for zeros in 1...3 {
            let spectrum = Vector(repeating: 0, count: zeros) + [0.5, 2]
            let model = try Quadratic(
                hessian: generator.symmetric(spectrum), optimum: Vector(repeating: 0, count: zeros + 2))
            #expect(model.constants.lowest == 0)
            #expect(agree(try #require(model.constants.plConstant), 0.5, scale: 2, roundings: 8))
            #expect(model.constants.spectrumUncertainty > 0)
        }
    }

    @Test func refusesWhatIsNotAConvexQuadratic() throws {
        let identity = Matrix.identity(2)
        #expect(failure { try Quadratic(hessian: identity, optimum: [0]) }?.kind == "shape")
        #expect(failure { try Quadratic(hessian: Matrix(rows: 2, columns: 1), optimum: [0, 0]) }?.kind == "shape")
        #expect(failure { try Quadratic(hessian: Matrix(rows: 0, columns: 0), optimum: []) }?.kind == "shape")
        #expect(failure { try Quadratic(hessian: identity, optimum: [.nan, 0]) }?.kind == "invalid")
        #expect(failure { try Quadratic(hessian: identity, optimum: [0, 0], minimum: .infinity) }?.kind == "invalid")
        #expect(failure { try Quadratic(hessian: .diagonal([1, -1]), optimum: [0, 0]) }?.kind == "invalid")
        #expect(failure { try Quadratic(hessian: .diagonal([0, 0]), optimum: [0, 0]) }?.kind == "invalid")
        let skew = try Matrix(rows: [[1, 1], [0, 1]])
        #expect(failure { try Quadratic(hessian: skew, optimum: [0, 0]) }?.kind == "linearAlgebra")
        let broken = Matrix.diagonal([1, .nan])
        #expect(failure { try Quadratic(hessian: broken, optimum: [0, 0]) }?.kind == "linearAlgebra")
    }

    @Test func valuesKeepTheirRelativeAccuracyNearTheOptimum() throws {
        let model = try Quadratic(hessian: .diagonal([2]), optimum: [1], minimum: 5)
        let x = 1 + 0x1p-40
        #expect(model.excess(at: [x]) == 0x1p-80)
        #expect(model.gradient(at: Parameters([x])).values == [0x1p-39])
    }
}
