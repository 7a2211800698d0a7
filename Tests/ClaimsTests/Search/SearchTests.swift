import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

/// The search itself, on claims whose worst instances are known.
@Suite struct SearchTests {
    /// `x y (1 - z)` over the unit cube, against a bound, where `x + y <= 1`: at most 1/4, at (1/2, 1/2, 0).
    private static func saddle(bound: String, relation: Part.Relation = .atMost) throws -> Claim {
        try Claim(
            id: "saddle", family: .own, kind: .bound, title: "", statement: "", source: "",
            hypotheses: [Hypothesis("small", "total <= 1", "the sum is at most 1")],
            parts: [Part("product", "x y (1 - z)", relation, bound)], instances: []
        ).searched { choices in
            let (x, y) = (try choices.real("x", 0, 1), try choices.real("y", 0, 1))
            let z = try choices.flag("dull") ? 1 : choices.real("z", 0, 1)
            var evidence = Evidence(engine: "direct", model: "saddle")
            evidence.set("total", x + y)
            evidence.tracks["product"] = Track(value: x * y * (1 - z))
            return evidence
        }
    }

    private static func worst(
        _ claim: Claim, without: String? = nil, tighten: Double = 0, seed: UInt64 = 1, evaluations: Int = 3000,
        jobs: Int = 1
    ) throws -> Trial {
        let space = try #require(try claim.searchSpace(without: without, tighten: tighten))
        let result = try Search(space, seed: seed, budget: .init(evaluations: evaluations), jobs: jobs).run()
        // A simplex may go over by an iteration in each of the climbs of the last round.
        #expect(!result.isCutByTime && result.evaluations <= evaluations + 8)
        return try #require(result.found[0].best)
    }

    @Test func theWorstInstanceIsFound() throws {
        let trial = try Self.worst(Self.saddle(bound: "1/4"))
        #expect(!trial.isBroken && trial.isAttained)
        guard case .number(let x)? = trial.choices.first?.value else { return #expect(Bool(false)) }
        // 1/4 - x (1 - x) is the square of the distance from 1/2.
        #expect(trial.score > 1 - 1e-6 && abs(x - 0.5) < 1e-3, "\(x), \(trial.score)")
    }

    @Test func aFalseBoundIsBrokenAndATrueOneIsNot() throws {
        let trial = try Self.worst(Self.saddle(bound: "0.24"))
        #expect(trial.isBroken && abs((trial.comparison.maxRatio ?? 0) - 25.0 / 24) < 1e-5)
        #expect(try !Self.worst(Self.saddle(bound: "0.2501")).isBroken)
        #expect(try Self.worst(Self.saddle(bound: "1/4"), tighten: 0.01).isBroken)
        // Below a lower bound of 0 there is nothing, and above it everything.
        #expect(try !Self.worst(Self.saddle(bound: "0", relation: .atLeast)).isBroken)
        #expect(try Self.worst(Self.saddle(bound: "0.01", relation: .atLeast)).isUnbounded)
        #expect(try Self.worst(Self.saddle(bound: "1/8", relation: .equal)).isBroken)
    }

    @Test func hypothesesAreKeptUnlessRelaxed() throws {
        let trial = try Self.worst(Self.saddle(bound: "1/4"), without: "small")
        // At (1, 1, 0).
        #expect(trial.isBroken && trial.comparison.maxRatio == 4)
    }

    @Test func evaluationsAndSeedDecideAndJobsDoNot() throws {
        let claim = try Self.saddle(bound: "0.24")
        let one = try Self.worst(claim, evaluations: 700)
        let three = try Self.worst(claim, evaluations: 700, jobs: 3)
        #expect(one.choices == three.choices && one.comparison.maxRatio == three.comparison.maxRatio)
        let runs = try (1...4).map { try Self.worst(claim, seed: $0, evaluations: 60).choices }
        #expect(runs.contains { $0 != runs[0] })
    }

    @Test func namesReproduceWhatWasFound() throws {
        let claim = try Self.saddle(bound: "0.3")
        let trial = try Self.worst(claim, evaluations: 200)
        let again = try #require(try claim.searchSpace()).result(named: trial.choices)
        #expect(again[0].maxRatio == trial.comparison.maxRatio)
    }

    @Test func timeEndsTheSearch() throws {
        let space = try #require(try Self.saddle(bound: "1/4").searchSpace())
        let clock = ContinuousClock()
        let start = clock.now
        let result = try Search(space, budget: .init(seconds: 0.2), jobs: 2).run()
        #expect(result.isCutByTime && start.duration(to: clock.now) < .seconds(5))
    }

    @Test func unknownPartsAndHypothesesAreNamed() throws {
        let claim = try Self.saddle(bound: "1/4")
        #expect(throws: ChoiceError.unknown(name: "prodct", suggestion: "product")) {
            try claim.searchSpace(part: "prodct")
        }
        #expect(throws: ChoiceError.unknown(name: "smal", suggestion: "small")) {
            try claim.searchSpace(without: "smal")
        }
    }

    @Test func anInstanceThatCannotBeMadeIsNoInstance() throws {
        let claim = try Self.saddle(bound: "1/4").searched { _ in
            throw ClaimError.noTrack(claim: "saddle", instance: "none")
        }
        let space = try #require(try claim.searchSpace())
        #expect(throws: SearchFailure.self) { try Search(space, budget: .init(evaluations: 50)).run() }
    }

    /// An excess within the allowance is none, and a ratio of roundings says nothing.
    @Test func roundingIsNoBreak() throws {
        func score(_ observed: Double, radius: Double) throws -> Score {
            var evidence = Evidence(engine: "direct", model: "one number")
            evidence.set("total", 0)
            let track = Track(value: observed, radius: radius)
            evidence.tracks["product"] = track
            let claim = try Self.saddle(bound: "1")
            return Score(try Comparison(claim, claim.parts[0], evidence, track, attainable: false))
        }
        #expect(try score(1.001, radius: 0.01).value < 1)
        #expect(try score(1.001, radius: 1e-4).value > 1)
        #expect(try score(0.9, radius: 0.5).value < score(0.8, radius: 0).value)
    }
}
