import LinearAlgebra
import Testing

@testable import PartialTraining

/// Does the products of value and gradient one by one, only for entries that are there or needed, and counts them.
private struct Twin {
    let present: [Bool]
    let trained: [Bool]
    private(set) var count = 0.0

    init(present: [Bool], trained: [Bool]) { (self.present, self.trained) = (present, trained) }

    private mutating func product(_ a: Double, _ b: Double) -> Double {
        count += 1
        return a * b
    }

    /// The gradient at `x`, whose absent entries are zero; entries that are not trained are left at zero.
    mutating func gradient(_ model: any Model, _ x: Parameters) -> Vector {
        switch model {
        case let model as Quadratic: return quadratic(model, x.values)
        case let model as Factorization: return factorization(model, x)
        case let model as DeepLinear: return chain(x, model.target, skip: 0, scale: 1)
        case let model as ResidualLinear: return chain(x, model.target, skip: 1, scale: model.scale)
        case let model as MatrixTarget:
            return x.values.indices.map { trained[$0] ? x.values[$0] - model.target.storage[$0] : 0 }
        default: return []
        }
    }

    /// `H x - b`, `b` known.
    private mutating func quadratic(_ model: Quadratic, _ x: Vector) -> Vector {
        let b = model.hessian * model.optimum
        var g = x.map { _ in 0.0 }
        for i in x.indices where trained[i] {
            g[i] = -b[i]
            for j in x.indices where present[j] { g[i] += product(model.hessian[i, j], x[j]) }
        }
        return g
    }

    private mutating func factorization(_ model: Factorization, _ x: Parameters) -> Vector {
        let (m, n, rank) = (model.target.rows, model.target.columns, model.rank)
        let (b, a) = (x.block(0), x.block(1))
        func first(_ i: Int, _ u: Int) -> Int { u * m + i }
        func second(_ u: Int, _ j: Int) -> Int { m * rank + j * rank + u }
        var residual = -1 * model.target
        for i in 0..<m {
            for j in 0..<n {
                for u in 0..<rank where present[first(i, u)] && present[second(u, j)] {
                    residual[i, j] += product(b[i, u], a[u, j])
                }
            }
        }
        var g = Parameters(x.layout)
        for i in 0..<m {
            for u in 0..<rank where trained[first(i, u)] {
                for j in 0..<n where present[second(u, j)] {
                    g.values[first(i, u)] += product(residual[i, j], a[u, j])
                }
            }
        }
        for u in 0..<rank {
            for j in 0..<n where trained[second(u, j)] {
                for i in 0..<m where present[first(i, u)] {
                    g.values[second(u, j)] += product(residual[i, j], b[i, u])
                }
            }
        }
        return g.values
    }

    private mutating func chain(_ x: Parameters, _ target: Matrix, skip: Double, scale: Double) -> Vector {
        let d = target.rows
        let blocks = x.layout.blocks
        // The constants `scale` and `skip` belong to the layer: nothing to multiply for them.
        let layers = x.blocks.map { scale * $0 }
        let there = blocks.indices.filter { l in blocks[l].range.contains { present[$0] } }
        var prefix = Matrix.identity(d)
        var below: [Int: Matrix] = [:]
        for l in there {
            below[l] = prefix
            var next = skip * prefix
            for (e, at) in blocks[l].range.enumerated() where present[at] {
                for c in 0..<d {
                    // The first layer is copied.
                    let term =
                        l == there[0]
                        ? layers[l].storage[e] * (e / d == c ? 1 : 0) : product(layers[l].storage[e], prefix[e / d, c])
                    next[e % d, c] += term
                }
            }
            prefix = next
        }
        var left = prefix - target
        var g = Parameters(x.layout)
        let needed = there.filter { l in blocks[l].range.contains { trained[$0] } }
        for l in there.reversed() where needed.contains(where: { $0 <= l }) {
            for (e, at) in blocks[l].range.enumerated() where trained[at] {
                if l == there[0] {
                    g.values[at] = scale * left[e % d, e / d]
                } else if let right = below[l] {
                    for c in 0..<d { g.values[at] += scale * product(left[e % d, c], right[e / d, c]) }
                }
            }
            guard needed.contains(where: { $0 < l }) else { break }
            var next = skip * left
            for (e, at) in blocks[l].range.enumerated() where present[at] {
                for c in 0..<d { next[e / d, c] += product(layers[l].storage[e], left[e % d, c]) }
            }
            left = next
        }
        return g.values
    }
}

