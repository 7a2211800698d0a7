import LinearAlgebra
import PartialTraining

/// Modes `k = 1, 2, ...` of curvature `k^-b` and initial energy `k^-a`, under gradient descent.
package struct PowerLaw {
    let a: Double
    let b: Double
    let stepSize: Double

    /// The law of exponents `a` and `b`, trained with steps of `stepSize`.
    package init(a: Double, b: Double, stepSize: Double) {
        self.a = a
        self.b = b
        self.stepSize = stepSize
    }

    /// `N` modes as a quadratic: errors `k^((b-a)/2)` at the start.
    func model(_ modes: Int) throws -> Quadratic {
        try Quadratic(
            hessian: .diagonal((1...modes).map { libraryPow(Double($0), -b) }),
            optimum: Vector(repeating: 0, count: modes))
    }

    func start(_ modes: Int) -> Vector { (1...modes).map { libraryPow(Double($0), (b - a) / 2) } }

    func run(modes: Int, steps: Int) throws -> Run {
        Run(
            model: try model(modes), start: Parameters(start(modes)),
            schedule: Schedule(stepSize: stepSize, steps: steps), observables: [.excess], engine: .direct)
    }

    /// `1/2 sum_{k <= N} k^-a |1 - eta k^-b|^power`.
    func finite(_ modes: Int, power: Double) -> Rounded {
        let sum = partialSum(modes, power: power)
        return Rounded(value: 0.5 * sum.value, radius: 0.5 * sum.radius + inputRadius(power) * sum.value)
    }

    /// The same under masks: `1/2 sum_{k <= N} k^-a (1 - p (1 - (1 - eta k^-b)^2))^t`.
    func masked(_ modes: Int, keep p: Double, time: Double) -> Rounded {
        var sum = Rounded(0)
        for k in 1...modes {
            let x = Rounded(stepSize) * power(k, -b)
            let rest = Rounded(1) - x
            let factor = Rounded(1) - Rounded(p) * (Rounded(1) - rest * rest)
            sum = sum + power(k, -a) * Rounded.power(factor, Rounded(time))
        }
        return Rounded(value: 0.5 * sum.value, radius: 0.5 * sum.radius + inputRadius(2 * time) * sum.value)
    }

    /// The engine is given curvatures and errors that are rounded powers: relative changes of the energies by at most
    /// `8 (1 + a + b) u`, and as much for every power of a factor.
    private func inputRadius(_ power: Double) -> Double { 8 * (1 + a + b) * (1 + power) * 0x1p-53 }

    /// The masked run by enumeration of all masks of a step.
    func masked(modes: Int, keep p: Double, steps: Int) throws -> Track {
        let model = try model(modes)
        let law = try AffineLaw(model, Mask(.bernoulli(p)), stepSize: stepSize)
        let growth = try law.kronecker.spectralRadius()
        let condition = model.spectrum[modes - 1] / model.spectrum[0]
        var state = AffineRun(error: start(modes), growth: growth, condition: condition)
        var values: [Rounded] = []
        for _ in 0...steps {
            values.append(state.excess(on: model))
            state.step(law)
        }
        return Track(times: values.indices.map(Double.init), values)
    }

    /// `L(t)`, all modes: the first ones summed, the others by the binomial series in `eta k^-b`.
    ///
    /// With `N` such that `2 t eta N^-b <= 1/2`, the terms `C(2t, j) (-eta)^j sum_{k > N} k^(-a - b j)` fall faster than
    /// `2^-j / j!`. No gamma function is involved. Errors: `invalid` where `N` would exceed ten million.
    func loss(_ t: Int) throws -> Rounded {
        let needed = libraryPow(4 * Double(t) * stepSize, 1 / b).rounded(.up)
        guard needed <= 1e7 else {
            throw TrainingError.invalid(
                what: "power law", expected: "at most ten million modes to sum", found: "\(needed)")
        }
        let count = max(Int(needed), 50)
        var sum = partialSum(count, power: Double(2 * t))
        var coefficient = Rounded(1)
        for j in 0...40 {
            let term = coefficient * tail(power: a + b * Double(j), from: count + 1)
            sum = sum + term
            if abs(term.value) <= 0x1p-70 * sum.value || j == 2 * t { break }
            coefficient = coefficient * Rounded(-stepSize) * Rounded(Double(2 * t - j)) / Rounded(Double(j + 1))
        }
        return Rounded(value: 0.5 * sum.value, radius: 0.5 * sum.radius + 0x1p-68 * sum.value)
    }

    /// `sum_{k <= N} k^-a |1 - eta k^-b|^power`, the small terms first.
    ///
    /// `x = eta k^-b` is off by `4u` relative, so `|1 - x|` by `4u x + u |1 - x|`, and its power by `power` times that,
    /// relative; each sum adds `u`.
    private func partialSum(_ modes: Int, power exponent: Double) -> Rounded {
        let u = 0x1p-53
        var sum = 0.0
        var radius = 0.0
        for k in stride(from: modes, through: 1, by: -1) {
            let x = stepSize * libraryPow(Double(k), -b)
            let factor = abs(1 - x)
            let term = libraryPow(Double(k), -a) * libraryPow(factor, exponent)
            let relative = factor > 0 ? exponent * (4 * x / factor + 1) + 8 : 8
            sum += term
            radius += u * (relative * term + sum)
        }
        return Rounded(value: sum, radius: radius)
    }

    /// `sum_{k >= M} k^-q`, q > 1, by Euler and Maclaurin from 50 on:
    /// `M^(1-q)/(q-1) + M^-q/2 + q M^(-q-1)/12 - q(q+1)(q+2) M^(-q-3)/720 + ...`; the error is below the first term left out.
    func tail(power q: Double, from first: Int) -> Rounded {
        var sum = Rounded(0)
        var start = first
        while start < 50 {
            sum = sum + power(start, -q)
            start += 1
        }
        let m = Double(start)
        let scale = power(start, -q)
        var rising = q / m
        var corrections = 0.5 + rising / 12
        rising *= (q + 1) * (q + 2) / (m * m)
        corrections -= rising / 720
        rising *= (q + 3) * (q + 4) / (m * m)
        corrections += rising / 30240
        rising *= (q + 5) * (q + 6) / (m * m)
        let error = rising / 1_209_600 + 16 * 0x1p-53 * abs(corrections)
        let lead = Rounded(m) / (Rounded(q) - Rounded(1))
        return sum + scale * (lead + Rounded(value: corrections, radius: error))
    }

    private func power(_ k: Int, _ exponent: Double) -> Rounded {
        Rounded.power(Rounded(Double(k)), Rounded(exponent))
    }
}
