// %% [markdown]
// # What is a partial step?
//
// A gradient step moves every parameter. A *partial* step moves a part of them: with a projection $P$,
//
// $$ x_{t+1} = x_t - \eta\, P\, \nabla f(x_t). $$

// %%
import LinearAlgebra
import Lessons
import PartialTraining

let lesson = Lesson()
let model = try Quadratic(hessian: Matrix(rows: [[4, 1, 0], [1, 3, 1], [0, 1, 2]]), optimum: [1, -2, 3])
let p = 0.5
let schedule = Schedule(Mask(.bernoulli(p)), stepSize: 0.2, steps: 40)
let run = Run(model: model, start: Parameters([0, 0, 0]), schedule: schedule, observables: [.excess])
let excess = try run.trajectory().values(.excess)
lesson.show("expected excess after 5 steps", excess[5])
lesson.plot("Expected excess loss with masks.", y: "excess", [.init("masked", excess)])

// %% [markdown]
// After 5 steps it is 2.5908.
//
// ## Exercises
//
// 1. Change `let p = 0.5` to `let p = 1.0`. What is trained now?

// %%
try await lesson.write()
