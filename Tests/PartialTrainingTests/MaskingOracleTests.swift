import LinearAlgebra
import Testing

@testable import PartialTraining

/// The oracle tables of the theory of masking, by their names there. `H`, `x*` and start as in ``oracleQuadratic()``.
@Suite struct MaskingOracleTests {
    private func run(
        _ law: any PartialOperator, _ eta: Double, _ steps: Int,
        _ observables: [Observable] = [.loss, .distanceSquared]
    ) throws -> Run {
        Run(
            model: try oracleQuadratic(), start: Parameters([0, 0, 0]),
            schedule: Schedule(law, stepSize: eta, steps: steps), observables: observables)
    }

    /// The spectral radius of the second moment's linear part.
    private func radius(_ law: any ExactMoments, _ eta: Double) throws -> Double {
        let model = try Quadratic(hessian: try oracleQuadratic().hessian, optimum: [0, 0, 0])
        return try spectralRadius(dimension: 9) { v in
            let second = Matrix(rows: 3, columns: 3, storage: v).symmetrized
            var moments = Moments(mean: [0, 0, 0], second: second)
            try law.advance(&moments, on: model, stepSize: eta, step: 0)
            return moments.second.storage
        }
    }

    @Test func q1GradientMasks() throws {
        let rows:
            [(law: Mask, eta: Double, mean: Double, rho: Double, square: Double, loss: Double, meanSquare: Double)] = [
                (
                    Mask(.bernoulli(0.5)), 0.2, 0.873205080757, 0.772094838370995, 3.9064332608, 2.5907571024,
                    3.5898138752
                ),
                (
                    Mask(.bernoulli(0.5), rescale: true), 0.1, 0.873205080757, 0.772094838370995, 3.9064332608,
                    2.5907571024,
                    3.5898138752
                ),
                (
                    Mask(.subset(2)), 0.2, 0.830940107676, 0.696126451161326, 2.33153837637531, 1.55127609900247,
                    2.18571223377119
                ),
                (
                    Mask(.subset(2), rescale: true), 0.1, 0.873205080757, 0.765279790955885, 3.71466051944375,
                    2.42740992697969, 3.5898138752
                ),
            ]
        let model = try oracleQuadratic()
        for row in rows {
            let trajectory = try run(row.law, row.eta, 5).trajectory()
            #expect(matches(trajectory.values(.distanceSquared)[5], row.square))
            #expect(matches(trajectory.values(.loss)[5], row.loss))
            #expect(matches(try radius(row.law, row.eta), row.rho))
            var moments = Moments(error: [-1, 2, -3])
            for t in 0..<5 { try row.law.advance(&moments, on: model, stepSize: row.eta, step: t) }
            #expect(matches(squaredNorm(moments.mean), row.meanSquare))
            let speed = row.eta * row.law.scale(3) * row.law.inclusion(1, 3)
            let map = Matrix.identity(3) - speed * model.hessian
            #expect(matches(try map.spectralNorm(), row.mean))
        }
        // Rescaled at a step that is safe for the mean only.
        let top = try #require(model.constants.smoothness)
        #expect(matches(try radius(Mask(.bernoulli(0.5), rescale: true), 1.9 / top), 3.20045250420))
    }

    @Test func q1StationaryNoise() throws {
        let model = try oracleQuadratic()
        let mask = Mask(.bernoulli(0.5))
        let noise = try Matrix(rows: [[1, 0.2, 0], [0.2, 0.5, 0], [0, 0, 2]])
        var moments = Moments(error: [0, 0, 0])
        for t in 0..<300 {
            try mask.advance(&moments, on: model, stepSize: 0.2, step: t)
            moments.second = moments.second + 0.04 * mask.expectedSandwich(noise)
        }
        #expect(matches(moments.second.trace, 0.225670787323218))
    }

