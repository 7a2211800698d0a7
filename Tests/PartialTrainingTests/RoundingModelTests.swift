#if arch(x86_64)
    import LinearAlgebra
    import Testing

    @testable import PartialTraining

    /// The allowances against runs in extended precision (64 bits of significand): they must cover the error at every step, and
    /// not be absurd.
    @Suite struct RoundingModelTests {
        /// Quadratics under masks, displaced models, freezing, sharing and full training, one after the other.
        @Test func directRunsOnQuadratics() throws {
            var generator = Generator(seed: 1, "rounding of quadratics")
            let observables: [Observable] = [
                .loss, .excess, .distance, .distanceSquared, .gradientNormSquared, .maskedGradientMean, .coreLoss,
            ]
            var records: [Observable: Precise.Record] = [:]
            for index in 0..<250 {
                let d = 1 + generator.below(6)
                let hessian = generator.symmetric(Precise.spectrum(d, &generator))
                var optimum = generator.gaussianVector(d).map { $0 * (index % 3 == 0 ? 1000 : 1) }
                // Along the flattest direction the gradient cancels, and its rounding is all there is.
                if index % 4 == 0 { optimum = try hessian.symmetricEigen().vectors.column(0) }
                let model = try Quadratic(
                    hessian: hessian, optimum: optimum,
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
                let h = Precise.wide(model.hessian)
                let center = Precise.wide(optimum)
                var x = Precise.wide(start)
                var kept: Float80 = 0
                func gradient(_ x: [Float80]) -> [Float80] { Precise.times(h, zip(x, center).map { $0 - $1 }) }
                func loss(_ x: [Float80]) -> Float80 {
                    let e = zip(x, center).map { $0 - $1 }
                    return zip(e, Precise.times(h, e)).reduce(0) { $0 + $1.0 * $1.1 } / 2
                }
                for t in 0...80 {
                    let g = gradient(x)
                    let distance = Precise.square(zip(x, center).map { $0 - $1 })
                    let core = (t <= 40 ? laws : [laws[0]]).lazy.compactMap { $0 as? Mask }.first
                    let masked = core.map { mask in
                        zip(x, mask.fixedFactors(d)).map { $0 * Float80($1) }
                    }
                    let minimum = Float80(model.minimum)
                    let exact: [(Observable, Float80)] = [
                        (.loss, minimum + loss(x)), (.excess, loss(x)), (.distance, distance.squareRoot()),
                        (.distanceSquared, distance), (.gradientNormSquared, Precise.square(g)),
                        (.maskedGradientMean, t == 0 ? 0 : kept / Float80(t)),
                        (.coreLoss, minimum + loss(masked ?? x)),
                    ]
                    for (observable, value) in exact {
                        let series = try #require(trajectory.series[observable])
                        if series.values[t].isNaN { continue }
                        records[observable, default: Precise.Record()].note(
                            series.values[t], value, series.radius[t],
                            "\(index) at \(t) \(law.summary) d=\(d) eta L=\(eta * smoothness)")
                    }
                    if t == 80 { break }
                    let part = t < 40 ? laws[t % laws.count] : laws[0]
                    var from = x
                    var update = g
                    if let mask = part as? Mask {
                        let factors = Precise.wide(mask.fixedFactors(d))
                        if mask.forward { from = zip(x, factors).map { $0 * $1 } }
                        update = zip(gradient(from), factors).map { $0 * $1 }
                        kept += Precise.square(zip(g, factors).map { $1 == 0 ? 0 : $0 })
                    } else {
                        if case .coordinates(let list)? = (part as? Freeze)?.part {
                            for i in list { update[i - 1] = 0 }
                        }
                        if part is Share {
                            let mean = g.reduce(0, +) / Float80(d)
                            update = g.map { _ in mean }
                        }
                        kept += Precise.square(update)
                    }
                    for i in 0..<d { x[i] -= Float80(eta) * update[i] }
                }
            }
            Precise.verify(records, "quadratics", median: 1e4)
        }

        private static func layered(_ x: [Precise.Wide], _ target: Precise.Wide) -> (
            residual: Precise.Wide, gradients: [Precise.Wide]
        ) {
            let d = target.count
            let identity: Precise.Wide = (0..<d).map { i in (0..<d).map { $0 == i ? 1 : 0 } }
            var below = [identity]
            for layer in x { below.append(Precise.product(layer, below[below.count - 1])) }
            let residual = zip(below[x.count], target).map { zip($0, $1).map { $0 - $1 } }
            var above = identity
            var gradients: [Precise.Wide] = []
            for l in x.indices.reversed() {
                gradients.insert(
                    Precise.product(Precise.product(Precise.transposed(above), residual), Precise.transposed(below[l])),
                    at: 0)
                above = Precise.product(above, x[l])
            }
            return (residual, gradients)
        }

        /// Deep linear networks, small: by the algorithm itself and, where they can, by their modes.
        @Test func deepLinearNetworks() throws {
            var generator = Generator(seed: 1, "rounding of networks")
            var direct: [Observable: Precise.Record] = [:]
            var modes: [Observable: Precise.Record] = [:]
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
                var x = start.blocks.map(Precise.wide)
                let phi = Precise.wide(target)
                for t in 0...100 {
                    let (residual, gradients) = Self.layered(x, phi)
                    let loss = Precise.square(residual.flatMap { $0 }) / 2
                    let slope = Precise.square(gradients.flatMap { $0.flatMap { $0 } })
                    for (observable, exact) in [
                        (Observable.loss, loss), (.excess, loss), (.gradientNormSquared, slope),
                    ] {
                        let what = "\(index) at \(t) \(law.summary) d=\(d) L=\(depth)"
                        let series = try #require(trajectory.series[observable])
                        direct[observable, default: Precise.Record()].note(
                            series.values[t], exact, series.radius[t], what)
                        if let series = reduced?.series[observable] {
                            modes[observable, default: Precise.Record()].note(
                                series.values[t], exact, series.radius[t], what)
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
            Precise.verify(direct, "networks", median: 1e4)
            Precise.verify(modes, "modes of networks", median: 1e4)
        }
    }
#endif
