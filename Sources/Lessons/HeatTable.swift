import Figures
import Site

/// A table of numbers whose cells are the darker the larger the number is, from the smallest to the largest of the table.
struct HeatTable: Sendable {
    var caption: String
    var corner: String
    var columns: [String]
    var rows: [(name: String, values: [Double])]
    var digits: Int

    private var texts: [[String]] {
        rows.map { row in row.values.map { Digits.text($0, significant: digits) } }
    }

    /// The table without its shades.
    @MainActor var markdown: String {
        let cells = zip(rows, texts).map { ["**\($0.name)**"] + $1 }
        return Lesson.markdown([corner] + columns, cells, alignment: "---:") + "\n\n*\(caption)*"
    }

    /// The table with shades, its text dark on light ones and white on dark ones.
    var html: HTML {
        let finite = rows.flatMap(\.values).filter(\.isFinite)
        let (least, most) = (finite.min() ?? 0, finite.max() ?? 1)
        let body = zip(rows, texts).map { row, texts in
            HTML.tag(
                "tr", [:],
                [.tag("th", ["scope": "row"], .text(row.name))]
                    + zip(row.values, texts).map { value, text in
                        .tag("td", ["class": "number", "style": Self.style(value, least, most)], .text(text))
                    })
        }
        let head =
            [.tag("th", ["scope": "col"], .text(corner))]
            + columns.map { HTML.tag("th", ["scope": "col", "class": "number"], .text($0)) }
        return .tag(
            "div", ["class": "wide", "tabindex": "0", "role": "region", "aria-label": caption],
            .tag(
                "table", [:], .tag("caption", [:], .text(caption)), .tag("thead", [:], .tag("tr", [:], head)),
                .tag("tbody", [:], body)))
    }

    /// From white to dark blue (the blues of ColorBrewer), in five steps; with the text on it of contrast 4.5 and more.
    private static func style(_ value: Double, _ least: Double, _ most: Double) -> String {
        let shades = ["#f7fbff", "#d6e6f4", "#a3cce3", "#2a72ad", "#0a4a90"]
        let share = value.isFinite && most > least ? (value - least) / (most - least) : 1
        let step = min(Int(share * Double(shades.count)), shades.count - 1)
        return "background:\(shades[step]);color:\(step < 3 ? "#1b1b1b" : "#ffffff");padding:.25rem .6rem"
    }
}
