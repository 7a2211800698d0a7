import LinearAlgebra
import Testing

@testable import PartialTraining

/// Least squares in two passes against the same with all rows in memory.
@Suite struct StreamedLeastSquaresTests {
    /// The fit of column `target` of `data` by the others, with blocks of `height` rows.
    private func fit(
        _ data: Matrix, target: Int, standardize: Bool, ridge: Double = 0, height: Int = 7
    ) throws -> Quadratic {
        func forEachBlock(_ body: (MatrixView) -> Void) {
            for start in stride(from: 0, to: data.rows, by: height) {
                data.withView { body($0[start..<min(start + height, data.rows), 0..<data.columns]) }
            }
        }
        var moments = ColumnMoments(columns: data.columns, about: standardize ? .mean : .origin)
        forEachBlock { moments.add($0) }
        var fit = try StreamedLeastSquares(
            moments: moments, target: target, features: (0..<data.columns).filter { $0 != target },
            standardize: standardize, ridge: ridge)
        forEachBlock { fit.addResidual(of: $0) }
        return try fit.model()
    }

    private func standardized(_ column: Vector, scaled: Bool) -> Vector {
        let n = Double(column.count)
        let mean = column.reduce(0, +) / n
        let centred = column.map { $0 - mean }
        let deviation = scaled ? (squaredNorm(centred) / n).squareRoot() : 1
        return centred.map { $0 / deviation }
    }

    @Test(arguments: [false, true], [0, 0.3]) func agreesWithTheDesignInMemory(standardize: Bool, ridge: Double) throws
    {
        var generator = Generator(seed: 1, "streamed least squares")
        var data = generator.gaussianMatrix(rows: 50, columns: 5)
        for i in 0..<50 { data[i, 1] = 1000 + 3 * data[i, 1] }
        let features = [0, 1, 3, 4]
        let design = Matrix(
            rows: 50, columns: 4,
            storage: features.flatMap { standardize ? standardized(data.column($0), scaled: true) : data.column($0) })
        let target = standardize ? standardized(data.column(2), scaled: false) : data.column(2)
        let expected = try Quadratic.leastSquares(design: design, target: target, ridge: ridge)
        let found = try fit(data, target: 2, standardize: standardize, ridge: ridge)
        // n roundings in each sum, once more by the mean of 1000 deviations where it is subtracted.
        let roundings = 50.0 * (standardize ? 1000 : 1)
        let condition = try #require(expected.constants.highest) / (try #require(expected.constants.plConstant))
        #expect(agree(found.hessian, expected.hessian, roundings: roundings))
        #expect(agree(found.optimum, expected.optimum, roundings: roundings * condition))
        #expect(agree(found.minimum, expected.minimum, scale: squaredNorm(target) / 50, roundings: roundings))
    }

    /// The residual is summed, not a difference of moments: its square is of the size of rounding squared.
    @Test(arguments: [false, true]) func aPerfectFitHasMinimumZeroUpToTheSquareOfRounding(standardize: Bool) throws {
        var generator = Generator(seed: 2, "streamed least squares")
        var data = generator.gaussianMatrix(rows: 40, columns: 4)
        for i in 0..<40 { data[i, 3] = 2 * data[i, 0] - data[i, 1] + 0.5 * data[i, 2] + (standardize ? 5 : 0) }
        let model = try fit(data, target: 3, standardize: standardize)
        // The residual's size: some hundred units of a target of size 10; the condition of the columns is about 3.
        let size = 1000 * 10 * Double.ulpOfOne
        #expect(model.minimum >= 0 && model.minimum <= size * size)
    }

    @Test func refusesWhatDoesNotFit() throws {
        let data = Matrix(rows: 6, columns: 3) { i, j in Double((i * (j + 2)) % 5) }
        #expect(failure { try fit(data, target: 3, standardize: false) }?.kind == "shape")
        #expect(failure { try fit(Matrix(rows: 0, columns: 3), target: 0, standardize: false) }?.kind == "shape")
        #expect(failure { try fit(Matrix(rows: 3, columns: 1), target: 0, standardize: false) }?.kind == "shape")
        for ridge in [-1, .nan, .infinity] {
            #expect(failure { try fit(data, target: 0, standardize: false, ridge: ridge) }?.kind == "invalid")
        }
        let constant = Matrix(rows: 6, columns: 2) { i, j in j == 0 ? 3 : Double(i) }
        #expect(failure { try fit(constant, target: 1, standardize: true) }?.kind == "invalid")
        let huge = Matrix(rows: 6, columns: 2) { i, j in 1e200 * Double(i + j) }
        #expect(failure { try fit(huge, target: 1, standardize: false) } != nil)
    }

    @Test func theSecondPassMustSeeTheSameRows() throws {
        let data = Matrix(rows: 6, columns: 2) { i, j in Double((i * (j + 2)) % 5) }
        var moments = ColumnMoments(columns: 2, about: .origin)
        data.withView { moments.add($0) }
        let fit = try StreamedLeastSquares(moments: moments, target: 1, features: [0], standardize: false)
        #expect(failure { try fit.model() }?.kind == "invalid")
    }
}
