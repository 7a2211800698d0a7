/// What a figure shows: series of a data file, observed and bound above, their ratio below.
///
/// A plot knows its data, because the axes are chosen from them: a logarithmic axis needs a positive value, a single
/// point needs a range of its own.
public struct Plot: Sendable, Equatable {
    /// The columns of one block that are drawn together, in one colour.
    public struct Series: Sendable, Equatable {
        /// The low and high ends of a confidence interval.
        public struct Interval: Sendable, Equatable {
            /// The column with the low ends.
            public var low: String
            /// The column with the high ends.
            public var high: String

            /// An interval between two columns.
            public init(low: String, high: String) {
                self.low = low
                self.high = high
            }
        }

        /// The name of the block, as in ``DataFile/Block/name``.
        public var block: String
        /// What the key calls the series where there are several.
        public var label: String
        /// The column on the horizontal axis.
        public var x: String
        /// The column of observed values.
        public var observed: String?
        /// The column of the upper bound, or of the predicted value.
        public var bound: String?
        /// The column of the lower bound.
        public var lowerBound: String?
        /// The band around the observed values.
        public var interval: Interval?
        /// The column of the ratio observed/bound, drawn in the lower panel.
        public var ratio: String?

        /// A series. A column that is `nil`, or that the block does not have, is not drawn.
        public init(
            block: String, label: String? = nil, x: String = "step", observed: String? = "observed",
            bound: String? = nil,
            lowerBound: String? = nil, interval: Interval? = nil, ratio: String? = nil
        ) {
            self.block = block
            self.label = label ?? block
            self.x = x
            self.observed = observed
            self.bound = bound
            self.lowerBound = lowerBound
            self.interval = interval
            self.ratio = ratio
        }

        /// The series that a block's own column names describe: `observed` (or `loss`), `bound`, `lower`, `low` and
        /// `high`, `ratio`, over its first column.
        public init(recognising block: DataFile.Block) {
            func column(_ names: String...) -> String? {
                names.first { block.columns.contains($0) }
            }
            let low = column("low")
            let high = column("high")
            self.init(
                block: block.name, x: block.columns.first ?? "step", observed: column("observed", "loss"),
                bound: column("bound"), lowerBound: column("lower", "lowerBound", "lower-bound"), ratio: column("ratio")
            )
            if let low, let high { interval = Interval(low: low, high: high) }
        }
    }

    /// The words of the key, best short: three that have at most ten letters share a line. Change them where the bound is a prediction, say, or the interval is not of 99.9%.
    public struct Words: Sendable, Equatable {
        /// The observed values.
        public var observed = "observed"
        /// The upper bound.
        public var bound = "bound"
        /// The lower bound.
        public var lowerBound = "lower bound"
        /// The band: a confidence interval.
        public var interval = "99.9% CI"

        /// The usual words.
        public init() {}
    }

    /// The title; empty for none. Long titles are broken into lines.
    public var title: String
    /// The label of the horizontal axis.
    public var xLabel: String
    /// The label of the vertical axis of the upper panel.
    public var yLabel: String
    /// The label of the vertical axis of the lower panel.
    public var ratioLabel: String
    /// The data file's path, relative to the folder of the script: usually its bare name.
    public var dataFile: String
    /// What the data file holds.
    public var data: DataFile
    /// What is drawn, in order.
    public var series: [Series]
    /// Whether the vertical axis is logarithmic, where the data allow it.
    public var logY: Bool
    /// The words of the key.
    public var words: Words

    /// A plot.
    ///
    /// Where `series` is `nil`, every block is drawn by its column names (``Series/init(recognising:)``).
    public init(
        title: String, xLabel: String = "step", yLabel: String = "observed", ratioLabel: String = "ratio",
        dataFile: String, data: DataFile, series: [Series]? = nil, logY: Bool = true, words: Words = Words()
    ) {
        self.title = title
        self.xLabel = xLabel
        self.yLabel = yLabel
        self.ratioLabel = ratioLabel
        self.dataFile = dataFile
        self.data = data
        self.series = series ?? data.blocks.map(Series.init(recognising:))
        self.logY = logY
        self.words = words
    }
}
