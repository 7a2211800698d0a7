// %% [markdown]
// # Why a random mask is a shrinkage
//
// At every step each coordinate is trained with probability $p$, and left out otherwise. The masks are noise, and noise
// averages out: **so is masked training plain training at a smaller step?** The answer depends on what is masked, the
// gradient or the model, and both cases can be worked out exactly on a quadratic.

// %%
import Lessons
import LinearAlgebra
import PartialTraining

let lesson = Lesson()
let h = try Matrix(rows: [[4, 1, 0], [1, 3, 1], [0, 1, 2]])
let model = try Quadratic(hessian: h, optimum: [1, -2, 3])
let p = 0.5
let eta = 0.2
let steps = 60
let e0 = model.optimum.map { -$0 }
lesson.show("loss at the start, x = 0", model.excess(at: [0, 0, 0]))

// %% [markdown]
// ## Masking the gradient
//
// With $P_t = \mathrm{diag}(m_t)$, $m_t$ independent coins, the error $e = x - x_*$ obeys
// $e_{t+1} = (I - \eta P_t H)\, e_t$. Coins are independent of the past, so the mean takes the mean operator,
//
// $$ \mathbb E\, e_t = (I - \eta p H)^t e_0. $$
//
// That is plain descent with the step $\eta p$: in the mean the mask only shrinks the step. The expected loss is not
// the loss of the mean, however: it has the second moment $\mathbb E\, e e^\top$ in it, which the program carries along
// exactly.

// %%
let mask = Mask(.bernoulli(p))
var moments = Moments(error: e0)
var mean = e0
var apart = 0.0
var lossOfMean: [Double] = []
for step in 0...steps {
    apart = max(apart, norm(subtract(moments.mean, mean)))
    lossOfMean.append(0.5 * bilinear(mean, h, mean))
    try mask.advance(&moments, on: model, stepSize: eta, step: step)
    mean = add(mean, -eta * p, h * mean)
}
func expected(_ mask: Mask, _ observable: Observable) throws -> [Double] {
    let run = Run(
        model: model, start: Parameters([0, 0, 0]),
        schedule: Schedule(mask, stepSize: eta, steps: steps),
        observables: [observable])
    return try run.trajectory().values(observable)
}
let masked = try expected(mask, .excess)
lesson.say("Mean and formula agree to 1e-12: \(apart < 1e-12)")
lesson.table(
    ["step", "expected loss", "loss of the mean"],
    [0, 5, 10, 20].map { [Double($0), masked[$0], lossOfMean[$0]] })
lesson.plot(
    "Masked gradients: the expected loss, and that of the mean iterate.",
    y: "loss",
    [.init("expected", masked), .init("of the mean", lossOfMean)])

// %% [markdown]
// Both go to zero: the optimum $x_*$ has no gradient to mask. The noise costs time, not accuracy: after 20 steps the
// expected loss is 0.0539, and the loss of the mean 0.0390.
//
// ## Masking the model
//
// Now the masked weights are absent from the model, too: $x_{t+1} = x_t - \eta P_t \nabla f(P_t x_t)$. The mean step
// has the matrix $\mathbb E\, P H P$. Off the diagonal both coordinates must be there, on it one:
//
// $$ H_p = \mathbb E\, P H P = p^2 H + p(1-p)\, \mathrm{diag}(H). $$
//
// So the mean step vanishes not at $x_*$ but at $\bar x = p\, H_p^{-1} H x_*$. Scaling by $1/p$, as dropout does, gives
//
// $$ \bar x = \left( H + \tfrac{1-p}{p}\, \mathrm{diag}(H) \right)^{-1} H x_*, $$
//
// which is **ridge regression**: each weight pays $\tfrac{1-p}{2p} H_{ii} x_i^2$. Nothing in the algorithm says ridge;
// the average does. The check: the ridge solution from a linear system, and the mean iterate after many steps of the
// exact recursion.

// %%
let dropout = Mask(.bernoulli(p), forward: true, rescale: true)
var forward = Moments(error: e0)
for step in 0..<2000 {
    try dropout.advance(&forward, on: model, stepSize: 0.02, step: step)
}
func ridge(_ p: Double) throws -> Vector {
    let penalty = Matrix.diagonal(h.diagonal.map { (1 - p) / p * $0 })
    return try (h + penalty).solve(h * model.optimum)
}
let found = add(model.optimum, 1, forward.mean)
let predicted = try ridge(p)
lesson.matrices(
    [
        "x_*": Matrix(column: model.optimum),
        "\\bar x_{\\mathrm{run}}": Matrix(column: found),
        "\\bar x_{\\mathrm{ridge}}": Matrix(column: predicted),
    ], digits: 6)
let difference = norm(subtract(found, predicted))
lesson.say("They agree to 1e-12: \(difference < 1e-12)")

// %% [markdown]
// ## How far the bias goes
//
// The bias does not depend on the step size, and does not go away with time. It is a property of $p$ alone. The optimum
// has the norm 3.742.

// %%
lesson.show("norm of the optimum", norm(model.optimum), digits: 4)
lesson.table(
    ["p", "norm of the limit", "loss there"],
    try [0.99, 0.9, 0.8, 0.5, 0.2, 0.1].map { keep in
        let limit = try ridge(keep)
        return [keep, norm(limit), model.excess(at: limit)]
    }, digits: 4)

// %% [markdown]
// At $p = 0.5$, the usual choice, 1.322 of it is left, and the loss is 3.793 of the 9 at the start. At one in ten the
// limit is nearly zero, and nearly nothing has been learnt.
//
// ## What to remember
//
// - Masked gradients: same limit, smaller mean step; the expected loss lies above the loss of the mean.
// - Masked models: another limit. In the mean the off-diagonal part of $H$ is discounted, and the optimum is shrunk.
// - Rescaling by $1/p$ does not remove this bias; it turns it into a ridge of strength $(1-p)/p$.
// - In the library: `quad-gradmask-moments`, `quad-modelmask-moments`, `dropout-ridge`.
//
// ## Exercises
//
// 1. Change `let p = 0.5` to `let p = 0.9`: how much nearer do the two curves and the two limits come?
// 2. Change `let eta = 0.2` to `let eta = 0.4`: plain descent allows $\eta < 2/4.73$; is the masked run stable, and
//    why?
// 3. Change `let h = try Matrix(rows: [[4, 1, 0], [1, 3, 1], [0, 1, 2]])` to `let h = Matrix.diagonal([4, 3, 2])`: the
//    limit is now $x_*$ times a number: which one?

// %%
await lesson.write()
