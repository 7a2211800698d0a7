import LinearAlgebra

/// The real modes of a deep linear network from the identity, eight at a time: what ``IdentityModes`` describes, with real
/// numbers only. Of each mode `w^{L-2}` is carried too, so that a step takes one run of repeated squarings for
/// the weight and one for the bound of its error. O(log L) a mode and step, no allocation.
struct RealIdentityModes {
    private var lanes: [RealModeLanes]
    private let count: Int
    private let depth: Int
    private let targetError: Double

    /// Modes on the real line; the depth is at least 2.
    init(_ modes: [IdentityMode], depth: Int, targetError: Double) {
        count = modes.count
        self.depth = depth
        self.targetError = targetError
        lanes = stride(from: 0, to: modes.count, by: 8).map { first in
            RealModeLanes(modes[first..<min(first + 8, modes.count)], depth: depth)
        }
    }

    /// The modes one by one.
    var modes: [IdentityMode] {
        (0..<count).map { lanes[$0 / 8].mode($0 % 8) }
    }

    private var constants: RealModeLanes.Constants {
        RealModeLanes.Constants(depth: depth, targetError: targetError)
    }

    var loss: Double { 0.5 * sum { $0.residual * $0.residual } }

    /// Lanes that hold no mode add the square of the target's error at the most.
    var excessRadius: Double {
        sum { ($0.residual.size + 0.5 * $0.residualError) * $0.residualError }
            + Double(count + 4) * RoundingModel.unit * loss
    }

    /// `L sum w^{2L-2} r^2`: every layer has the same gradient.
    var gradientNormSquared: Double {
        Double(depth)
            * sum { lane in
                let g = lane.flat * lane.residual
                return g * g
            }
    }

    var gradientRadius: Double {
        let constants = constants
        return Double(depth) * sum { $0.gradientRadius(constants) } + Double(count + 4) * RoundingModel.unit
            * gradientNormSquared
    }

    private func sum(_ term: (RealModeLanes) -> RealModeLanes.Lanes) -> Double {
        var sum = RealModeLanes.Lanes.zero
        for lane in lanes { sum += term(lane) }
        return sum.sum()
    }

    mutating func step(_ eta: Double) {
        let constants = constants
        for i in lanes.indices { lanes[i].step(eta, constants) }
    }
}

/// Eight real modes. Where there are fewer the last ones are zero and stay so.
struct RealModeLanes {
    typealias Lanes = SIMD8<Double>

    /// What all modes have in common.
    struct Constants {
        let depth: Double
        /// `L - 2`, of which powers are taken.
        let exponent: Int
        /// The relative error of a power.
        let rounding: Double
        let targetError: Double

        init(depth: Int, targetError: Double) {
            self.depth = Double(depth)
            exponent = depth - 2
            rounding = IdentityModes.rounding(depth)
            self.targetError = targetError
        }
    }

    private(set) var weight = Lanes.zero
    private let target: Lanes
    /// `w^{L-2}`.
    private var power: Lanes
    /// `w^L - phi`.
    private(set) var residual = Lanes.zero
    private(set) var weightError = Lanes.zero
    private(set) var residualError = Lanes.zero

    init(_ modes: ArraySlice<IdentityMode>, depth: Int) {
        var target = Lanes.zero
        for (i, mode) in modes.enumerated() {
            target[i] = mode.target.real
            weight[i] = mode.weight.real
            residual[i] = mode.residual.real
            weightError[i] = mode.weightError
            residualError[i] = mode.residualError
        }
        self.target = target
        power = weight
        (power, _) = Self.powers(weight, weight, depth - 2)
    }

    func mode(_ i: Int) -> IdentityMode {
        var mode = IdentityMode(target: ComplexNumber(real: target[i]), targetError: residualError[i])
        mode.weight.real = weight[i]
        mode.residual.real = residual[i]
        mode.weightError = weightError[i]
        return mode
    }

    /// `w^{L-1}`.
    var flat: Lanes { power * weight }

    /// As of ``ComplexIdentityModes``. On the real line the derivative of the gradient is `L w^{2L-2} + (L-1) w^{L-2} r`, and the
    /// error of `w` is multiplied by 1 less `eta` times it; the rounding of this factor is counted too. Powers in bounds are
    /// enlarged by their own rounding.
    mutating func step(_ eta: Double, _ constants: Constants) {
        let (depth, rounding, unit) = (constants.depth, constants.rounding, RoundingModel.unit)
        let flat = flat
        let size = flat.size
        let steep = depth * flat * flat
        let bend = (depth - 1) * power * residual
        let growth = (1 - eta * (steep + bend)).size + 2 * rounding * eta * (steep + bend.size)
        let terms = size * (size * weight.size + target.size)
        weightError =
            growth * weightError + 2 * unit * weight.size
            + eta * (2 * rounding * terms + size * constants.targetError)
        weight -= eta * flat * residual
        let reach = weight.size + weightError
        let reachPower: Lanes
        (power, reachPower) = Self.powers(weight, reach, constants.exponent)
        let product = power * weight * weight
        residual = product - target
        residualError =
            depth * (1 + rounding) * reachPower * reach * weightError + rounding * product.size + unit * target.size
            + constants.targetError
    }

    /// The error of the norm of a layer's gradient, squared: `|w|^{L-1}` moves by at most `(L-1) (|w| + error)^{L-2} error`.
    func gradientRadius(_ constants: Constants) -> Lanes {
        let (size, r) = (flat.size, residual.size)
        let (reach, _) = Self.powers(weight.size + weightError, .zero, constants.exponent)
        let change = (constants.depth - 1) * (1 + constants.rounding) * reach * weightError
        let radius = size * residualError + change * (r + residualError) + constants.rounding * size * r
        return (2 * size * r + radius) * radius
    }

    /// `x^n` and `y^n` by repeated squaring: at most `n - 1` roundings of each, to first order.
    private static func powers(_ x: Lanes, _ y: Lanes, _ n: Int) -> (Lanes, Lanes) {
        var (a, b) = (Lanes(repeating: 1), Lanes(repeating: 1))
        var (x, y) = (x, y)
        var rest = n
        while rest > 0 {
            if rest & 1 == 1 {
                a *= x
                b *= y
            }
            rest >>= 1
            if rest > 0 {
                x *= x
                y *= y
            }
        }
        return (a, b)
    }
}

extension SIMD8<Double> {
    /// The absolute values, by clearing the signs.
    var size: Self {
        unsafeBitCast(unsafeBitCast(self, to: SIMD8<UInt64>.self) & 0x7fff_ffff_ffff_ffff, to: Self.self)
    }
}
