import LinearAlgebra
import PartialTraining

extension LinearisedSteps {
    /// One model with its start.
    struct Case {
        /// The target loss.
        enum Target {
            /// This share of the loss at the start.
            case share(Double)
            /// `L(0)^(1-x) L(steps)^x`: between the start and what the run reaches.
            case reached(Double)
        }

        /// `J`, n x p.
        var design: Matrix
        /// `theta_0 - theta*`.
        var start: Vector
        var stepSize: Double
        var steps: Int
        /// The parameters that the partial run trains, from 1.
        var trained: [Int]
        var target: Target
        /// `w`, orthogonal to the range of `J`.
        var outside: Vector?

        init(design: Matrix, start: Vector, stepSize: Double, steps: Int, trained: [Int], target: Target) {
            self.design = design
            self.start = start
            self.stepSize = stepSize
            self.steps = steps
            self.trained = trained
            self.target = target
        }

        /// A Gaussian vector, projected off the range of `J`.
        func outsideRange(_ draw: inout Draw) throws -> Vector {
            let u = try design.svd(.thin).u
            let g = draw.generator.gaussianVector(design.rows)
            return subtract(g, u * (u.transposed * g))
        }

        /// `r_0 = J (theta_0 - theta*) + w`.
        var residual: Vector { add(design * start, 1, outside ?? Vector(repeating: 0, count: design.rows)) }

        func model() throws -> Quadratic {
            try Quadratic(
                hessian: (design.transposed * design).symmetrized, optimum: start.map { _ in 0 },
                minimum: 0.5 * squaredNorm(outside ?? []))
        }

        /// The algorithm on the parameters themselves; nothing of it knows the kernel.
        func run(_ partial: any PartialOperator = Full()) throws -> Run {
            Run(
                model: try model(), start: Parameters(start),
                schedule: Schedule(partial, stepSize: stepSize, steps: steps), observables: [.loss], engine: .direct)
        }

        /// The run in which only `trained` move.
        func partialRun() throws -> Run {
            let frozen = start.indices.map { $0 + 1 }.filter { !trained.contains($0) }
            return try run(frozen.isEmpty ? Full() : Freeze(.coordinates(frozen)))
        }

        func evidence() throws -> Evidence {
            let full = try run()
            let trajectory = try full.trajectory()
            var evidence = Evidence(full, trajectory)
            let kernel = try Kernel(self)
            var loss = Track(trajectory, .loss)
            // The run takes J'w = 0, and w itself may be off by rounding.
            let slack = kernel.residualRadius * (kernel.size + kernel.residualRadius)
            for t in loss.times.indices { loss.radius[t] += slack }
            let closed = loss.times.map { kernel.loss(Int($0)) }
            evidence.tracks["loss"] = loss.varying("modes", closed)
            evidence.tracks["slowest"] = loss
            evidence.tracks["envelope"] = loss
            evidence.set("loss0", loss.observed[0], radius: loss.radius[0])
            evidence.set("least", kernel.least, radius: kernel.spread)
            evidence.set("top", kernel.top, radius: kernel.spread)
            evidence.quantities["meanRate"] = kernel.meanRate
            addSteps(loss, kernel, &evidence)
            var partial = Track(try partialRun().trajectory(), .loss)
            for t in partial.times.indices { partial.radius[t] += slack }
            evidence.tracks["floor"] = partial
            evidence.quantities["unreachable"] = try unreachable(kernel)
            return evidence
        }

        /// The first step at which the loss is at most the target, where there is one.
        private func addSteps(_ loss: Track, _ kernel: Kernel, _ evidence: inout Evidence) {
            guard let first = loss.observed.first, let last = loss.observed.last else { return }
            let goal =
                switch target {
                case .share(let share): share * first
                case .reached(let x): libraryPow(first, 1 - x) * libraryPow(last, x)
                }
            evidence.set("eps", goal)
            evidence.derivation = derivation(goal: goal)
            // Where rounding leaves the step open, bounds from below are compared with the last one it may be, others with
            // the first.
            let slack = goal / first * loss.radius[0]
            func reached(_ sign: Double) -> Int? {
                loss.observed.indices.first { loss.observed[$0] + sign * (loss.radius[$0] + slack) <= goal }
            }
            if let most = reached(1) { evidence.tracks["steps-lower"] = Track(value: Double(most)) }
            // With a mode that does not move the upper bound is infinite.
            if let least = reached(-1), kernel.least > kernel.spread {
                evidence.tracks["steps-upper"] = Track(value: Double(least - 1))
            }
        }

