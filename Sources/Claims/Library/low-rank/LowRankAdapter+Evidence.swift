import LinearAlgebra
import PartialTraining

extension LowRankAdapter {
    /// A frozen linear model with data.
    package struct Case {
        /// `X`, n x N.
        let inputs: Matrix
        /// `Y`, m x N.
        let targets: Matrix
        /// `W_0`, m x n.
        let base: Matrix
        let rank: Int
        /// The rank of the adapter that is trained; `nil`: `rank`.
        var adapterRank: Int?

        package init(inputs: Matrix, targets: Matrix, base: Matrix, rank: Int) {
            self.inputs = inputs
            self.targets = targets
            self.base = base
            self.rank = rank
        }

        /// `|Y - (W_0 + M) X|^2 / 2`, within a few roundings of its terms; `size` is that of the factors of `M`.
        func loss(_ adapter: Matrix, size: Double? = nil) -> Rounded {
            let rest = targets - (base + adapter) * inputs
            let scale =
                targets.frobeniusNorm
                + (base.frobeniusNorm + (size ?? adapter.frobeniusNorm)) * inputs.frobeniusNorm
            let unit = Double(inputs.rows + inputs.columns + 16) * 0x1p-53
            let length = rest.frobeniusNorm
            return Rounded(
                value: 0.5 * squaredNorm(rest.storage), radius: (length + unit * scale) * unit * scale)
        }

        /// `Y X^+ - W_0`: what would make the model as good as a linear one can be.
        func rest() throws -> Matrix { targets * (try inputs.pseudoinverse()) - base }

        /// `Y Pi - W_0 X`.
        func image() throws -> Matrix { try rest() * inputs }

        /// `T_r(Y Pi - W_0 X) X^+`.
        func best() throws -> Matrix { try image().truncated(rank: rank) * (try inputs.pseudoinverse()) }

        /// How far a loss computed with the pseudoinverse may be off: relative to the square of all sizes,
        /// `16 max(m, n, N) eps kappa(X)`, the condition taken over the range.
        func radius() throws -> Double {
            let values = try inputs.singularValues()
            let least = values[max(try inputs.numericalRank() - 1, 0)]
            let sides = Double(max(inputs.rows, inputs.columns, targets.rows))
            let condition = values[0] / least
            let size = (targets.frobeniusNorm + base.frobeniusNorm * inputs.frobeniusNorm) * (1 + condition)
            return 16 * sides * Double.ulpOfOne * size * size
        }

        /// The losses of alternating exact least squares for `B` and `A`, from a given `A`.
        func alternating(from start: Matrix, rounds: Int) throws -> Track {
            var a = start
            let goal = targets - base * inputs
            let inverse = try inputs.pseudoinverse()
            var values: [Rounded] = []
            for _ in 0..<rounds {
                let b = goal * (try (a * inputs).pseudoinverse())
                values.append(loss(b * a, size: b.frobeniusNorm * a.frobeniusNorm))
                a = try b.pseudoinverse() * goal * inverse
                values.append(loss(b * a, size: b.frobeniusNorm * a.frobeniusNorm))
            }
            return Track(times: values.indices.map { Double($0 + 1) }, values)
        }

        package func evidence(_ draw: inout Draw) throws -> Evidence {
            let (m, n) = (targets.rows, inputs.rows)
            var evidence = Evidence(
                engine: "alternating least squares",
                model: "linear \(m)x\(n) with \(inputs.columns) samples, adapter of rank \(adapterRank ?? rank)",
                trained: "the adapter; the base is frozen")
            let radius = try radius()
            evidence.set("r", Double(rank))
            evidence.set("adapterRank", Double(adapterRank ?? rank))
            let image = try image()
            let tail = try image.singularValues().dropFirst(rank).reduce(0) { $0 + $1 * $1 } / 2
            evidence.set("tail", tail, radius: radius)
            let missed = squaredNorm((targets - (try rest() + base) * inputs).storage) / 2
            evidence.set("residual", missed, radius: radius)
            let reached = loss(try best())
            let track = Track(value: reached.value, radius: reached.radius + radius)
            evidence.tracks["attained"] = track
            evidence.tracks["covariance"] = track
            // The squared singular values of R Sigma^{1/2} are the eigenvalues of R Sigma R'.
            let rest = try rest()
            let covariance = (inputs * inputs.transposed).symmetrized
            let squares = try (rest * covariance * rest.transposed).symmetrized.symmetricEigenvalues()
            let weighted = squares.reversed().dropFirst(rank).reduce(0) { $0 + max($1, 0) } / 2
            evidence.set("weighted", weighted, radius: Double(m) * radius)
            let start = draw.generator.gaussianMatrix(rows: adapterRank ?? rank, columns: inputs.rows)
            evidence.tracks["reachable"] = try alternating(from: start, rounds: 20)
            let spectrum = try covariance.symmetricEigenvalues()
            let spread = 4 * Double(n + inputs.columns) * Double.ulpOfOne * spectrum[n - 1]
            evidence.set("smin", spectrum[0], radius: spread)
            evidence.set("smax", spectrum[n - 1], radius: spread)
            // Where Sigma is singular the bound is infinite.
            if spectrum[0] > spread {
                let plain = loss(try rest.truncated(rank: rank))
                evidence.tracks["unweighted"] = Track(value: plain.value - missed, radius: plain.radius + radius)
            }
            var derivation = derivation(from: start, rounds: 20)
            derivation.give("r")
            evidence.derive(derivation)
            return evidence
        }
    }

