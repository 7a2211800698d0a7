import Figures

extension Lesson {
    /// Draws curves over common steps: each a block with the columns `step`, `observed` and, where the curve has them, `bound`,
    /// `low` and `high`.
    ///
    /// The caption is Markdown without formulas, as it is read aloud, too; `bound` is what the key calls the bounds.
    public func plot(
        _ caption: String, x: String = "step", y: String, _ curves: [Curve], bound: String = "bound",
        logY: Bool = true, line: Int = #line
    ) {
        let number = outputs.filter { if case .picture = $0.output { true } else { false } }.count + 1
        let pictureName = "\(name)-\(number)"
        let data = DataFile(
            header: [.init("lesson", name), .init("caption", caption)], blocks: curves.map(\.block))
        var words = Plot.Words()
        words.observed = curves.first?.name ?? ""
        words.bound = bound
        let plot = Plot(
            title: "", xLabel: x, yLabel: y, dataFile: pictureName + ".dat", data: data, logY: logY, words: words)
        add(.picture(plot, name: pictureName, caption: caption), line: line)
    }

    /// A named curve, with its bound and its interval where there are such.
    public struct Curve: Sendable {
        let name: String
        let steps: [Double]
        let columns: [(name: String, values: [Double])]

        /// Values over steps; without steps over 0, 1, 2, ...
        public init(
            _ name: String, _ observed: [Double], bound: [Double]? = nil,
            interval: (low: [Double], high: [Double])? = nil,
            steps: [Double]? = nil
        ) {
            self.name = name
            self.steps = steps ?? observed.indices.map(Double.init)
            columns =
                [("observed", observed)] + (bound.map { [("bound", $0)] } ?? [])
                + (interval.map { [("low", $0.low), ("high", $0.high)] } ?? [])
        }

        var block: DataFile.Block {
            DataFile.Block(
                name: name, columns: ["step"] + columns.map(\.name),
                rows: steps.indices.map { row in
                    [steps[row]] + columns.map { row < $0.values.count ? $0.values[row] : nil }
                })
        }
    }
}