@Suite struct CostTests {
    /// The multiply-adds of one step of an outcome, by the twin, which must find the right gradient on the way.
    private func counted(_ model: any Model, _ x: Parameters, present: [Bool]?, trained: [Bool]?) -> Double {
        let all = [Bool](repeating: true, count: model.layout.count)
        let (there, needed) = (present ?? all, trained ?? all)
        var inner = x
        for i in there.indices where !there[i] { inner.values[i] = 0 }
        var twin = Twin(present: there, trained: needed)
        let g = twin.gradient(model, inner)
        let exact = model.gradient(at: inner).values
        #expect(near(g, exact.indices.map { needed[$0] ? exact[$0] : 0 }, 1e-11), "\(model.summary)")
        return twin.count
    }

    private func models(_ generator: inout Generator) throws -> [any Model] {
        let square = generator.gaussianMatrix(rows: 3, columns: 3)
        return [
            try generator.quadratic(5), try MatrixTarget(target: generator.gaussianMatrix(rows: 2, columns: 3)),
            try DeepLinear(depth: 1, target: square), try DeepLinear(depth: 4, target: square),
            try ResidualLinear(depth: 4, target: square, scale: 0.5),
            try Factorization(rank: 2, target: generator.gaussianMatrix(rows: 4, columns: 3)),
        ]
    }

    @Test func productsAreThoseThatANaiveStepNeeds() throws {
        var generator = Generator(seed: 1, "products")
        for _ in 0..<20 {
            for model in try models(&generator) {
                let layout = model.layout
                let x = Parameters(layout, generator.gaussianVector(layout.count))
                func check(_ activity: Activity, _ updates: Double? = nil) throws {
                    let cost = try #require(model.cost(activity))
                    let twin = counted(model, x, present: activity.present, trained: activity.trained)
                    #expect(cost.forward + cost.backward == twin, "\(model.summary)")
                    let trained = Double(activity.trained?.count { $0 } ?? layout.count)
                    #expect(cost.update == updates ?? trained && cost.overhead == 0)
                    #expect(cost.total == twin + cost.update)
                }
                try check(Activity())
                try check(Activity(updates: 1), 1)
                let some = (0..<layout.count).map { _ in generator.uniform() < 0.6 }
                let fewer = some.map { $0 && generator.uniform() < 0.6 }
                try check(Activity(trained: some))
                // A layer of a deep network that is not there makes the product zero: only residual ones are dropped.
                let isDeep = model is DeepLinear
                let gone = layout.blocks.contains { block in !block.range.contains { some[$0] } }
                if !(isDeep && gone) {
                    try check(Activity(present: some, trained: some))
                    try check(Activity(present: some, trained: fewer))
                }
                // Frozen and dropped layers.
                let isIn = layout.blocks.map { _ in generator.uniform() < 0.5 }
                let layers = zip(layout.blocks, isIn).flatMap { [Bool](repeating: $0.1, count: $0.0.count) }
                try check(Activity(trained: layers))
                if model is ResidualLinear { try check(Activity(present: layers, trained: layers)) }
            }
        }
    }

