import LinearAlgebra

/// Exact first and second moments of masked gradient steps on a quadratic, for Bernoulli and subset masks (by joint
/// inclusion probabilities `kappa_1 ... kappa_4`) and for fixed coordinates (one outcome). O(d^3) a step.
extension Mask: ExactMoments {
    public func advance(
        _ moments: inout Moments, on model: Quadratic, stepSize eta: Double, step: Int, using workspace: MomentWorkspace
    ) {
        if case .coordinates = law {
            advanceFixed(&moments, on: model, eta: eta, using: workspace)
        } else if forward {
            advanceForward(&moments, on: model, eta: eta)
            workspace.forget()
        } else {
            advanceGradient(&moments, on: model, eta: eta, using: workspace)
        }
    }

    /// Of gradient masks: `E[B'B] = I - 2 eta s kappa_1 H + eta^2 s^2 kappa_1 H^2`, and `E[B'HB] <= H (I - 2 eta s kappa_1 H +
    /// eta^2 s^2 (kappa_2 H^2 + (kappa_1 - kappa_2) h H))` with `h` the largest diagonal entry of `H`, `B = I - eta S H`.
    public func momentGrowth(on model: Quadratic, stepSize eta: Double) -> MomentGrowth? {
        if forward { return nil }
        if case .coordinates = law { return nil }
        let d = model.dimension
        let (s, k1, k2) = (scale(d), inclusion(1, d), inclusion(2, d))
        let h = model.hessian.diagonal.max() ?? 0
        return MomentGrowth(model) { lambda in
            let linear = 1 - 2 * eta * s * k1 * lambda
            return (
                linear + eta * eta * s * s * k1 * lambda * lambda,
                linear + eta * eta * s * s * lambda * (k2 * lambda + (k1 - k2) * h)
            )
        }
    }

    public var hasCore: Bool { true }

    public func momentGain(_ d: Int, step: Int) -> MomentGain {
        MomentGain(kept: scale(d), moved: forward ? scale(d) : nil)
    }

    public func movingShare(_ d: Int, step: Int) -> Double { isRandom ? inclusion(1, d) : 1 }

    /// Of k kept coordinates the step costs `d k`, or with `forward` `k^2`, and the update `k`; `E k(k - 1) = kappa_2 d(d - 1)`.
    public func expectedCost(on model: Quadratic, step: Int) -> Double {
        let d = Double(model.dimension)
        if case .coordinates(let list) = law {
            let k = Double(list.count)
            return (forward ? k : d) * k + k
        }
        let mean = inclusion(1, model.dimension) * d
        let square = inclusion(2, model.dimension) * d * (d - 1) + mean
        return (forward ? square : d * mean) + mean
    }

    public func expectedKept(_ gram: Matrix, step: Int) -> Double {
        if case .coordinates(let list) = law { return list.reduce(0) { $0 + gram[$1 - 1, $1 - 1] } }
        return inclusion(1, gram.rows) * gram.trace
    }

    /// `E f(S x) = minimum + tr(E[SHS] X)/2 - b'E[S] E x + x*'H x*/2` with `X = E x x'`, `b = H x*`.
    public func expectedCoreLoss(_ moments: Moments, on model: Quadratic) -> Double {
        let d = model.dimension
        let (mean, second) = uncentred(moments, model)
        let b = model.hessian * model.optimum
        let s = scale(d)
        var expected = Matrix(rows: d, columns: d)
        var kept = b
        if case .coordinates = law {
            let m = fixedFactors(d)
            expected = Matrix(rows: d, columns: d) { m[$0] * model.hessian[$0, $1] * m[$1] }
            kept = zip(m, b).map { $0 * $1 }
        } else {
            expected = s * s * inclusion(1, d) * effectiveHessian(model.hessian)
            kept = b.map { s * inclusion(1, d) * $0 }
        }
        return model.minimum + 0.5 * inner(expected, second) - dot(kept, mean) + 0.5 * dot(b, model.optimum)
    }

    /// The effective Hessian `E[P H P] / kappa_1 = theta H + (1 - theta) Diag(H)`, `theta = kappa_2 / kappa_1`: the matrix
    /// that governs both the energy decrease of gradient masking and the fixed point of model masking.
    public func effectiveHessian(_ hessian: Matrix) -> Matrix {
        let d = hessian.rows
        let theta = d > 1 ? inclusion(2, d) / inclusion(1, d) : 1
        return Matrix(rows: d, columns: d) { $0 == $1 ? hessian[$0, $1] : theta * hessian[$0, $1] }
    }

    /// `E[S G S] = s^2 (kappa_2 G + (kappa_1 - kappa_2) Diag(G))` for a symmetric `G`.
    public func expectedSandwich(_ g: Matrix) -> Matrix {
        let d = g.rows
        let s = scale(d)
        let (k1, k2) = (inclusion(1, d), inclusion(2, d))
        return Matrix(rows: d, columns: d) { s * s * ($0 == $1 ? k1 : k2) * g[$0, $1] }
    }

