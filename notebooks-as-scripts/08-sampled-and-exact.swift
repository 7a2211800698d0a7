// %% [markdown]
// # The same law, sampled and exact
//
// A theorem about random masks speaks of an expectation. An experiment has runs. **How many runs does it take to see
// what the theorem says, and when do they mislead?** On a quadratic the expectation can be had exactly, so we can look
// at the answer.

// %%
import Lessons
import LinearAlgebra
import PartialTraining

let lesson = Lesson()
let h = try Matrix(rows: [[4, 1, 0], [1, 3, 1], [0, 1, 2]])
let model = try Quadratic(hessian: h, optimum: [1, -2, 3])
let mask = Mask(.bernoulli(0.5))
let eta = 0.2
func run(
    _ engine: EngineKind, replicas: Int = 1000, seed: UInt64 = 1,
    steps: Int = 40
) -> Run {
    Run(
        model: model, start: Parameters([0, 0, 0]),
        schedule: Schedule(mask, stepSize: eta, steps: steps),
        observables: [.excess], engine: engine, replicas: replicas,
        seed: seed)
}

// %% [markdown]
// ## Three ways to one number
//
// 1. *Moments*: the second moment $M = \mathbb E\, e e^\top$ obeys a linear recursion,
//    $M_{t+1} = \mathbb E\,(I - \eta P H)\, M_t\, (I - \eta H P)$, and $\mathbb E f = \tfrac12 \mathrm{tr}(H M)$. No
//    sampling.
// 2. *Enumeration*: each step has $2^3$ masks. Follow every path, weigh each by its probability, and add.
// 3. *Ensemble*: draw masks, run many replicas, take the mean, and say how far off it may be.
//
// The first two share nothing but the model, and must agree to rounding. The third should have them in its interval.

// %%
let exact = try run(.moments).trajectory().values(.excess)
let paths = try run(.enumeration, steps: 5).trajectory().values(.excess)
let ensemble = try run(.ensemble).trajectory()
let sample = ensemble.series[.excess] ?? Series()
let (low, high) = (sample.low ?? [], sample.high ?? [])
func curve(_ sample: Series, _ exact: [Double]) -> Lesson.Curve {
    let interval = (low: sample.low ?? [], high: sample.high ?? [])
    return .init(
        "replicas", sample.values, bound: exact, interval: interval)
}
lesson.show("expected loss after 5 steps, moments", exact[5], digits: 11)
lesson.show("the same by all paths", paths[5], digits: 11)
lesson.show("mean of 1000 replicas", sample.values[5])
lesson.say("Its 99.9% interval: \(round(low[5])) to \(round(high[5])).")
func round(_ x: Double) -> Double { (x * 1e4).rounded() / 1e4 }
lesson.plot(
    "A thousand replicas with their interval, and the exact expectation.",
    y: "excess", [curve(sample, exact)], bound: "exact")

// %% [markdown]
// The mean is 2.564 where the truth is 2.5908, and the interval has it.
//
// ## Four times the replicas, half the interval
//
// The mean of $n$ independent replicas has standard deviation $s/\sqrt n$, and the interval is a multiple of that. So
// one more digit costs a hundred times the work. The exact recursion costs a few products of $3 \times 3$ matrices a
// step.

// %%
var widths: [Double] = []
var rows: [[Double?]] = []
for replicas in [250, 1000, 4000, 16000] {
    let series =
        try run(.ensemble, replicas: replicas).trajectory()
        .series[.excess] ?? Series()
    let width = (series.high?[20] ?? 0) - (series.low?[20] ?? 0)
    let before = widths.last
    widths.append(width)
    rows.append([
        Double(replicas), series.values[20], exact[20], width,
        before.map { width / $0 },
    ])
}
let heads = ["replicas", "mean", "exact", "interval", "of the last one"]
lesson.table(heads, rows, digits: 5)

// %% [markdown]
// ## Is the interval right?
//
// An interval of 99.9% should miss in one of a thousand experiments. That is a claim as well; here are two hundred
// experiments.

// %%
let experiments = 200
var misses = 0
for seed in 1...experiments {
    let trial = run(.ensemble, replicas: 100, seed: UInt64(seed), steps: 10)
    let series = try trial.trajectory().series[.excess] ?? Series()
    let inside = (series.low?[10] ?? 0)...(series.high?[10] ?? 0)
    misses += inside.contains(exact[10]) ? 0 : 1
}
lesson.show("misses to expect", 0.001 * Double(experiments))
lesson.show("misses", Double(misses))

// %% [markdown]
// Two is small, and ten times what it should be: the loss of a run is skew, and a hundred runs are few.
//
// ## When runs mislead
//
// The interval trusts the central limit theorem, which needs the variance of the sample to be about that of the law.
// Take a mask that keeps one coordinate in ten and scales it by ten: the mean iterate is that of plain descent, and
// converges. Its square does not. The expectation is carried by rare, huge runs that a sample does not contain.

// %%
let wild = Mask(.bernoulli(0.1), rescale: true)
func wildRun(_ engine: EngineKind) throws -> Series {
    var wildly = run(engine)
    wildly.schedule = Schedule(wild, stepSize: 0.15, steps: 40)
    return try wildly.trajectory().series[.excess] ?? Series()
}
let (truth, seen) = (try wildRun(.moments), try wildRun(.ensemble))
lesson.table(
    ["step", "exact", "mean of 1000", "high end", "seen of the truth"],
    [5, 10, 20, 40].map { (t: Int) -> [Double?] in
        let (there, here) = (truth.values[t], seen.values[t])
        return [Double(t), there, here, seen.high?[t], here / there]
    }, digits: 3)
lesson.plot(
    "Rescaled masks, one in ten: what the sample shows, and what is.",
    y: "excess", [curve(seen, truth.values)], bound: "exact")

// %% [markdown]
// After 40 steps the mean of the sample is 1.46e-9 of the expectation, and its interval does not know.
//
// ## What to remember
//
// - If the law is linear in the second moment, do not sample it.
// - Sampling costs four times as much for half the interval. Say which confidence, and for how many statements at once.
// - An interval is a statement about the sample. With heavy tails it can be calm, and far off.
// - In the library: `quad-gradmask-moments`, `refuted-mean-stability-suffices`.
//
// ## Exercises
//
// 1. Change `let mask = Mask(.bernoulli(0.5))` to `let mask = Mask(.subset(1))`: one coordinate a step. Faster?
// 2. Change `let eta = 0.2` to `let eta = 0.45`: does the sample still see the expectation?
// 3. Change `let wild = Mask(.bernoulli(0.1), rescale: true)` to `let wild = Mask(.bernoulli(0.5), rescale: true)`: is
//    the expectation seen now?

// %%
await lesson.write()
