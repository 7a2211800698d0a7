import Claims
import PartialTraining
import Testing

/// Every number in the tutorial "Add your own claim".
@Suite struct ClaimTutorialTests {
    private func check(_ claim: Claim) throws -> [InstanceResult] {
        try Checker(seed: 1).check([claim]).flatMap(\.instances)
    }

    private func row(_ instance: String, _ time: Int) throws -> Comparison.Row {
        let result = try #require(try check(WeightedDescent.claim()).first { $0.name == instance })
        return result.comparisons[0].rows[time]
    }

    @Test func everyInstanceBehaves() throws {
        let result = try #require(try Checker(seed: 1).check([WeightedDescent.claim()]).first)
        #expect(result.complaints.isEmpty)
        #expect(result.status == .validated)
        #expect(result.instances.count { $0.role == .typical } == 20)
    }

    // The cases have dyadic numbers of a few digits: the first step is exact.
    @Test func sharpInstance() throws {
        let (start, first) = (try row("isotropic", 0), try row("isotropic", 1))
        #expect(first.observed / start.observed == 0.8125)
        #expect(first.bound / start.bound == 0.8125)
    }

    @Test func stepTooLong() throws {
        #expect(try row("step-too-long", 0).observed == 2)
        #expect(try row("step-too-long", 1).observed == 5)
        #expect(try row("step-too-long", 1).bound == 2.75)
        #expect(try row("step-too-long", 1).isViolated)
    }

    @Test func meanWeight() throws {
        let (start, first) = (try row("mean-weight", 0), try row("mean-weight", 1))
        #expect(first.observed / start.observed == 0.8125)
        #expect(first.bound / start.bound == 0.625)
        #expect(first.isViolated)
    }

    /// The sharp instance tells a bound from a smaller one, which is false, and from a larger one, which is not the best.
    @Test(arguments: [(0.99, Verdict.violated), (1, .holds), (1.1, .holds)])
    func onlyTheBoundItselfBehaves(_ factor: Double, _ verdict: Verdict) throws {
        let changed = try WeightedDescent.claim().mapBounds { $0.bound.scaled(by: factor) }
        let sharp = try #require(try check(changed).first { $0.name == "isotropic" })
        #expect(sharp.behaves == (factor == 1))
        #expect(sharp.comparisons[0].verdict == verdict)
        #expect(try WeightedCheck.smallerBound().contains("isotropic"))
    }

    @Test func typicalStepsAreWithinTheLimit() throws {
        for instance in try check(WeightedDescent.claim()) where instance.role == .typical {
            let eta = try #require(instance.evidence.quantities["eta"]).value
            let limit = try 2 / #require(instance.evidence.quantities["hmax"]).value
            #expect(eta <= 0.95 * limit)
        }
    }

    @Test func theFirstHypothesisIsNeeded() throws {
        #expect(try WeightedCheck.anyStep() == ["step-too-long"])
        let granted = try WeightedDescent.claim().assuming("small-step")
        let broken = try #require(try check(granted).first { $0.name == "step-too-long" })
        #expect(broken.comparisons[0].verdict == .violated)
        #expect(broken.comparisons[0].firstViolation?.time == 1)
    }
}