    /// The factor `A` frozen, `B` trained, on `|R - B A|^2 / 2`.
    package struct Frozen {
        /// `R`, m x n.
        let rest: Matrix
        /// The values of `A`, r x n, equally likely.
        let factors: [Matrix]
        let steps: Int

        package init(rest: Matrix, factors: [Matrix], steps: Int = 4) {
            self.rest = rest
            self.factors = factors
            self.steps = steps
        }

        /// All choices of `count` rows of `basis`.
        package static func rows(of basis: Matrix, count: Int) -> [Matrix] {
            let n = basis.rows
            return (0..<(1 << n)).filter { $0.nonzeroBitCount == count }.map { bits in
                basis.submatrix(rows: (0..<n).filter { bits >> $0 & 1 == 1 }, columns: Array(0..<n))
            }
        }

        /// The loss after training `B` from 0 by gradient descent of step 1, the factor being a frozen layer.
        func trained(_ a: Matrix) throws -> Rounded {
            let model = try Factorization(rank: a.rows, target: rest)
            let run = Run(
                model: model, start: Parameters([Matrix(rows: rest.rows, columns: a.rows), a]),
                schedule: Schedule(Freeze(.layers([2])), stepSize: 1, steps: steps), observables: [.loss],
                engine: .direct)
            let trajectory = try run.trajectory()
            return Rounded(
                value: trajectory.values(.loss).last ?? .nan,
                radius: trajectory.series[.loss]?.radius.last ?? .infinity)
        }

        package func add(to evidence: inout Evidence) throws {
            let (n, r) = (rest.columns, factors.first?.rows ?? 0)
            let energy = squaredNorm(rest.storage)
            let unit = Double(8 * n * factors.count + 16) * Double.ulpOfOne
            evidence.set("n", Double(n))
            evidence.set("r", Double(r))
            evidence.set("energy", energy, radius: unit * energy)
            // Rows are orthonormal, and the projections' mean is isotropic, up to rounding.
            let defect = factors.map { ($0 * $0.transposed - .identity(r)).frobeniusNorm }.max() ?? 0
            evidence.set("rowDefect", defect, radius: unit * Double(n))
            let mean = factors.reduce(Matrix(rows: n, columns: n)) {
                $0 + (1 / Double(factors.count)) * ($1.transposed * $1)
            }
            let share = Double(r) / Double(n)
            evidence.set("meanDefect", (mean - share * .identity(n)).frobeniusNorm, radius: unit * Double(n))
            let losses = try factors.map(trained)
            // An A that is off by its defect captures as much more or less of R.
            evidence.tracks["frozen"] = Track(
                values: losses.map(\.value), radius: losses.map { $0.radius + unit * Double(n) * energy }
            ).varying("captured", factors.map { squaredNorm((rest * $0.transposed).storage) })
            let total = losses.reduce(Rounded(0), +)
            evidence.tracks["frozen-mean"] = Track(
                value: total.value / Double(losses.count), radius: total.radius + unit * Double(n) * energy)
            evidence.derive(derivation(into: evidence.derivation))
        }
    }
}
