// %% [markdown]
// # Tying weights: what really helps
//
// Tied layers move together, by the mean of their gradients. It is said that this makes deep networks train faster.
// **Which part of that is the tying, and which part is something else?** We take the effects apart: one that is none,
// one that is a trap, one that is real, and the price of the real one.

// %%
import Foundation
import Lessons
import LinearAlgebra
import PartialTraining

let lesson = Lesson()
func losses(
    _ target: Matrix, _ partial: any PartialOperator, eta: Double,
    steps: Int
) throws -> [Double] {
    let model = try DeepLinear(depth: 4, target: target)
    let run = Run(
        model: model, start: model.identityStart,
        schedule: Schedule(partial, stepSize: eta, steps: steps),
        observables: [.loss], engine: .direct)
    return try run.trajectory().values(.loss)
}

// %% [markdown]
// ## No effect: from the identity
//
// Four layers start at $I$ and fit a symmetric $\Phi$. If all layers are one matrix $W$ that commutes with $\Phi$, the
// gradient of each is $W^3 (W^4 - \Phi)$: they are equal before anybody ties them. So the two runs are the same run.

// %%
let phi = try Matrix(rows: [[1.5, 0.5], [0.5, 1.0]])
let tied = try losses(phi, Share(), eta: 0.05, steps: 40)
let untied = try losses(phi, Full(), eta: 0.05, steps: 40)
let apart = zip(tied, untied).map { abs($0 - $1) }.max() ?? 0
lesson.show("loss at the end, tied", tied[40])
lesson.show("loss at the end, untied", untied[40])
lesson.say("Largest difference: \(apart < 1e-15 ? "rounding" : "\(apart)")")

// %% [markdown]
// Both are at 8.6e-7 after 40 steps, and have been together all the way. What looks like a gain from tying in such an
// experiment is a gain from starting at the identity.
//
// ## A trap: a negative eigenvalue
//
// On the same path an eigenvalue $\varphi < 0$ of the target is never reached. Its mode obeys
// $w_{t+1} = w_t \left(1 - \eta\, w_t^{2} (w_t^4 + |\varphi|)\right)$, which decreases to zero and cannot change sign.
// Hence $R(t) \ge \tfrac12 \varphi^2$ for all $t$, tied or not, and without rounding errors untying on the way changes
// nothing.

// %%
let negative = -0.6
let trap = Matrix.diagonal([1.5, negative])
let trapped = try losses(trap, Share(), eta: 0.05, steps: 600)
let floor = 0.5 * negative * negative
lesson.table(
    ["step", "loss", "floor"],
    [0, 60, 200, 600].map { [Double($0), trapped[$0], floor] })

// %% [markdown]
// After 600 steps the loss is 0.1804, and 0.18 is the floor.
//
// ## A real effect: a better condition
//
// Now two parameters and a quadratic with curvature $1$ along the tied direction $(1, 1)$ and $0.04$ across it. Tied
// descent sees the first only, can take a long step for it, and is done with it at once. But it stops at a **floor**
// $F$: what the optimum has across. Untied descent reaches everything, and is slowed by the worse of the two.

// %%
let across = 0.04
let (mean, half) = ((1 + across) / 2, (1 - across) / 2)
let h = try Matrix(rows: [[mean, half], [half, mean]])
let model = try Quadratic(hessian: h, optimum: [22, 20])
let target = 1e-6
let both = 2 / (1 + across)
let share = Share(groups: [[1, 2]], blocks: 2)

/// Steps to the target, of which the first `count` are tied.
func total(_ count: Int) throws -> Double {
    let run = Run(
        model: model, start: Parameters([0, 0]),
        schedule: Schedule([
            Stage(share, stepSize: 0.5, duration: .steps(count)),
            Stage(Full(), stepSize: both, duration: .steps(300)),
        ]), observables: [.excess])
    let excess = try run.trajectory().values(.excess)
    let hit = excess.firstIndex { $0 <= target }
    return hit.map(Double.init) ?? .infinity
}
let totals = try (0...40).map(total)

// %% [markdown]
// ## The formula: when to untie
//
// After $\tau$ tied steps the loss is $F + D q_1^\tau$; each untied step multiplies it by $q_2$. With $a = \ln(1/q_1)$,
// $b = \ln(1/q_2)$ the number of steps is about
//
// $$ T(\tau) = \tau + \tfrac1b \ln \frac{F + D q_1^\tau}{\varepsilon}, \qquad
//    \tau_* = \frac1a \ln \frac{D (a - b)}{F b} \quad (a > b). $$
//
// In words: untie when the tied loss falls no faster, per step, than it would untied. Not earlier, and not much later.

// %%
let x = model.optimum
let floorLoss = across * pow(x[0] - x[1], 2) / 4
let d = pow(x[0] + x[1], 2) / 4
let q1: Double = pow(1 - 0.5, 2)
let q2: Double = pow(1 - both * across, 2)
let a: Double = log(1 / q1)
let b: Double = log(1 / q2)
let predicted = (0...40).map { (tau: Int) -> Double in
    let loss = floorLoss + d * pow(q1, Double(tau))
    return Double(tau) + log(loss / target) / b
}
let best = a > b ? max(0, log(d * (a - b) / (floorLoss * b)) / a) : 0
lesson.show("floor of tied training", floorLoss)
lesson.show("best number of tied steps, formula", best, digits: 3)
lesson.table(
    ["tied steps", "steps to the target", "formula"],
    [0, 4, 8, 16, 40].map { [Double($0), totals[$0], predicted[$0]] })
lesson.show("fewest steps of all runs", totals.min() ?? 0)
lesson.plot(
    "Steps to the target, by the number of tied steps at the start.",
    x: "tied steps", y: "steps in all",
    [.init("run", totals, bound: predicted)], bound: "formula", logY: false)

// %% [markdown]
// Without tying it takes 125 steps, with 8 tied steps at the start 76, and no other number is better; the formula said
// 8.18. Each further tied step after the best moment costs one step and gains nothing: the right side of the curve has
// slope one.
//
// ## What to remember
//
// - From the identity, with a symmetric target, tied and untied descent are the same.
// - Tying cannot leave the set of equal layers; a target outside it has a floor, or, with a negative eigenvalue, is a
//   trap.
// - What helps is the better condition of the smaller problem, for a while. Untie when the two rates cross.
// - In the library: `swe-lemma1`, `neg-eig-trap`, `quad-share`, `quad-switch`.
//
// ## Exercises
//
// 1. Change `let phi = try Matrix(rows: [[1.5, 0.5], [0.5, 1.0]])` to
//    `let phi = try Matrix(rows: [[1.5, 1], [0, 1.0]])`: a target that is not normal. Are the runs still the same?
// 2. Change `let negative = -0.6` to `let negative = 0.6`: what becomes of the floor?
// 3. Change `let across = 0.04` to `let across = 0.4`: is it still worth while to tie?

// %%
await lesson.write()
