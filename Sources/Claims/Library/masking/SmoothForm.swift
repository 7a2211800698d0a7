import LinearAlgebra
import PartialTraining

/// A smooth function in the language of derivations.
enum SmoothForm: Sendable {
    case quadratic(Quadratic)
    /// `sum_i y_i^2 + 3 sin^2 y_i`, `y = Q x`.
    case waves(basis: Matrix)
    /// `sum_j ln(1 + (a_j'x - y_j)^2)`.
    case robust(design: Matrix, target: Vector)

    /// The form of a quadratic, else what is given.
    init?(_ model: any Model, _ form: SmoothForm?) {
        if let quadratic = model as? Quadratic {
            self = .quadratic(quadratic)
        } else if let form {
            self = form
        } else {
            return nil
        }
    }

    /// What the function consists of, `d`, `x0`, `least` and the constants `curvature`, `plConstant` (where there is one), `L` and
    /// `mu`, the claimed ones in their place.
    ///
    /// A basis is orthogonal up to rounding; the one that is meant is orthogonal, and has the same span row after row.
    func derivation(start: Vector, claimed: [String: Double]) -> Derivation {
        var result = Derivation()
        let told = claimed.filter { ["L", "mu"].contains($0.key) }
        switch self {
        case .quadratic(let model):
            result = Derivation(model, start: start)
            result.appendConstants(claimed: told)
            return result
        case .waves(let basis):
            result.set("basis", basis)
            result.append("d = rows(basis)\ngram = basis*T(basis)")
            result.appendCholesky(of: "gram")
            result.append("basis = V*basis\ncurvature = 8\nL = 8")
            result.set("plConstant", PartialGradientPL.wavePL)
            result.append("mu = plConstant")
            result.give("plConstant", "mu")
        case .robust(let design, let target):
            result.set("design", design)
            result.set("y", target)
            result.append(
                """
                d = cols(design)
                curvature = 2*at(eigenvalues(T(design)*design), d)
                L = curvature
                """)
        }
        result.set("x0", start)
        result.append("least = 0")
        for (name, value) in told.sorted(by: { $0.key < $1.key }) { result.set(name, value) }
        result.give("curvature", "L")
        return result
    }

    /// Lines that find `value` at `point`.
    func value(_ point: String) -> String {
        switch self {
        case .quadratic: "value = least + dot(\(point) - xs, H*(\(point) - xs))/2"
        case .waves:
            """
            phase = basis*\(point)
            value = norm2(phase)
            for coordinate = 1 to d
              value = value + 3*sin(at(phase, coordinate))^2
            end
            """
        case .robust:
            """
            residual = design*\(point) - y
            value = 0
            for sample = 1 to rows(y)
              value = value + ln(1 + at(residual, sample)^2)
            end
            """
        }
    }

    /// Lines that find `gradient` at `point`.
    func gradient(_ point: String) -> String {
        switch self {
        case .quadratic: "gradient = H*(\(point) - xs)"
        case .waves:
            """
            phase = basis*\(point)
            tilt = 2*phase
            for coordinate = 1 to d
              tilt = put(tilt, coordinate, 2*at(phase, coordinate) + 3*sin(2*at(phase, coordinate)))
            end
            gradient = T(basis)*tilt
            """
        case .robust:
            """
            residual = design*\(point) - y
            tilt = 2*residual
            for sample = 1 to rows(y)
              tilt = put(tilt, sample, 2*at(residual, sample)/(1 + at(residual, sample)^2))
            end
            gradient = T(design)*tilt
            """
        }
    }
}
