import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

@Suite struct ResidualStabilityTests {
    private func isClose(_ a: Double?, _ b: Double, relative: Double = 1e-11) -> Bool {
        guard let a else { return false }
        return abs(a - b) <= relative * abs(b)
    }

    @Test(arguments: [(1, 0.547984896877), (2, 0.341751709536), (3, 0.25)])
    func meanFieldChanges(l: Int, square: Double) throws {
        let field = MeanFieldChange(rho: 1, depth: 3)
        #expect(isClose(field.change(skipping: l).value, square, relative: 1e-12))
        let part = try #require(try ResidualStability.claim().parts.first { $0.name == "mean-field" })
        let closed = try part.bound.evaluate([
            "rho": 1, "depth": 3, "t": Double(l), "growth": field.growth[l - 1].value,
        ])
        #expect(isClose(closed, square, relative: 1e-12))
    }

    @Test(arguments: [(4, 0.572430204122), (16, 0.378812996965), (64, 0.218070218659)])
    func meanFieldMeans(depth: Int, mean: Double) {
        let field = MeanFieldChange(rho: 1, depth: depth)
        #expect(isClose(field.mean.value, mean, relative: 2e-12))
        let direct = (1...depth).map { field.change(skipping: $0).value.squareRoot() }.reduce(0, +) / Double(depth)
        #expect(isClose(direct, mean, relative: 2e-12))
    }

    /// The constant 2 of the mean is approached: 1.934 at L = 1024.
    @Test func theConstantIsTwo() {
        let scaled = [1024, 16_384, 262_144].map { depth in
            MeanFieldChange(rho: 1, depth: depth).mean.value * Double(depth).squareRoot()
        }
        #expect(abs(scaled[0] - 1.934) <= 5e-4)
        #expect(scaled[0] < scaled[1] && scaled[1] < scaled[2] && scaled[2] < 2 && scaled[2] > 1.995)
    }

    /// The mean is at most 2/sqrt L for small rho too, where single changes exceed 1.
    @Test(arguments: [1e-9, 1e-3, 0.01, 0.1, 0.5, 1, 3, 100]) func meanBoundForEveryRho(rho: Double) {
        for depth in Array(1...40) + [100, 1000, 10_000] {
            let ratio = MeanFieldChange(rho: rho, depth: depth).mean.value * Double(depth).squareRoot() / 2
            #expect(ratio <= 1, "L = \(depth): \(ratio)")
        }
    }

    @Test func finiteWidthBound() {
        let bound = ChangeBound(width: 512, depth: 8, skipped: 2, rho: Rounded(1))
        #expect(isClose(bound.values(0.8).last?.value, 4.99533005642, relative: 1e-12))
        #expect((bound.values(bound.best).last?.value ?? .infinity) <= (bound.values(0.8).last?.value ?? 0))
    }

    @Test func momentsOfTheNorm() {
        let walk = GaussianWalk(width: 512, steps: 8, radius: 1, scale: 1)
        #expect(isClose(walk.variance.value, 0.3125, relative: 1e-12))
        #expect(isClose(walk.mean.value, 9, relative: 1e-13))
        // A central chi of 1, 2, 3 degrees of freedom has mean sqrt(2/pi), sqrt(pi/2), sqrt(8/pi).
        let pi = Double.pi
        for (width, mean) in [(1, (2 / pi).squareRoot()), (2, (pi / 2).squareRoot()), (3, (8 / pi).squareRoot())] {
            let norm = GaussianWalk(width: width, steps: width, radius: 0, scale: 1).meanNorm.value
            #expect(isClose(norm, mean, relative: 1e-14))
        }
        // Far from the origin, |y0 + g| = R + g1 + (d - 1) |g|^2/(2 R) in the mean.
        let far = GaussianWalk(width: 4, steps: 4, radius: 1000, scale: 1).meanNorm.value
        #expect(abs(far - (1000 + 3.0 / 2000)) <= 1e-8)
    }

    /// The chain of inner products against the network itself, with all its matrices.
    @Test func chainAgreesWithTheNetwork() throws {
        let chain = GramChain(width: 8, depth: 4, skipped: 2, radius: 1.2, scale: 0.9)
        let count = 20_000
        var generator = Generator(seed: 4, "network")
        let sampled = chain.sample(count, using: &generator)
        var start = Vector(repeating: 0, count: 8)
        start[0] = 1.2
        var (changes, changeSquares, energies, energySquares) = (0.0, 0.0, 0.0, 0.0)
        for _ in 0..<count {
            var (y, z) = (start, start)
            for m in 1...4 {
                let w = (1 / 8.0.squareRoot()) * generator.gaussianMatrix(rows: 8, columns: 8)
                y = add(y, 0.9 / norm(y), w * y)
                if m != 2 { z = add(z, 0.9 / norm(z), w * z) }
            }
            let change = squaredNorm(subtract(z, y))
            changes += change
            changeSquares += change * change
            energies += squaredNorm(y)
            energySquares += squaredNorm(y) * squaredNorm(y)
        }
        let n = Double(count)
        func compare(_ chainMean: (value: Double, halfWidth: Double), _ sum: Double, _ squares: Double) {
            let error = ((squares / n - sum / n * (sum / n)) / n).squareRoot()
            #expect(abs(chainMean.value - sum / n) <= 4 * (error + chainMean.halfWidth / 3.29))
        }
        compare(sampled.meanChange(4), changes, changeSquares)
        compare(sampled.meanEnergy(4), energies, energySquares)
        // Second moments, through the variance of |y|^2.
        let variance = sampled.energySquare[4] / n - sampled.meanEnergy(4).value * sampled.meanEnergy(4).value
        let walk = GaussianWalk(width: 8, steps: 4, radius: 1.2, scale: 0.9)
        #expect(isClose(variance, walk.variance.value, relative: 0.05))
    }

    /// The last layer: the mean squared change is exactly s^2.
    @Test func lastLayer() {
        let chain = GramChain(width: 64, depth: 3, skipped: 3, radius: 1, scale: 2)
        var generator = Generator(seed: 5, "last")
        let change = chain.sample(20_000, using: &generator).meanChange(3)
        #expect(abs(change.value - 4) <= 1.5 * change.halfWidth && change.halfWidth < 0.02)
    }

    @Test(arguments: [0, 1, 3, 4, 7, 62]) func chiSquareNumbers(degrees: Int) {
        var generator = Generator(seed: 6, "chi \(degrees)")
        let count = 50_000
        let values = (0..<count).map { _ in generator.chiSquare(degrees) }
        let mean = values.reduce(0, +) / Double(count)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
        let k = Double(degrees)
        #expect(abs(mean - k) <= 5 * (2 * k / Double(count)).squareRoot())
        #expect(abs(variance - 2 * k) <= 0.1 * k)
    }

    @Test func alignedLayers() throws {
        let identity = try ResidualStability.equalLayers(1, depth: 8, skipped: 2)
        #expect(isClose(identity.tracks["relative-lower"]?.observed[0].squareRoot(), 1.0 / 9, relative: 1e-14))
        let shrinking = try ResidualStability.equalLayers(-0.4, depth: 3, skipped: 1)
        #expect(isClose(shrinking.tracks["relative-upper"]?.observed[0].squareRoot(), 2, relative: 1e-14))
    }
}
