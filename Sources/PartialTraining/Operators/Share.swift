import LinearAlgebra

/// Sharing: the members of a group move together by the mean of their gradients; `P` averages over each group.
///
/// The members are a model's layers or, for a flat vector, `blocks` equal pieces. Members in no group move alone.
/// Formula: `(P g)_l = (1/|G|) sum_{k in G} g_k` for `l` in group `G`.
public struct Share: DeterministicProjection {
    /// Groups of members, numbered from 1; `nil` is one group of all.
    public let groups: [[Int]]?
    /// The number of equal pieces of a flat vector, or `nil` for the model's own blocks.
    public let pieces: Int?

    /// Ties the groups' members; without groups, all of them. `blocks` cuts a flat vector.
    public init(groups: [[Int]]? = nil, blocks: Int? = nil) {
        self.groups = groups
        pieces = blocks
    }

    public var summary: String {
        let which = groups.map { "groups=" + $0.map(ranges).joined(separator: "|") } ?? "all"
        return "share \(which)" + (pieces.map { " blocks=\($0)" } ?? "")
    }

    public func validate(_ layout: Layout) throws(TrainingError) {
        if let pieces {
            guard layout.blocks.count == 1, pieces > 0, layout.count % pieces == 0 else {
                throw .invalid(
                    what: "share blocks",
                    expected: "a divisor of the number of parameters, \(layout.count), of a flat vector",
                    found: "\(pieces)")
            }
        } else {
            guard layout.isUniform else {
                throw .shape(what: "share", expected: "blocks of one shape", found: layout.description)
            }
            guard layout.blocks.count > 1 else {
                throw .invalid(
                    what: "share", expected: "a model of several layers, or `blocks` for a flat vector",
                    found: "one block")
            }
        }
        if let groups {
            try requireIndices(groups.flatMap { $0 }, upTo: members(layout), what: "share groups")
        }
    }

    public func expectedRank(_ layout: Layout) -> Double? {
        let size = layout.count / members(layout)
        let merged = resolved(layout).reduce(0) { $0 + max($1.count - 1, 0) }
        return Double((members(layout) - merged) * size)
    }

    /// All gradients are needed, to be averaged; a group is updated once.
    public func activity(_ layout: Layout) -> Activity {
        Activity(updates: expectedRank(layout).map { Int($0) }, mixes: true)
    }

    public func project(_ g: inout Parameters) {
        let size = g.layout.count / members(g.layout)
        for group in resolved(g.layout) where group.count > 1 {
            for i in 0..<size {
                var sum = 0.0
                for member in group { sum += g.values[(member - 1) * size + i] }
                let mean = sum / Double(group.count)
                for member in group { g.values[(member - 1) * size + i] = mean }
            }
        }
    }

    /// The sum over a group and the division.
    public func roundings(_ layout: Layout) -> Double { Double(resolved(layout).map(\.count).max() ?? 0) + 1 }

    func members(_ layout: Layout) -> Int { pieces ?? layout.blocks.count }

    func resolved(_ layout: Layout) -> [[Int]] { groups ?? [Array(1...members(layout))] }
}
