/// One curve of a panel: a column of a block, and how it is drawn.
struct PlotCurve {
    /// What a curve stands for.
    enum Role: Equatable {
        /// Between the column `low`, written as a script has it, and the column drawn.
        case band(low: String)
        case observed, bound, lowerBound, ratio
    }

    /// The place of the series in the plot, which decides colour and symbol.
    let series: Int
    /// What it stands for.
    let role: Role
    /// The file and block: `'run.dat' index '[run]'`.
    let source: String
    /// How many rows the block has, and every how many of them one is drawn.
    let rows: Int
    let stride: Int
    /// The column on the horizontal axis: its name, quoted, or its number.
    let x: String
    /// The column drawn: its name, quoted, or its number.
    let y: String
    /// How many points there are to draw.
    let points: Int
    /// Their extent; that of the high end for a band.
    let extent: Extent
}

extension Plot {
    /// Beyond this many rows a curve is drawn from every n-th row: more points than a printer's dots.
    private static let rowsDrawn = 2000

    /// The curves that have a point to draw, in drawing order: bands, then observed values, then bounds.
    ///
    /// - Complexity: O(series * rows).
    func curves() -> (upper: [PlotCurve], ratio: [PlotCurve], x: Extent, hasRatio: Bool) {
        var bands: [PlotCurve] = []
        var observed: [PlotCurve] = []
        var bounds: [PlotCurve] = []
        var ratios: [PlotCurve] = []
        var steps = Extent()
        var hasRatio = false
        for (place, item) in series.enumerated() {
            guard let index = data.blocks.firstIndex(where: { $0.name == item.block }) else { continue }
            func curve(_ role: PlotCurve.Role, _ column: String?) -> PlotCurve? {
                column.flatMap { self.curve(role, column: $0, of: item, at: place, block: index, steps: &steps) }
            }
            if let interval = item.interval, let low = columnReference(interval.low, in: data.blocks[index]) {
                let band = curve(.band(low: low), interval.high)
                if let band, band.points > 1 { bands.append(band) }
            }
            if let found = curve(.observed, item.observed) { observed.append(found) }
            if let found = curve(.bound, item.bound) { bounds.append(found) }
            if let found = curve(.lowerBound, item.lowerBound) { bounds.append(found) }
            if let found = curve(.ratio, item.ratio) { ratios.append(found) }
            if let ratio = item.ratio, data.blocks[index].columns.contains(ratio) { hasRatio = true }
        }
        return (bands + observed + bounds, ratios, steps, hasRatio)
    }

    /// The curve of a column; rows with a step that is missing, or too large for an axis, are not counted.
    private func curve(
        _ role: PlotCurve.Role, column: String, of series: Series, at place: Int, block index: Int, steps: inout Extent
    ) -> PlotCurve? {
        let block = data.blocks[index]
        guard let x = block.columns.firstIndex(of: series.x), let y = block.columns.firstIndex(of: column),
            let xReference = columnReference(series.x, in: block), let yReference = columnReference(column, in: block)
        else { return nil }
        let stride = (block.rows.count + Self.rowsDrawn - 1) / Self.rowsDrawn
        var extent = Extent()
        var points = 0
        for row in Swift.stride(from: 0, to: block.rows.count, by: max(1, stride)) {
            let values = block.rows[row]
            guard x < values.count, y < values.count, let step = values[x], let value = values[y],
                abs(step) <= 1e300, value.isFinite
            else { continue }
            points += 1
            steps.include(step)
            extent.include(value)
        }
        if points == 0 { return nil }
        return PlotCurve(
            series: place, role: role, source: GnuplotText.path(dataFile) + " index " + blockReference(index),
            rows: block.rows.count, stride: max(1, stride), x: xReference, y: yReference, points: points, extent: extent
        )
    }

    /// The name of a column, as gnuplot finds it, or its number where the name is not a plain and unique word.
    private func columnReference(_ column: String, in block: DataFile.Block) -> String? {
        guard let index = block.columns.firstIndex(of: column) else { return nil }
        let isPlain = column.unicodeScalars.allSatisfy { scalar in
            scalar.isASCII && (scalar.properties.isAlphabetic || "0123456789-_".unicodeScalars.contains(scalar))
        }
        let isUnique = block.columns.filter { $0 == column }.count == 1
        return isPlain && isUnique && !column.isEmpty ? GnuplotText.quoted(column) : String(index + 1)
    }

    /// The name of a block, as gnuplot finds it, or its number where the name is not unique.
    private func blockReference(_ index: Int) -> String {
        let names = data.blocks.map { DataFile.blockName($0.name) }
        let same = names.filter { $0 == names[index] }.count
        return same == 1 ? GnuplotText.quoted("[\(names[index])]") : String(index)
    }
}
