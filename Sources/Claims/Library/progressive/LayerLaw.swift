import LinearAlgebra

/// A finite law of one layer, all outcomes equally likely; the layers of a network are independent draws of it.
///
/// The laws below consist of matrices of dyadic numbers, so that their moments are what they should be exactly.
package struct LayerLaw: Sendable {
    let outcomes: [Matrix]

    var width: Int { outcomes[0].rows }

    /// `+Q` and `-Q` for a 4 x 4 Hadamard matrix over 2 with random signs: orthogonal.
    package static func signedHadamard(_ draw: inout Draw) -> LayerLaw {
        let q = hadamard(&draw)
        return LayerLaw(outcomes: [q, -1 * q])
    }

    /// `+-2 e_i e_j'` for the pairs of a random permutation: isometric in the mean only. Eight outcomes.
    static func singleEntries(_ draw: inout Draw) -> LayerLaw {
        var columns = Array(0..<4)
        columns.shuffle(using: &draw.generator)
        let one = columns.enumerated().map { i, j in
            Matrix(rows: 4, columns: 4) { $0 == i && $1 == j ? 2 : 0 }
        }
        return LayerLaw(outcomes: one + one.map { -1 * $0 })
    }

    /// `+-D_i Q`, each coordinate of `D_i` being 2 for one i of five and 1/2 for the others: mean square 1. Ten outcomes.
    static func unevenRows(_ draw: inout Draw) -> LayerLaw {
        let q = hadamard(&draw)
        let large = (0..<4).map { _ in draw.integer(0...4) }
        let scaled = (0..<5).map { i in Matrix.diagonal(large.map { $0 == i ? 2 : 0.5 }) * q }
        return LayerLaw(outcomes: scaled + scaled.map { -1 * $0 })
    }

    private static func hadamard(_ draw: inout Draw) -> Matrix {
        let rows = (0..<4).map { _ in draw.pick([-0.5, 0.5]) }
        let columns = (0..<4).map { _ in draw.pick([-1.0, 1]) }
        return Matrix(rows: 4, columns: 4) { i, j in
            // The parity of the bits that i and j share.
            rows[i] * columns[j] * ((i & j).nonzeroBitCount % 2 == 0 ? 1 : -1)
        }
    }

    /// `|E W|`, largest entry.
    var meanDefect: Double {
        (1 / Double(outcomes.count)) * outcomes.dropFirst().reduce(outcomes[0], +).maxAbs
    }

    /// `|E W'W - I|`, largest entry.
    var secondDefect: Double {
        let squares = outcomes.map { $0.transposed * $0 }
        let sum = squares.dropFirst().reduce(squares[0], +)
        return ((1 / Double(outcomes.count)) * sum - .identity(width)).maxAbs
    }

    /// How far the outcomes are from coming in pairs `W`, `-W`.
    var signDefect: Double {
        outcomes.map { w in outcomes.map { (w + $0).maxAbs }.min() ?? .infinity }.max() ?? 0
    }

    /// The exact mean of `value` over all draws of `depth` layers. `outcomes^depth` calls.
    func mean(_ depth: Int, count: Int, of value: ([Matrix]) -> [Rounded]) -> [Rounded] {
        var sums = Array(repeating: Rounded(0), count: count)
        var total = 0.0
        var index = Array(repeating: 0, count: depth)
        while true {
            let drawn = value(index.map { outcomes[$0] })
            for k in sums.indices { sums[k] = sums[k] + drawn[k] }
            total += 1
            guard let l = index.indices.first(where: { index[$0] + 1 < outcomes.count }) else { break }
            index[l] += 1
            for m in 0..<l { index[m] = 0 }
        }
        return sums.map { $0 / Rounded(total) }
    }
}

/// Which layers a random subnetwork keeps.
enum SubnetworkLaw: Sendable {
    /// Each layer with probability p, independently.
    case bernoulli(Double)
    /// A uniform set of k layers.
    case subset(Int)

    /// All sets with their probabilities. `2^L`.
    func masks(_ depth: Int) -> [(probability: Rounded, mask: [Bool])] {
        let masks = (0..<(1 << depth)).map { bits in (0..<depth).map { bits >> $0 & 1 == 1 } }
        switch self {
        case .bernoulli(let p):
            let (keep, drop) = (Rounded(p), Rounded(1) - Rounded(p))
            return masks.map { mask in (mask.reduce(Rounded(1)) { $0 * ($1 ? keep : drop) }, mask) }
        case .subset(let k):
            let chosen = masks.filter { mask in mask.count { $0 } == k }
            return chosen.map { (Rounded(1) / Rounded(Double(chosen.count)), $0) }
        }
    }
}
