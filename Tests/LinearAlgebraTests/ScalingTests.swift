import Testing

@testable import LinearAlgebra

@Suite struct ScalingTests {
    @Test(arguments: [0, 1, 1e-150, 1e150, -1, .infinity, .nan]) func ordinarySizesAreLeftAlone(_ size: Double) {
        #expect(SafeScale(maxAbs: size).exponent == 0)
    }

    @Test(arguments: [
        Double.leastNonzeroMagnitude, 0x1p-1030, 2e-308, 1e-300, 1e-151, 1e290, 1e308, Double.greatestFiniteMagnitude,
    ])
    func extremesAreBroughtIn(_ size: Double) {
        let scale = SafeScale(maxAbs: size)
        #expect(scale.exponent % 2 == 0)
        #expect(scale.factor * scale.inverse == 1)
        #expect(scale.inverseRoot * scale.inverseRoot == scale.inverse)
        let scaled = scale.apply([size, -size])
        #expect(scaled[0] >= 0x1p-60 && scaled[0] < 0x1p962)
        // Exact both ways.
        #expect(SafeScale.scale(scaled, by: scale.inverse) == [size, -size])
    }
}
