import LinearAlgebra
import PartialTraining

extension Quadratic {
    /// Where random steps under `law` settle in the mean, that is, where the expected loss has no gradient; and how far rounding
    /// can have moved it.
    ///
    /// `least` is the least curvature of the expected loss on what is trained. The mean is a sum over the powers of a map with gap
    /// `eta * least` from 1, each entry of which passes through `outcomes + 6 d` roundings.
    func settled(
        under law: any FiniteLaw, stepSize eta: Double, least: Double
    ) throws -> (point: Vector, radius: Double) {
        let affine = try AffineLaw(self, law, stepSize: eta)
        let mean = affine.longRunMean(doublings: 40).mean
        let roundings = Double(affine.outcomes.count + 6 * dimension + 40)
        return (
            add(optimum, 1, mean), roundings * 0x1p-53 * affine.size * (1 + norm(mean)) / (eta * least)
        )
    }
}
