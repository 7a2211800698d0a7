#if arch(x86_64)
    import LinearAlgebra
    import Testing

    @testable import PartialTraining

    /// The allowances of reductions: modes of quadratics, and moments.
    @Suite struct ReducedRoundingTests {
        @Test func modesOfQuadratics() throws {
            var generator = Generator(seed: 1, "rounding of quadratic modes")
            let observables: [Observable] = [.loss, .excess, .distance, .distanceSquared, .gradientNormSquared]
            var records: [Observable: Precise.Record] = [:]
            for _ in 0..<100 {
                let d = 1 + generator.below(6)
                let model = try Quadratic(
                    hessian: generator.symmetric(Precise.spectrum(d, &generator)), optimum: generator.gaussianVector(d))
                let eta = generator.uniform(0.1, 1.9) / (try #require(model.constants.smoothness))
                let start = generator.gaussianVector(d)
                let trajectory = try Run(
                    model: model, start: Parameters(start), schedule: Schedule(stepSize: eta, steps: 60),
                    observables: observables, engine: .modes
                ).trajectory()
                let h = Precise.wide(model.hessian)
                var e = zip(Precise.wide(start), Precise.wide(model.optimum)).map { $0 - $1 }
                for t in 0...60 {
                    let g = Precise.times(h, e)
                    let loss = zip(e, g).reduce(Float80(0)) { $0 + $1.0 * $1.1 } / 2
                    let exact: [(Observable, Float80)] = [
                        (.loss, loss), (.excess, loss), (.distance, Precise.square(e).squareRoot()),
                        (.distanceSquared, Precise.square(e)), (.gradientNormSquared, Precise.square(g)),
                    ]
                    for (observable, value) in exact {
                        let series = try #require(trajectory.series[observable])
                        records[observable, default: Precise.Record()].note(
                            series.values[t], value, series.radius[t], "at \(t) d=\(d)")
                    }
                    for i in 0..<d { e[i] -= Float80(eta) * g[i] }
                }
            }
            Precise.verify(records, "modes of quadratics", median: 1e4)
        }

        /// Real modes of deep linear networks: diagonal targets, whose eigenvalues are exact, and deep ones, where powers are by
        /// many squarings.
        @Test func modesOfIdentityStarts() throws {
            var generator = Generator(seed: 1, "rounding of identity modes")
            let observables: [Observable] = [.loss, .gradientNormSquared, .maskedGradientMean]
            var records: [Observable: Precise.Record] = [:]
            for index in 0..<100 {
                let d = 1 + generator.below(11)
                let depth = 2 + generator.below(index % 2 == 0 ? 6 : 120)
                let phi = (0..<d).map { _ in generator.uniform(0.1, 2) }
                let model = try DeepLinear(depth: depth, target: .diagonal(phi))
                let eta = generator.uniform(0.05, 0.4) / Double(depth)
                let trajectory = try Run(
                    model: model, start: model.identityStart, schedule: Schedule(stepSize: eta, steps: 60),
                    observables: observables, engine: .modes
                ).trajectory()
                func power(_ x: Float80, _ n: Int) -> Float80 { (0..<n).reduce(1) { y, _ in y * x } }
                var w = phi.map { _ in Float80(1) }
                var kept: Float80 = 0
                for t in 0...60 {
                    let residuals = zip(w, phi).map { power($0, depth) - Float80($1) }
                    let slopes = zip(w, residuals).map { power($0, depth - 1) * $1 }
                    let exact: [(Observable, Float80)] = [
                        (.loss, Precise.square(residuals) / 2),
                        (.gradientNormSquared, Float80(depth) * Precise.square(slopes)),
                        (.maskedGradientMean, t == 0 ? 0 : kept / Float80(t)),
                    ]
                    for (observable, value) in exact {
                        let series = try #require(trajectory.series[observable])
                        if series.values[t].isNaN { continue }
                        records[observable, default: Precise.Record()].note(
                            series.values[t], value, series.radius[t], "\(index) at \(t) d=\(d) depth=\(depth)")
                    }
                    kept += Float80(depth) * Precise.square(slopes)
                    for i in 0..<d { w[i] -= Float80(eta) * slopes[i] }
                }
            }
            Precise.verify(records, "modes of identity starts", median: 1e4)
        }

        /// Singular modes from the zero-asymmetric start: diagonal targets again, shallow and deep.
        @Test func modesOfZeroAsymmetricStarts() throws {
            var generator = Generator(seed: 1, "rounding of zero-asymmetric modes")
            let observables: [Observable] = [.loss, .gradientNormSquared]
            var records: [Observable: Precise.Record] = [:]
            for index in 0..<100 {
                let d = 1 + generator.below(5)
                let depth = index < 3 ? 2 + index : 2 + generator.below(index % 2 == 0 ? 6 : 60)
                let sigma = (0..<d).map { _ in generator.uniform(0.1, 2) }
                let model = try DeepLinear(depth: depth, target: .diagonal(sigma))
                let eta = generator.uniform(0.05, 0.4) / Double(depth * 4)
                let trajectory = try Run(
                    model: model, start: model.zeroAsymmetricStart, schedule: Schedule(stepSize: eta, steps: 60),
                    observables: observables, engine: .modes
                ).trajectory()
                func power(_ x: Float80, _ n: Int) -> Float80 { (0..<n).reduce(1) { y, _ in y * x } }
                var (a, b) = (sigma.map { _ in Float80(1) }, sigma.map { _ in Float80(0) })
                for t in 0...60 {
                    let e = (0..<d).map { b[$0] * power(a[$0], depth - 1) - Float80(sigma[$0]) }
                    let hidden = (0..<d).map { b[$0] * power(a[$0], depth - 2) * e[$0] }
                    let last = (0..<d).map { power(a[$0], depth - 1) * e[$0] }
                    let gradient = Float80(depth - 1) * Precise.square(hidden) + Precise.square(last)
                    for (observable, value) in [
                        (Observable.loss, Precise.square(e) / 2), (.gradientNormSquared, gradient),
                    ] {
                        let series = try #require(trajectory.series[observable])
                        records[observable, default: Precise.Record()].note(
                            series.values[t], value, series.radius[t], "\(index) at \(t) d=\(d) depth=\(depth)")
                    }
                    for i in 0..<d {
                        a[i] -= Float80(eta) * hidden[i]
                        b[i] -= Float80(eta) * last[i]
                    }
                }
            }
            Precise.verify(records, "modes of zero-asymmetric starts", median: 1e4)
        }

        /// The moment recursion against the enumeration of one step's outcomes, carried in extended precision.
        @Test func momentsUnderRandomMasks() throws {
            var generator = Generator(seed: 1, "rounding of moments")
            let observables: [Observable] = [
                .loss, .excess, .distance, .distanceSquared, .gradientNormSquared, .maskedGradientMean, .coreLoss,
            ]
            var records: [Observable: Precise.Record] = [:]
            for index in 0..<120 {
                let d = 1 + generator.below(4)
                let model = try Quadratic(
                    hessian: generator.symmetric(Precise.spectrum(d, &generator)),
                    optimum: generator.gaussianVector(d).map { $0 * (index % 3 == 0 ? 100 : 1) })
                let law: Mask.Law =
                    index % 2 == 0 ? .bernoulli(generator.uniform(0.2, 0.9)) : .subset(1 + generator.below(d))
                let mask = Mask(law, forward: generator.below(2) == 0, rescale: generator.below(2) == 0)
                let scale = mask.scale(d)
                let eta = generator.uniform(0.1, 1.5) / ((try #require(model.constants.smoothness)) * scale * scale)
                let start = generator.gaussianVector(d)
                let trajectory = try Run(
                    model: model, start: Parameters(start), schedule: Schedule(mask, stepSize: eta, steps: 40),
                    observables: observables, engine: .moments
                ).trajectory()
                let outcomes = try mask.outcomes(.vector(d), step: 0).map { outcome -> (Float80, [Float80]) in
                    var g = Parameters(Vector(repeating: 1, count: d))
                    try outcome.step.keep(&g)
                    return (Self.probability(mask, g.values), Self.factors(mask, g.values))
                }
                let h = Precise.wide(model.hessian)
                let center = Precise.wide(model.optimum)
                var mean = zip(Precise.wide(start), center).map { $0 - $1 }
                var second = mean.map { a in mean.map { a * $0 } }
                var kept: Float80 = 0
                for t in 0...40 {
                    let gram = Precise.product(Precise.product(h, second), h)
                    let loss = (0..<d).reduce(Float80(0)) { sum, i in
                        (0..<d).reduce(sum) { $0 + h[i][$1] * second[$1][i] / 2 }
                    }
                    let trace = (0..<d).reduce(Float80(0)) { $0 + second[$1][$1] }
                    // E f(S x) from the moments of S x - x* = S e + (S - I) x*.
                    var core: Float80 = 0
                    for (weight, s) in outcomes {
                        let hidden = (0..<d).map { (s[$0] - 1) * center[$0] }
                        for i in 0..<d {
                            for j in 0..<d {
                                core +=
                                    weight * h[i][j] / 2
                                    * (s[i] * s[j] * second[i][j] + s[i] * mean[i] * hidden[j]
                                        + hidden[i] * s[j] * mean[j] + hidden[i] * hidden[j])
                            }
                        }
                    }
                    let exact: [(Observable, Float80)] = [
                        (.loss, loss), (.excess, loss), (.distance, trace.squareRoot()), (.distanceSquared, trace),
                        (.gradientNormSquared, (0..<d).reduce(0) { $0 + gram[$1][$1] }),
                        (.maskedGradientMean, t == 0 ? 0 : kept / Float80(t)), (.coreLoss, core),
                    ]
                    for (observable, value) in exact {
                        let series = try #require(trajectory.series[observable])
                        if series.values[t].isNaN { continue }
                        records[observable, default: Precise.Record()].note(
                            series.values[t], value, series.radius[t], "\(index) at \(t) \(mask.summary) d=\(d)")
                    }
                    var (nextMean, nextSecond) = (
                        mean.map { _ in Float80(0) }, second.map { $0.map { _ in Float80(0) } }
                    )
                    for (weight, s) in outcomes {
                        // e+ = B e + c, B = I - eta S H A, c = -eta S H (A - I) x*.
                        let a = mask.forward ? s : s.map { _ in 1 }
                        let b = (0..<d).map { i in
                            (0..<d).map { (i == $0 ? 1 : 0) - Float80(eta) * s[i] * h[i][$0] * a[$0] }
                        }
                        let pull = Precise.times(h, zip(a, center).map { ($0 - 1) * $1 })
                        let c = (0..<d).map { -Float80(eta) * s[$0] * pull[$0] }
                        let moved = Precise.times(b, mean)
                        let spread = Precise.product(Precise.product(b, second), Precise.transposed(b))
                        for i in 0..<d {
                            nextMean[i] += weight * (moved[i] + c[i])
                            if s[i] != 0 { kept += weight * gram[i][i] }
                            for j in 0..<d {
                                nextSecond[i][j] +=
                                    weight * (spread[i][j] + moved[i] * c[j] + c[i] * moved[j] + c[i] * c[j])
                            }
                        }
                    }
                    (mean, second) = (nextMean, nextSecond)
                }
            }
            Precise.verify(records, "moments", median: 1e4)
        }

        /// The probability and the scale of an outcome in extended precision, from its law.
        private static func probability(_ mask: Mask, _ factors: Vector) -> Float80 {
            let kept = factors.count { $0 != 0 }
            switch mask.law {
            case .bernoulli(let p):
                return factors.reduce(1) { $0 * ($1 != 0 ? Float80(p) : 1 - Float80(p)) }
            case .subset: return 1 / Float80(combinations(factors.count, kept).count)
            case .coordinates: return 1
            }
        }

        private static func factors(_ mask: Mask, _ factors: Vector) -> [Float80] {
            let scale: Float80 =
                switch mask.law {
                case .bernoulli(let p) where mask.rescale: 1 / Float80(p)
                case .subset(let k) where mask.rescale: Float80(factors.count) / Float80(k)
                default: 1
                }
            return factors.map { $0 == 0 ? 0 : scale }
        }
    }
#endif
