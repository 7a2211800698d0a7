import LinearAlgebra
import PartialTraining

/// The time that the flow `w' = -conj(w)^{L-1} (w^L - phi)`, `w(0) = 1`, takes: closed forms, and an integral.
struct IdentityTime {
    let depth: Int
    /// The eigenvalue.
    let phi: ComplexNumber

    private var l: Double { Double(depth) }
    private var beta: Double { 2 - 2 / l }

    init(depth: Int, phi: ComplexNumber) {
        self.depth = depth
        self.phi = phi
    }

    init(depth: Int, phi: Double) { self.init(depth: depth, phi: ComplexNumber(real: phi)) }

    /// The time to `w > 0` by elementary functions or 2F1; for real `phi`, `phi < w^L <= 1` or `1 <= w^L < phi`.
    func closedForm(_ w: Double) throws -> Rounded {
        let phi = phi.real
        if phi == 0 { return (Rounded.power(Rounded(w), Rounded(2 - 2 * l)) - Rounded(1)) / Rounded(2 * l - 2) }
        if phi < 1 { return try k(w) - k(1) }
        if depth > 2 { return try h(w) - h(1) }
        let u = Rounded(w) * Rounded(w)
        return .ln(u * (Rounded(phi) - Rounded(1)) / (Rounded(phi) - u)) / Rounded(2 * phi)
    }

    /// `K(w) = w^{2-2L}/(2L-2) 2F1(1, beta; beta+1; phi/w^L)`.
    private func k(_ w: Double) throws -> Rounded {
        let x = Rounded(phi.real) / .power(Rounded(w), Rounded(l))
        return .power(Rounded(w), Rounded(2 - 2 * l)) / Rounded(2 * l - 2) * (try gauss(b: beta, x))
    }

    /// `H(w) = w^{2-L}/((2-L) phi) 2F1(1, 2/L-1; 2/L; w^L/phi)`.
    private func h(_ w: Double) throws -> Rounded {
        let x = .power(Rounded(w), Rounded(l)) / Rounded(phi.real)
        let scale = Rounded.power(Rounded(w), Rounded(2 - l)) / (Rounded(2 - l) * Rounded(phi.real))
        return scale * (try gauss(b: 2 / l - 1, x))
    }

    /// `F = 2F1(1, b; b+1; x)`, with `|x F'| = |b| |1/(1-x) - F|` for the error of x, and 2 eps for those of b.
    private func gauss(b: Double, _ x: Rounded) throws -> Rounded {
        let result = try hypergeometric(b: b, c: b + 1, x.value)
        let slope = abs(b / x.value) * abs(1 / (1 - x.value) - result.value)
        let radius = result.error + 2 * slope * x.radius + 4 * Double.ulpOfOne * (abs(result.value) + slope)
        return Rounded(value: result.value, radius: radius)
    }

    /// `|u|` at the path length `x`, `u = phi + (1 - phi) e^-x`.
    private func modulus(_ x: Double) -> Double {
        let y = libraryExp(-x)
        return ComplexNumber(real: phi.real + (1 - phi.real) * y, imaginary: phi.imaginary * (1 - y)).modulus
    }

    /// The time `1/L int_0^s |phi + (1 - phi) e^-x|^-beta dx` to the path length `s`.
    func integral(_ s: Double) throws -> Rounded {
        let result = try PartialTraining.integral(from: 0, to: s) { x in libraryPow(modulus(x), -beta) }
        return Rounded(value: result.value / l, radius: result.error / l)
    }

    /// `e^-s` at time `t`, by Newton's method for ``integral(_:)``, whose slope is `|u|^-beta / L`.
    func shrinkage(at t: Double) throws -> Rounded {
        var s = 0.0
        for _ in 0..<50 {
            let change = (t - (try integral(s)).value) * l * libraryPow(modulus(s), beta)
            // The integral is monotone, not convex: steps are cut to one unit, and s stays positive.
            s = max(s + min(max(change, -1), 1), s / 2)
            if abs(change) <= 4 * Double.ulpOfOne * s { break }
        }
        let reached = try integral(s)
        let error = (abs(t - reached.value) + reached.radius) * l * libraryPow(modulus(s), beta)
        let value = libraryExp(-s)
        return Rounded(value: value, radius: value * (error + 4 * Double.ulpOfOne * (1 + s)))
    }
}
