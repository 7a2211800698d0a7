// %% [markdown]
// # Sub-models that can be cut out
//
// One training, many sizes: a network is trained so that smaller ones can be cut out of it afterwards, without training
// again. **What must training look like for the cut to be good?** We compare three ways on the smallest model that has
// a width.
//
// Two layers, $f(B, A) = \tfrac12 \lVert B A - \Phi \rVert_F^2$ with four units: a unit is a column of $B$ and the row
// of $A$ that goes with it. The sub-model of width $k$ has the first $k$ units. No model of width $k$ is better than
// $\mathrm{tail}_k = \tfrac12 \sum_{i > k} \sigma_i^2$, with $\sigma_i$ the singular values of $\Phi$ (Eckart and
// Young).

// %%
import Lessons
import LinearAlgebra
import PartialTraining

let lesson = Lesson()
let sigma = [3.0, 2.0, 1.5, 1.0]
let units = 4
let keep = 0.5
let chances = [0.25, 0.25, 0.25, 0.25]
var generator = Generator(seed: 1, "lesson", "submodels")
let left = haarOrthogonal(units, using: &generator)
let right = haarOrthogonal(units, using: &generator)
let phi = left * .diagonal(sigma) * right.transposed
let model = try Factorization(rank: units, target: phi)
let noise = generator.gaussianVector(model.layout.count)
let start = Parameters(model.layout, noise.map { 0.3 * $0 })

// %% [markdown]
// ## Three ways to train
//
// All units at every step; the first $k$ units, with $k$ drawn anew (*nested*); each unit by a coin (*Bernoulli*). Each
// is the step $x - \eta\, S \nabla f(S x)$ with a random $S$. To see what they aim at and not their noise, we take the
// mean step, over all outcomes of the draw with their probabilities.

// %%
func train(_ law: PartLaw) throws -> Parameters {
    let width = Width(law, of: model)
    let outcomes = width.outcomes(model.layout, step: 0)
    var x = start
    for _ in 0..<3000 {
        var mean = Parameters(model.layout)
        for (probability, step) in outcomes {
            var point = x
            step.move(&point)
            var g = model.gradient(at: point)
            try step.keep(&g)
            mean.values = add(mean.values, probability, g.values)
        }
        x.values = add(x.values, -0.1, mean.values)
    }
    return x
}
let full = try train(.bernoulli([1]))
let nested = try train(.nested(chances))
let coins = try train(.bernoulli([keep]))

// %% [markdown]
// Then we cut. The loss of each sub-model as it is cut out, and the least that this width could have.

// %%
func cuts(_ x: Parameters) throws -> [Double] {
    try (1...units).map { width in
        let part = try SubModel(of: model, depth: nil, width: width)
        return model.value(at: part.cut(x))
    }
}
let tails = (1...units).map { k in
    sigma.dropFirst(k).reduce(0) { $0 + $1 * $1 } / 2
}
let nestedCuts = try cuts(nested)
lesson.heat(
    "Loss of sub-models that were cut out, by how the whole was trained.",
    corner: "trained / width", columns: (1...units).map(String.init),
    rows: [
        ("all units", try cuts(full)), ("nested", nestedCuts),
        ("Bernoulli", try cuts(coins)), ("best possible", tails),
    ].map { ($0, $1.map { ($0 * 1e6).rounded() / 1e6 }) })

// %% [markdown]
// Trained as a whole, the units share the work in some way of their own: the first one alone has the loss 6.34, where
// 3.62 is possible. Nested training reaches the best possible loss at every width, and loses nothing at the full one.
//
// ## The formula: nested widths give the singular value decomposition
//
// The mean objective is $J = \sum_k \pi_k L_k$, and $L_k \ge \mathrm{tail}_k$ for each $k$. The decomposition of $\Phi$
// has equality in all of them at once, so it is the optimum; and whoever is within $\varepsilon$ of it has
//
// $$ L_k - \mathrm{tail}_k \le \varepsilon / \pi_k. $$
//
// There is no conflict between the widths. So unit $k$ becomes the $k$-th singular triple, in order.

// %%
func size(_ x: Parameters, _ k: Int) -> Double {
    norm(x.block(0).column(k)) * norm(x.block(1).transposed.column(k))
}
lesson.table(
    ["unit", "size in the nested model", "singular value"],
    (0..<units).map { [Double($0 + 1), size(nested, $0), sigma[$0]] },
    digits: 5)

// %% [markdown]
// ## What the coins do instead
//
// With coins the mean objective is that of the mean model $M = p B A$ plus a price on every unit,
// $\tfrac12 \lVert M - \Phi \rVert^2 + \tfrac{1-p}{2p} \sum_k \lVert m_k \rVert^2$, where $m_k$ is unit $k$ of $M$. The
// cheapest way to carry a given $M$ is to make all units **equal**, and then the price is the squared sum of singular
// values, over the number of units: each of them is shrunk by
//
// $$ \tau = \frac{\lambda\, (\sigma_1 + \dots + \sigma_\rho)}{K + \lambda \rho}, \qquad \lambda = \frac{1-p}{p}, $$
//
// with $\rho$ the number of them that stay positive. Equal units are the opposite of ordered ones.

// %%
let lambda = (1 - keep) / keep
func shrinkage(_ k: Int) -> Double {
    let sum = sigma.prefix(k).reduce(0, +)
    return lambda * sum / (Double(units) + lambda * Double(k))
}
let rho = (1...units).last { sigma[$0 - 1] > shrinkage($0) } ?? 1
let tau = shrinkage(rho)
let found = try (keep * (coins.block(0) * coins.block(1))).singularValues()
lesson.show("shrinkage by the formula", tau, digits: 5)
lesson.table(
    ["i", "singular value of the mean model", "formula", "size of unit i"],
    (0..<units).map { i in
        let shrunk = max(sigma[i] - tau, 0)
        return [Double(i + 1), found[i], shrunk, keep * size(coins, i)]
    }, digits: 5)

// %% [markdown]
// All four units have the size 0.9375, and the full width has lost 1.09, which no further training will bring back.
//
// ## What to remember
//
// - A sub-model can be cut out if it was trained as one. Nested widths do that at no cost to the whole.
// - Nested: ordered units, no bias. Bernoulli: equal units, shrunk singular values.
// - In the library: `nested-width-pca`, `dropout-width-nuclear`, `elastic-width-regression`.
//
// ## Exercises
//
// 1. Change `let chances = [0.25, 0.25, 0.25, 0.25]` to `let chances = [0.0, 0.5, 0.0, 0.5]`: which cuts are good now?
// 2. Change `let keep = 0.5` to `let keep = 0.8`: how much less do the coins shrink?
// 3. Change `let sigma = [3.0, 2.0, 1.5, 1.0]` to `let sigma = [2.0, 2.0, 2.0, 2.0]`: is there still an order to find?

// %%
await lesson.write()
