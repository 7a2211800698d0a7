import LinearAlgebra

/// Expectations over masks of products with two and three, and with four factors `P`, entry by entry.
extension Mask {
    /// `F(M) = E[P H P M P H P]` for symmetric `M`, by how many distinct coordinates each term needs.
    public func fourthMoment(_ h: Matrix, _ m: Matrix) -> Matrix {
        let workspace = MomentWorkspace(dimension: h.rows)
        var result = m
        h.withView { h in
            m.withView { m in
                result.withMutableView { result in
                    workspace.withFourthMoment(self, h, m) { _, fourth in
                        forEachPair(h.rows) { i, j in result[i, j] = fourth.entry(h, m[i, j], i, j) }
                    }
                    result.mirrorLower()
                }
            }
        }
        return result
    }

    /// `Z = E[P b x' P H P]` for a fixed `x`: entries `b_i E[m_i m_j sum_l H_jl m_l x_l]`.
    public func crossMoment(_ h: Matrix, _ b: Vector, _ x: Vector) -> Matrix {
        let cross = CrossMoment(self, b: b, x: x, hx: h * x)
        return h.withView { h in Matrix(rows: h.rows, columns: h.rows) { cross.entry(h, $0, $1) } }
    }
}

/// The entries of `F(M)`, from `H M`, and of `H M H` and `H Diag(M) H` the lower triangles.
struct FourthMoment {
    private let (k1, k2, k3, k4): (Double, Double, Double, Double)
    /// The diagonal of `M`.
    private let v: Vector
    private let hm: MatrixView
    private let hmh: MatrixView
    private let c: MatrixView

    init(_ mask: Mask, diagonal v: Vector, hm: MatrixView, hmh: MatrixView, c: MatrixView) {
        let d = v.count
        (k1, k2, k3, k4) = (mask.inclusion(1, d), mask.inclusion(2, d), mask.inclusion(3, d), mask.inclusion(4, d))
        self.v = v
        self.hm = hm
        self.hmh = hmh
        self.c = c
    }

    /// `F_ij` for `i >= j`, with `m = M_ij`.
    @inline(__always) func entry(_ h: MatrixView, _ m: Double, _ i: Int, _ j: Int) -> Double {
        let (hi, hj, hij, vi, vj) = (h[i, i], h[j, j], h[i, j], v[i], v[j])
        if i == j {
            return k3 * hmh[i, i] + (k2 - k3) * (2 * hi * hm[i, i] + c[i, i] - 3 * hi * hi * vi)
                + (k1 - k3) * hi * hi * vi
        }
        let both = hi * vi * hij + hi * m * hj + hij * hij * m + hij * vj * hj
        // (M H)_ij = (H M)_ji for symmetric H, M.
        let one = hi * hm[j, i] + hij * hm[j, j] + hm[i, i] * hij + hm[i, j] * hj - 2 * both
        let equal = c[i, j] - hi * vi * hij - hij * vj * hj
        return k4 * hmh[i, j] + (k3 - k4) * (one + equal) + (k2 - k4) * both
    }
}

/// The entries of `Z`, with `hx = H x`.
struct CrossMoment {
    private let (k1, k2, k3): (Double, Double, Double)
    private let b: Vector
    private let x: Vector
    private let hx: Vector

    init(_ mask: Mask, b: Vector, x: Vector, hx: Vector) {
        let d = x.count
        (k1, k2, k3) = (mask.inclusion(1, d), mask.inclusion(2, d), mask.inclusion(3, d))
        self.b = b
        self.x = x
        self.hx = hx
    }

    @inline(__always) func entry(_ h: MatrixView, _ i: Int, _ j: Int) -> Double {
        i == j
            ? b[i] * (k2 * hx[i] + (k1 - k2) * h[i, i] * x[i])
            : b[i] * (k3 * hx[j] + (k2 - k3) * (h[j, i] * x[i] + h[j, j] * x[j]))
    }
}