        /// `|P r_0|^2 / 2`, `P` on the kernel of `J_S J_S'`: the left singular vectors of `J_S` beyond its rank.
        ///
        /// They turn by at most `4 max(n, p) eps kappa(J_S)`.
        func unreachable(_ kernel: Kernel) throws -> Rounded {
            let columns = design.submatrix(rows: Array(0..<design.rows), columns: trained.map { $0 - 1 })
            let svd = try columns.svd(.full)
            let rank = try columns.numericalRank()
            let rest = Matrix(rows: design.rows, columns: design.rows - rank) { svd.u[$0, $1 + rank] }
            let part = norm(rest.transposed * residual)
            let condition = rank > 0 ? svd.values[0] / svd.values[rank - 1] : 1
            let turn = 4 * Double(max(design.rows, design.columns)) * Double.ulpOfOne * condition
            let change = turn * kernel.size + kernel.residualRadius
            return Rounded(value: 0.5 * part * part, radius: (part + change) * change)
        }
    }

    /// The eigenmodes of `K = J J'` and the start's components.
    struct Kernel {
        let rates: Vector
        let components: Vector
        /// `|r_0|`.
        let size: Double
        /// How far rounding can have moved the eigenvalues, and `r_0`.
        let spread: Double
        let residualRadius: Double
        /// The extreme eigenvalues among the charged modes.
        let least: Double
        let top: Double
        private let stepSize: Double

        init(_ one: Case) throws {
            let n = Double(max(one.design.rows, one.design.columns))
            let eigen = try (one.design * one.design.transposed).symmetrized.symmetricEigen()
            rates = eigen.values
            let residual = one.residual
            components = eigen.vectors.transposed * residual
            size = norm(residual)
            stepSize = one.stepSize
            // Forming J J' and the eigenproblem: a few n u |J|_F^2.
            let frobenius = one.design.frobeniusNorm
            spread = 4 * n * 0x1p-53 * frobenius * frobenius
            residualRadius =
                one.design.isDiagonal && one.outside == nil
                ? 0 : 4 * n * 0x1p-53 * (frobenius * norm(one.start) + norm(one.outside ?? []))
            // A component below rounding is none: exactly 0 in exact arithmetic, as no instance is that close.
            let cutoff = 8 * n * Double.ulpOfOne * size
            let charged = zip(eigen.values, components).filter { abs($0.1) > cutoff }.map(\.0)
            least = max(charged.min() ?? 0, 0)
            top = charged.max() ?? 0
        }

        /// `1/2 sum (1 - eta lambda_i)^(2t) c_i^2`, a quadratic form of a function of `K`: an error `E` of `K` moves it by at
        /// most `sqrt(n) |E| |r_0|^2 / 2` times the function's steepest slope.
        func loss(_ t: Int) -> Rounded {
            var sum = 0.0
            var largest = 0.0
            for (rate, c) in zip(rates, components) {
                let factor = 1 - stepSize * rate
                largest = max(largest, abs(factor))
                sum += 0.5 * c * c * power(factor, 2 * t)
            }
            let n = Double(rates.count)
            let slope = 2 * Double(t) * stepSize * power(largest, max(2 * t - 1, 0))
            let shift = power(largest, 2 * t) * residualRadius * (size + residualRadius)
            let own = (2 * Double(t) + 2 * n + 4) * 0x1p-53 * sum
            return Rounded(
                value: sum, radius: n.squareRoot() * spread * 0.5 * size * size * slope + shift + own)
        }

        /// `sum w_i a_i`; a difference quotient of `ln|1 - eta lambda|` is at most `eta` over the smaller `|1 - eta lambda|`.
        var meanRate: Rounded {
            var sum = 0.0
            var smallest = Double.infinity
            var largest = 0.0
            for (rate, c) in zip(rates, components) where c != 0 {
                let factor = abs(1 - stepSize * rate)
                sum -= c * c / (size * size) * libraryLog(factor)
                smallest = min(smallest, factor)
                largest = max(largest, abs(libraryLog(factor)))
            }
            let n = Double(rates.count)
            let gap = smallest - stepSize * spread
            guard gap > 0 else { return Rounded(value: sum, radius: .infinity) }
            let moved = n.squareRoot() * spread * stepSize / gap
            let weights = 4 * (residualRadius / size + n * 0x1p-53) * largest
            return Rounded(value: sum, radius: moved + weights + n * Double.ulpOfOne * largest)
        }

        private func power(_ x: Double, _ n: Int) -> Double { Rounded.power(Rounded(x), Rounded(Double(n))).value }
    }
}

extension Matrix {
    /// Whether every entry off the diagonal is 0.
    var isDiagonal: Bool {
        (0..<columns).allSatisfy { j in (0..<rows).allSatisfy { i in i == j || self[i, j] == 0 } }
    }
}
