// %% [markdown]
// # Reading a convergence theorem: a bound off by eight orders
//
// A paper proves that gradient descent on a deep linear network converges, and that tying the layers brings the number
// of steps down from the cube of the depth to the depth. Both theorems are correct. **Do the runs do what the theorems
// say?** A proof gives an upper bound; whether it describes anything is a question of its own, and one that can be run.
//
// ## The model
//
// A network of $L$ square layers fits a target, $R = \tfrac12 \lVert  W_L \cdots W_1 - \Phi  \rVert_F^2$. Tied layers
// start at the identity; untied ones from the *zero-asymmetric start* $W_1 = \dots = W_{L-1} = I$, $W_L = 0$. We ask
// for $R \le 10^{-8} R_0$.

// %%
import Claims
import Foundation
import Lessons
import LinearAlgebra
import PartialTraining

let lesson = Lesson()
let phi = Matrix.diagonal([0.5, 1.3, 2])
let accuracy = 1e-8
let depths = [2, 4, 8, 16, 32, 64]
let (least, most) = (phi.diagonal.min() ?? 1, phi.diagonal.max() ?? 1)

// %% [markdown]
// ## What the theorems say
//
// Yang and others (`arXiv 2110.03848`), after Wu, Wang and Ma (`arXiv 1911.00645`). With $\lambda$ the eigenvalues of
// $\Phi$, $d$ its order and $\varphi = \max(2\lVert \Phi \rVert_F, 3/\sqrt L, 1)$:
//
// - tied, with $m = \min(\lambda_{\min}^2, 1)$ and $M_4 = \max(\lambda_{\max}^4, 1)$: if $\eta \le m / (4 \sqrt d L^2 M_4)$,
//   then $R(t) \le e^{-(2L-2)\, m \eta t} R_0$;
// - untied: if $\eta \le 1/(4 L^3 \varphi^6)$ and $\eta \le 1/(144 L^2 \varphi^4)$, then $R(t) \le (1 - \eta/2)^t R_0$.
//
// Solved for $t$ these are numbers of steps. The first thing to do with any bound is to put numbers in.

// %%
func tiedTheorem(_ depth: Double) -> Double {
    let d = Double(phi.rows)
    let small = min(least * least, 1)
    let large = max(pow(most, 4), 1)
    let eta = small / (4 * d.squareRoot() * depth * depth * large)
    return -log(accuracy) / ((2 * depth - 2) * small * eta)
}
func untiedTheorem(_ depth: Double) -> Double {
    let size = max(2 * phi.frobeniusNorm, 3 / depth.squareRoot(), 1)
    let eta = min(
        1 / (4 * pow(depth, 3) * pow(size, 6)),
        1 / (144 * depth * depth * pow(size, 4)))
    return log(accuracy) / log1p(-eta / 2)
}

// %% [markdown]
// ## What the runs do
//
// The theorem's step size is part of its hypothesis, not of the algorithm. So let the runs take the largest step for
// which no mode overshoots: for tied layers $\eta = 1/(L M)$ with $M = \max(1, \lambda_{\max}^{2 - 2/L})$. For the
// untied start we just try: the best of some step sizes, as anyone would in practice.

// %%
func steps(
    _ model: DeepLinear, _ start: Parameters,
    _ partial: any PartialOperator, _ eta: Double
) throws -> Double {
    let run = Run(
        model: model, start: start,
        schedule: Schedule(partial, stepSize: eta, steps: 600),
        observables: [.loss], engine: .modes)
    let loss = try run.trajectory().values(.loss)
    let hit = loss.firstIndex { $0 <= accuracy * loss[0] }
    return hit.map(Double.init) ?? .infinity
}
let table = try depths.map { depth in
    let l = Double(depth)
    let model = try DeepLinear(depth: depth, target: phi)
    let largest = 1 / (l * max(1, pow(most, 2 - 2 / l)))
    let tied = try steps(model, model.identityStart, Share(), largest)
    let tries = try [0.25, 0.35, 0.5, 0.7, 1, 1.4].map {
        try steps(model, model.zeroAsymmetricStart, Full(), $0 * largest)
    }
    return [
        l, tied, tries.min() ?? .infinity, tiedTheorem(l).rounded(.up),
        untiedTheorem(l).rounded(.up),
    ]
}
let names = ["tied", "untied", "tied, theorem", "untied, theorem"]
lesson.table(["layers"] + names, table, digits: 3)
lesson.plot(
    "Steps until the loss is 1e-8 of its start: runs, and theorems.",
    x: "log2 of the number of layers", y: "steps",
    names.enumerated().map { k, name in
        let (x, y) = (table.map { log2($0[0]) }, table.map { $0[k + 1] })
        return .init(name, y, steps: x)
    })
let gap = log10(table[3][4] / table[3][2])
lesson.show("orders of magnitude, 16 layers, untied", gap, digits: 2)

// %% [markdown]
// With 16 layers the runs take 93 and 68 steps. The theorems promise an end after 2.79e5 and 8.1e9 steps: the second
// one is too large by **eight orders of magnitude**. And the shape is wrong as well: from 2 to 64 layers the tied run
// goes from 27 to 106 steps and levels off, where the theorem grows like $L$; the untied one goes from 13 to 114, where
// the theorem grows like $L^3$.
//
// ## The formula that explains it
//
// Where does it get lost? For tied layers an exact computation per eigenvalue gives the sharp form: for
// $\eta \le 1/(LM)$,
//
// $$ (1 - \eta L M)^{2t} R_0 \le R(t) \le (1 - \eta L \mu)^{2t} R_0, \qquad \mu = \min(1, \lambda_{\min}^{2 - 2/L}). $$
//
// At $\eta = 1/(LM)$ the depth cancels: the number of steps is at most $1 + \tfrac{M}{2\mu} \ln 10^8$, here 143. The
// published bound multiplies two worst cases: a step far below what these layers need, and the rate of the slowest
// mode. Its powers of $L$ are those of the step size in its hypothesis. The check, by formula and as a claim:

// %%
let beta = 2 - 2 / 64.0
let ratio = max(1, pow(most, beta)) / min(1, pow(least, beta))
lesson.show(
    "steps that the sharp form allows at 64 layers",
    (1 + ratio / 2 * -log(accuracy)).rounded(.up), digits: 4)
try lesson.claim("refuted-steps-depth-cubed")

// %% [markdown]
// ## What to remember
//
// - Put numbers into a bound before believing what it says about *powers*. A true bound can have a false shape.
// - Ask which hypothesis the algorithm does not need. Here it is the step size.
// - A comparison of two upper bounds compares proofs. To compare methods one needs a lower bound for one of them, or a
//   run.
// - In the library: `swe-shared-gd`, `zas-gd`, `refuted-steps-depth-cubed`.
//
// ## Exercises
//
// 1. Change `let phi = Matrix.diagonal([0.5, 1.3, 2])` to `let phi = Matrix.diagonal([0.9, 1, 1.1])`: which factor of
//    the gap is gone, and which one stays?
// 2. Change `let accuracy = 1e-8` to `let accuracy = 1e-2`: does the gap depend on the accuracy?
// 3. Change `let depths = [2, 4, 8, 16, 32, 64]` to `let depths = [3, 6, 12, 24, 48, 96]`: read the powers of $L$ of
//    all four curves off the table.

// %%
await lesson.write()
