import LinearAlgebra
import Testing

/// Moments in one pass against their definitions in two, for every way to cut the rows into blocks.
@Suite struct ColumnMomentsTests {
    private func moments(
        _ data: Matrix, about centre: ColumnMoments.Centre, blocks height: Int
    ) -> ColumnMoments {
        var moments = ColumnMoments(columns: data.columns, about: centre)
        for start in stride(from: 0, to: data.rows, by: height) {
            data.withView { moments.add($0[start..<min(start + height, data.rows), 0..<data.columns]) }
        }
        return moments
    }

    /// Mean and covariance, each by a loop of its own.
    private func definition(_ data: Matrix) -> (mean: Vector, covariance: Matrix) {
        let n = Double(data.rows)
        let mean = (0..<data.columns).map { data.column($0).reduce(0, +) / n }
        let covariance = Matrix(rows: data.columns, columns: data.columns) { i, j in
            (0..<data.rows).reduce(0) { $0 + (data[$1, i] - mean[i]) * (data[$1, j] - mean[j]) } / n
        }
        return (mean, covariance)
    }

    @Test(arguments: [1, 2, 7, 64, 1000]) func agreesWithTheDefinition(height: Int) {
        var generator = Generator(seed: 1, "column moments")
        let data = generator.gaussianMatrix(rows: 200, columns: 5)
        let found = moments(data, about: .mean, blocks: height)
        let (mean, covariance) = definition(data)
        #expect(found.count == 200)
        // Sums of n terms of size one, each with a unit of rounding; variances are about one.
        let allowance = 2 * 200 * Double.ulpOfOne
        #expect(norm(subtract(found.mean, mean)) <= allowance)
        #expect((found.secondMoment - covariance).maxAbs <= allowance)
        let gram = moments(data, about: .origin, blocks: height).secondMoment
        #expect((gram - (1.0 / 200) * (data.transposed * data)).maxAbs <= allowance)
        #expect(found.secondMoment == found.secondMoment.transposed && gram == gram.transposed)
    }

    /// A mean of 1e9 and deviations of 1: the difference of sums `x'x - n m^2` would have lost all digits.
    @Test(arguments: [1, 3, 50]) func aLargeMeanCostsNoDigits(height: Int) {
        let data = Matrix(rows: 100, columns: 2) { i, j in 1e9 + Double(j == 0 ? i % 2 : (i / 2) % 2) }
        let found = moments(data, about: .mean, blocks: height)
        #expect((found.secondMoment - .diagonal([0.25, 0.25])).maxAbs <= 2 * 100 * Double.ulpOfOne)
        #expect(abs(found.mean[0] - (1e9 + 0.5)) <= 1e9.ulp)
    }

    /// One large value first, small ones after: what is subtracted from all is then far from the mean.
    @Test func anOutlierFirstIsHarmless() {
        let data = Matrix(rows: 400, columns: 1) { i, _ in i == 0 ? 1e8 : Double(i % 3) }
        let (_, covariance) = definition(data)
        let found = moments(data, about: .mean, blocks: 16).secondMoment
        #expect(abs(found[0, 0] - covariance[0, 0]) <= 2 * 400 * covariance[0, 0].ulp)
    }

    @Test(arguments: [1, 4, 10]) func constantColumnsAreExactlyZero(height: Int) {
        let data = Matrix(rows: 10, columns: 2) { i, j in j == 0 ? 0.1 : Double(i) }
        let found = moments(data, about: .mean, blocks: height)
        #expect(found.isConstant == [true, false])
        #expect(found.secondMoment[0, 0] == 0 && found.secondMoment[0, 1] == 0)
        #expect(found.mean[0] == 0.1)
    }

    @Test func wholeNumbersAreExactAboutTheOrigin() {
        let data = Matrix(rows: 64, columns: 2) { i, j in Double((i * 7 + j * 3) % 11) }
        let sum = Matrix(rows: 2, columns: 2) { a, b in (0..<64).reduce(0) { $0 + data[$1, a] * data[$1, b] } / 64 }
        #expect(moments(data, about: .origin, blocks: 5).secondMoment == sum)
    }
}
