import LinearAlgebra
import Testing

@testable import PartialTraining

@Suite struct HessianProductTests {
    /// `H v` by a central difference of gradients, for a direction of length 1.
    private func difference(_ model: any Model, _ x: Vector, _ v: Vector, step h: Double) -> Vector {
        let ahead = model.gradient(at: Parameters(model.layout, add(x, h, v))).values
        let behind = model.gradient(at: Parameters(model.layout, add(x, -h, v))).values
        return subtract(ahead, behind).map { $0 / (2 * h) }
    }

    @Test func agreesWithDifferencesOfGradients() throws {
        var generator = Generator(seed: 1, "hessian products")
        for _ in 0..<5 {
            var models = try generator.trainees().map(\.model)
            models.append(
                try MatrixQuadratic(
                    hessian: generator.symmetric([3, 2, 1, 0.5]), target: generator.gaussianMatrix(rows: 2, columns: 2))
            )
            models.append(try DeepLinear(depth: 1, target: generator.gaussianMatrix(rows: 2, columns: 2)))
            for model in models {
                let x = Parameters(model.layout, generator.gaussianVector(model.layout.count))
                let raw = generator.gaussianVector(model.layout.count)
                let v = raw.map { $0 / norm(raw) }
                let product = model.hessianProduct(at: x, along: Parameters(model.layout, v))
                #expect(product.layout == model.layout)
                #expect(near(product.values, difference(model, x.values, v, step: 1e-5), 1e-8), "\(model.summary)")
                // The Hessian is symmetric and linear, to rounding.
                let w = generator.gaussianVector(model.layout.count)
                let other = model.hessianProduct(at: x, along: Parameters(model.layout, w)).values
                let scale = norm(product.values) * norm(w) + norm(other)
                #expect(agree(dot(product.values, w), dot(other, v), scale: scale, roundings: 200))
                let double = model.hessianProduct(at: x, along: Parameters(model.layout, add(w, 2, v))).values
                #expect(near(double, add(other, 2, product.values)))
            }
        }
    }

    /// `f = sum x_i^4 / 4 + x_1 x_2`, whose Hessian is known: the estimate has nine digits, in any length of `v`.
    @Test func otherModelsTakeADifference() throws {
        let model = SmoothFunction(dimension: 3, constants: Constants(), summary: "quartic") { x, g in
            for i in x.indices { g[i] = x[i] * x[i] * x[i] }
            g[0] += x[1]
            g[1] += x[0]
            return x.reduce(0) { $0 + $1 * $1 * $1 * $1 / 4 } + x[0] * x[1]
        }
        let x = [0.7, -1.2, 0.4]
        for length in [1e-6, 1, 1e6] {
            let v = [1.0, 0.5, -2].map { $0 * length }
            let product = model.hessianProduct(at: Parameters(x), along: Parameters(v)).values
            let exact = [3 * x[0] * x[0] * v[0] + v[1], 3 * x[1] * x[1] * v[1] + v[0], 3 * x[2] * x[2] * v[2]]
            #expect(norm(subtract(product, exact)) <= 1e-9 * norm(exact))
        }
        #expect(model.hessianProduct(at: Parameters(x), along: Parameters([0, 0, 0])).values == [0, 0, 0])
    }
}
