import LinearAlgebra

/// A diagonal matrix on all parameters: one factor for each block of them, or one for each parameter.
public enum Diagonal: Sendable, Equatable {
    /// One factor for each block.
    case blocks([Double])
    /// One factor for each parameter.
    case entries(Vector)

    /// The factor of every parameter.
    public func entries(_ layout: Layout) -> Vector {
        switch self {
        case .entries(let factors): factors
        case .blocks(let factors):
            zip(layout.blocks, factors).flatMap { Vector(repeating: $1, count: $0.count) }
        }
    }

    /// `x -> S x`, in place. Blocks with the factor 1 are not touched.
    func multiply(_ x: inout Parameters) {
        let layout = x.layout
        x.values.withUnsafeMutableBufferPointer { x in
            switch self {
            case .entries(let factors):
                factors.withUnsafeBufferPointer { factors in for i in 0..<x.count { x[i] *= factors[i] } }
            case .blocks(let factors):
                for (block, factor) in zip(layout.blocks, factors) where factor != 1 {
                    if factor == 0 {
                        x[block.range].update(repeating: 0)
                    } else {
                        for i in block.range { x[i] *= factor }
                    }
                }
            }
        }
    }

    /// Sets what the diagonal drops to zero, and leaves the rest as it is.
    func select(_ x: inout Parameters) {
        switch self {
        case .entries(let factors): for i in factors.indices where factors[i] == 0 { x.values[i] = 0 }
        case .blocks(let factors): Diagonal.blocks(factors.map { $0 == 0 ? 0 : 1 }).multiply(&x)
        }
    }

    /// The blocks that are dropped as a whole.
    func dropped(_ layout: Layout) -> [Bool] {
        switch self {
        case .entries(let factors): layout.blocks.map { $0.range.allSatisfy { factors[$0] == 0 } }
        case .blocks(let factors): factors.map { $0 == 0 }
        }
    }

    /// How many parameters are kept.
    func count(_ layout: Layout) -> Int {
        switch self {
        case .entries(let factors): factors.count { $0 != 0 }
        case .blocks(let factors): zip(layout.blocks, factors).reduce(0) { $0 + ($1.1 == 0 ? 0 : $1.0.count) }
        }
    }
}
