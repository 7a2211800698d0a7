// %% [markdown]
// # Low rank: GaLore, LoRA and the stall
//
// A weight matrix is large; its updates are said to be of low rank. Three ways to use that: project the *gradient* on
// its leading singular directions (GaLore), train two thin *factors* beside the frozen weights (LoRA), or truncate the
// *iterate* after each step. **Which of them reach what they could reach, and which stall?**
//
// ## The model
//
// The simplest one there is, $f(W) = \tfrac12 \lVert W - \Phi \rVert_F^2$. Its gradient is $W - \Phi$, so whatever goes
// wrong here is the method's own doing. The largest entry of $\Phi$ is not the first one, which will matter.

// %%
import Lessons
import LinearAlgebra
import PartialTraining

let lesson = Lesson()
let phi = Matrix.diagonal([1, 3, 2, 1.5])
let rank = 1
let eta = 0.5
let model = try MatrixTarget(target: phi)
let zero = Parameters([Matrix(rows: 4, columns: 4)])
let rest = phi.diagonal.sorted().dropLast(rank)
let best = rest.reduce(0) { $0 + $1 * $1 / 2 }
lesson.matrices(["\\Phi": phi])
lesson.show("least loss of any matrix of that rank", best)

func run(
    _ partial: any PartialOperator, eta: Double, from start: Parameters,
    steps: Int = 40
) throws -> Trajectory {
    try Run(
        model: model, start: start,
        schedule: Schedule(partial, stepSize: eta, steps: steps),
        observables: [.loss], replicas: 20
    ).trajectory()
}

// %% [markdown]
// ## Five runs
//
// GaLore with fresh directions at each step, and with those of the first step kept for ever; LoRA whose factor $A$
// begins with rows of the identity, and with Gaussian ones (the mean of twenty draws); and full training.

// %%
let methods: [(name: String, partial: any PartialOperator)] = [
    ("full", Full()),
    ("GaLore, fresh", GaLore(rank: rank, refresh: 1)),
    ("GaLore, stale", GaLore(rank: rank, refresh: 1000)),
    ("LoRA, identity", LoRA(rank: rank)),
    ("LoRA, Gaussian", LoRA(rank: rank, start: .gaussian)),
]
let curves = try methods.map {
    let step = $0.name.contains("LoRA") ? 0.1 : eta
    return try run($0.partial, eta: step, from: zero, steps: 200)
        .values(.loss)
}
lesson.table(
    ["method", "loss after 20 steps", "after 200 steps"],
    text: methods.indices.map { k in
        [methods[k].name] + [20, 200].map { round(curves[k][$0]) }
    })
func round(_ x: Double) -> String {
    "\((x * 1e4).rounded() / 1e4 + 0)"
}
lesson.plot(
    "Loss from zero; each method at rank one.", y: "loss",
    zip(methods, curves).map { .init($0.name, Array($1.prefix(61))) },
    logY: false)

// %% [markdown]
// Fresh GaLore reaches the full solution: each step is of low rank, their sum is not. Stale GaLore is training in a
// fixed subspace and keeps its floor, 3.625. LoRA with the identity is *stuck* at 7.625, far above what its rank can
// do: the gradient of $B$ is $G A^\top$, of $A$ it is $B^\top G$, and both see only the first coordinate, for ever.
//
// ## The formula for GaLore
//
// With $G = U \Sigma V^\top$ and step $\gamma$, projecting on the $r$ leading directions of $q$ lowers the loss by
//
// $$ f(W) - f(W_+) = \gamma \left(1 - \tfrac{\gamma}{2}\right) \sum_{i \le r} \sigma_i^2
//    \ \ge\ 2 \gamma \left(1 - \tfrac{\gamma}{2}\right) \frac rq\, f(W). $$
//
// Equality on the left for this model; the inequality says that leading directions have at least their share.

// %%
let share = Double(rank) / 4
let factor = 1 - 2 * eta * (1 - eta / 2) * share
var rows: [[Double?]] = []
for t in [0, 1, 2, 3, 8] {
    let fresh = methods[1].partial
    let w = try run(fresh, eta: eta, from: zero, steps: t).final ?? zero
    let error = try (w.block(0) - phi).singularValues()
    let top = error.prefix(rank).reduce(0) { $0 + $1 * $1 }
    let (now, next) = (curves[1][t], curves[1][t + 1])
    rows.append([
        Double(t), eta * (1 - eta / 2) * top, now - next,
        now > 0 ? next / now : nil,
    ])
}
lesson.show("factor that each step is promised", factor)
lesson.table(["step", "decrease, formula", "in the run", "factor"], rows)

// %% [markdown]
// Promised is 0.8125 at every step; the run has 0.585 at the first one, since the leading direction has more than its
// share.
//
// ## Truncating the iterate: a stall with a threshold
//
// $W_+ = T_r(W - \eta (W - \Phi))$ keeps the $r$ largest singular values. Start at the wrong one, $W = e_1 e_1^\top$.
// The step puts $\sigma_1 = 1$ beside $\eta \sigma_i$ for the others, and the larger one stays. So the wrong point is a
// fixed point exactly if
//
// $$ \eta \max_{i \ne 1} \sigma_i \le 1. $$

// %%
let wrong = Parameters([Matrix.diagonal([1, 0, 0, 0])])
let steps = [0.2, 0.3, 0.33, 0.34, 0.4, 0.5]
lesson.table(
    ["step size", "step size times largest", "loss after 40 steps", "best"],
    try steps.map { eta in
        let truncated = LowRank(rank: rank, of: .iterate)
        let loss = try run(truncated, eta: eta, from: wrong).values(.loss)
        return [eta, eta * (phi.diagonal.max() ?? 0), loss[40], best]
    }, digits: 5)

// %% [markdown]
// With the largest singular value 3 the threshold is one third: at 0.33 the run is stuck at 7.625, at 0.34 it finds the
// best. "Projected descent finds the best matrix of its rank" is false as it stands; a small step, which cannot hurt in
// plain descent, is what makes it false.
//
// ## What to remember
//
// - Projected gradients: fresh directions lose speed only, stale ones leave a floor.
// - Thin factors: what is reachable and what is reached are two questions. The start of $A$ decides the second.
// - Truncated iterates can stall at any singular selection if the step is too small.
// - In the library: `galore-descent`, `lora-reachable`, `pgd-rank`, `refuted-projected-reaches-best-rank`.
//
// ## Exercises
//
// 1. Change `let rank = 1` to `let rank = 2`: which of the five are still stuck, and where?
// 2. Change `let eta = 0.5` to `let eta = 1.0`: after how many steps is fresh GaLore done, and what did the bound
//    promise?
// 3. Change `let phi = Matrix.diagonal([1, 3, 2, 1.5])` to `let phi = Matrix.diagonal([3, 1, 2, 1.5])`: why is LoRA
//    fine now?

// %%
await lesson.write()
