import LinearAlgebra
import Testing

@testable import PartialTraining

/// Whether `a` and `b` agree to `roundings` units in the last place of `scale` (by default of the larger of the two).
func agree(_ a: Double, _ b: Double, scale: Double? = nil, roundings: Double) -> Bool {
    let unit = scale ?? max(abs(a), abs(b))
    return abs(a - b) <= roundings * Double.ulpOfOne * unit || a == b
}

func agree(_ a: [Double], _ b: [Double], scale: Double? = nil, roundings: Double) -> Bool {
    a.count == b.count
        && zip(a, b).allSatisfy { agree($0, $1, scale: scale ?? max(norm(a), norm(b)), roundings: roundings) }
}

func agree(_ a: Matrix, _ b: Matrix, scale: Double? = nil, roundings: Double) -> Bool {
    a.rows == b.rows && agree(a.storage, b.storage, scale: scale, roundings: roundings)
}

/// Whether `a` has the twelve (or `digits`) significant digits of the printed number `oracle`.
func matches(_ a: Double, _ oracle: Double, digits: Int = 12) -> Bool {
    abs(a - oracle) <= 0.6 * tenTo(1 - digits) * abs(oracle)
}

private func tenTo(_ n: Int) -> Double { n >= 0 ? (0..<n).reduce(1) { x, _ in x * 10 } : 1 / tenTo(-n) }

/// The error that `body` throws, if it throws one.
func failure<R>(_ body: () throws -> R) -> TrainingError? {
    do {
        _ = try body()
        return nil
    } catch { return error as? TrainingError }
}

extension TrainingError {
    /// The name of the case.
    var kind: String {
        switch self {
        case .shape: "shape"
        case .invalid: "invalid"
        case .unsupported: "unsupported"
        case .linearAlgebra: "linearAlgebra"
        case .diverged: "diverged"
        case .integration: "integration"
        }
    }
}

extension Generator {
    /// `Q diag(spectrum) Q'` with a Haar orthogonal Q, exactly symmetric.
    mutating func symmetric(_ spectrum: Vector) -> Matrix {
        let q = haarOrthogonal(spectrum.count, using: &self)
        return (q * .diagonal(spectrum) * q.transposed).symmetrized
    }

    /// A symmetric matrix with Gaussian entries.
    mutating func symmetricGaussian(_ d: Int) -> Matrix { gaussianMatrix(rows: d, columns: d).symmetrized }

    /// A random quadratic of dimension `d` with eigenvalues between 0.2 and 3.
    mutating func quadratic(_ d: Int) throws -> Quadratic {
        let spectrum = (0..<d).map { _ in uniform(0.2, 3) }
        return try Quadratic(hessian: symmetric(spectrum), optimum: gaussianVector(d))
    }

    /// `k` distinct numbers of 1...d, ascending.
    mutating func numbers(_ k: Int, upTo d: Int) -> [Int] {
        var all = Array(1...d)
        for i in 0..<k { all.swapAt(i, i + below(d - i)) }
        return all.prefix(k).sorted()
    }
}

/// The instance that the masking oracles share: `H`, `x* = (1, -2, 3)`, start 0.
func oracleQuadratic() throws -> Quadratic {
    try Quadratic(hessian: Matrix(rows: [[4, 1, 0], [1, 3, 1], [0, 1, 2]]), optimum: [1, -2, 3])
}

extension Run {
    /// The observed values on an engine.
    func values(_ observable: Observable, _ engine: EngineKind = .auto, jobs: Int = 1) throws -> [Double] {
        var run = self
        run.engine = engine
        if !run.observables.contains(observable) { run.observables.append(observable) }
        return try run.trajectory(jobs: jobs).values(observable)
    }
}

/// The central difference of the value along every coordinate.
func numericalGradient(_ model: any Model, _ x: Parameters, step h: Double) -> Vector {
    x.values.indices.map { i in
        var (up, down) = (x, x)
        up.values[i] += h
        down.values[i] -= h
        return (model.value(at: up) - model.value(at: down)) / (2 * h)
    }
}
