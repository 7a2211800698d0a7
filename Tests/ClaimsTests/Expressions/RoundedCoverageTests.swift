#if arch(x86_64) && os(Linux)
    import Glibc
    import LinearAlgebra
    import Testing

    @testable import Claims

    /// The radius against evaluation with 64 bits of precision.
    @Suite struct RoundedCoverageTests {
        private let names = RandomExpressions.names

        /// What came out over many random expressions.
        private struct Statistics {
            var compared = 0
            var known = 0
            var shares: [Double] = []
            /// The share of the radius that the error takes, of the middle expression.
            var median: Double { shares.isEmpty ? 0 : shares.sorted()[shares.count / 2] }
        }

        /// Evaluates `count` random expressions at inputs known within `relative`, and at points of the same intervals in
        /// higher precision.
        private func compare(_ name: String, count: Int, relative: Double, isWild: Bool, points: Int) throws
            -> Statistics
        {
            var random = RandomExpressions(generator: Generator(seed: 1, name), isWild: isWild)
            var statistics = Statistics()
            for _ in 0..<count {
                let expression = Expression(root: random.node(2 + random.generator.below(6)))
                let bound = try expression.bind(names)
                let inputs = random.values().map { Rounded(value: $0, radius: relative * abs($0)) }
                let result = bound.evaluate(inputs)
                guard result.value.isFinite else { continue }
                statistics.compared += 1
                guard result.radius.isFinite else { continue }
                statistics.known += 1
                // The twin rounds too, 2^-11 times as much: a radius with every operation's rounding says how much.
                let twin = 0x1p-9 * bound.evaluate(inputs.map { Coarse($0) }).radius
                var largest = 0.0
                for point in 0..<points {
                    let exact = bound.evaluate(
                        inputs.map { input in
                            let place =
                                point < points / 2
                                ? (random.generator.below(2) == 0 ? -1 : 1) : random.generator.uniform(-1, 1)
                            return Extended(Float80(input.value) + Float80(place) * Float80(input.radius))
                        }
                    ).value
                    guard exact.isFinite else { continue }
                    let error = Double(abs(exact - Float80(result.value)))
                    largest = max(largest, error)
                    #expect(error <= result.radius + twin, "\(expression) at \(inputs): \(result), error \(error)")
                }
                if result.radius > 0 { statistics.shares.append(largest / result.radius) }
            }
            return statistics
        }

        @Test func coversRounding() throws {
            let found = try compare("rounding", count: 10_000, relative: 0, isWild: true, points: 1)
            #expect(
                found.compared > 5_000 && found.known > found.compared * 9 / 10, "\(found.known) of \(found.compared)")
            #expect(found.median > 0.05, "the radius is \(1 / found.median) times the error")
        }

        @Test(arguments: [1e-12, 1e-6, 1e-3, 0.1])
        func coversPropagation(_ relative: Double) throws {
            let found = try compare("inputs", count: 4_000, relative: relative, isWild: false, points: 8)
            #expect(
                found.compared > 2_000 && found.known > found.compared * 6 / 10, "\(found.known) of \(found.compared)")
            #expect(found.median > 0.2, "the radius is \(1 / found.median) times the error")
        }

        /// One function at a time, over its whole range.
        @Test func coversEachFunction() throws {
            var generator = Generator(seed: 1, "functions")
            for text in [
                "exp(x)", "ln(x)", "log10(x)", "sqrt(x)", "sin(x)", "cos(x)", "tanh(x)", "x*y", "x/y", "x + y", "x^y",
            ] {
                let bound = try Expression(parsing: text).bind(["x", "y"])
                for _ in 0..<5_000 {
                    let inputs = (0..<2).map { _ in
                        let sign = generator.below(2) == 0 ? -1.0 : 1
                        return Rounded(sign * Double.exp(generator.uniform(-30, 7)))
                    }
                    let result = bound.evaluate(inputs)
                    let exact = bound.evaluate(inputs.map { Extended(Float80($0.value)) }).value
                    guard result.value.isFinite && result.radius.isFinite else { continue }
                    let twin = result.value.ulp * 0x1p-9
                    #expect(Double(abs(exact - Float80(result.value))) <= result.radius + twin, "\(text) at \(inputs)")
                    let units = text.hasPrefix("log10") || text.hasPrefix("tanh") ? 4.0 : 2
                    let least = max(units * result.value.ulp, 0x1p-1070)
                    #expect(result.radius <= 1.001 * least, "\(text) at \(inputs): \(result)")
                }
            }
        }
    }

    /// 64 bits of precision.
    private struct Extended: ExpressionScalar {
        let value: Float80
        init(_ value: Float80) { self.value = value }
        init(literal text: String, value: Double) { self.value = Float80(text) ?? .nan }
        static func + (a: Self, b: Self) -> Self { Self(a.value + b.value) }
        static func - (a: Self, b: Self) -> Self { Self(a.value - b.value) }
        static func * (a: Self, b: Self) -> Self { Self(a.value * b.value) }
        static func / (a: Self, b: Self) -> Self { Self(a.value / b.value) }
        static prefix func - (a: Self) -> Self { Self(-a.value) }
        static func power(_ base: Self, _ exponent: Self) -> Self { Self(Glibc.pow(base.value, exponent.value)) }
        static func exp(_ x: Self) -> Self { Self(Glibc.exp(x.value)) }
        static func ln(_ x: Self) -> Self { Self(Glibc.log(x.value)) }
        static func log10(_ x: Self) -> Self { Self(Glibc.log10(x.value)) }
        static func sqrt(_ x: Self) -> Self { Self(x.value.squareRoot()) }
        static func abs(_ x: Self) -> Self { Self(x.value.magnitude) }
        static func min(_ a: Self, _ b: Self) -> Self { a.value.isNaN || a.value < b.value ? a : b }
        static func max(_ a: Self, _ b: Self) -> Self { a.value.isNaN || a.value > b.value ? a : b }
        static func sin(_ x: Self) -> Self { Self(Glibc.sin(x.value)) }
        static func cos(_ x: Self) -> Self { Self(Glibc.cos(x.value)) }
        static func tanh(_ x: Self) -> Self { Self(Glibc.tanh(x.value)) }
    }

    /// `Rounded`, with the rounding of every operation counted in full, also of exact ones.
    private struct Coarse: ExpressionScalar {
        let base: Rounded
        var radius: Double { base.radius }
        init(_ base: Rounded) {
            self.base = Rounded(value: base.value, radius: base.value.magnitude * 0x1p-53)
        }
        private init(coarse base: Rounded) {
            self.base = Rounded(value: base.value, radius: base.radius + base.value.magnitude * 0x1p-53)
        }
        init(literal text: String, value: Double) { self.init(Rounded(value)) }
        static func + (a: Self, b: Self) -> Self { Self(coarse: a.base + b.base) }
        static func - (a: Self, b: Self) -> Self { Self(coarse: a.base - b.base) }
        static func * (a: Self, b: Self) -> Self { Self(coarse: a.base * b.base) }
        static func / (a: Self, b: Self) -> Self { Self(coarse: a.base / b.base) }
        static prefix func - (a: Self) -> Self { Self(coarse: -a.base) }
        static func power(_ a: Self, _ b: Self) -> Self { Self(coarse: Rounded.power(a.base, b.base)) }
        static func exp(_ x: Self) -> Self { Self(coarse: Rounded.exp(x.base)) }
        static func ln(_ x: Self) -> Self { Self(coarse: Rounded.ln(x.base)) }
        static func log10(_ x: Self) -> Self { Self(coarse: Rounded.log10(x.base)) }
        static func sqrt(_ x: Self) -> Self { Self(coarse: Rounded.sqrt(x.base)) }
        static func abs(_ x: Self) -> Self { Self(coarse: Rounded.abs(x.base)) }
        static func min(_ a: Self, _ b: Self) -> Self { Self(coarse: Rounded.min(a.base, b.base)) }
        static func max(_ a: Self, _ b: Self) -> Self { Self(coarse: Rounded.max(a.base, b.base)) }
        static func sin(_ x: Self) -> Self { Self(coarse: Rounded.sin(x.base)) }
        static func cos(_ x: Self) -> Self { Self(coarse: Rounded.cos(x.base)) }
        static func tanh(_ x: Self) -> Self { Self(coarse: Rounded.tanh(x.base)) }
    }
#endif
