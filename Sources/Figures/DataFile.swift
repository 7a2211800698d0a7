/// The contents of a gnuplot data file: a header of `# key: value` lines and named blocks of numbers.
///
/// ```
/// # claim: masked-gd
/// # columns: step observed bound ratio
/// # [run]
/// step observed bound ratio
/// 0 1 1 1
/// 1 0.5 0.75 0.6666666666666666
/// ```
///
/// Blocks are separated by two blank lines, so that gnuplot finds them by number (`index 0`) and by name
/// (`index '[run]'`). A missing or non-finite number is `?`; read with `set datafile missing '?'`.
/// The text holds nothing but what is given here: the same value gives the same bytes.
public struct DataFile: Sendable, Equatable {
    /// One `# key: value` line of the header.
    public struct HeaderLine: Sendable, Equatable {
        /// What is described.
        public var key: String
        /// Its description; line breaks and other control characters are written as spaces.
        public var value: String

        /// A header line.
        public init(_ key: String, _ value: String) {
            self.key = key
            self.value = value
        }
    }

    /// A table with a name: one run, one part of a comparison, one schedule of a race.
    public struct Block: Sendable, Equatable {
        /// The name, written as `# [name]`.
        public var name: String
        /// The column names, written as the first data row; white space in a name is written as `_`.
        public var columns: [String]
        /// The rows. `nil` and non-finite numbers are written as `?`; a row that is shorter than `columns` is filled
        /// with `?`, and what is beyond `columns` is not written.
        public var rows: [[Double?]]

        /// A named table.
        public init(name: String, columns: [String], rows: [[Double?]] = []) {
            self.name = name
            self.columns = columns
            self.rows = rows
        }

        /// The numbers of a column that are present and finite, with their row numbers.
        ///
        /// - Complexity: O(rows).
        /// - Returns: nothing if there is no such column.
        func finiteValues(of column: String) -> [(row: Int, value: Double)] {
            guard let place = columns.firstIndex(of: column) else { return [] }
            var found: [(row: Int, value: Double)] = []
            for (row, values) in rows.enumerated() where place < values.count {
                if let value = values[place], value.isFinite { found.append((row, value)) }
            }
            return found
        }
    }

    /// The `# key: value` lines, in order. The column names need no line: the text states them.
    public var header: [HeaderLine]
    /// The tables, in order.
    public var blocks: [Block]

    /// A data file.
    public init(header: [HeaderLine] = [], blocks: [Block] = []) {
        self.header = header
        self.blocks = blocks
    }
}
