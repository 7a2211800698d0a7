import CGSL
import LinearAlgebra

/// Integrates `y' = field(t, y)` by GSL's Runge-Kutta-Prince-Dormand 8(7) with adaptive steps.
///
/// Local errors are kept below `absolute + relative |y_i|`. Each instance owns a solver; not shared between threads.
final class OrdinaryDifferentialEquation {
    typealias Field = (Double, UnsafePointer<Double>, UnsafeMutablePointer<Double>) -> Void

    private final class Context {
        let field: Field
        init(_ field: @escaping Field) { self.field = field }
    }

    private let context: Context
    private let system: UnsafeMutablePointer<gsl_odeiv2_system>
    private let absolute: Double
    private let relative: Double

    init(dimension: Int, absolute: Double = 1e-15, relative: Double, field: @escaping Field) {
        _ = GSL.quiet
        context = Context(field)
        self.absolute = absolute
        self.relative = relative
        system = .allocate(capacity: 1)
        system.initialize(
            to: gsl_odeiv2_system(
                function: { t, y, derivative, parameters in
                    guard let parameters, let y, let derivative else { return Int32(GSL_EFAULT) }
                    Unmanaged<Context>.fromOpaque(parameters).takeUnretainedValue().field(t, y, derivative)
                    return Int32(GSL_SUCCESS)
                },
                jacobian: nil, dimension: dimension, params: Unmanaged.passUnretained(context).toOpaque()))
    }

    deinit { system.deallocate() }

    /// Carries `y` from `times[0]` on and hands out the state at each of the ascending `times`, the first included.
    ///
    /// Errors: `integration`, when the step becomes too small or too many steps are needed.
    func solve(_ y: inout Vector, times: [Double], _ observe: (Int, Vector) -> Void) throws(TrainingError) {
        guard let first = times.first, let last = times.last else { return }
        observe(0, y)
        guard times.count > 1, last > first else { return }
        let firstStep = min(1e-3, (last - first) * 1e-3)
        guard let driver = gsl_odeiv2_driver_alloc_y_new(system, partita_odeiv2_rk8pd(), firstStep, absolute, relative)
        else { throw .integration(time: first, reason: "out of memory") }
        defer { gsl_odeiv2_driver_free(driver) }
        gsl_odeiv2_driver_set_nmax(driver, 1_000_000)
        var t = first
        for index in 1..<times.count {
            let status = y.withUnsafeMutableBufferPointer {
                gsl_odeiv2_driver_apply(driver, &t, times[index], $0.baseAddress)
            }
            guard status == Int32(GSL_SUCCESS) else {
                throw .integration(time: t, reason: String(cString: gsl_strerror(status)))
            }
            guard y.allSatisfy(\.isFinite) else { throw .integration(time: t, reason: "the state is not finite") }
            observe(index, y)
        }
    }
}

/// GSL reports by return codes; its default error handler would end the process.
enum GSL {
    static let quiet: Void = { _ = gsl_set_error_handler_off() }()
}

extension OrdinaryDifferentialEquation {
    /// The solution at two tolerances: the finer one, with twice their largest difference as the error of each `2 s`.
    static func solveTwice(
        dimension: Int, times: [Double], start: Vector? = nil, field: @escaping Field
    ) throws(TrainingError) -> [(values: Vector, error: Double)] {
        var runs: [[Vector]] = []
        for relative in [1e-11, 1e-13] {
            var states: [Vector] = []
            var y = start ?? Vector(repeating: 0, count: dimension)
            let solver = OrdinaryDifferentialEquation(dimension: dimension, relative: relative, field: field)
            try solver.solve(&y, times: times) { _, state in states.append(state) }
            runs.append(states)
        }
        return zip(runs[0], runs[1]).map { coarse, fine in
            (fine, 2 * zip(coarse, fine).reduce(0) { max($0, abs($1.0 - $1.1)) } + 1e-14)
        }
    }
}
