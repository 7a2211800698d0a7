import LinearAlgebra
import PartialTraining

/// A linear model in basis polynomials, trained under a schedule of degrees: a step at depth `s` trains the coefficients of
/// degree at most `s`, and the forward pass keeps the others (freezes them) or leaves them out (drops them).
package struct DegreeTraining: Sendable {
    let features: HypercubePolynomials
    let model: Quadratic
    let start: Vector
    let stepSize: Double

    init(_ features: HypercubePolynomials, target: Vector, rest: Double = 0, start: Vector? = nil, stepSize: Double)
        throws
    {
        self.features = features
        model = try features.model(target: target, rest: rest)
        self.start = start ?? Vector(repeating: 0, count: features.count)
        self.stepSize = stepSize
    }

    /// `D`, the highest degree.
    package var degree: Int { features.degrees.last ?? 1 }

    /// `E_1, ..., E_D`: the squared starting error by degree.
    package var energies: [Rounded] {
        (1...degree).map { degree in
            let sum = features.degrees.indices.reduce(0.0) { sum, i in
                let error = model.optimum[i] - start[i]
                return features.degrees[i] == degree ? sum + error * error : sum
            }
            return Rounded(value: sum, radius: Double(features.count + 2) * 0x1p-53 * sum)
        }
    }

    /// One step at each of `depths`.
    func run(_ depths: [Int], dropping: Bool) -> Run {
        var stages: [(depth: Int, steps: Int)] = []
        for depth in depths {
            if let last = stages.last, last.depth == depth {
                stages[stages.count - 1].steps += 1
            } else {
                stages.append((depth, 1))
            }
        }
        let schedule = Schedule(
            stages.map {
                Stage(
                    Mask(.coordinates(features.leading($0.depth)), forward: dropping), stepSize: stepSize,
                    duration: .steps($0.steps))
            })
        return Run(
            model: model, start: Parameters(start), schedule: schedule, observables: [.loss, .excess, .coreLoss],
            engine: .direct)
    }

    /// The last value of an observable of the run.
    func final(_ depths: [Int], dropping: Bool, _ observable: Observable = .loss) throws -> Rounded {
        let series = try run(depths, dropping: dropping).trajectory().series[observable]
        return Rounded(value: series?.values.last ?? .nan, radius: series?.radius.last ?? 0)
    }

    /// `D` stages of `length` steps, of depth 1, 2, ..., D.
    package func equalStages(_ length: Int) -> [Int] { (1...degree).flatMap { Array(repeating: $0, count: length) } }

    /// `n_j = C/D + ln(E_j / GM) / (2 ln(1/q))`, the counts at which all degrees have the same loss left.
    package static func balancedCounts(cost: Double, energies: Vector, factor q: Double) -> Vector {
        let degree = Double(energies.count)
        let logs = energies.map { Rounded.ln(Rounded($0)).value }
        let mean = logs.reduce(0, +) / degree
        let rate = -2 * Rounded.ln(Rounded(q)).value
        return logs.map { cost / degree + ($0 - mean) / rate }
    }
}

extension Evidence {
    /// Quantities of a schedule of degrees: `degree`, `E1` to `E4` (0 beyond the highest degree), their `product` over the
    /// degrees and `mean`, and `gramDefect = |H - I|`.
    mutating func setDegrees(_ training: DegreeTraining) {
        let energies = training.energies
        set("degree", Double(training.degree))
        for j in 1...4 { quantities["E\(j)"] = j <= energies.count ? energies[j - 1] : Rounded(0) }
        quantities["product"] = energies.reduce(Rounded(1)) { $0 * $1 }
        quantities["mean"] = energies.reduce(Rounded(0)) { $0 + $1 } / Rounded(Double(energies.count))
        set("gramDefect", (training.model.hessian - .identity(training.features.count)).frobeniusNorm)
    }
}
