import Testing

@testable import LinearAlgebra

@Suite struct KrylovSchurTests {
    /// Convergence takes two agreeing cycles at least, and then gives the largest modulus.
    @Test func cyclesConvergeToTheLargestModulus() throws {
        let n = 200
        var iteration = KrylovSchur(dimension: n)
        let apply = { (x: Vector) in x.enumerated().map { i, x in (i == 7 ? -3 : Double(i) / 200) * x } }
        #expect(try iteration.cycle(apply) == nil)
        var radius: Double?
        for _ in 0..<10 where radius == nil { radius = try iteration.cycle(apply) }
        #expect(abs(try #require(radius) - 3) <= 8 * 3 * Double(n) * Double.ulpOfOne)
    }

    /// Within a spectrum without a gap several restarts are needed.
    @Test func restartsKeepWhatWasFound() throws {
        let n = 2000
        var iteration = KrylovSchur(dimension: n)
        var (radius, cycles): (Double?, Int) = (nil, 0)
        while radius == nil, cycles < KrylovSchur.mostRestarts {
            radius = try iteration.cycle { x in x.enumerated().map { Double($0 + 1) / 2000 * $1 } }
            cycles += 1
        }
        #expect(cycles > 2)
        #expect(abs(try #require(radius) - 1) <= 8 * Double(n) * Double.ulpOfOne)
    }
}
