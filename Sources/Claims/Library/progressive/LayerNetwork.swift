import LinearAlgebra

/// A network of d x d layers, with or without a residual branch and layer norm, from which layers can be dropped; run with a
/// running error analysis, so that every output carries its rounding error.
///
/// A layer that is kept does `y <- y + c s W u` or `y <- c s W u`, with `u = y/|y|` under layer norm and `u = y` without;
/// `c` is 1 in the full network. A layer that is dropped leaves `y` as it is.
struct LayerNetwork: Sendable {
    enum Kind: String, Sendable, CaseIterable {
        case residualNormalised = "residual layer-norm"
        case residual = "residual"
        case normalised = "layer-norm"
        case plain = "plain"

        var hasResidual: Bool { self == .residualNormalised || self == .residual }
        var isNormalised: Bool { self == .residualNormalised || self == .normalised }
    }

    let kind: Kind
    let layers: [Matrix]
    let start: Vector
    /// `s`.
    let scale: Double

    var depth: Int { layers.count }
    var summary: String { "\(kind.rawValue) network width=\(start.count) layers=\(depth) scale=\(scale)" }

    /// The states after 0, 1, ..., L layers. O(L d^2).
    func states(keeping mask: [Bool]? = nil, rescale: Double = 1) -> [[Rounded]] {
        var y = start.map { Rounded($0) }
        var result = [y]
        for (l, w) in layers.enumerated() {
            if mask?[l] ?? true {
                let factor = Rounded(scale) * (mask == nil ? Rounded(1) : Rounded(rescale))
                let gain = kind.isNormalised ? factor / norm(y) : factor
                let current = y
                y = current.indices.map { i in
                    var sum = Rounded(0)
                    for j in current.indices where w[i, j] != 0 { sum = sum + Rounded(w[i, j]) * current[j] }
                    return kind.hasResidual ? current[i] + gain * sum : gain * sum
                }
            }
            result.append(y)
        }
        return result
    }

    /// `F`, or `F_S` for the layers in `mask`, their branches times `rescale`.
    func output(keeping mask: [Bool]? = nil, rescale: Double = 1) -> [Rounded] {
        states(keeping: mask, rescale: rescale)[depth]
    }

    /// `F_{-l}`, l from 1.
    func output(dropping l: Int) -> [Rounded] { output(keeping: (1...depth).map { $0 != l }) }

    /// `|F_{-l} - F|/|F|`.
    func change(dropping l: Int) -> Rounded {
        let full = output()
        return norm(output(dropping: l) - full) / norm(full)
    }
}

/// `|x|^2`.
func squaredNorm(_ x: [Rounded]) -> Rounded { dot(x, x) }

func norm(_ x: [Rounded]) -> Rounded { Rounded.sqrt(squaredNorm(x)) }

func dot(_ x: [Rounded], _ y: [Rounded]) -> Rounded {
    x.indices.reduce(Rounded(0)) { $0 + x[$1] * y[$1] }
}

func - (x: [Rounded], y: [Rounded]) -> [Rounded] { x.indices.map { x[$0] - y[$0] } }
