import CGSL
import LinearAlgebra

/// Where a search for a minimum came to.
package struct Minimum: Sendable, Equatable {
    /// The best point that was seen.
    package var point: Vector
    /// The value there.
    package var value: Double
    /// How often the function was evaluated.
    package var evaluations: Int
    /// Whether the simplex became as small as asked for, before the evaluations came to an end.
    package var isConverged: Bool
}

/// The simplex of Nelder and Mead, as GSL has it.
package enum Simplex: String, Sendable, CaseIterable {
    /// `nmsimplex2`: edges along the coordinates.
    case upright
    /// `nmsimplex2rand`: edges in directions that GSL turns at random, always in the same way.
    case turned

    /// A local minimum of `f` near `start`, found by comparing values only: `f` may have kinks and edges.
    ///
    /// `steps` are the lengths of the first simplex's edges. It ends when the simplex is smaller than `size`, when `f` was
    /// evaluated `evaluations` times (up to one more iteration, which evaluates at most dimension + 3 times), or when
    /// `isOver`. Values that are not finite count as very large, or very small, ones.
    ///
    /// Errors: `invalid` where there is nothing to vary or a step is 0. O(dimension^2) beside each evaluation.
    /// Source: Nelder, Mead 1965; GSL's `gsl_multimin`.
    package func minimum(
        of f: @escaping (Vector) -> Double, from start: Vector, steps: Vector, size: Double, evaluations: Int,
        isOver: () -> Bool = { false }
    ) throws(TrainingError) -> Minimum {
        _ = GSL.quiet
        let n = start.count
        guard n > 0, steps.count == n, steps.allSatisfy({ $0 != 0 && $0.isFinite }), start.allSatisfy(\.isFinite) else {
            throw .invalid(
                what: "simplex", expected: "a finite point and as many steps other than 0",
                found: "\(start) and \(steps)")
        }
        guard let minimiser = gsl_multimin_fminimizer_alloc(type, n), let first = gsl_vector_alloc(n),
            let edges = gsl_vector_alloc(n)
        else { throw .invalid(what: "simplex", expected: "memory for \(n + 1) points", found: "none") }
        defer {
            gsl_multimin_fminimizer_free(minimiser)
            gsl_vector_free(first)
            gsl_vector_free(edges)
        }
        for i in 0..<n {
            gsl_vector_set(first, i, start[i])
            gsl_vector_set(edges, i, steps[i])
        }
        let landscape = Landscape(f, start)
        return withExtendedLifetime(landscape) {
            var function = gsl_multimin_function(
                f: { point, parameters in
                    guard let point, let parameters else { return .nan }
                    return Unmanaged<Landscape>.fromOpaque(parameters).takeUnretainedValue().value(point)
                }, n: n, params: Unmanaged.passUnretained(landscape).toOpaque())
            var isConverged = false
            if gsl_multimin_fminimizer_set(minimiser, &function, first, edges) == Int32(GSL_SUCCESS) {
                while !isConverged && landscape.evaluations < evaluations && !isOver() {
                    guard gsl_multimin_fminimizer_iterate(minimiser) == Int32(GSL_SUCCESS) else { break }
                    isConverged = gsl_multimin_fminimizer_size(minimiser) < size
                }
            }
            return Minimum(
                point: landscape.best, value: landscape.least, evaluations: landscape.evaluations,
                isConverged: isConverged)
        }
    }

    private var type: UnsafePointer<gsl_multimin_fminimizer_type>? {
        switch self {
        case .upright: partita_simplex()
        case .turned: partita_turned_simplex()
        }
    }
}

/// A function that remembers its least value: GSL's simplex may lose it when it contracts.
private final class Landscape {
    let f: (Vector) -> Double
    var best: Vector
    var least = Double.infinity
    var evaluations = 0

    init(_ f: @escaping (Vector) -> Double, _ start: Vector) {
        self.f = f
        best = start
    }

    func value(_ x: UnsafePointer<gsl_vector>) -> Double {
        let point = (0..<x.pointee.size).map { gsl_vector_get(x, $0) }
        let value = f(point)
        evaluations += 1
        if value < least { (best, least) = (point, value) }
        // GSL gives up where a value is not finite.
        return value.isNaN ? 1e200 : min(max(value, -1e200), 1e200)
    }
}
