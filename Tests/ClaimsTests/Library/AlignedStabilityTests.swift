import LinearAlgebra
import Testing

@testable import Claims

@Suite struct AlignedStabilityTests {
    private func isClose(_ a: Double?, _ b: Double, relative: Double = 1e-11) -> Bool {
        guard let a else { return false }
        return abs(a - b) <= relative * abs(b)
    }

    private func network(_ kind: LayerNetwork.Kind, depth: Int) -> LayerNetwork {
        LayerNetwork(
            kind: kind, layers: Array(repeating: .diagonal([1, 0.25]), count: depth), start: [1, 1], scale: 1)
    }

    @Test func layerNormAndItsBound() throws {
        #expect(
            isClose(network(.residualNormalised, depth: 5).change(dropping: 3).value, 0.171394150947, relative: 3e-12))
        let evidence = try AlignedStability.evidence(
            Array(repeating: .diagonal([1, 0.25]), count: 5), start: [1, 1], scale: 1)
        let bound = try #require(try AlignedStability.claim().parts.first { $0.name == "norm-bound" }?.bound)
        let value = try bound.evaluate(evidence.quantities.mapValues(\.value))
        #expect(isClose(value, 0.220302478890))
        #expect(evidence.tracks["norm-bound"]?.observed.count == 5)
    }

    @Test(arguments: [(1, 0.437048322220), (2, 0.471379556959), (5, 0.498103679325), (40, 0.5)])
    func withoutLayerNorm(depth: Int, change: Double) {
        #expect(isClose(network(.residual, depth: depth).change(dropping: 1).value, change, relative: 2e-12))
    }

    @Test func commonEigenvector() throws {
        let layers = try (0..<6).map { try Matrix(rows: [[0.7, Double($0)], [0, 0.3 * Double($0)]]) }
        let evidence = try AlignedStability.evidence(layers, start: [2, 0], scale: 1.3, a: 0.7)
        for (part, value) in [
            ("residual-norm", 0.121983914209), ("residual", 0.476439790576), ("norm", 1), ("plain", 0.0989010989011),
        ] {
            let observed = try #require(evidence.tracks[part]?.observed)
            #expect(observed.count == 6)
            for change in observed { #expect(isClose(change, value, relative: 4e-12), "\(part)") }
        }
    }

    @Test func negativeLayers() {
        let aligned = LayerNetwork(
            kind: .residualNormalised, layers: [.diagonal([-0.4]), .diagonal([-0.4])], start: [1], scale: 1)
        #expect(isClose(aligned.change(dropping: 1).value, 2, relative: 1e-14))
    }

    /// The states carry a true bound on their error: against the same run with layers known to fewer digits.
    @Test func radiiAreSmall() {
        let outputs = network(.residualNormalised, depth: 30).output()
        for y in outputs { #expect(y.radius > 0 && y.radius < 1e-13 * y.value) }
    }

    /// A dropped layer leaves the state as it is; `rescale` multiplies the branches that are kept.
    @Test func droppingAndRescaling() throws {
        let network = LayerNetwork(
            kind: .plain, layers: [.diagonal([2, 2]), .diagonal([3, 3])], start: [1, 5], scale: 0.5)
        #expect(network.output().map(\.value) == [1.5, 7.5])
        #expect(network.output(keeping: [true, false], rescale: 4).map(\.value) == [4, 20])
        #expect(network.output(keeping: [false, false], rescale: 4).map(\.value) == [1, 5])
    }
}
