import LinearAlgebra
import PartialTraining

/// Gradient flow of a deep linear network in full matrices: the layers at equally spaced times, with a bound on their error.
///
/// **Error.** The solver's own is estimated from two tolerances. What is uncertain in the data, half a unit and `startRadius`
/// in the start, `targetRadius` in the target, spreads by `delta' = -(J'J + K) delta + J' dPhi`: the first term contracts, and
/// `|K| <= (L - 1) |E| max_{l<m} r_{lm}` as in ``LayerDescent``. So it grows at most by the exponential of the integral of
/// that bound, which is taken at the worse end of each interval.
struct LayerFlow {
    struct State {
        let time: Double
        let layers: Parameters
        /// A bound on the Euclidean distance from the exact layers.
        let radius: Double
    }

    let model: DeepLinear
    let targetRadius: Double
    let states: [State]

    init(
        _ model: DeepLinear, start: Parameters, _ partial: any PartialOperator = Full(), end: Double, points: Int,
        startRadius: Double = 0, targetRadius: Double = 0
    ) throws {
        self.model = model
        self.targetRadius = targetRadius
        let run = Run(
            model: model, start: start,
            schedule: Schedule([Stage(partial, stepSize: 1, duration: .time(end: end, points: points))]),
            observables: [.loss])
        var (exponent, forcing, before) = (0.0, 0.0, 0.0)
        var previous: (residual: Double, pair: Double, jacobian: Double)?
        states = try run.flowStates().map { state in
            let products = LayerDescent.Products(state.parameters)
            let residual = (2 * model.value(at: state.parameters)).squareRoot()
            let now = (residual: residual, pair: products.largestPair, jacobian: norm(products.one))
            if let last = previous {
                let duration = state.time - before
                exponent +=
                    duration * Double(model.depth - 1) * max(last.residual, residual) * max(last.pair, now.pair)
                forcing += duration * max(last.jacobian, now.jacobian) * targetRadius
            }
            previous = now
            before = state.time
            let data = LayerDescent.unit * norm(start.values) + startRadius + forcing
            let rounding = model.roundings * LayerDescent.unit * norm(state.parameters.values)
            return State(
                time: state.time, layers: state.parameters,
                radius: state.error + rounding + data * Rounded.exp(Rounded(exponent)).value)
        }
    }

    var times: [Double] { states.map(\.time) }

    /// The product of the layers at state `index`, and a bound on its error in the Frobenius norm.
    func product(_ index: Int) -> (matrix: Matrix, radius: Double) {
        Self.product(of: states[index].layers, radius: states[index].radius)
    }

    /// The product of square `layers`, whose error is at most `radius`.
    static func product(of layers: Parameters, radius: Double) -> (matrix: Matrix, radius: Double) {
        let products = LayerDescent.Products(layers)
        let order = layers.layout.blocks[0].rows
        let matrix = layers.blocks.reduce(Matrix.identity(order)) { $1 * $0 }
        let roundings = Double(layers.layout.blocks.count * (order + 2))
        let rounding = roundings * LayerDescent.unit * products.all * Double(order).squareRoot()
        return (matrix, norm(products.one) * radius + rounding)
    }

    /// The loss at state `index`.
    func loss(_ index: Int) -> Rounded {
        let product = product(index)
        let residual = (product.matrix - model.target).frobeniusNorm
        let r = product.radius + targetRadius
        let value = residual * residual / 2
        return Rounded(value: value, radius: residual * r + r * r / 2 + 4 * LayerDescent.unit * value)
    }

    /// The loss at all times.
    var lossTrack: Track {
        let losses = states.indices.map(loss)
        return Track(times: times, observed: losses.map(\.value), radius: losses.map(\.radius))
    }
}
