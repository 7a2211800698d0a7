#if arch(x86_64)
    import LinearAlgebra
    import Testing

    @testable import PartialTraining

    /// The allowances against runs in extended precision (64 bits of significand): they must cover the error at every step, and
    /// not be absurd.
    @Suite struct RoundingModelTests {
        typealias Wide = [[Float80]]

        private static func wide(_ a: Matrix) -> Wide { a.rowArrays.map { $0.map { Float80($0) } } }
        private static func wide(_ x: Vector) -> [Float80] { x.map { Float80($0) } }

        private static func product(_ a: Wide, _ b: Wide) -> Wide {
            a.map { row in
                b[0].indices.map { j in row.indices.reduce(Float80(0)) { $0 + row[$1] * b[$1][j] } }
            }
        }

        private static func transposed(_ a: Wide) -> Wide { a[0].indices.map { j in a.map { $0[j] } } }

        private static func times(_ a: Wide, _ x: [Float80]) -> [Float80] {
            a.map { row in zip(row, x).reduce(0) { $0 + $1.0 * $1.1 } }
        }

        private static func square(_ x: [Float80]) -> Float80 { x.reduce(0) { $0 + $1 * $1 } }

        /// Collects errors and allowances of one observable.
        private struct Record {
            var ratios: [Double] = []
            var failures: [String] = []

            mutating func note(_ value: Double, _ exact: Float80, _ radius: Double, _ what: String) {
                let error = Double(abs(Float80(value) - exact))
                if !(error <= radius) { failures.append("\(what): \(value), error \(error), radius \(radius)") }
                if error > 0, radius > 0 { ratios.append(radius / error) }
            }

            /// The median of radius over error.
            var median: Double { ratios.isEmpty ? 1 : ratios.sorted()[ratios.count / 2] }
        }

        private func verify(_ records: [Observable: Record], _ comment: String, median: Double) {
            for (observable, record) in records {
                #expect(
                    record.failures.isEmpty,
                    "\(comment) \(observable): \(record.failures.count), \(record.failures.first ?? "")")
                #expect(record.median <= median, "\(comment) \(observable): median \(record.median)")
                #expect(record.ratios.count > 100)
            }
        }

        private func spectrum(_ d: Int, _ generator: inout Generator) -> Vector {
            let spread = generator.uniform(0, 6)
            return (0..<d).map { _ in 2 * power(10, -generator.uniform(0, spread)) }
        }

        /// Quadratics under masks, displaced models, freezing, sharing and full training, one after the other.
        @Test func directRunsOnQuadratics() throws {
            var generator = Generator(seed: 1, "rounding of quadratics")
            let observables: [Observable] = [
                .loss, .excess, .distance, .distanceSquared, .gradientNormSquared, .maskedGradientMean, .coreLoss,
            ]
            var records: [Observable: Record] = [:]
            for index in 0..<250 {
                let d = 1 + generator.below(6)
                let optimum = generator.gaussianVector(d).map { $0 * (index % 3 == 0 ? 1000 : 1) }
                let model = try Quadratic(
                    hessian: generator.symmetric(spectrum(d, &generator)), optimum: optimum,
                    minimum: index % 2 == 0 ? 0 : 3)
                let smoothness = try #require(model.constants.smoothness)
                let fixed = { (generator: inout Generator, forward: Bool) in
                    Mask(
                        .coordinates(generator.numbers(1 + generator.below(d), upTo: d)), forward: forward,
                        rescale: generator.below(2) == 0)
                }
                let laws: [any PartialOperator] =
                    switch index % 5 {
                    case 0: [Full()]
                    case 1: [fixed(&generator, false), fixed(&generator, false), Full()]
                    case 2: [fixed(&generator, true), Full()]
                    case 3: [Freeze(.coordinates(generator.numbers(generator.below(d), upTo: d))), Full()]
                    default: [Share(blocks: d), fixed(&generator, false)]
                    }
                let law: any PartialOperator = laws.count == 1 ? laws[0] : Cycle(laws)
                let scale = laws.compactMap { ($0 as? Mask)?.scale(d) }.max() ?? 1
                let eta = generator.uniform(0.1, 1.9) / (smoothness * scale * scale)
                let start = index % 4 == 0 ? Vector(repeating: 0, count: d) : generator.gaussianVector(d)
                let run = Run(
                    model: model, start: Parameters(start),
                    schedule: Schedule([
                        Stage(law, stepSize: eta, duration: .steps(40)),
                        Stage(laws[0], stepSize: eta, duration: .steps(40)),
                    ]), observables: observables, engine: .direct)
                let trajectory = try run.trajectory()
                let h = Self.wide(model.hessian)
                let center = Self.wide(optimum)
                var x = Self.wide(start)
                var kept: Float80 = 0
                func gradient(_ x: [Float80]) -> [Float80] { Self.times(h, zip(x, center).map { $0 - $1 }) }
                func loss(_ x: [Float80]) -> Float80 {
                    let e = zip(x, center).map { $0 - $1 }
                    return zip(e, Self.times(h, e)).reduce(0) { $0 + $1.0 * $1.1 } / 2
                }
                for t in 0...80 {
                    let g = gradient(x)
                    let distance = Self.square(zip(x, center).map { $0 - $1 })
                    let core = (t <= 40 ? laws : [laws[0]]).lazy.compactMap { $0 as? Mask }.first
                    let masked = core.map { mask in
                        zip(x, mask.fixedFactors(d)).map { $0 * Float80($1) }
                    }
                    let minimum = Float80(model.minimum)
                    let exact: [(Observable, Float80)] = [
                        (.loss, minimum + loss(x)), (.excess, loss(x)), (.distance, distance.squareRoot()),
                        (.distanceSquared, distance), (.gradientNormSquared, Self.square(g)),
                        (.maskedGradientMean, t == 0 ? 0 : kept / Float80(t)),
                        (.coreLoss, minimum + loss(masked ?? x)),
                    ]
                    for (observable, value) in exact {
                        let series = try #require(trajectory.series[observable])
                        if series.values[t].isNaN { continue }
                        records[observable, default: Record()].note(
                            series.values[t], value, series.radius[t],
                            "\(index) at \(t) \(law.summary) d=\(d) eta L=\(eta * smoothness)")
                    }
                    if t == 80 { break }
                    let part = t < 40 ? laws[t % laws.count] : laws[0]
                    var from = x
                    var update = g
                    if let mask = part as? Mask {
                        let factors = Self.wide(mask.fixedFactors(d))
                        if mask.forward { from = zip(x, factors).map { $0 * $1 } }
                        update = zip(gradient(from), factors).map { $0 * $1 }
                        kept += Self.square(zip(g, factors).map { $1 == 0 ? 0 : $0 })
                    } else {
                        if case .coordinates(let list)? = (part as? Freeze)?.part {
                            for i in list { update[i - 1] = 0 }
                        }
                        if part is Share {
                            let mean = g.reduce(0, +) / Float80(d)
                            update = g.map { _ in mean }
                        }
                        kept += Self.square(update)
                    }
                    for i in 0..<d { x[i] -= Float80(eta) * update[i] }
                }
            }
            verify(records, "quadratics", median: 1e4)
        }

        private static func layered(_ x: [Wide], _ target: Wide) -> (residual: Wide, gradients: [Wide]) {
            let d = target.count
            let identity: Wide = (0..<d).map { i in (0..<d).map { $0 == i ? 1 : 0 } }
            var below = [identity]
            for layer in x { below.append(product(layer, below[below.count - 1])) }
            let residual = zip(below[x.count], target).map { zip($0, $1).map { $0 - $1 } }
            var above = identity
            var gradients: [Wide] = []
            for l in x.indices.reversed() {
                gradients.insert(product(product(transposed(above), residual), transposed(below[l])), at: 0)
                above = product(above, x[l])
            }
            return (residual, gradients)
        }

        /// Deep linear networks, small: by the algorithm itself and, where they can, by their modes.
        @Test func deepLinearNetworks() throws {
            var generator = Generator(seed: 1, "rounding of networks")
            var direct: [Observable: Record] = [:]
            var modes: [Observable: Record] = [:]
            for index in 0..<120 {
                let (d, depth) = (1 + generator.below(3), 2 + generator.below(3))
                let symmetric = index % 3 != 2
                let target =
                    symmetric
                    ? generator.symmetric((0..<d).map { _ in generator.uniform(0.3, 2) })
                    : generator.gaussianMatrix(rows: d, columns: d)
                let model = try DeepLinear(depth: depth, target: target)
                let law: any PartialOperator =
                    switch index % 4 {
                    case 0: Full()
                    case 1: Share()
                    case 2: Freeze(.layers([1 + generator.below(depth)]))
                    default: Full()
                    }
                var start = index % 2 == 0 ? model.identityStart : model.zeroAsymmetricStart
                if index % 6 == 5 {
                    for i in start.values.indices { start.values[i] += 0.2 * generator.gaussian() }
                }
                let size = max(1, try target.spectralNorm())
                let eta = generator.uniform(0.05, 0.4) / (Double(depth) * size * size)
                let run = Run(
                    model: model, start: start, schedule: Schedule(law, stepSize: eta, steps: 100),
                    observables: [.loss, .excess, .gradientNormSquared], engine: .direct)
                let trajectory = try run.trajectory()
                var reduced: Trajectory?
                var other = run
                other.engine = .auto
                if try other.resolvedEngine() == .modes { reduced = try other.trajectory() }
                var x = start.blocks.map(Self.wide)
                let phi = Self.wide(target)
                for t in 0...100 {
                    let (residual, gradients) = Self.layered(x, phi)
                    let loss = Self.square(residual.flatMap { $0 }) / 2
                    let slope = Self.square(gradients.flatMap { $0.flatMap { $0 } })
                    for (observable, exact) in [
                        (Observable.loss, loss), (.excess, loss), (.gradientNormSquared, slope),
                    ] {
                        let what = "\(index) at \(t) \(law.summary) d=\(d) L=\(depth)"
                        let series = try #require(trajectory.series[observable])
                        direct[observable, default: Record()].note(series.values[t], exact, series.radius[t], what)
                        if let series = reduced?.series[observable] {
                            modes[observable, default: Record()].note(series.values[t], exact, series.radius[t], what)
                        }
                    }
                    for l in 0..<depth {
                        if case .layers(let list)? = (law as? Freeze)?.part, list.contains(l + 1) { continue }
                        for i in 0..<d {
                            for j in 0..<d {
                                let g =
                                    law is Share
                                    ? gradients.reduce(0) { $0 + $1[i][j] } / Float80(depth) : gradients[l][i][j]
                                x[l][i][j] -= Float80(eta) * g
                            }
                        }
                    }
                }
            }
            verify(direct, "networks", median: 1e4)
            verify(modes, "modes of networks", median: 1e4)
        }

        @Test func modesOfQuadratics() throws {
            var generator = Generator(seed: 1, "rounding of quadratic modes")
            let observables: [Observable] = [.loss, .excess, .distance, .distanceSquared, .gradientNormSquared]
            var records: [Observable: Record] = [:]
            for _ in 0..<100 {
                let d = 1 + generator.below(6)
                let model = try Quadratic(
                    hessian: generator.symmetric(spectrum(d, &generator)), optimum: generator.gaussianVector(d))
                let eta = generator.uniform(0.1, 1.9) / (try #require(model.constants.smoothness))
                let start = generator.gaussianVector(d)
                let trajectory = try Run(
                    model: model, start: Parameters(start), schedule: Schedule(stepSize: eta, steps: 60),
                    observables: observables, engine: .modes
                ).trajectory()
                let h = Self.wide(model.hessian)
                var e = zip(Self.wide(start), Self.wide(model.optimum)).map { $0 - $1 }
                for t in 0...60 {
                    let g = Self.times(h, e)
                    let loss = zip(e, g).reduce(Float80(0)) { $0 + $1.0 * $1.1 } / 2
                    let exact: [(Observable, Float80)] = [
                        (.loss, loss), (.excess, loss), (.distance, Self.square(e).squareRoot()),
                        (.distanceSquared, Self.square(e)), (.gradientNormSquared, Self.square(g)),
                    ]
                    for (observable, value) in exact {
                        let series = try #require(trajectory.series[observable])
                        records[observable, default: Record()].note(
                            series.values[t], value, series.radius[t], "at \(t) d=\(d)")
                    }
                    for i in 0..<d { e[i] -= Float80(eta) * g[i] }
                }
            }
            verify(records, "modes of quadratics", median: 1e4)
        }

        /// The moment recursion against the enumeration of one step's outcomes, carried in extended precision.
        @Test func momentsUnderRandomMasks() throws {
            var generator = Generator(seed: 1, "rounding of moments")
            let observables: [Observable] = [
                .loss, .excess, .distance, .distanceSquared, .gradientNormSquared, .maskedGradientMean, .coreLoss,
            ]
            var records: [Observable: Record] = [:]
            for index in 0..<120 {
                let d = 1 + generator.below(4)
                let model = try Quadratic(
                    hessian: generator.symmetric(spectrum(d, &generator)),
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
                let h = Self.wide(model.hessian)
                let center = Self.wide(model.optimum)
                var mean = zip(Self.wide(start), center).map { $0 - $1 }
                var second = mean.map { a in mean.map { a * $0 } }
                var kept: Float80 = 0
                for t in 0...40 {
                    let gram = Self.product(Self.product(h, second), h)
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
                        records[observable, default: Record()].note(
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
                        let pull = Self.times(h, zip(a, center).map { ($0 - 1) * $1 })
                        let c = (0..<d).map { -Float80(eta) * s[$0] * pull[$0] }
                        let moved = Self.times(b, mean)
                        let spread = Self.product(Self.product(b, second), Self.transposed(b))
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
            verify(records, "moments", median: 1e4)
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

    #if canImport(Glibc)
        import Glibc
    #else
        import Darwin
    #endif

    private func power(_ x: Double, _ y: Double) -> Double { pow(x, y) }
#endif
