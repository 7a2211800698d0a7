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

    /// One projection leaves the rounding of the part it removes, here 10^8 times what stays.
    @Test func theBasisIsOrthonormalDespiteCancellation() throws {
        let n = 300
        var iteration = KrylovSchur(dimension: n)
        _ = try iteration.cycle { x in
            let mean = 1e8 * x.reduce(0, +) / Double(n)
            return x.enumerated().map { mean + Double($0) / Double(n) * $1 }
        }
        let kept = iteration.basis.submatrix(rows: Array(0..<n), columns: Array(0...KrylovSchur.keptSize))
        #expect(orthogonalityDefect(kept) <= rounding(kept, size: Double(kept.columns).squareRoot()))
    }

    /// The rotation's vectors are (1, -i) and (1, i) over sqrt 2: both parts of the residual count.
    @Test func residualsOfComplexPairs() throws {
        let turn = try Matrix(rows: [[0, -3], [3, 0]])
        for coupling in [[1.0, 0], [0, 1], [0.6, 0.8]] {
            let (radius, residual) = try KrylovSchur.dominantPair(turn, coupling)
            #expect(abs(radius - 3) <= rounding(turn))
            #expect(abs(residual - 0.5.squareRoot()) <= rounding(turn, size: 1))
        }
        let (radius, residual) = try KrylovSchur.dominantPair(.diagonal([1, -2]), [5, 0.25])
        #expect(radius == 2)
        #expect(residual == 0.25)
    }
}