    @Test func q2ModelMasks() throws {
        let biased = [29.0 / 45, -52.0 / 45, 103.0 / 45]
        let rows:
            [(
                law: Mask, eta: Double, factor: Double, rho: Double, r: Double, trace: Double, entry: Double,
                loss: Double, limit: Double
            )] = [
                (
                    Mask(.bernoulli(0.5), forward: true), 0.2, 1, 0.698893794068021, 1.04061728395062,
                    0.114035142854534, -0.00671084593288557, 0.927407407407407, 1.06451172097368
                ),
                (
                    Mask(.bernoulli(0.5), forward: true, rescale: true), 0.05, 0.5, 0.698893794068021,
                    4.16246913580247, 0.0285087857136336, -0.00167771148322139, 3.79296296296296, 3.82723904135453
                ),
                (
                    Mask(.subset(2), forward: true), 0.2, 1, 0.599062349056202, 0.895802469135802,
                    0.0731105850931608, 0.0062517222773842, 0.927407407407407, 1.02291165944231
                ),
                (
                    Mask(.subset(2), forward: true, rescale: true), 0.1, 2.0 / 3, 0.560351661246954, 2.01555555555556,
                    0.0386793653427525, 0.00335795354935976, 2.57761316872428, 2.62898839161525
                ),
            ]
        let model = try oracleQuadratic()
        let b = model.hessian * model.optimum
        for row in rows {
            #expect(matches(try radius(row.law, row.eta), row.rho))
            var moments = Moments(error: [-1, 2, -3])
            for t in 0..<250 { try row.law.advance(&moments, on: model, stepSize: row.eta, step: t) }
            let limit = biased.map { row.factor * $0 }
            #expect(agree(add(moments.mean, 1, model.optimum), limit, scale: 3, roundings: 200))
            let covariance = moments.second - outer(moments.mean, moments.mean)
            // The covariance is what is left of second moments of size |x*|^2 = 14.
            #expect(agree(covariance.trace, row.trace, scale: 14, roundings: 200), "\(row.law.summary)")
            #expect(agree(covariance[0, 1], row.entry, scale: 14, roundings: 200))
            #expect(matches(model.value(at: Parameters(limit)), row.loss))
            #expect(matches(moments.loss(on: model), row.limit))
            let s = row.law.scale(3)
            let (k1, k2) = (row.law.inclusion(1, 3), row.law.inclusion(2, 3))
            let z = row.law.crossMoment(model.hessian, b, limit)
            let weights = Matrix(rows: 3, columns: 3) { ($0 == $1 ? k1 : k2) * b[$0] * b[$1] }
            let fourth = row.law.fourthMoment(model.hessian, outer(limit, limit))
            let r = s * s * weights - s * s * s * (z + z.transposed) + s * s * s * s * fourth
            #expect(matches(r.trace, row.r))
        }
    }

    @Test func r1Subspaces() throws {
        let rows: [(kind: RandomSubspace.Kind, r: Int, eta: Double, loss: Double, square: Double, rho: Double)] = [
            (.haar, 1, 0.2, 4.17272970884255, 6.18901305749959, 0.845541987542131),
            (.haar, 2, 0.2, 1.55423491921966, 2.34511155429376, 0.697139837660508),
            (.gaussian, 1, 0.04, 5.80785458457439, 8.74086831736205, 0.907325192525279),
            (.gaussian, 2, 0.07, 4.01209204778531, 5.97147550739095, 0.839746900498937),
        ]
        for row in rows {
            let law = RandomSubspace(dimension: row.r, kind: row.kind)
            let trajectory = try run(law, row.eta, 5).trajectory()
            #expect(trajectory.engine == .moments)
            #expect(matches(trajectory.values(.loss)[5], row.loss))
            #expect(matches(trajectory.values(.distanceSquared)[5], row.square))
            #expect(matches(try radius(law, row.eta), row.rho))
        }
        let law = RandomSubspace(dimension: 1, kind: .haar)
        let model = try oracleQuadratic()
        let (w, a, b) = law.moments(3)
        let effective = a * (try #require(model.constants.smoothness)) + b * model.hessian.trace
        #expect(matches(effective, 1.23094010767585))
        #expect(matches(try run(law, w / effective, 5).trajectory().values(.loss)[5], 3.37137392488956))
        // The fixed subspace span(1, 1, 1), trained to the end.
        #expect(matches(try run(Share(blocks: 3), 0.2, 200).trajectory().values(.loss)[200], 109.0 / 13))
    }
}
