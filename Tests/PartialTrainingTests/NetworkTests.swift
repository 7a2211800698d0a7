import LinearAlgebra
import Testing

@testable import PartialTraining

/// The networks against products written out.
@Suite struct NetworkTests {
    /// Value and layer gradients of `|M_L ... M_1 - target|^2 / 2`, `M_l = skip I + scale W_l`, from explicit products.
    private func naive(
        _ layers: [Matrix], target: Matrix, skip: Double, scale: Double
    ) -> (value: Double, gradients: [Matrix], size: Double) {
        let d = target.rows
        let factors = layers.map { skip * .identity(d) + scale * $0 }
        func product(_ range: Range<Int>) -> Matrix { range.reduce(.identity(d)) { factors[$1] * $0 } }
        let error = product(0..<layers.count) - target
        let gradients = layers.indices.map { l in
            scale * (product((l + 1)..<layers.count).transposed * error * product(0..<l).transposed)
        }
        let size = factors.reduce(1) { $0 * (1 + $1.frobeniusNorm) }
        return (0.5 * inner(error, error), gradients, size * size * (1 + target.frobeniusNorm))
    }

    @Test func deepLinearMatchesExplicitProductsAndDifferences() throws {
        var generator = Generator(seed: 1, "deep linear")
        for depth in 1...5 {
            for d in 1...4 {
                let target = generator.gaussianMatrix(rows: d, columns: d)
                let model = try DeepLinear(depth: depth, target: target)
                let layers = (0..<depth).map { _ in generator.gaussianMatrix(rows: d, columns: d) }
                try check(model, Parameters(layers), naive(layers, target: target, skip: 0, scale: 1))
                let product = layers.reduce(Matrix.identity(d)) { $1 * $0 }
                #expect(agree(model.product(Parameters(layers)), product, roundings: 1000))
                #expect(model.layout.blocks.count == depth && model.layout.count == depth * d * d)
            }
        }
    }

    @Test func residualLinearMatchesExplicitProductsAndDifferences() throws {
        var generator = Generator(seed: 1, "residual linear")
        for depth in 1...5 {
            for d in 1...4 {
                let target = generator.gaussianMatrix(rows: d, columns: d)
                let scale = generator.uniform(-1, 1)
                let model = try ResidualLinear(depth: depth, target: target, scale: scale)
                let layers = (0..<depth).map { _ in generator.gaussianMatrix(rows: d, columns: d) }
                try check(model, Parameters(layers), naive(layers, target: target, skip: 1, scale: scale))
                let dropped = Parameters(layers.map { _ in Matrix(rows: d, columns: d) })
                #expect(model.product(dropped) == .identity(d))
            }
        }
    }

    @Test func factorizationMatchesExplicitProductsAndDifferences() throws {
        var generator = Generator(seed: 1, "factorization")
        for (m, k, n) in [(1, 1, 1), (3, 1, 2), (2, 4, 3), (4, 2, 4)] {
            let target = generator.gaussianMatrix(rows: m, columns: n)
            let model = try Factorization(rank: k, target: target)
            let b = generator.gaussianMatrix(rows: m, columns: k)
            let a = generator.gaussianMatrix(rows: k, columns: n)
            let error = b * a - target
            let size = (1 + b.frobeniusNorm) * (1 + a.frobeniusNorm)
            try check(
                model, Parameters([b, a]),
                (
                    0.5 * inner(error, error), [error * a.transposed, b.transposed * error],
                    size * size * (1 + target.frobeniusNorm)
                ))
            let tail = try target.singularValues().dropFirst(k).reduce(0) { $0 + 0.5 * $1 * $1 }
            #expect(agree(try #require(model.constants.minimum), tail, scale: 1, roundings: 16))
            // Eckart and Young: the truncation attains it, and random points do not go below.
            if k <= min(m, n) {
                let svd = try target.leadingSingularTriples(k)
                let best = Parameters([svd.u * .diagonal(svd.values), svd.v.transposed])
                #expect(agree(model.value(at: best), tail, scale: inner(target, target), roundings: 64))
            }
            #expect(model.value(at: Parameters([b, a])) >= tail * (1 - 1e-12))
        }
    }

