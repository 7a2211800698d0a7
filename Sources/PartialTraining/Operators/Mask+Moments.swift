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
            advanceForward(&moments, on: model, eta: eta, using: workspace)
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

    /// `x+ = x - eta S (H S x - b)` in the moments of `x` itself, since `E[SHSx]` couples `x` with the mask. Two products, of them
    /// one in its lower triangle, for `H X` and `H X H`; one more for `H Diag(X) H`; and one pass over pairs of entries.
    private func advanceForward(
        _ moments: inout Moments, on model: Quadratic, eta: Double, using workspace: MomentWorkspace
    ) {
        let d = model.dimension
        let (h, goal) = (model.hessian, model.optimum)
        let b = h * goal
        let s = scale(d)
        let (k1, k2) = (inclusion(1, d), inclusion(2, d))
        let theta = d > 1 ? k2 / k1 : 1
        let mean = add(moments.mean, 1, goal)
        let hMean = h * mean
        let (linear, pull, square) = (eta * s * s * k1, eta * s * k1, eta * eta * s * s)
        // (theta H + (1 - theta) Diag(H)) E x.
        let next = (0..<d).map { i in
            mean[i] - linear * (theta * hMean[i] + (1 - theta) * h[i, i] * mean[i]) + pull * b[i] - goal[i]
        }
        let error = moments.mean
        moments.second.withMutableView { m in
            forEachPair(d) { i, j in
                let entry = m[i, j] + error[i] * goal[j] + goal[i] * error[j] + goal[i] * goal[j]
                m[i, j] = entry
                m[j, i] = entry
            }
        }
        let cross = CrossMoment(self, b: b, x: mean, hx: hMean)
        h.withView { h in
            moments.second.withMutableView { m in
                workspace.withFourthMoment(self, h, m.readOnly) { hx, fourth in
                    forEachPair(d) { i, j in
                        let drift =
                            theta * (hx[i, j] + hx[j, i]) + (1 - theta) * (h[i, i] + h[j, j]) * m[i, j]
                        let z = cross.entry(h, i, j) + cross.entry(h, j, i)
                        let bb = (i == j ? k1 : k2) * b[i] * b[j]
                        let quadratic = s * s * fourth.entry(h, m[i, j], i, j) - s * z + bb
                        let entry =
                            m[i, j] - linear * drift + pull * (b[i] * mean[j] + b[j] * mean[i]) + square * quadratic
                            - next[i] * goal[j] - goal[i] * next[j] - goal[i] * goal[j]
                        m[i, j] = entry
                        m[j, i] = entry
                    }
                }
            }
        }
        moments.mean = next
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

    private func uncentred(_ moments: Moments, _ model: Quadratic) -> (mean: Vector, second: Matrix) {
        let cross = outer(moments.mean, model.optimum)
        return (
            add(moments.mean, 1, model.optimum),
            moments.second + cross + cross.transposed + outer(model.optimum, model.optimum)
        )
    }
}
