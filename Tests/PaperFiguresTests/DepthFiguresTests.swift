import Claims
import Figures
import Testing

@testable import PaperFigures

@Suite struct DepthFiguresTests {
    /// Slopes in the logarithms between the last two depths.
    private func slope(_ values: [Double], _ depths: [Double]) -> Double {
        let n = values.count - 1
        return Double.ln(values[n] / values[n - 1]) / Double.ln(depths[n] / depths[n - 1])
    }

    @Test func droppingOneLayer() throws {
        let content = try DropOneStability.content(FigureSetting(jobs: 2))
        let random = { (name: String) in
            try #require(content.blocks.first { $0.name == "random" }).rows.map {
                $0[try #require(content.blocks[0].columns.firstIndex(of: name))]
            }
        }
        let depths = try random("depth").compactMap { $0 }
        let both = try random("both").compactMap { $0 }
        // The mean over the layer at 4, 16 and 64 layers, with 12 digits from another program.
        #expect(abs(both[1] - 0.572430204122) < 1e-11 && abs(both[3] - 0.378812996965) < 1e-11)
        #expect(abs(both[5] - 0.218070218659) < 1e-11)
        #expect(abs(slope(both, depths) + 0.5) < 0.06)
        // s = 3/4: s / sqrt(1 + s^2) = 3/5, sqrt 2, and sqrt(1 + s^2) / s = 5/3, at all depths; enumerated up to 8 layers.
        for (name, value) in [("residual", 0.6), ("norm", 2.0.squareRoot()), ("neither", 5.0 / 3)] {
            #expect(try random(name).allSatisfy { abs(($0 ?? 0) - value) < 1e-12 }, "\(name)")
            let runs = try random("\(name)-run").compactMap { $0 }
            #expect(runs.count == 3 && runs.allSatisfy { abs($0 - value) < 1e-12 }, "\(name)")
        }
        for (depth, scaled) in zip(depths, try random("scaled")) {
            #expect(abs((scaled ?? 0) - 1 / (depth + 1).squareRoot()) < 1e-12)
        }
        let aligned = try content.column("both", of: "aligned")
        #expect(abs(slope(aligned, depths) + 1) < 0.02)
        // s a / (1 + s a L) with s a = 0.6.
        #expect(abs(aligned[0] - 0.6 / 2.2) < 1e-12)
        #expect(try content.column("residual", of: "aligned").allSatisfy { abs($0 - 0.375) < 1e-12 })
        #expect(try content.column("neither", of: "aligned").allSatisfy { abs($0 - 2.0 / 3) < 1e-12 })
    }

    @Test func cosinesFallByAPowerLaw() throws {
        let content = try CosinePowerLaw.content(FigureSetting(jobs: 2))
        for (period, exponent) in [(2, 0.2928932), (4, 0.5), (16, 0.75)] {
            let (depths, law) = (
                try content.column("depth", of: "regular \(period)"), try content.column("law", of: "regular \(period)")
            )
            #expect(abs(slope(law, depths) + exponent) < 0.005, "\(period)")
            let random = try content.column("mean", of: "random \(period)")
            let (low, high) = (
                try content.column("low", of: "random \(period)"), try content.column("high", of: "random \(period)")
            )
            let n = random.count - 1
            #expect(low[n] < law[law.count - 1] && law[law.count - 1] < high[n])
            #expect(random[n] < 0.6 * random[n - 4])
        }
        // Two of four layers: Gamma(3 + a)/(Gamma(3) Gamma(1 + a))/sqrt(15) = (1 + a)(2 + a)/2/sqrt(15) with a = sqrt(1/2).
        #expect(abs(try content.column("cosine", of: "regular 2")[1] - 0.596609890937) < 1e-11)
        let one = try content.column("one", of: "change")
        let reading = try content.column("reading", of: "change")
        #expect(zip(one, reading).allSatisfy { $0 < $1 })
        let kept = try content.column("every-second", of: "change")
        #expect(kept[11] > 1.1 && kept[11] > kept[5] && kept[11] < 1.5.squareRoot())
        // sqrt(1 - e^(-1/2)) in the limit.
        #expect(abs(try content.column("no-norm", of: "change")[11] - 0.62726) < 1e-3)
    }

