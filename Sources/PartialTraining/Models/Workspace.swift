import LinearAlgebra

/// Scratch memory that a computation reuses from step to step. One per thread; never shared.
public final class Workspace {
    /// Those who share the work of one large step; `nil`: nobody.
    let team: Team?
    private var buffers: [UnsafeMutableBufferPointer<Double>] = []
    private var numbers = UnsafeMutableBufferPointer<Int>.allocate(capacity: 0)

    /// No memory yet.
    public init() { team = nil }
    init(team: Team?) { self.team = team }

    deinit {
        for buffer in buffers { buffer.deallocate() }
        numbers.deallocate()
    }

    /// Room for `count` whole numbers, left over from earlier use.
    public func integers(_ count: Int) -> UnsafeMutableBufferPointer<Int> {
        if numbers.count < count {
            numbers.deallocate()
            numbers = .allocate(capacity: count)
            numbers.initialize(repeating: 0)
        }
        return UnsafeMutableBufferPointer(rebasing: numbers[0..<count])
    }

    /// The scratch buffer number `index`, with room for `count` numbers whose values are left over from earlier use.
    public func buffer(_ index: Int, _ count: Int) -> UnsafeMutablePointer<Double> {
        while buffers.count <= index { buffers.append(Self.allocate(0)) }
        if buffers[index].count < count {
            buffers[index].deallocate()
            buffers[index] = Self.allocate(count)
        }
        // A buffer of capacity zero has a base address too; it is never read.
        return buffers[index].baseAddress ?? UnsafeMutablePointer(bitPattern: 8).unsafelyUnwrapped
    }

    /// Calls `body` with each of `0 ..< parts`: by the team, where there is one.
    func share(_ parts: Int, _ body: (Int) -> Void) { Self.share(parts, among: team, body) }

    static func share(_ parts: Int, among team: Team?, _ body: (Int) -> Void) {
        if let team { team.run(parts, body) } else { for part in 0..<parts { body(part) } }
    }

    /// Aligned as the kernels like it.
    private static func allocate(_ count: Int) -> UnsafeMutableBufferPointer<Double> {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 8 * count, alignment: 64)
        let buffer = memory.bindMemory(to: Double.self)
        buffer.initialize(repeating: 0)
        return buffer
    }

    /// The scratch buffer number `index` as a matrix.
    public func matrix(_ index: Int, _ rows: Int, _ columns: Int) -> MutableMatrixView {
        MutableMatrixView(buffer(index, rows * columns), rows: rows, columns: columns, stride: max(rows, 1))
    }
}
