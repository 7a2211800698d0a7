import Figures

/// The largest ratio of every instance and part in one picture: one row for each role, a line at 1, values under the
/// pointer.
struct RatioStrip {
    private let rows: [(role: String, points: [(name: String, ratio: Double)])]
    private let end: Double

    /// `nil` if no instance has a ratio.
    init?(_ instances: [Summary.Instance]) {
        var rows: [(role: String, points: [(name: String, ratio: Double)])] = []
        for role in ["given", "typical", "sharp", "broken", "counterexample"] {
            let points = instances.filter { $0.role == role }.compactMap { instance in
                instance.maxRatio.map { (instance.name, $0) }
            }
            if !points.isEmpty { rows.append((role, points)) }
        }
        guard !rows.isEmpty else { return nil }
        self.rows = rows
        // Beyond twice the bound it does not matter by how much.
        let largest = rows.flatMap { $0.points.map(\.ratio) }.filter(\.isFinite).max() ?? 1
        end = largest > 1.2 ? 2.1 : 1.2
    }

    private static let width = 480.0
    private static let left = 130.0
    private static let rowHeight = 30.0

    /// The picture with its caption.
    var figure: HTML {
        .tag(
            "figure", [:], .markup(svg),
            .tag(
                "figcaption", [:],
                .text(
                    "The largest ratio of observed to bound of each instance and part; the line is at 1, where a bound is attained."
                        + (end > 2 ? " Ratios above 2 stand at the right end." : ""))))
    }

    private var svg: String {
        let height = Self.rowHeight * Double(rows.count) + 44
        let label = rows.map { row in
            "\(row.role): \(row.points.count) ratios, the largest \(Digits.ratio(row.points.map(\.ratio).max()))"
        }.joined(separator: "; ")
        var text =
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(number(Self.width)) \(number(height))\""
            + " role=\"img\" aria-label=\"\(HTML.escaped(label))\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"15\">"
        let bottom = height - 34
        for tick in Swift.stride(from: 0.0, through: end, by: end > 2 ? 0.5 : 0.2) {
            let isOne = abs(tick - 1) < 1e-9
            let shade = isOne ? "#000000" : "#d8d8d8"
            text +=
                "<path d=\"M\(number(x(tick))) 6V\(number(bottom))\" stroke=\"\(shade)\" stroke-width=\"\(isOne ? 1.5 : 1)\"/>"
                + "<text x=\"\(number(x(tick)))\" y=\"\(number(bottom + 22))\" text-anchor=\"middle\">\(Digits.text(tick, significant: 2))</text>"
        }
        for (place, row) in rows.enumerated() {
            let y = 6 + Self.rowHeight * (Double(place) + 0.5)
            text +=
                "<text x=\"\(number(Self.left - 12))\" y=\"\(number(y + 5))\" text-anchor=\"end\">\(row.role)</text>"
            for point in row.points {
                // Above the bound a square, so that colour is not needed to see it.
                let title = "<title>\(HTML.escaped(point.name)): \(Digits.ratio(point.ratio))</title>"
                let at = x(min(point.ratio, end))
                text +=
                    point.ratio > 1
                    ? "<rect x=\"\(number(at - 5))\" y=\"\(number(y - 5))\" width=\"10\" height=\"10\" fill=\"#d55e00\" fill-opacity=\"0.6\">\(title)</rect>"
                    : "<circle cx=\"\(number(at))\" cy=\"\(number(y))\" r=\"5\" fill=\"#0072b2\" fill-opacity=\"0.6\">\(title)</circle>"
            }
        }
        return text + "</svg>"
    }

    private func x(_ ratio: Double) -> Double {
        Self.left + (Self.width - Self.left - 20) * max(0, ratio) / end
    }

    private func number(_ value: Double) -> String { DataFile.text(of: (value * 10).rounded() / 10) }
}
