import LinearAlgebra
import PartialTraining

/// The gradients of `L` members that may share, as vectors, and what follows from them alone.
struct LayerGradients {
    /// `g_1, ..., g_L`; taken as they are, so that only sums of them round.
    let members: [Vector]

    init(_ gradient: Parameters, count: Int) {
        let size = gradient.layout.count / count
        members = (0..<count).map { Array(gradient.values[($0 * size)..<(($0 + 1) * size)]) }
    }

    var norms: Vector { members.map { norm($0) } }
    /// `sum |g_l|^2`: the rate at which unshared flow decreases the loss.
    var square: Double { members.reduce(0) { $0 + squaredNorm($1) } }
    /// Roundings relative to ``square`` of the sums below: `p` terms, `L` members, and a few.
    var unit: Double { Double((members.first?.count ?? 0) + members.count + 6) * 0x1p-53 }

    /// `sum over groups of |sum of the group|^2 / |group|`; groups count from 1. What a group shares is its mean gradient.
    func grouped(_ groups: [[Int]]) -> Rounded {
        let value = groups.reduce(0.0) { total, group in
            let sum = group.reduce(Vector(repeating: 0, count: members[0].count)) { add($0, 1, members[$1 - 1]) }
            return total + squaredNorm(sum) / Double(group.count)
        }
        return Rounded(value: value, radius: 4 * unit * square)
    }

    /// `<g_i, g_j> / (|g_i| |g_j|)`.
    func correlation(_ i: Int, _ j: Int) -> Double {
        dot(members[i], members[j]) / (norm(members[i]) * norm(members[j]))
    }

    /// The mean of all `L^2` pairwise correlations.
    var meanCorrelation: Rounded {
        let all = members.indices
        let sum = all.reduce(0.0) { total, i in all.reduce(total) { $0 + correlation(i, $1) } }
        let count = Double(members.count * members.count)
        return Rounded(value: sum / count, radius: (4 * unit + count * 0x1p-53))
    }

    /// The angles between neighbours, `2 atan2(|u - v|, |u + v|)` of unit vectors, which is accurate for small angles too.
    var angles: Vector {
        let units = members.map { member in member.map { $0 / norm(member) } }
        return units.indices.dropFirst().map { l in
            2 * libraryAtan2(norm(subtract(units[l], units[l - 1])), norm(add(units[l], 1, units[l - 1])))
        }
    }

    /// `sum_ij n_i n_j cos(min(pi, |c_i - c_j|))`, `c` the angles summed along the layers: the least that `|sum g|^2` can be
    /// when only neighbours' angles are known.
    var leastSquaredSum: Rounded {
        let places = angles.reduce(into: [0.0]) { $0.append(($0.last ?? 0) + $1) }
        let lengths = norms
        var sum = 0.0
        for i in places.indices {
            for j in places.indices {
                sum += lengths[i] * lengths[j] * libraryCos(min(.pi, abs(places[i] - places[j])))
            }
        }
        // (sum n)^2 <= L sum n^2; each angle is right to (p + 8) u of its size, and L of them add.
        let count = Double(members.count)
        return Rounded(value: sum, radius: count * square * 8 * count * (unit + 8 * 0x1p-53))
    }
}
