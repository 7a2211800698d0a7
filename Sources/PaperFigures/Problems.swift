import LinearAlgebra
import PartialTraining

extension Quadratic {
    /// Curvatures from `least` to `greatest`, geometrically spaced and coupled by the cosine basis; optimum 1, -1, 1, ..., or
    /// with a part of 1 in every mode.
    static func coupled(
        _ dimension: Int, least: Double, greatest: Double, inAllModes: Bool = false
    ) throws -> Quadratic {
        let basis = Matrix.cosineBasis(dimension)
        let spectrum = Spectra.geometric(dimension, least: least, greatest: greatest)
        return try Quadratic(
            hessian: (basis * .diagonal(spectrum) * basis.transposed).symmetrized,
            optimum: inAllModes
                ? basis * Vector(repeating: 1, count: dimension) : (0..<dimension).map { $0 % 2 == 0 ? 1 : -1 })
    }
}

extension Double {
    /// Numbers from `first` to `last`, equally spaced.
    static func spaced(_ first: Double, _ last: Double, count: Int) -> [Double] {
        (0..<count).map { first + (last - first) * Double($0) / Double(count - 1) }
    }
}
