import LinearAlgebra

/// Memory for steps of exact moments, and the products `HM` and `HMH` of the moments at hand: nothing is allocated in a step,
/// and what was computed to observe moments is not computed again to advance them.
///
/// One workspace belongs to one sequence of moments on one Hessian. Whoever changes the moments calls ``forget()``.
public final class MomentWorkspace {
    private var hm: Matrix
    private var gram: Matrix
    private var map: Matrix
    private var third: Matrix
    private var vector: Vector
    /// What of `hm` and `gram` (its lower triangle) belongs to the moments at hand.
    private var knowsProduct = false
    private var knowsGram = false

    /// Memory for moments d x d; what only some operators need comes when it is asked for.
    public init(dimension d: Int) {
        hm = Matrix(rows: d, columns: d)
        gram = hm
        // Only some operators need it.
        map = Matrix(rows: 0, columns: 0)
        third = map
        vector = Vector(repeating: 0, count: d)
    }

    /// The moments are about to change, or have changed.
    public func forget() {
        knowsProduct = false
        knowsGram = false
    }

    /// Calls `body` with `H M`. O(d^3), once for the same moments.
    public func withProduct<R>(_ moments: Moments, on model: Quadratic, _ body: (MatrixView) -> R) -> R {
        if !knowsProduct {
            hm.withMutableView { hm in
                model.hessian.withView { h in moments.second.withView { multiply(h, $0, into: hm) } }
            }
            knowsProduct = true
        }
        return hm.withView(body)
    }

    /// `tr(H M) / 2`.
    public func excess(_ moments: Moments, on model: Quadratic) -> Double {
        0.5 * withProduct(moments, on: model, \.trace)
    }

    /// `tr(H M H)`, the mean squared norm of the gradient. O(d^2) beyond `H M`.
    public func gradientSquare(_ moments: Moments, on model: Quadratic) -> Double {
        _ = withProduct(moments, on: model, \.rows)
        return inner(hm, model.hessian)
    }

    /// `H M H`, the second moment of the gradient. O(d^3), once for the same moments.
    public func gradientGram(_ moments: Moments, on model: Quadratic) -> Matrix {
        computeGram(moments, on: model)
        gram.withMutableView { $0.mirrorLower() }
        return gram
    }

    private func computeGram(_ moments: Moments, on model: Quadratic) {
        guard !knowsGram else { return }
        _ = withProduct(moments, on: model, \.rows)
        gram.withMutableView { g in
            hm.withView { hm in model.hessian.withView { multiplyLower(hm, $0, into: g) } }
        }
        knowsGram = true
    }

    /// `m+ = m - rate H m` and `M+ = M - rate (HM + MH) + C(HMH)`, with `C(G)` the matrix of entries `offDiagonal g_ij`,
    /// `diagonal g_ii`, and `isotropic tr G` added to the diagonal. One product and a half, and one pass over pairs of entries.
    public func descend(
        _ moments: inout Moments, on model: Quadratic, rate: Double, offDiagonal: Double, diagonal: Double,
        isotropic: Double = 0
    ) {
        computeGram(moments, on: model)
        let d = vector.count
        let first = -rate
        // Only the mean needs a product of its own.
        vector.withUnsafeMutableBufferPointer { step in
            moments.mean.withUnsafeMutableBufferPointer { mean in
                guard let y = step.baseAddress, let m = mean.baseAddress else { return }
                model.hessian.withView { multiply($0, m, into: y) }
                for i in 0..<d { m[i] += first * y[i] }
            }
        }
        moments.second.withMutableView { m in
            hm.withView { hm in
                gram.withView { g in
                    let shift = isotropic == 0 ? 0 : isotropic * g.trace
                    forEachPair(d) { i, j in
                        let factor = i == j ? diagonal : offDiagonal
                        var entry = m[i, j] + first * (hm[i, j] + hm[j, i]) + factor * g[i, j]
                        if i == j { entry += shift }
                        m[i, j] = entry
                        m[j, i] = entry
                    }
                }
            }
        }
        forget()
    }

    /// `m+ = B m + c` and `M+ = B M B' + (B m) c' + c (B m)' + c c'`, with the entries of `B` given. One product and a half.
    public func transform(_ moments: inout Moments, shift c: Vector, by entry: (Int, Int) -> Double) {
        let d = vector.count
        if map.count == 0 { map = Matrix(rows: d, columns: d) }
        map.withMutableView { b in
            for j in 0..<d { for i in 0..<d { b[i, j] = entry(i, j) } }
        }
        let moved = map * moments.mean
        hm.withMutableView { bm in
            map.withView { b in moments.second.withView { multiply(b, $0, into: bm) } }
        }
        // The rows of B are the columns of B', which panels need as columns.
        gram.withMutableView { t in map.withView { b in for j in 0..<d { for i in 0..<d { t[i, j] = b[j, i] } } } }
        moments.second.withMutableView { m in
            hm.withView { bm in gram.withView { multiplyLower(bm, $0, into: m) } }
            forEachPair(d) { i, j in
                let entry = m[i, j] + moved[i] * c[j] + c[i] * moved[j] + c[i] * c[j]
                m[i, j] = entry
                m[j, i] = entry
            }
        }
        for i in 0..<d { moments.mean[i] = moved[i] + c[i] }
        forget()
    }

    /// Calls `body` with `H M` and the entries of ``Mask/fourthMoment(_:_:)``, for any symmetric `M`. Two products.
    func withFourthMoment(
        _ mask: Mask, _ h: MatrixView, _ m: MatrixView, _ body: (MatrixView, FourthMoment) -> Void
    ) {
        let d = vector.count
        if map.count == 0 { map = Matrix(rows: d, columns: d) }
        if third.count == 0 { third = map }
        forget()
        let diagonal = (0..<d).map { m[$0, $0] }
        hm.withMutableView { multiply(h, m, into: $0) }
        hm.withView { hm in gram.withMutableView { multiplyLower(hm, h, into: $0) } }
        map.withMutableView { map in for j in 0..<d { for i in 0..<d { map[i, j] = h[i, j] * diagonal[j] } } }
        map.withView { scaled in third.withMutableView { multiplyLower(scaled, h, into: $0) } }
        hm.withView { hm in
            gram.withView { hmh in
                third.withView { body(hm, FourthMoment(mask, diagonal: diagonal, hm: hm, hmh: hmh, c: $0)) }
            }
        }
    }
}
