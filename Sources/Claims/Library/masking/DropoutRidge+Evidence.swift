import LinearAlgebra
import PartialTraining

extension DropoutRidge {
    /// One regression with the declared law of masks, and the one that is really applied.
    package struct Case {
        let design: Matrix
        let target: Vector
        let mask: Mask
        package let model: Quadratic
        /// `nil`: the declared one.
        var actual: (any FiniteLaw)?
        /// The keep probability as the fraction that its double stands for.
        var keep: String?

        package init(design: Matrix, target: Vector, law: Mask.Law) throws {
            self.design = design
            self.target = target
            mask = Mask(law)
            model = try .leastSquares(design: design, target: target)
        }

        var d: Int { design.columns }
        var n: Double { Double(design.rows) }
        var lambda: Double { (1 - mask.keepProbability(d)) / mask.keepProbability(d) }
        /// `A'y / n`.
        var correlation: Vector { (design.transposed * target).map { $0 / n } }
        private var unit: Double { Double(4 * design.rows + 8 * d + 24) * 0x1p-53 }

        /// The masks scaled by `1/p`, with their probabilities.
        private func draws() throws -> [(probability: Double, factors: Vector)] {
            let p = mask.keepProbability(d)
            return try (actual ?? mask).diagonals(d).map { ($0.probability, $0.factors.map { $0 / p }) }
        }

        /// `E |y - A S x|^2 / (2n)`, mask by mask.
        func enumeratedLoss(_ x: Vector) throws -> Rounded {
            var sum = 0.0
            var size = 0.0
            for draw in try draws() {
                let masked = zip(draw.factors, x).map { $0 * $1 }
                sum += draw.probability * squaredNorm(subtract(target, design * masked)) / (2 * n)
                let whole = norm(target) + design.frobeniusNorm * norm(masked)
                size += draw.probability * whole * whole / (2 * n)
            }
            // Residuals are off by (d + 3) u times these sizes; squares, sums and weights by a few more.
            return Rounded(value: sum, radius: unit * size)
        }

        /// The minimiser of the enumerated loss, from the normal equations of every mask, by LU.
        func enumeratedMinimiser() throws -> Vector {
            var gram = Matrix(rows: d, columns: d)
            var right = Vector(repeating: 0, count: d)
            for draw in try draws() {
                let masked = Matrix(rows: design.rows, columns: d) { design[$0, $1] * draw.factors[$1] }
                gram = gram + (draw.probability / n) * (masked.transposed * masked)
                right = add(right, draw.probability / n, masked.transposed * target)
            }
            return try gram.solve(right)
        }

        private var diagonal: Vector { model.hessian.diagonal }
        private var ridgeMatrix: Matrix { model.hessian + lambda * .diagonal(diagonal) }

        /// `x_lambda = (H + lambda D)^{-1} b`.
        func ridge() throws -> Vector { try ridgeMatrix.solvePositiveDefinite(correlation) }

        /// `1/2 sum_i h_i lambda^2 z_i^2 / (h_i + lambda)^2`.
        ///
        /// Radius: the eigenproblem is backward stable, relative to `|D^{-1/2} H D^{-1/2}| <= d`; the sum is a function of the
        /// matrix whose derivative is at most `1` for `h >= 0` (and of size `lambda^2/h^2` beyond `lambda`).
        func modes() throws -> Rounded {
            let roots = diagonal.map { $0.squareRoot() }
            let scaled = Matrix(rows: d, columns: d) { model.hessian[$0, $1] / (roots[$0] * roots[$1]) }.symmetrized
            let eigen = try scaled.symmetricEigen()
            let z = eigen.vectors.transposed * zip(roots, model.optimum).map { $0 * $1 }
            let sum = zip(eigen.values, z).reduce(0.0) { sum, mode in
                let share = lambda / (mode.0 + lambda)
                return sum + 0.5 * mode.0 * share * share * mode.1 * mode.1
            }
            return Rounded(
                value: sum, radius: 4 * unit * Double(d) * squaredNorm(z) + optimumRadius * sizeOfGradient)
        }

        /// How far the optimum may be off: a pseudoinverse, `8 d^2 eps kappa(H)` relative to itself.
        private var optimumRadius: Double {
            let kappa = (model.constants.smoothness ?? 1) / (model.constants.plConstant ?? 1)
            return 8 * Double(d * d) * Double.ulpOfOne * kappa * (norm(model.optimum) + norm(target))
        }

        /// `L |x*|`, at least as large as the derivative of the cost by `x*`.
        private var sizeOfGradient: Double { (model.constants.smoothness ?? 1) * norm(model.optimum) }

        package func evidence() throws -> Evidence {
            var evidence = Evidence(
                engine: "enumeration", model: "least squares n=\(design.rows) d=\(d)",
                trained: "every outcome of \((actual ?? mask).summary)")
            evidence.set("d", Double(d))
            evidence.quantities["p"] = mask.joint(1, d)
            evidence.quantities["lawDefect"] = try (actual ?? mask).lawDefect(declared: mask, d, order: 2)
            let isSubset: Bool
            if case .subset(let k) = mask.law {
                isSubset = true
                evidence.set("k", Double(k))
            } else {
                isSubset = false
            }
            evidence.tracks[isSubset ? "subset" : "objective"] = try lossTrack()
            if !isSubset { try addMinimiser(to: &evidence) }
            evidence.derive(derivation())
            return evidence
        }

        /// The mean loss at the optimum, at the ridge solution, at the coordinate vectors and at their sum.
        private func lossTrack() throws -> Track {
            var points = [model.optimum, try ridge(), Vector(repeating: 1, count: d)]
            for i in 0..<d { points.append((0..<d).map { $0 == i ? 1 : 0 }) }
            let observed = try points.map { try enumeratedLoss($0) }
            var track = Track(values: observed.map(\.value), radius: observed.map(\.radius))
            let h = model.hessian
            let frobenius = design.frobeniusNorm
            for x in points {
                let residual = norm(target) + frobenius * norm(x)
                let square = frobenius * frobenius * squaredNorm(x) / n
                func put(_ name: String, _ value: Double, _ size: Double) {
                    track.varying[name, default: []].append(Rounded(value: value, radius: unit * size))
                }
                put("fit", squaredNorm(subtract(target, design * x)) / (2 * n), residual * residual / (2 * n))
                put("penalty", zip(diagonal, x).reduce(0) { $0 + $1.0 * $1.1 * $1.1 }, square)
                put("whole", bilinear(x, h, x), square)
                put("half", squaredNorm(target) / (2 * n), squaredNorm(target) / (2 * n))
                put("linear", dot(correlation, x), norm(target) * frobenius * norm(x) / n)
            }
            return track
        }

        private func addMinimiser(to evidence: inout Evidence) throws {
            let point = try enumeratedMinimiser()
            let closed = try ridge()
            let values = try ridgeMatrix.symmetricEigenvalues()
            // LU and Cholesky: relative to the solution, at most 8 d^2 eps times the condition number.
            let condition = (values.last ?? 1) / max(values.first ?? 1, .leastNormalMagnitude)
            // A'y may cancel: its own error is relative to |A| |y|.
            let cancelled = design.frobeniusNorm * norm(target) / (n * max(values.first ?? 1, .leastNormalMagnitude))
            let radius =
                (8 * Double(d * d) + 4 * n) * Double.ulpOfOne
                * (condition * (norm(closed) + norm(point)) + cancelled)
            evidence.tracks["minimiser"] = Track(values: point, radius: point.map { _ in radius })
                .varying("ridge", closed, radius: closed.map { _ in radius })
            // The gradient at the minimiser is -lambda D x, not zero: the error counts in first order.
            let slope = norm(model.hessian * subtract(point, model.optimum))
            let smoothness = model.constants.smoothness ?? 1
            let excess = Rounded(
                value: model.excess(at: point),
                radius: (slope + smoothness * (radius + optimumRadius)) * (radius + optimumRadius)
                    + unit * smoothness * squaredNorm(subtract(point, model.optimum)))
            evidence.tracks["cost"] = Track(value: excess.value, radius: excess.radius)
                .varying("modes", [try modes()])
            evidence.tracks["cost-bound"] = Track(value: excess.value, radius: excess.radius)
            let penalty = zip(diagonal, model.optimum).reduce(0) { $0 + $1.0 * $1.1 * $1.1 }
            evidence.set(
                "penaltyStar", penalty,
                radius: unit * penalty + 2 * optimumRadius * sizeOfGradient)
        }
    }
}
