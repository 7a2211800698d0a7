import LinearAlgebra
import Testing

@testable import PartialTraining

@Suite struct LeastSquaresTests {
    @Test(arguments: [0.0, 0.3]) func agreesWithTheDefinitionAndWithQR(ridge: Double) throws {
        var generator = Generator(seed: 1, "least squares")
        for (n, d) in [(6, 1), (8, 3), (20, 6)] {
            let design = generator.gaussianMatrix(rows: n, columns: d)
            let target = generator.gaussianVector(n)
            let model = try Quadratic.leastSquares(design: design, target: target, ridge: ridge)
            let w = generator.gaussianVector(d)
            func loss(_ w: Vector) -> Double {
                0.5 * squaredNorm(subtract(design * w, target)) / Double(n) + 0.5 * ridge * squaredNorm(w)
            }
            #expect(
                agree(model.value(at: Parameters(w)), loss(w), scale: loss(w) + loss(w.map { -$0 }), roundings: 100))
            #expect(agree(model.minimum, loss(model.optimum), scale: squaredNorm(target) / Double(n), roundings: 20))
            // Stacking sqrt(n ridge) I under the design makes ridge regression plain least squares.
            let stacked = Matrix(rows: n + d, columns: d) { i, j in
                i < n ? design[i, j] : (i - n == j ? (Double(n) * ridge).squareRoot() : 0)
            }
            let solution = try stacked.leastSquares(target + Vector(repeating: 0, count: d))
            let condition = try #require(model.constants.highest) / (try #require(model.constants.plConstant))
            #expect(agree(model.optimum, solution, roundings: 20 * condition))
        }
    }

    @Test func rankDeficientDataGivesTheMinimumNormSolution() throws {
        let design = try Matrix(rows: [[1, 1], [2, 2], [3, 3]])
        let model = try Quadratic.leastSquares(design: design, target: [2, 4, 6])
        #expect(agree(model.optimum, [1, 1], roundings: 16))
        #expect(model.minimum <= 16 * Double.ulpOfOne * 56 / 3)
        #expect(model.constants.lowest == 0)
        // The nonzero eigenvalue of X'X/3 is 28/3.
        #expect(agree(try #require(model.constants.plConstant), 28.0 / 3, roundings: 8))
    }

    @Test func oracleOfDropoutRidge() throws {
        let design = try Matrix(rows: [[1, 0], [1, 1], [0, 1], [1, -1]])
        let model = try Quadratic.leastSquares(design: design, target: [1, 2, 0, 1])
        #expect(agree(model.optimum, [4.0 / 3, 1.0 / 3], roundings: 16))
        // Dropout at p = 3/4 has its minimum at (1, 1/4), with this excess.
        #expect(matches(model.excess(at: [1, 0.25]), 0.0442708333333333))
        let mask = Mask(.bernoulli(0.75), rescale: true)
        let moments = Moments(error: subtract([1, 0.25], model.optimum))
        #expect(matches(mask.expectedCoreLoss(moments, on: model), 0.21875))
    }

    @Test func refusesWhatDoesNotFit() throws {
        let design = Matrix(rows: 3, columns: 2, repeating: 1)
        #expect(failure { try Quadratic.leastSquares(design: design, target: [1, 2]) }?.kind == "shape")
        #expect(
            failure { try Quadratic.leastSquares(design: Matrix(rows: 0, columns: 2), target: []) }?.kind == "shape")
        #expect(
            failure { try Quadratic.leastSquares(design: Matrix(rows: 1, columns: 0), target: [1]) }?.kind == "shape")
        for ridge in [-1, .nan, .infinity] {
            #expect(
                failure { try Quadratic.leastSquares(design: design, target: [1, 2, 3], ridge: ridge) }?.kind
                    == "invalid")
        }
        let broken = Matrix(rows: 3, columns: 1, repeating: .nan)
        #expect(failure { try Quadratic.leastSquares(design: broken, target: [1, 2, 3]) } != nil)
        #expect(failure { try Quadratic.leastSquares(design: design, target: [1, .nan, 3]) } != nil)
        let zero = Matrix(rows: 3, columns: 2)
        #expect(failure { try Quadratic.leastSquares(design: zero, target: [1, 2, 3]) }?.kind == "invalid")
    }

    @Test func moments() throws {
        let model = try Quadratic.fromMoments(gram: .diagonal([2, 1]), correlation: [2, 3], targetSquare: 20)
        #expect(agree(model.optimum, [1, 3], roundings: 8))
        #expect(agree(model.minimum, 0.5 * (20 - 2 - 9), roundings: 16))
        #expect(
            failure {
                try Quadratic.fromMoments(gram: .identity(2), correlation: [1], targetSquare: 1)
            }?.kind == "shape")
    }
}
