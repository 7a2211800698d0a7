import LinearAlgebra
import Testing

@Suite struct VectorsTests {
    private let x: Vector = [1, 2, 3]
    private let y: Vector = [4, -5, 6]

    @Test func innerProductAndNorm() {
        #expect(dot(x, y) == 12)
        #expect(squaredNorm(x) == 14)
        #expect(abs(norm(x) - 14.0.squareRoot()) <= 4 * 14.0.squareRoot().ulp)
        #expect(dot([], []) == 0)
        #expect(norm([]) == 0)
    }

    @Test(arguments: [1e-300, 0x1p-1030, 1e150, 1e300]) func normIsSafeAtTheEndsOfTheRange(_ size: Double) {
        #expect(abs(norm([3 * size, 4 * size]) / size - 5) <= 5 * max(4 * Double.ulpOfOne, 4 * size.ulp / size))
    }

    @Test func sums() {
        #expect(add(x, 2, y) == [9, -8, 15])
        #expect(subtract(x, y) == [-3, 7, -3])
    }

    @Test func outerAndBilinear() throws {
        #expect(outer([1, 2], y) == (try Matrix(rows: [[4, -5, 6], [8, -10, 12]])))
        let a = try Matrix(rows: [[1, 2, 3], [4, 5, 6]])
        // (1, 2) A = (9, 12, 15).
        #expect(bilinear([1, 2], a, y) == 36 - 60 + 90)
    }
}

/// The fast norm against the careful one.
@Suite struct QuickNormTests {
    @Test func agrees() {
        var generator = Generator(seed: 1, "norm")
        for count in [0, 1, 7, 8, 9, 1000] {
            for scale in [1, 1e-200, 1e200, 1e-160, 1e150] {
                let x = generator.gaussianVector(count).map { scale * $0 }
                let (quick, careful) = (quickNorm(x), norm(x))
                #expect(abs(quick - careful) <= Double(count / 8 + 8) * 0x1p-53 * careful)
            }
        }
        #expect(quickNorm([3, 4]) == 5)
        #expect(quickNorm([.infinity, 1]) == .infinity)
        #expect(quickNorm([.nan, 1]).isNaN)
    }
}
