import Claims
import Figures

extension Digits {
    /// A number as a power of ten for TeX, `2 \cdot 10^{6}`; one below a thousand and above a hundredth as it is.
    static func tex(_ value: Double, significant: Int) -> String {
        if value == 0 || (abs(value) >= 0.01 && abs(value) < 1000) { return text(value, significant: significant) }
        // The exponent is that of the rounded number.
        var exponent = Int((Double.ln(abs(value)) / Double.ln(10)).rounded(.down))
        let power = { (e: Int) in (0..<abs(e)).reduce(1.0) { size, _ in size * 10 } }
        func scaled() -> String {
            text(exponent < 0 ? value * power(exponent) : value / power(exponent), significant: significant)
        }
        if scaled() == "10" || scaled() == "-10" { exponent += 1 }
        let digits = scaled()
        return (digits == "1" ? "" : "\(digits) \\cdot ") + "10^{\(exponent)}"
    }
}