    @Test func matrixTargetIsTheSquaredDistance() throws {
        var generator = Generator(seed: 1, "matrix target")
        let target = generator.gaussianMatrix(rows: 3, columns: 2)
        let model = try MatrixTarget(target: target)
        let w = generator.gaussianMatrix(rows: 3, columns: 2)
        try check(model, Parameters([w]), (0.5 * inner(w - target, w - target), [w - target], 100))
        #expect(model.constants.smoothness == 1 && model.constants.plConstant == 1)
        #expect(model.constants.optimum == Parameters([target]))
        #expect(model.value(at: Parameters([target])) == 0)
    }

    @Test func smoothFunctionIsItsClosure() throws {
        var constants = Constants()
        constants.smoothness = 8
        let model = SmoothFunction(dimension: 3, constants: constants, summary: "quartic") { x, g in
            for i in 0..<3 { g[i] = x[i] * x[i] * x[i] }
            return x.reduce(0) { $0 + $1 * $1 * $1 * $1 / 4 }
        }
        let x = Parameters([1, -2, 0.5])
        #expect(model.gradient(at: x).values == [1, -8, 0.125])
        #expect(model.value(at: x) == 0.25 + 4 + 0.015625)
        #expect(agree(numericalGradient(model, x, step: 1e-3), [1, -8, 0.125], scale: 1e-5 / .ulpOfOne, roundings: 1))
    }

    /// Value, gradient and central differences of `model` at `x` against the naive ones; `size` bounds all products.
    private func check(
        _ model: any Model, _ x: Parameters, _ naive: (value: Double, gradients: [Matrix], size: Double)
    ) throws {
        let gradient = model.gradient(at: x)
        let roundings = 16 * model.roundings
        #expect(agree(model.value(at: x), naive.value, scale: naive.size, roundings: roundings))
        #expect(
            agree(gradient.values, naive.gradients.flatMap(\.storage), scale: naive.size, roundings: roundings),
            "\(model.summary)")
        // Richardson: the error of the central difference is h^2 f'''/6, so two steps give fourth order.
        let h = 1.0 / 256
        let (fine, coarse) = (numericalGradient(model, x, step: h), numericalGradient(model, x, step: 2 * h))
        let difference = zip(fine, coarse).map { (4 * $0 - $1) / 3 }
        let truncation = naive.size * h * h * h * h
        #expect(
            zip(difference, gradient.values).allSatisfy {
                abs($0 - $1) <= truncation + 16 * Double.ulpOfOne * naive.size / h
            }, "\(model.summary)")
    }

    @Test func startsOfDeepNetworks() throws {
        let model = try DeepLinear(depth: 3, target: .diagonal([1, 2]))
        #expect(model.identityStart.blocks == [.identity(2), .identity(2), .identity(2)])
        #expect(model.zeroAsymmetricStart.blocks == [.identity(2), .identity(2), Matrix(rows: 2, columns: 2)])
        let single = try DeepLinear(depth: 1, target: .identity(2))
        #expect(single.zeroAsymmetricStart.blocks == [Matrix(rows: 2, columns: 2)])
    }

    @Test func constantsOfTargets() throws {
        let symmetric = try DeepLinear(depth: 3, target: Matrix(rows: [[2, 1], [1, 2]]))
        #expect(agree(try #require(symmetric.constants.lowest), 1, scale: 3, roundings: 4))
        #expect(agree(try #require(symmetric.constants.highest), 3, scale: 3, roundings: 4))
        #expect(symmetric.constants.depth == 3 && symmetric.constants.minimum == 0)
        #expect(symmetric.constants.smoothness == nil && symmetric.constants.optimum == nil)
        let general = try DeepLinear(depth: 2, target: Matrix(rows: [[1, 1], [0, 1]]))
        #expect(general.constants.lowest == nil)
        #expect(try Factorization(rank: 1, target: .identity(2)).constants.depth == 2)
        #expect(try ResidualLinear(depth: 4, target: .identity(2), scale: 0.5).constants.depth == 4)
    }

    @Test func initialisersRefuse() throws {
        let wide = Matrix(rows: 2, columns: 3, repeating: 1)
        let empty = Matrix(rows: 0, columns: 0)
        let broken = Matrix.diagonal([1, .infinity])
        #expect(failure { try DeepLinear(depth: 2, target: wide) }?.kind == "shape")
        #expect(failure { try ResidualLinear(depth: 2, target: wide, scale: 1) }?.kind == "shape")
        for target in [empty, broken] {
            let expected = target.count == 0 ? "shape" : "invalid"
            #expect(failure { try DeepLinear(depth: 2, target: target) }?.kind == expected)
            #expect(failure { try ResidualLinear(depth: 2, target: target, scale: 1) }?.kind == expected)
            #expect(failure { try Factorization(rank: 1, target: target) }?.kind == expected)
            #expect(failure { try MatrixTarget(target: target) }?.kind == expected)
        }
        for depth in [0, -1, 100_001] {
            #expect(failure { try DeepLinear(depth: depth, target: .identity(1)) }?.kind == "invalid")
            #expect(failure { try ResidualLinear(depth: depth, target: .identity(1), scale: 1) }?.kind == "invalid")
            #expect(failure { try Factorization(rank: depth, target: .identity(1)) }?.kind == "invalid")
        }
        for scale in [0, .nan, .infinity] {
            #expect(failure { try ResidualLinear(depth: 1, target: .identity(1), scale: scale) }?.kind == "invalid")
        }
    }
}

