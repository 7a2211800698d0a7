import LinearAlgebra
import PartialTraining
import Testing

@Suite struct HypercubePolynomialsTests {
    /// The Gram matrix from the means is that of all corners, weighted by their probabilities.
    @Test func gramIsTheExpectationOverCorners() throws {
        let features = try HypercubePolynomials(means: [0.5, -0.25, 0, 0.75], degree: 3)
        #expect(features.count == 14)
        var expected = Matrix(rows: 14, columns: 14)
        for corner in 0..<16 {
            let probability = features.means.indices.reduce(1.0) {
                $0 * (1 + (corner >> $1 & 1 == 1 ? -1 : 1) * features.means[$1]) / 2
            }
            let values = features.values(at: corner)
            expected = expected + probability * outer(values, values)
        }
        #expect((features.gram - expected).maxAbs <= 1e-15)
        let withConstant = try HypercubePolynomials(means: features.means, degree: 3, constant: true)
        #expect(withConstant.gram.submatrix(rows: Array(1...14), columns: Array(1...14)) == features.gram)
        #expect(
            withConstant.gram.column(0)
                == withConstant.sets.map { set in
                    features.means.indices.reduce(1) { set >> $1 & 1 == 1 ? $0 * features.means[$1] : $0 }
                })
    }

    @Test func uniformCubeIsOrthonormal() throws {
        let features = try HypercubePolynomials(dimension: 4, degree: 4)
        #expect(features.gram == .identity(15))
        #expect(features.degrees == [1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 4])
        #expect(features.leading(2) == Array(1...10))
    }

    /// The model's value is the mean square over the corners.
    @Test func lossIsTheMeanOverCorners() throws {
        let features = try HypercubePolynomials(means: [0.5, 0.5], degree: 2)
        let model = try features.model(target: [0, 0, 0])
        #expect(model.value(at: Parameters([1, 1, -2])) == 1.25)
    }

    @Test func wrongInputsAreNamed() {
        #expect(throws: TrainingError.self) { try HypercubePolynomials(means: [1.5], degree: 1) }
        #expect(throws: TrainingError.self) { try HypercubePolynomials(means: [0, 0], degree: 3) }
        #expect(throws: TrainingError.self) { try HypercubePolynomials(dimension: 0, degree: 1) }
    }
}
