import LinearAlgebra

/// How a model's parameters lie in one flat vector: matrix blocks one after the other, each by columns.
///
/// A quadratic has one block `d x 1`; a deep linear network one block per layer; a factorization `B` then `A`.
public struct Layout: Sendable, Equatable {
    /// One matrix of parameters: `rows x columns` numbers that start at `offset`.
    public struct Block: Sendable, Equatable {
        /// The number of rows.
        public let rows: Int
        /// The number of columns; 1 of a vector.
        public let columns: Int
        /// Where the block begins in the flat vector.
        public let offset: Int

        /// The number of parameters in the block.
        public var count: Int { rows * columns }
        /// The block's places in the flat vector.
        public var range: Range<Int> { offset..<(offset + count) }
        /// Whether the block has one column.
        public var isVector: Bool { columns == 1 }
    }

    /// The blocks, one after the other in memory.
    public let blocks: [Block]
    /// The number of parameters `d`.
    public let count: Int

    /// The layout of matrix blocks of the given shapes, in order.
    public init(_ shapes: [(rows: Int, columns: Int)]) {
        var offset = 0
        blocks = shapes.map { shape in
            defer { offset += shape.rows * shape.columns }
            return Block(rows: shape.rows, columns: shape.columns, offset: offset)
        }
        count = offset
    }

    /// One vector of `dimension` parameters.
    public static func vector(_ dimension: Int) -> Layout { Layout([(dimension, 1)]) }

    /// Whether all blocks have one shape, so that they can share.
    public var isUniform: Bool {
        blocks.allSatisfy { $0.rows == blocks[0].rows && $0.columns == blocks[0].columns }
    }
}

/// A point in parameter space: a flat vector with its ``Layout``.
public struct Parameters: Sendable, Equatable {
    /// How the values are to be read.
    public let layout: Layout
    /// All parameters, block after block; always `layout.count` of them.
    public var values: Vector

    /// The zero vector, or `values`, of the given layout.
    public init(_ layout: Layout, _ values: Vector? = nil) {
        precondition(values == nil || values?.count == layout.count, "values do not fit the layout")
        self.layout = layout
        self.values = values ?? Vector(repeating: 0, count: layout.count)
    }

    /// A vector model's parameters.
    public init(_ vector: Vector) { self.init(.vector(vector.count), vector) }

    /// Matrix blocks in order.
    public init(_ blocks: [Matrix]) {
        self.init(Layout(blocks.map { ($0.rows, $0.columns) }), blocks.flatMap(\.storage))
    }

    /// Takes over the values of a point, of the same layout without new memory.
    mutating func assign(_ other: Parameters) {
        guard layout.count == other.layout.count else { return self = other }
        values.withUnsafeMutableBufferPointer { target in
            other.values.withUnsafeBufferPointer { source in
                if let target = target.baseAddress, let source = source.baseAddress {
                    target.update(from: source, count: layout.count)
                }
            }
        }
    }

    /// `x + factor y`, in place; every entry is rounded twice.
    mutating func add(_ factor: Double, _ other: Parameters) {
        values.withUnsafeMutableBufferPointer { x in
            other.values.withUnsafeBufferPointer { y in
                for i in 0..<x.count { x[i] += factor * y[i] }
            }
        }
    }

    /// A copy of block `index`.
    public func block(_ index: Int) -> Matrix {
        let block = layout.blocks[index]
        return Matrix(rows: block.rows, columns: block.columns, storage: Array(values[block.range]))
    }

    /// Copies of all blocks.
    public var blocks: [Matrix] { layout.blocks.indices.map(block) }

    /// Replaces block `index` by a matrix of the same shape.
    public mutating func setBlock(_ index: Int, _ matrix: Matrix) {
        let block = layout.blocks[index]
        precondition(matrix.rows == block.rows && matrix.columns == block.columns)
        values.replaceSubrange(block.range, with: matrix.storage)
    }

    /// Calls `body` with a view of block `index`, without a copy.
    public func withBlock<R, E: Error>(_ index: Int, _ body: (MatrixView) throws(E) -> R) throws(E) -> R {
        let block = layout.blocks[index]
        return try values.withUnsafeBufferPointer { buffer throws(E) in
            try body(
                MatrixView(
                    buffer.baseAddress.map { $0 + block.offset }, rows: block.rows, columns: block.columns,
                    stride: max(block.rows, 1)))
        }
    }

    /// Calls `body` with a view through which block `index` can be changed.
    public mutating func withMutableBlock<R, E: Error>(
        _ index: Int, _ body: (MutableMatrixView) throws(E) -> R
    ) throws(E) -> R {
        let block = layout.blocks[index]
        return try values.withUnsafeMutableBufferPointer { buffer throws(E) in
            try body(
                MutableMatrixView(
                    buffer.baseAddress.map { $0 + block.offset }, rows: block.rows, columns: block.columns,
                    stride: max(block.rows, 1)))
        }
    }
}