    /// `M+ = M - eta s kappa_1 (HM + MH) + eta^2 E[S HMH S]`.
    private func advanceGradient(
        _ moments: inout Moments, on model: Quadratic, eta: Double, using workspace: MomentWorkspace
    ) {
        let d = model.dimension
        let (k1, k2) = (inclusion(1, d), inclusion(2, d))
        let square = eta * eta * scale(d) * scale(d)
        workspace.descend(
            &moments, on: model, rate: eta * scale(d) * k1, offDiagonal: square * k2, diagonal: square * k1)
    }

    /// `x+ = x - eta S (H S x - b)` in the moments of `x` itself, since `E[SHSx]` couples `x` with the mask.
    private func advanceForward(_ moments: inout Moments, on model: Quadratic, eta: Double) {
        let d = model.dimension
        let (mean, second) = uncentred(moments, model)
        let h = model.hessian
        let b = h * model.optimum
        let s = scale(d)
        let (k1, k2) = (inclusion(1, d), inclusion(2, d))
        let drift = effectiveHessian(h)
        let hx = drift * second
        let bm = outer(b, mean)
        let z = crossMoment(h, b, mean)
        var next = second - eta * s * s * k1 * (hx + hx.transposed) + eta * s * k1 * (bm + bm.transposed)
        let bb = Matrix(rows: d, columns: d) { ($0 == $1 ? k1 : k2) * b[$0] * b[$1] }
        next =
            next + eta * eta * s * s
            * (s * s * fourthMoment(h, second) - s * (z + z.transposed) + bb)
        let nextMean = add(add(mean, -eta * s * s * k1, drift * mean), eta * s * k1, b)
        moments = centred(nextMean, next.symmetrized, model)
    }

    /// One outcome, `x+ = x - eta S (H A x - b)` with `A = S` or `I`.
    private func advanceFixed(
        _ moments: inout Moments, on model: Quadratic, eta: Double, using workspace: MomentWorkspace
    ) {
        let s = fixedFactors(model.dimension)
        // e+ = map e + shift; the shift is 0 unless the model is masked too.
        let hidden = zip(s, model.optimum).map { forward ? (1 - $0) * $1 : 0 }
        let shift = zip(s, model.hessian * hidden).map { eta * $0 * $1 }
        workspace.transform(&moments, shift: shift) { i, j in
            (i == j ? 1 : 0) - eta * s[i] * model.hessian[i, j] * (forward ? s[j] : 1)
        }
    }

    /// `F(M) = E[P H P M P H P]` for symmetric `M`, by how many distinct coordinates each term needs.
    public func fourthMoment(_ h: Matrix, _ m: Matrix) -> Matrix {
        let d = h.rows
        let (k1, k2, k3, k4) = (inclusion(1, d), inclusion(2, d), inclusion(3, d), inclusion(4, d))
        let hm = h * m
        let hmh = hm * h
        let c = Matrix(rows: d, columns: d) { h[$0, $1] * m[$1, $1] } * h
        return Matrix(rows: d, columns: d) { i, j in
            let (hi, hj, vi, vj) = (h[i, i], h[j, j], m[i, i], m[j, j])
            if i == j {
                return k3 * hmh[i, i] + (k2 - k3) * (2 * hi * hm[i, i] + c[i, i] - 3 * hi * hi * vi)
                    + (k1 - k3) * hi * hi * vi
            }
            let both = hi * vi * h[i, j] + hi * m[i, j] * hj + h[i, j] * h[i, j] * m[i, j] + h[i, j] * vj * hj
            // (M H)_ij = (H M)_ji for symmetric H, M.
            let one = hi * hm[j, i] + h[i, j] * hm[j, j] + hm[i, i] * h[i, j] + hm[i, j] * hj - 2 * both
            let equal = c[i, j] - hi * vi * h[i, j] - h[i, j] * vj * hj
            return k4 * hmh[i, j] + (k3 - k4) * (one + equal) + (k2 - k4) * both
        }
    }

    /// `Z = E[P b x' P H P]` for a fixed `x`: entries `b_i E[m_i m_j sum_l H_jl m_l x_l]`.
    public func crossMoment(_ h: Matrix, _ b: Vector, _ x: Vector) -> Matrix {
        let d = h.rows
        let (k1, k2, k3) = (inclusion(1, d), inclusion(2, d), inclusion(3, d))
        let hx = h * x
        return Matrix(rows: d, columns: d) { i, j in
            i == j
                ? b[i] * (k2 * hx[i] + (k1 - k2) * h[i, i] * x[i])
                : b[i] * (k3 * hx[j] + (k2 - k3) * (h[j, i] * x[i] + h[j, j] * x[j]))
        }
    }

    private func uncentred(_ moments: Moments, _ model: Quadratic) -> (mean: Vector, second: Matrix) {
        let cross = outer(moments.mean, model.optimum)
        return (
            add(moments.mean, 1, model.optimum),
            moments.second + cross + cross.transposed + outer(model.optimum, model.optimum)
        )
    }

    private func centred(_ mean: Vector, _ second: Matrix, _ model: Quadratic) -> Moments {
        let error = subtract(mean, model.optimum)
        let cross = outer(error, model.optimum)
        return Moments(
            mean: error, second: second - cross - cross.transposed - outer(model.optimum, model.optimum))
    }
}
