import LinearAlgebra

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

extension ComplexNumber {
    var squaredModulus: Double { real * real + imaginary * imaginary }
    var conjugate: ComplexNumber { ComplexNumber(real: real, imaginary: -imaginary) }

    static func + (a: Self, b: Self) -> Self { Self(real: a.real + b.real, imaginary: a.imaginary + b.imaginary) }
    static func - (a: Self, b: Self) -> Self { Self(real: a.real - b.real, imaginary: a.imaginary - b.imaginary) }
    static func * (a: Double, b: Self) -> Self { Self(real: a * b.real, imaginary: a * b.imaginary) }
    static func * (a: Self, b: Self) -> Self {
        Self(real: a.real * b.real - a.imaginary * b.imaginary, imaginary: a.real * b.imaginary + a.imaginary * b.real)
    }

    /// `z^n` by repeated squaring.
    func power(_ n: Int) -> ComplexNumber {
        var result = ComplexNumber(real: 1, imaginary: 0)
        var base = self
        var rest = n
        while rest > 0 {
            if rest & 1 == 1 { result = result * base }
            base = base * base
            rest >>= 1
        }
        return result
    }

    /// The n-th root whose argument is nearest to that of `reference`.
    func root(_ n: Int, near reference: ComplexNumber) -> ComplexNumber {
        let radius = pow(modulus, 1 / Double(n))
        let turns = 2 * Double.pi / Double(n)
        let angle = atan2(imaginary, real) / Double(n)
        let wanted = atan2(reference.imaginary, reference.real)
        let chosen = angle + turns * ((wanted - angle) / turns).rounded()
        return ComplexNumber(
            real: radius * cos(chosen),
            imaginary: imaginary == 0 && real >= 0 && reference.imaginary == 0 ? 0 : radius * sin(chosen))
    }
}

extension Double {
    /// `x^n` for `n >= 0` by repeated squaring: at most `n - 1` roundings, to first order.
    func power(_ n: Int) -> Double {
        var (result, base, rest) = (1.0, self, n)
        while rest > 0 {
            if rest & 1 == 1 { result *= base }
            base *= base
            rest >>= 1
        }
        return result
    }
}