/// Layers that are left out, and gradients that nobody asks for.
@Suite struct IdleLayerTests {
    @Test("gradients beside idle and dropped layers are those of the whole", arguments: [0, 1, 2, 3])
    func idle(dropped: Int) throws {
        var generator = Generator(seed: 4, "idle \(dropped)")
        let target = generator.gaussianMatrix(rows: 3, columns: 3)
        let residual = try ResidualLinear(depth: 4, target: target, scale: 0.7)
        let deep = try DeepLinear(depth: 4, target: target)
        for model in [residual, deep] as [any Model] {
            var x = Parameters((0..<4).map { _ in generator.gaussianMatrix(rows: 3, columns: 3) })
            x.setBlock(dropped, Matrix(rows: 3, columns: 3))
            // By central differences, which know nothing of layers.
            let step = 1e-5
            var difference = Parameters(model.layout)
            for i in 0..<x.values.count {
                var (up, down) = (x, x)
                up.values[i] += step
                down.values[i] -= step
                difference.values[i] = (model.value(at: up) - model.value(at: down)) / (2 * step)
            }
            let whole = model.gradient(at: x)
            for i in 0..<x.values.count {
                #expect(abs(whole.values[i] - difference.values[i]) <= 1e-6 * (1 + abs(difference.values[i])))
            }
            for idle in [[true, false, false, true], [true, true, false, false], [false, true, true, true]] {
                var g = Parameters(model.layout)
                let value = model.gradient(at: x, into: &g, idle: idle, workspace: Workspace())
                #expect(value == model.value(at: x))
                for l in 0..<4 { #expect(g.block(l) == (idle[l] ? Matrix(rows: 3, columns: 3) : whole.block(l))) }
            }
        }
    }

    /// All layers dropped: the identity.
    @Test func nothingIsLeft() throws {
        let model = try ResidualLinear(depth: 2, target: Matrix(rows: [[3, 1], [0, 1]]), scale: 0.5)
        let x = Parameters(model.layout)
        #expect(model.value(at: x) == 2.5)
        // 1/2 (I - target) for both layers.
        #expect(
            model.gradient(at: x).blocks == [Matrix](repeating: try Matrix(rows: [[-1, -0.5], [0, 0]]), count: 2))
    }
}
