// %% [markdown]
// # What is a partial step?
//
// Gradient descent moves every parameter at every step. Most of what is done to make training cheaper moves a part of
// them: some weights are masked, layers are frozen, weights are tied, updates are confined to a subspace. **What do
// these have in common, and what do they cost?** The first answer is one formula. With a projection $P$ and a matrix
// $A$,
//
// $$ x_{t+1} = x_t - \eta\, P\, \nabla f(A x_t). $$
//
// $P$ says which part of the update is kept; $A$ says at which point the gradient is taken, and is $I$ unless we say
// otherwise.
//
// ## The model
//
// Three parameters and a quadratic, $f(x) = \tfrac12 (x - x_*)^\top H (x - x_*)$, whose gradient is $H(x - x_*)$.

// %%
import Lessons
import LinearAlgebra
import PartialTraining

let lesson = Lesson()
let h = try Matrix(rows: [[4, 1, 0], [1, 3, 1], [0, 1, 2]])
let model = try Quadratic(hessian: h, optimum: [1, -2, 3])
let start = Parameters([0, 0, 0])
let eta = 0.2
lesson.matrices(["H": h, "x_*": Matrix(column: model.optimum)])
lesson.show("loss at the start", model.excess(at: start.values))

// %% [markdown]
// ## Five projections
//
// Nothing is left out; one coordinate is masked; one is frozen; two are tied and move together by their mean gradient;
// and all of them move along one line only. As matrices, $P e_1, P e_2, P e_3$ are the columns of $P$.

// %%
let kept = [1, 3]
let line = [0.6, 0, 0.8]
let operators: [(name: String, partial: any PartialOperator)] = [
    ("full", Full()),
    ("masked", Mask(.coordinates(kept))),
    ("frozen", Freeze(.coordinates([3]))),
    ("tied", Share(groups: [[1, 2]], blocks: 3)),
    ("on a line", SubspaceProjection(Matrix(column: line))),
]

func projection(_ partial: any PartialOperator) throws -> Matrix {
    var generator = Generator(seed: 1)
    let step = try partial.begin(model.layout, using: &generator)
    var columns: [Double] = []
    for j in 0..<3 {
        var e = Parameters([0, 0, 0])
        e.values[j] = 1
        try step.keep(&e)
        columns += e.values
    }
    return Matrix(rows: 3, columns: 3, storage: columns)
}

let p = try operators.map { try projection($0.partial) }
lesson.matrices([
    "P_{\\mathrm{mask}}": p[1], "P_{\\mathrm{tied}}": p[3],
    "P_{\\mathrm{line}}": p[4],
])
let defect = p.map { max(($0 * $0 - $0).maxAbs, $0.asymmetry) }.max() ?? 0
lesson.say("All five are symmetric and $P^2 = P$: \(defect < 1e-15)")

// %% [markdown]
// ## The run
//
// What moves and what does not is no matter of belief: each run counts which coordinates moved, and by how many
// dimensions.

// %%
var rows: [[String]] = []
var curves: [Lesson.Curve] = []
var last: [Double] = []
for (name, partial) in operators {
    let schedule = Schedule(partial, stepSize: eta, steps: 60)
    let run = Run(
        model: model, start: start, schedule: schedule,
        observables: [.excess])
    let trajectory = try run.trajectory()
    let excess = trajectory.values(.excess)
    let moved = trajectory.audit.coordinates.map { "$x_\($0)$" }
    let rank = trajectory.audit.ranks[0] ?? .nan
    rows.append([name, moved.joined(separator: ", "), "\(Int(rank)) of 3"])
    curves.append(.init(name, Array(excess.prefix(31))))
    last.append(excess[60])
}
lesson.table(["step", "coordinates that moved", "dimensions"], text: rows)
lesson.plot(
    "Loss above the minimum, for the five steps.", y: "loss", curves,
    logY: false)

// %% [markdown]
// ## The formula behind it
//
// Only the full step reaches the minimum; from 9 at the start the masked one falls to 4.5, the frozen one to 7.36, the
// tied one to 4.76 and the line to 5.44. They stop where the kept part of the gradient is zero, $P\nabla f = 0$: at the
// best point of $x_0 + \mathrm{range}\, P$. If the columns of $Q$ are an orthonormal basis of that range, and
// $e_0 = x_0 - x_*$, the loss there is
//
// $$ f_\infty = \tfrac12\, e_0^\top H e_0 - \tfrac12\, b^\top (Q^\top H Q)^{-1} b, \qquad b = Q^\top H e_0. $$
//
// The check: the formula knows nothing of steps, the run knows nothing of the formula.

// %%
let e = subtract(start.values, model.optimum)
var checks: [[String]] = []
for (k, (name, _)) in operators.enumerated() {
    let eigen = try p[k].symmetricEigen()
    let range = (0..<3).filter { eigen.values[$0] > 0.5 }
    let q = eigen.vectors.submatrix(rows: [0, 1, 2], columns: range)
    let b = q.transposed * (h * e)
    let solved = try (q.transposed * h * q).symmetrized.solve(b)
    let floor = bilinear(e, h, e) / 2 - dot(b, solved) / 2
    checks.append([name] + [floor, last[k]].map { "\(rounded($0))" })
}
func rounded(_ x: Double) -> Double { (x * 1e4).rounded() / 1e4 + 0 }
lesson.table(["step", "by the formula", "in the run"], text: checks)

// %% [markdown]
// ## What to remember
//
// - Masks, freezing, tying and subspaces are one thing: a projection of the update.
// - A fixed projection has a floor. It is known before the first step, from $H$, $x_0$ and the range of $P$.
// - To get below the floor, $P$ has to change from step to step. That, and an $A$ that masks, is the next lesson.
// - In the library: `freeze-schur`, `share-floor`, `random-subspace`.
//
// ## Exercises
//
// 1. Change `let eta = 0.2` to `let eta = 0.45`: which steps still converge, and what do they have in common?
// 2. Change `let kept = [1, 3]` to `let kept = [2]`: is the floor of one coordinate always above that of two?
// 3. Change `let line = [0.6, 0, 0.8]` to `let line = [0, -0.6, 0.8]`: which line would be the best one?

// %%
await lesson.write()