    /// The closed forms: `3 (L - 1) d^3`, `3 m K n`, `d^2`.
    @Test func fullCosts() throws {
        var generator = Generator(seed: 1, "full costs")
        let totals = try models(&generator).map { try #require($0.cost(Activity())).total }
        let chain = 3.0 * 3 * 27 + 36
        #expect(totals == [30, 6, 9, chain, chain, 86])
        let model = try models(&generator)[0]
        let extra = try #require(model.cost(Activity(overhead: 7, gradients: 2)))
        #expect(extra == StepCost(forward: 25, backward: 0, update: 5, overhead: 57))
        #expect(try #require(model.cost(Activity(updates: 9))).update == 5)
    }

    @Test func activitiesCompose() {
        let a = Activity(present: [true, false], trained: nil, updates: 2, overhead: 1, gradients: 1)
        let b = Activity(present: [true, true], trained: [false, true], updates: nil, overhead: 2, gradients: 3)
        let both = Activity(present: [true, false], trained: [false, true], updates: 2, overhead: 3, gradients: 4)
        #expect(a.composed(with: b) == both && b.composed(with: a) == both)
        #expect(b.composed(with: Activity(updates: 1)).composed(with: a).updates == 1)
        #expect(Activity().confined(to: [false, true]) == Activity(present: [false, true], trained: [false, true]))
        #expect(a.confined(to: nil) == a)
    }

    /// What an outcome of an operator lets through, from its action on ones.
    private func step(_ model: any Model, _ x: Parameters, _ outcome: any PartialStep) throws -> Double {
        let ones = Parameters(model.layout, Vector(repeating: 1, count: model.layout.count))
        var (kept, moved) = (ones, ones)
        try outcome.select(&kept)
        if outcome.movesPoint { outcome.move(&moved) }
        let trained = kept.values.map { $0 != 0 }
        let products = counted(model, x, present: moved.values.map { $0 != 0 }, trained: trained)
        return products + Double(trained.count { $0 })
    }

    /// The expected cost of an operator with few outcomes, in all engines that can.
    @Test func enginesAgreeWithTheTwin() throws {
        var generator = Generator(seed: 1, "cost engines")
        for model in try models(&generator) where model.layout.count > 1 {
            let layout = model.layout
            let start = Parameters(layout, generator.gaussianVector(layout.count).map { 0.3 * $0 })
            var laws: [any FiniteLaw] = [Full(), Freeze(.coordinates([1, 3])), Mask(.coordinates([1, 2, 5]))]
            if model is Quadratic {
                laws +=
                    [
                        Mask(.bernoulli(0.3)), Mask(.bernoulli(0.6), forward: true, rescale: true), Mask(.subset(2)),
                        Mask(.subset(3), forward: true),
                        Cycle([Mask(.bernoulli(0.3)), Full(), Mask(.subset(2), forward: true)]),
                        Width(.nested([0.1, 0.2, 0.3, 0.2, 0.2]), of: model), Width(.bernoulli([0.5]), of: model),
                    ] as [any FiniteLaw]
            } else if layout.blocks.count > 1 {
                laws += [Freeze(.layers([1])), Freeze(.layers([2])), Width(.subset(2), of: model)] as [any FiniteLaw]
            }
            if model is ResidualLinear {
                laws +=
                    [
                        Depth.bernoulli([0.5]), Depth.count(2, fixed: [2]),
                        Depth.nested([0.5, 0, 0.25, 0.25], rescale: 2),
                    ] as [any FiniteLaw]
            }
            for law in laws {
                var exact = [0.0]
                for t in 0..<3 {
                    var mean = 0.0
                    for outcome in try law.outcomes(layout, step: t) {
                        mean += outcome.probability * (try step(model, start, outcome.step))
                    }
                    exact.append(exact[t] + mean)
                }
                var run = Run(
                    model: model, start: start, schedule: Schedule(law, stepSize: 1e-3, steps: 3), observables: [.cost],
                    replicas: 200)
                var engines = 0
                for engine in [EngineKind.direct, .modes, .moments, .enumeration] where engine.type.obstacle(run) == nil
                {
                    run.engine = engine
                    guard engine.type.obstacle(run) == nil else { continue }
                    engines += 1
                    // Sums over up to 32768 paths.
                    let loose = engine == .enumeration ? 1e4 : 100
                    #expect(agree(try run.values(.cost, engine), exact, roundings: loose), "\(engine) \(law.summary)")
                }
                #expect(engines > 0)
                run.engine = .ensemble
                let series = try #require(try run.trajectory().series[.cost])
                let slack = 1e-12 * exact[3]
                #expect(try #require(series.low)[3] - slack <= exact[3] && exact[3] <= #require(series.high)[3] + slack)
            }
        }
    }

    @Test func costsOfTheOperatorsOwn() throws {
        var generator = Generator(seed: 1, "cost overhead")
        let quadratic = try generator.quadratic(5)
        func costs(_ model: any Model, _ law: any PartialOperator, _ engine: EngineKind = .auto) throws -> [Double] {
            var run = Run(
                model: model, start: Parameters(model.layout, generator.gaussianVector(model.layout.count)),
                schedule: Schedule(law, stepSize: 1e-3, steps: 2), observables: [.cost], engine: engine)
            run.replicas = 3
            return try run.trajectory().values(.cost)
        }
        // Two products with a frame of 5 x 2.
        for engine in [EngineKind.moments, .ensemble] {
            #expect(try costs(quadratic, RandomSubspace(dimension: 2, kind: .haar), engine) == [0, 50, 100])
        }
        let matrix = try MatrixTarget(target: generator.gaussianMatrix(rows: 2, columns: 3))
        // 3 m n^2 + 10 n^3 of the decomposition (m = 3, n = 2), 6 to put it together, 6 of the update.
        #expect(try costs(matrix, LowRank(rank: 1, of: .gradient)) == [0, 128, 256])
        let deep = try DeepLinear(depth: 3, target: generator.gaussianMatrix(rows: 2, columns: 2))
        // All gradients, 48; two groups of 4 numbers.
        #expect(try costs(deep, Share(groups: [[1, 3]])) == [0, 56, 112])
        // What is averaged is needed, also where a part of the mean is thrown away; what is frozen first is not.
        #expect(try costs(deep, Composition([Share(), Freeze(.layers([3]))])) == [0, 52, 104])
        #expect(try costs(deep, Composition([Freeze(.layers([3])), Share()])) == [0, 44, 88])
        #expect(
            try costs(matrix, Composition([LowRank(rank: 1, of: .gradient), Mask(.coordinates([1]))])) == [0, 123, 246])
    }

