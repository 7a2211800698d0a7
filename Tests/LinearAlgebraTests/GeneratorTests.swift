import LinearAlgebra
import Testing

@Suite struct GeneratorTests {
    /// From an independent implementation of xoshiro256++ seeded through SplitMix64.
    @Test func bitsAreThoseOfTheReference() {
        var g = Generator(seed: 1)
        #expect((0..<3).map { _ in g.next() } == [0xCFC5_D07F_6F03_C29B, 0xBF42_4132_963F_E08D, 0x19A3_7D57_57AA_F520])
        var named = Generator(seed: 7, "claim", "instance")
        #expect(
            (0..<3).map { _ in named.next() } == [0xF382_0C75_B2D8_CFB0, 0xB741_40A6_3F5C_26D9, 0xEEB2_6640_95A8_2FF7])
    }

    @Test func namedStreamsDoNotDependOnOrder() {
        func draws(_ name: String) -> [UInt64] {
            var g = Generator(seed: 3, "claim", name)
            return (0..<10).map { _ in g.next() }
        }
        let forwards = ["a", "b", "c"].map(draws)
        let backwards = ["c", "b", "a"].map(draws)
        #expect(forwards == backwards.reversed())
        #expect(Set(forwards.flatMap(\.self)).count == 30)
    }

    @Test func seedsAndPathsAllMatter() {
        let paths = [["a"], ["b"], ["a", "b"], ["b", "a"], ["ab"], ["a", ""], []]
        var firsts: Set<UInt64> = []
        for seed in [0, 1, UInt64.max] {
            for path in paths {
                var g = Generator(seed: seed, path: path)
                firsts.insert(g.next())
            }
        }
        #expect(firsts.count == 3 * paths.count)
    }

    @Test func subStreamsLeaveTheirParentAlone() {
        var parent = Generator(seed: 5, "parent")
        var twin = parent
        var children = (0..<50).map { parent.stream($0) }
        #expect(parent.next() == twin.next())
        let firsts = children.indices.map { children[$0].next() }
        #expect(Set(firsts).count == 50)
        var again = Generator(seed: 5, "parent").stream(17)
        #expect(again.next() == firsts[17])
    }

    @Test func uniformMoments() {
        var g = Generator(seed: 1, "uniform")
        let count = 200_000
        let x = (0..<count).map { _ in g.uniform() }
        #expect(x.allSatisfy { $0 >= 0 && $0 < 1 })
        let n = Double(count)
        // Five standard errors: of U, variance 1/12; of U^2, variance 1/5 - 1/9 = 4/45.
        let (first, second) = (x.reduce(0, +) / n, squaredNorm(x) / n)
        let errors = [1.0 / 12, 4.0 / 45, 1.0 / 144].map { ($0 / n).squareRoot() }
        #expect(abs(first - 0.5) <= 5 * errors[0])
        #expect(abs(second - 1.0 / 3) <= 5 * errors[1])
        // Neighbours are uncorrelated: (U - 1/2)(U' - 1/2) has variance 1/144.
        let centred = x.map { $0 - 0.5 }
        let lagged = dot(Array(centred.dropLast()), Array(centred.dropFirst())) / (n - 1)
        #expect(abs(lagged) <= 5 * errors[2])
    }

    @Test func uniformOnAnInterval() {
        var g = Generator(seed: 2, "uniform")
        let x = (0..<1000).map { _ in g.uniform(-3, 5) }
        #expect(x.allSatisfy { $0 >= -3 && $0 < 5 })
        // Variance 8^2 / 12.
        let mean = x.reduce(0, +) / 1000
        let deviation = (64.0 / 12_000).squareRoot()
        #expect(abs(mean - 1) <= 5 * deviation)
    }

    @Test func gaussianMoments() {
        var g = Generator(seed: 1, "gaussian")
        let count = 200_000
        let x = g.gaussianVector(count)
        // E x^k and the variance of x^k, five standard errors each.
        let moments: [(Int, Double, Double)] = [(1, 0, 1), (2, 1, 2), (3, 0, 15), (4, 3, 96)]
        for (k, mean, variance) in moments {
            let sample = x.reduce(0.0) { sum, x in sum + (0..<k).reduce(1.0) { p, _ in p * x } } / Double(count)
            #expect(abs(sample - mean) <= 5 * (variance / Double(count)).squareRoot(), "moment \(k)")
        }
        // P(|x| > 2) = 0.0455: the tail is there.
        let tail = Double(x.count { abs($0) > 2 }) / Double(count)
        #expect(abs(tail - 0.0455002638963584) <= 5 * (0.0455 * 0.9545 / Double(count)).squareRoot())
        let lagged = dot(Array(x.dropLast()), Array(x.dropFirst())) / Double(count - 1)
        #expect(abs(lagged) <= 5 / Double(count).squareRoot())
    }

    @Test func integersBelowABound() {
        var g = Generator(seed: 1, "below")
        let (bound, count) = (7, 70_000)
        var histogram = [Int](repeating: 0, count: bound)
        for _ in 0..<count { histogram[g.below(bound)] += 1 }
        let (mean, p) = (Double(count) / Double(bound), 1 / Double(bound))
        for hits in histogram { #expect(abs(Double(hits) - mean) <= 5 * (mean * (1 - p)).squareRoot()) }
        #expect(g.below(1) == 0)
    }

    @Test func gaussianMatricesAreFilledByColumns() {
        var g = Generator(seed: 4, "matrix")
        var twin = g
        #expect(g.gaussianMatrix(rows: 3, columns: 2).storage == twin.gaussianVector(6))
        #expect(g.gaussianMatrix(rows: 0, columns: 2).count == 0)
    }
}
