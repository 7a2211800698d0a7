#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The smallest and largest of some numbers, and of the positive ones among them.
struct Extent {
    private(set) var low = Double.infinity
    private(set) var high = -Double.infinity
    private(set) var smallestPositive = Double.infinity

    /// Takes a number into account.
    mutating func include(_ value: Double) {
        low = min(low, value)
        high = max(high, value)
        if value > 0 { smallestPositive = min(smallestPositive, value) }
    }

    /// Takes another extent into account.
    mutating func include(_ other: Extent) {
        low = min(low, other.low)
        high = max(high, other.high)
        smallestPositive = min(smallestPositive, other.smallestPositive)
    }

    /// Whether nothing was included.
    var isEmpty: Bool { low > high }

    /// Whether a positive number was included.
    var hasPositive: Bool { smallestPositive.isFinite }

    /// Whether the numbers are too close to one another for an axis of their own.
    var isDegenerate: Bool { high - low <= 1e-9 * max(abs(low), abs(high)) || high - low < 1e-290 }
}

/// A vertical axis that suits the data, as gnuplot commands.
struct PlotAxis {
    /// Whether it is logarithmic.
    let isLogarithmic: Bool
    /// `[low:high]`; `[*:*]` leaves it to gnuplot.
    let range: String
    /// The first mark and the distance to the next, or the factor on a logarithmic axis; `nil` leaves them to gnuplot.
    let marks: String?
    /// The lower end of a logarithmic axis.
    let floor: Double
    /// How many characters the exponents of a logarithmic axis have, the sign included.
    let exponentWidth: Int
    /// How the marks of a linear axis are written: in thousands and millions where the numbers are long.
    private(set) var format = "%h"

    /// An axis for values: logarithmic if that is wanted and the positive values span a decade.
    init(values: Extent, logarithmic: Bool) {
        if logarithmic, values.hasPositive, values.high / values.smallestPositive >= 10 {
            self.init(fromDecadeOf: values.smallestPositive, toDecadeOf: values.high, marks: 5)
        } else {
            self.init(linear: values)
        }
    }

    /// An axis for ratios, with 1 on it: linear from 0, unless they span more than three decades.
    init(ratios: Extent) {
        if ratios.hasPositive {
            let low = min(ratios.smallestPositive, 1)
            let high = max(ratios.high, 1)
            if high / low > 1000 {
                self.init(fromDecadeOf: low, toDecadeOf: high, marks: 3, showingOne: true)
                return
            }
        }
        var top = 1.2
        if !ratios.isEmpty, ratios.high > 1.1 { top = ratios.high + 0.1 * abs(ratios.high) }
        if !ratios.isEmpty, ratios.low < 0 {
            self.init(linear: [ratios.low, top].reduce(into: Extent()) { $0.include($1) })
        } else {
            self.init(range: "[0:\(Self.rounded(top))]", marks: top < 1.7 ? "0.5" : nil)
        }
    }

    /// A horizontal axis that begins and ends with the data.
    init(steps: Extent) {
        if steps.isEmpty || steps.isDegenerate {
            self.init(linear: steps)
        } else {
            // Long labels need room.
            let long = max(abs(steps.low), abs(steps.high)) >= 1e4
            self.init(
                range: "[\(DataFile.text(of: steps.low)):\(DataFile.text(of: steps.high))]",
                marks: long ? DataFile.text(of: Self.roundStep((steps.high - steps.low) / 5)) : nil)
            if max(abs(steps.low), abs(steps.high)) >= 1e6 { format = "%.1s%c" }
        }
    }

    private init(range: String, marks: String? = nil) {
        isLogarithmic = false
        exponentWidth = 0
        self.range = range
        self.marks = marks
        floor = -.infinity
    }

    private init(linear values: Extent) {
        guard !values.isEmpty else {
            self.init(range: "[0:1]")
            return
        }
        let size = max(abs(values.low), abs(values.high))
        if size < 1e-290 {
            self.init(range: "[-1:1]")
        } else if size > 1e300 {
            // gnuplot's own arithmetic on the axis would overflow.
            let high = values.high > 0 ? "1e+306" : "0"
            self.init(range: values.low < 0 ? "[-1e+306:\(high)]" : "[0:\(high)]")
        } else if values.isDegenerate {
            self.init(range: "[\(Self.rounded(values.low - 0.1 * size)):\(Self.rounded(values.high + 0.1 * size))]")
        } else {
            self.init(range: "[*:*]")
        }
    }

    private init(fromDecadeOf low: Double, toDecadeOf high: Double, marks: Double, showingOne: Bool = false) {
        // Beyond these, powers of ten are not doubles of full precision.
        let first = max(-307, log10(low).rounded(.down))
        let last = max(first + 1, min(308, log10(high).rounded(.up)))
        isLogarithmic = true
        exponentWidth = max("\(Int(first))".count, "\(Int(last))".count)
        // The line at 1 is not to lie on the frame.
        let bottom = showingOne && first == 0 ? "0.5" : "1e\(Int(first))"
        let top = showingOne && last == 0 ? "2" : "1e\(Int(last))"
        range = "[\(bottom):\(top)]"
        floor = pow(10, first)
        let least = (last - first) / marks
        let step = [1, 2, 3, 5, 10, 20, 30, 50, 100].first { $0 >= least } ?? 200
        // Every decade has its mark: then the smaller marks between them are right, too, and gnuplot sets them.
        self.marks = step > 1 ? "1e\(Int((first / step).rounded(.up) * step)), 1e\(Int(step))" : nil
    }

    /// The next larger of 1, 2 and 5 times a power of ten.
    private static func roundStep(_ least: Double) -> Double {
        let decade = pow(10, log10(least).rounded(.down))
        return ([1, 2, 5].first { $0 * decade >= least } ?? 10) * decade
    }

    /// Three significant digits, which are enough for the end of an axis.
    private static func rounded(_ value: Double) -> String {
        guard value != 0, value.isFinite else { return "0" }
        let exponent = 2 - Int(log10(abs(value)).rounded(.down))
        let scaled = (value * pow(10, Double(exponent))).rounded()
        let result = exponent >= 0 ? scaled / pow(10, Double(exponent)) : scaled * pow(10, Double(-exponent))
        return DataFile.text(of: result)
    }
}
