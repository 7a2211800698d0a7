import LinearAlgebra
import Testing

@testable import Claims

@Suite struct TransitionBoundTests {
    private func isClose(_ a: Double?, _ b: Double, relative: Double = 1e-11) -> Bool {
        guard let a else { return false }
        return abs(a - b) <= relative * abs(b)
    }

    private func network() throws -> LayerNetwork {
        LayerNetwork(
            kind: .residualNormalised,
            layers: [try Matrix(rows: [[0, 1], [-1, 0]]), .diagonal([1, -1])], start: [1, 0], scale: 1)
    }

    private func loss(_ y: [Rounded], _ v: Vector) -> Double {
        let length = norm(y).value
        return y.indices.reduce(0) { $0 + (y[$1].value / length - v[$1]) * (y[$1].value / length - v[$1]) } / 2
    }

    @Test func twoLayers() throws {
        let network = try network()
        #expect(isClose(network.change(dropping: 1).value, 0.239146311738))
        #expect(isClose(network.change(dropping: 2).value, 0.577350269190))
        let full = loss(network.output(), [0, 1])
        let dropped = (loss(network.output(dropping: 1), [0, 1]) + loss(network.output(dropping: 2), [0, 1])) / 2
        #expect(isClose(dropped, 1.35355339059) && isClose(full, 1.16910197873))

        let evidence = Transition(network: network, samples: [([1, 0], [0, 1])], law: .subset(1)).evidence()
        #expect(isClose(evidence.tracks["normalised"]?.observed[0], 0.184451411868))
        let bound = try #require(try TransitionBound.claim().parts.first { $0.name == "normalised" }?.bound)
        #expect(isClose(try bound.evaluate(evidence.quantities.mapValues(\.value)), 0.816496580928))
    }

    @Test func squaredLoss() throws {
        let network = LayerNetwork(
            kind: .residual, layers: Array(repeating: .identity(2), count: 3), start: [10, 0], scale: 1)
        let evidence = Transition(network: network, samples: [([10, 0], [0, 0])], law: .subset(2)).evidence(mu: 1)
        #expect(isClose(evidence.tracks["relative"]?.observed[0], 2400, relative: 1e-14))
        #expect(evidence.quantities["psi"]?.value == 0.5 && evidence.quantities["slope"]?.value == 4800)
    }

    /// chi is 2 sin(arcsin(t)/2), between t and sqrt 2 t up to 1, and 2 beyond.
    @Test(arguments: [1e-9, 0.1, 0.5, 0.9, 0.999]) func chordOfTheAngle(t: Double) {
        let chi = Transition.chi(Rounded(t)).value
        // cos of twice the half angle: 1 - chi^2/2 = sqrt(1 - t^2).
        #expect(abs(1 - chi * chi / 2 - (1 - t * t).squareRoot()) <= 1e-15)
        #expect(chi >= t && chi <= 2.0.squareRoot() * t)
        #expect(Transition.chi(Rounded(1.5)).value == 2)
    }

    @Test func alignedLayersReachTheBound() throws {
        let network = LayerNetwork(
            kind: .residual, layers: Array(repeating: .diagonal([0.5, 0.5]), count: 4), start: [3, 4], scale: 1)
        let evidence = Transition(network: network, samples: [([3, 4], [0, 0])], law: .subset(3)).evidence()
        let bound = (evidence.quantities["reach"]?.value ?? 0) * (evidence.quantities["psi"]?.value ?? 0)
        #expect(isClose(evidence.tracks["lipschitz"]?.observed[0], bound, relative: 1e-14))
    }
}
