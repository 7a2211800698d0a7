import LinearAlgebra
import PartialTraining

/// One realisation of partial gradient descent, step by step: which projection, displacement and step size were used, and
/// the squares of the kept gradients that the bounds speak of.
///
/// What is observed comes from the engines; the path is walked here too, to know where each step begins.
package struct PartialGradientPath {
    package struct Move {
        let partial: any FiniteLaw
        let delta: Vector?
        let stepSize: Double

        package init(_ partial: any FiniteLaw, delta: Vector? = nil, stepSize: Double) {
            self.partial = partial
            self.delta = delta
            self.stepSize = stepSize
        }
    }

    /// What a step starts from.
    struct Record {
        let point: Vector
        /// `|P grad f(x)|^2`, `|P grad f(x + delta)|^2`, and of their difference.
        let kept, displaced, error: Rounded
        /// `grad f(x)'W grad f(x)` and `e'W^+ e` for the difference `e` of soft steps.
        let soft, softError: Rounded
        /// `|delta|`.
        let delta: Double
    }

    let model: any Model
    let start: Vector
    /// What the model is, where it is no quadratic, for derivations.
    var form: SmoothForm?
    private(set) var moves: [Move] = []
    private(set) var records: [Record] = []
    private(set) var end: Vector
    /// Two-point noise and relative noise of the noisy steps.
    var noise: Vector?
    var relativeNoise = 0.0
    /// `nil`: `q/(L (1 + M))`, the longest that is allowed.
    var noisyStep: Double?

    package init(model: any Model, start: Vector) {
        self.model = model
        self.start = start
        end = start
    }

    var smoothness: Double { model.constants.smoothness ?? 1 }

    /// Walks `steps` steps; `choose(t, x)` says how.
    package mutating func walk(_ steps: Int, _ choose: (Int, Vector) -> Move) {
        // A step of a function that need not be convex multiplies an earlier error by at most 1 + eta L.
        var drift = 0x1p-53 * norm(start)
        for step in 0..<steps {
            let move = choose(step, end)
            let (record, v) = note(move, drift)
            records.append(record)
            moves.append(move)
            let size = norm(end) + move.stepSize * norm(v)
            drift = (1 + move.stepSize * smoothness) * drift + model.roundings * 0x1p-53 * size
            end = add(end, -move.stepSize, v)
        }
    }

    /// The record of a step from the current point, which is known within `drift`; and `v`.
    private func note(_ move: Move, _ drift: Double) -> (Record, v: Vector) {
        let there = add(end, 1, move.delta ?? end.map { _ in 0 })
        let gradient = model.gradient(at: Parameters(end)).values
        let displaced = model.gradient(at: Parameters(there)).values
        let a = Self.keep(move.partial, gradient)
        let v = Self.keep(move.partial, displaced)
        let e = subtract(v, a)
        // A gradient is off by L times its point's error and by its own roundings, on numbers of size L (|x| + 1) + |g|.
        let sizes = norm(end) + norm(there) + 2 + norm(gradient) / smoothness
        let radius = smoothness * (drift + model.roundings * 0x1p-53 * sizes)
        func square(_ x: Vector, _ r: Double) -> Rounded {
            let size = norm(x)
            return Rounded(value: size * size, radius: (2 * size + r) * r + 0x1p-51 * size * size)
        }
        // |g|_W^2 = g'(W g); the weights of soft masks are at most `most`.
        let most = Self.keep(move.partial, Vector(repeating: 1, count: end.count)).map(abs).max() ?? 1
        let difference = subtract(displaced, gradient)
        let factor = max(1, most)
        let soft = dot(gradient, a)
        let softError = dot(difference, e)
        let (reach, gap) = (norm(gradient), norm(difference))
        return (
            Record(
                point: end, kept: square(a, factor * radius), displaced: square(v, factor * radius),
                error: square(e, 2 * factor * radius),
                soft: Rounded(
                    value: soft, radius: factor * (2 * reach + radius) * radius + 0x1p-50 * factor * reach * reach),
                softError: Rounded(value: softError, radius: 4 * factor * (gap + radius) * radius),
                delta: norm(move.delta ?? [])),
            v
        )
    }

    /// `P g`.
    static func keep(_ partial: any FiniteLaw, _ g: Vector) -> Vector {
        var kept = Parameters(g)
        guard let outcome = try? partial.outcomes(.vector(g.count), step: 0).first,
            (try? outcome.step.keep(&kept)) != nil
        else { return g.map { _ in .nan } }
        return kept.values
    }

    /// `|P grad f(x)|`.
    static func kept(_ partial: any FiniteLaw, _ model: any Model, at x: Vector) -> Double {
        norm(keep(partial, model.gradient(at: Parameters(x)).values))
    }

    /// `q = 1 - L |delta|/|v|`, and 0 where nothing is kept.
    static func weight(_ partial: any FiniteLaw, _ model: any Model, at x: Vector, _ delta: Vector) -> Double {
        let v = kept(partial, model, at: add(x, 1, delta))
        return v > 0 ? 1 - (model.constants.smoothness ?? 1) * norm(delta) / v : 0
    }

    /// The same steps, as a run.
    var run: Run {
        let stages = moves.map { move in
            Stage(Self.whole(move), stepSize: move.stepSize, duration: .steps(1))
        }
        return Run(
            model: model, start: Parameters(start), schedule: Schedule(stages),
            observables: [.loss, .maskedGradientMean], engine: .direct)
    }

    static func whole(_ move: Move, _ noise: [any PartialOperator] = []) -> Composition {
        let displacement: [any PartialOperator] = move.delta.map { delta in [Displacement { _ in delta }] } ?? []
        return Composition(displacement + noise + [move.partial])
    }
}