    @Test func modesCountWhatTheAlgorithmWould() throws {
        let deep = try DeepLinear(depth: 3, target: .diagonal([1, 2]))
        for law in [Full(), Share()] as [any PartialOperator] {
            let run = Run(
                model: deep, start: deep.identityStart, schedule: Schedule(law, stepSize: 0.01, steps: 4),
                observables: [.cost])
            #expect(try run.resolvedEngine() == .modes)
            #expect(try run.values(.cost, .modes) == run.values(.cost, .direct))
        }
    }

    @Test func costsThatAreNotKnown() throws {
        let smooth = SmoothFunction(dimension: 2, constants: Constants(), summary: "zero") { _, g in
            g = [0, 0]
            return 0
        }
        #expect(!smooth.hasCost && Observable.cost.obstacle(smooth) != nil)
        let run = Run(
            model: smooth, start: Parameters([0, 0]), schedule: Schedule(stepSize: 1, steps: 1), observables: [.cost])
        #expect(failure { try run.trajectory() }?.kind == "invalid")
        let flow = Run(
            model: try oracleQuadratic(), start: Parameters([0, 0, 0]),
            schedule: Schedule([Stage(Full(), stepSize: 1, duration: .time(end: 1, points: 2))]), observables: [.cost])
        #expect(failure { try flow.trajectory() }?.kind == "unsupported")
    }
}
