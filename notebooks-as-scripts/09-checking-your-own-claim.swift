// %% [markdown]
// # Checking a claim of your own
//
// You have a bound, and a proof that you half believe. **What would it take to find out that it is wrong?** A run that
// agrees is not enough: a bound of a million agrees with everything. We write the claim down as an object that can be
// run, and ask four questions of it: does it hold where it should, is it attained, does each hypothesis matter, does it
// notice damage?
//
// ## The claim
//
// Descent with masked gradients on a quadratic: each coordinate is trained with probability $p$. The guess is
//
// $$ \mathbb E f(x_t) - f_* \le \left( 1 - \eta\mu p\, (2 - \eta L) \right)^t (f(x_0) - f_*), \qquad \eta < 2/L. $$

// %%
import Claims
import Lessons
import LinearAlgebra
import PartialTraining

let lesson = Lesson()
let rate = "eta*mu*p*(2 - L*eta)"

/// What is run: masked descent, its expected loss exact.
func evidence(_ h: Matrix, step: Double, p: Double) throws -> Evidence {
    let d = h.rows
    let model = try Quadratic(
        hessian: h, optimum: (0..<d).map { Double($0) - 1 })
    let run = Run(
        model: model, start: Parameters(Vector(repeating: 2, count: d)),
        schedule: Schedule(
            Mask(.bernoulli(p)),
            stepSize: step / (model.spectrum.last ?? 1), steps: 30),
        observables: [.excess])
    return try Evidence(running: run, ["decrease": .excess])
}

// %% [markdown]
// ## Instances
//
// *Typical* ones are drawn at random, and the claim must hold on all of them. A *sharp* one attains the bound: with
// $H = 3I$ and $\eta = 1/L$ each step loses exactly a share $p$. A *broken* one violates the hypothesis, and the bound
// must really fail there: else the hypothesis is not needed, or the check is blind.

// %%
func claim(_ rate: String) throws -> Claim {
    try Claim(
        id: "masked-descent", family: .own, kind: .expectation,
        title: "Masked descent contracts the expected excess loss",
        statement: "The expected excess loss falls by a constant factor.",
        source: "this lesson",
        hypotheses: [
            Hypothesis("step", "eta < 2/L", "the step is short enough")
        ],
        parts: [
            Part(
                "decrease", "expected excess loss", .atMost,
                "excess0*(1 - \(rate))^t")
        ],
        instances: [
            .sharp("isotropic", "decrease") { _ in
                try evidence(3 * .identity(4), step: 1, p: 0.3)
            },
            .broken("long-step", hypothesis: "step") { _ in
                try evidence(.diagonal([1, 2]), step: 2.5, p: 0.5)
            },
        ],
        typical: { draw in
            let h = draw.positiveDefinite(draw.integer(2...4), 0.5, 2)
            let step = draw.uniform(0.5, 1.95)
            return try evidence(h, step: step, p: draw.uniform(0.1, 1))
        })
}
let drawn = 20
let result = try lesson.claim(claim(rate), typical: drawn)
func round(_ x: Double) -> Double { (x * 1e6).rounded() / 1e6 }
lesson.table(
    ["instance", "role", "verdict", "largest ratio"],
    text: result.instances.suffix(4).map { instance in
        let comparison = instance.comparisons[0]
        let ratio = comparison.maxRatio.map { "\(round($0))" } ?? "-"
        let verdict = comparison.verdict.rawValue
        return [instance.name, instance.role.name, verdict, ratio]
    })

// %% [markdown]
// The ratio is that of the observed value to the bound, the largest over the steps. At the sharp instance it is one: no
// better constant is possible. At the broken one the verdict is *not applicable*, and the ratio shows that the bound is
// false.
//
// ## Damage
//
// A check that cannot fail is no check. So sharpen the bound by one per cent, and see it refuted by the sharp instance;
// and take the hypothesis for granted, and see the broken instance counted as a violation.

// %%
let sharper = try Checker(typicalCount: drawn).check([
    claim("1.01*" + rate), claim(rate).assuming("step"),
])
for (name, damaged) in zip(["sharper by 1%", "no hypothesis"], sharper) {
    let complaint = damaged.complaints.first ?? "nothing is wrong"
    lesson.say("*\(name)*: \(damaged.status.rawValue); \(complaint)")
}

// %% [markdown]
// ## A wrong claim
//
// A tempting variant has $1 - \eta\mu p$ in place of the whole factor, "as for plain descent with step $\eta p$". It
// holds for many instances: for all with $\eta \le 1/L$, since then $2 - \eta L \ge 1$. The drawn ones include longer
// steps.

// %%
let tempting = try Checker(typicalCount: drawn).check([claim("eta*mu*p")])
let wrong = tempting[0].instances.filter { instance in
    instance.comparisons.contains { $0.verdict == .violated }
}
lesson.say("Instances: \(tempting[0].instances.count)")
lesson.say("Instances that violate it: \(wrong.count)")
lesson.say("First: " + (wrong.first?.comparisons[0].story ?? "none"))

// %% [markdown]
// ## What to remember
//
// - State what a program can decide: hypotheses with two sides, a bound with a step in it, a relation.
// - Look for the instance that attains the bound. If there is none, the bound has room, and a false one may hide in it.
// - Break each hypothesis once, and the claim once. What then stays green was not tested.
//
// The same claim can be written as a file of a dozen lines, without Swift: `partita new` begins one.
//
// ## Exercises
//
// 1. Change `let drawn = 20` to `let drawn = 2`: does the wrong claim survive?
// 2. Change `let rate = "eta*mu*p*(2 - L*eta)"` to `let rate = "eta*mu*p"`: which complaints does the first table get?
// 3. Change `try evidence(3 * .identity(4), step: 1, p: 0.3)` to `try evidence(.diagonal([1, 3]), step: 1, p: 0.3)`: is
//    this instance sharp?

// %%
await lesson.write()