    @Test func schedulesEndAboveTheFloor() throws {
        let content = try ScheduleRace.content(FigureSetting())
        let ends = try ["increasing", "decreasing", "constant", "balanced"].map { name in
            let floor = try content.column("floor", of: name)
            let loss = try content.column("loss", of: name)
            #expect(zip(loss, floor).allSatisfy { $0 >= $1 - 1e-15 }, "\(name)")
            return try #require(loss.last)
        }
        #expect(abs(ends[0] / ends[1] - 1) < 1e-12)
        // Half the sum of E_j 0.8^(2 n_j), n = 24, 18, 12, 6 for stages of 6, and 15 each for constant depth.
        let powers = { (n: Int) in (0..<n).reduce(1.0) { size, _ in size * 0.64 } }
        #expect(abs(ends[0] - (4 * powers(24) + 2 * powers(18) + powers(12) + 0.5 * powers(6)) / 2) < 1e-14)
        #expect(abs(ends[2] - 7.5 * powers(15) / 2) < 1e-14)
        let floor = try #require(content.column("floor", of: "balanced").last)
        #expect(ends[3] < 1.01 * floor && ends[2] > 1.3 * floor)
        // 7/32, with the orders the other way round for stages of one step.
        #expect(abs(try content.column("floor", of: "order")[0] - 0.21875) < 1e-12)
        let (up, down) = (try content.column("increasing", of: "order"), try content.column("decreasing", of: "order"))
        #expect(up[0] > down[0] && up[59] < 1e-4 && abs(down[59] - 0.21875) < 1e-3)
        // Ten steps each, from another program.
        #expect(abs(up[9] - 0.0163350403835) < 1e-12 && abs(down[9] - 0.16066691959) < 1e-10)
    }

    @Test func nestedWidthsAreTheBestOfTheirRank() throws {
        let content = try NestedAgainstBernoulli.content(FigureSetting(jobs: 2))
        let best = try content.column("best", of: "factorization")
        // (2.2^2 + 1.6^2 + 1.1^2 + 0.7^2 + 0.4^2)/2 for one unit.
        #expect(abs(best[0] - 4.63) < 1e-12)
        let nested = try content.column("nested", of: "factorization")
        let bernoulli = try content.column("bernoulli", of: "factorization")
        let full = try content.column("full", of: "factorization")
        for k in 0..<5 {
            #expect(nested[k] - best[k] < 0.01 && nested[k] >= best[k] - 1e-12)
            #expect(bernoulli[k] > nested[k] + 0.5 && full[k] > nested[k] + 0.5)
        }
        // All singular values survive with S = 9, lambda = 1 but the smallest: tau = 8.6/11 of the first five.
        #expect(full[5] < 1e-12 && bernoulli[5] > 1)
        let (excess, bound) = (
            try content.column("nested", of: "regression"), try content.column("bound", of: "regression")
        )
        #expect(zip(excess, bound).allSatisfy { $0 >= 0 && $0 <= $1 })
        // The mean excess is Gamma, six times which is the bound.
        #expect(abs(excess.reduce(0, +) - bound[0]) < 1e-12)
    }

    @Test func subModelsOfElasticTrainingCanBeCutOut() throws {
        let content = try ExtractionTable.content(FigureSetting(jobs: 2))
        let (full, elastic) = (try content.column("loss", of: "full"), try content.column("loss", of: "elastic"))
        let alone = try content.column("loss", of: "alone")
        #expect(full.count == 24 && alone.count == 24)
        // The rest of the target beyond k units is the least loss of k units: with one, half the sum of (t - 1)^2.
        #expect(abs(alone[0] - (1 + 0.25 + 0.04 + 0.01 + 0.0025) / 2) < 1e-3)
        #expect(elastic[11] < full[11] / 10, "two layers of six units")
        #expect(elastic[23] > full[23], "the whole network")
        #expect(zip(alone, elastic).allSatisfy { $0 < $1 + 1e-3 })
        let (rescaled, bound) = (
            try content.column("rescaled", of: "aligned"), try content.column("bound", of: "aligned")
        )
        #expect(zip(rescaled, bound).allSatisfy { $0 <= $1 + 1e-15 })
        // 1 - (1 + 1/16)^-12 at k = 4.
        #expect(abs(try content.column("unscaled", of: "aligned")[3] - 0.51688) < 1e-5)
    }
}
