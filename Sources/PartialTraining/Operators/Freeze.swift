import LinearAlgebra

/// Freezing: a fixed set of coordinates or layers does not move; `P` keeps the others.
public struct Freeze: DeterministicProjection {
    /// What is frozen; numbers count from 1.
    public enum Part: Sendable, Equatable {
        /// Single parameters, by number.
        case coordinates([Int])
        /// Blocks of the layout, by number.
        case layers([Int])
    }

    /// What does not move.
    public let part: Part

    /// Freezes `part`; ``validate(_:)`` checks that the model has it.
    public init(_ part: Part) { self.part = part }

    public var summary: String {
        switch part {
        case .coordinates(let list): "freeze coordinates=\(ranges(list))"
        case .layers(let list): "freeze layers=\(ranges(list))"
        }
    }

    public func validate(_ layout: Layout) throws(TrainingError) {
        switch part {
        case .coordinates(let list): try requireIndices(list, upTo: layout.count, what: "freeze coordinates")
        case .layers(let list): try requireIndices(list, upTo: layout.blocks.count, what: "freeze layers")
        }
    }

    public func expectedRank(_ layout: Layout) -> Double? {
        switch part {
        case .coordinates(let list): Double(layout.count - list.count)
        case .layers(let list): Double(layout.count - list.reduce(0) { $0 + layout.blocks[$1 - 1].count })
        }
    }

    public func project(_ g: inout Parameters) {
        switch part {
        case .coordinates(let list):
            for i in list { g.values[i - 1] = 0 }
        case .layers(let list):
            for l in list { for i in g.layout.blocks[l - 1].range { g.values[i] = 0 } }
        }
    }
}

/// Errors: `invalid` unless `list` has distinct numbers from 1 to `limit`.
func requireIndices(_ list: [Int], upTo limit: Int, what: String) throws(TrainingError) {
    for i in list where i < 1 || i > limit {
        throw .invalid(what: what, expected: "numbers from 1 to \(limit)", found: "\(i)")
    }
    guard Set(list).count == list.count else {
        throw .invalid(what: what, expected: "distinct numbers", found: "a number twice")
    }
}

/// `1-3,7`, sorted.
func ranges(_ list: some Sequence<Int>) -> String {
    var parts: [ClosedRange<Int>] = []
    for i in list.sorted() {
        if let last = parts.last, i <= last.upperBound + 1 {
            parts[parts.count - 1] = last.lowerBound...max(i, last.upperBound)
        } else {
            parts.append(i...i)
        }
    }
    if parts.isEmpty { return "none" }
    return parts.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
        .joined(separator: ",")
}
