import Testing

@testable import Claims

/// The library under search, with budgets that are small against the command's.
@Suite struct LibrarySearchTests {
    private static func search(_ claim: Claim, evaluations: Int) throws -> SearchResult {
        let space = try #require(try claim.searchSpace(), "\(claim.id) cannot be searched")
        return try Search(space, budget: .init(evaluations: evaluations), jobs: 2).run()
    }

    @Test func everyClaimSaysHowToSearchIt() throws {
        for claim in try Library.all() { #expect(claim.search != nil, "\(claim.id) has no search") }
    }

    @Test func allRefutedClaimsAreBroken() throws {
        for claim in try Library.all() where claim.standing != .theorem {
            let result = try Self.search(claim, evaluations: 300)
            #expect(result.found.contains { $0.best?.isBroken ?? false }, "\(claim.id) is not broken")
        }
    }

    /// No theorem is broken; of those with inequalities, at least 30 would be if they were tightened by 5%, and at least 25 come
    /// within 1%.
    @Test func theoremsHoldAndMostAreSharp() throws {
        var (tightenable, within) = (0, 0)
        for claim in try Library.all() where claim.standing == .theorem {
            let result = try Self.search(claim, evaluations: 400)
            var ratios: [Double] = []
            for found in result.found {
                guard let best = found.best else { continue }
                #expect(!best.isBroken, "\(claim.id), \(found.part): \(best.choices)")
                #expect(best.comparison.failedChecks.isEmpty || best.score < 0)
                if best.comparison.relation != .equal, best.score >= 0 { ratios.append(best.score) }
            }
            if ratios.contains(where: { $0 > 0.95 }) { tightenable += 1 }
            if ratios.contains(where: { $0 >= 0.99 }) { within += 1 }
        }
        #expect(tightenable >= 30, "\(tightenable) are within 5%")
        #expect(within >= 25, "\(within) are within 1%")
    }

    /// Tightened by 5%, a sharp bound is broken; without a hypothesis that is needed, by far.
    @Test func tightenedAndRelaxedClaimsAreBroken() throws {
        func worst(_ id: String, _ part: String, without: String? = nil, tighten: Double = 0) throws -> Trial? {
            let space = try #require(
                try Library.claim(id).searchSpace(part: part, without: without, tighten: tighten))
            return try Search(space, budget: .init(evaluations: 1500), jobs: 2).run().found.first?.best
        }
        for (id, part) in [("partial-sgd-pl", "linear"), ("quad-share", "rate"), ("rcd-trace", "uniform")] {
            #expect(try worst(id, part, tighten: 0.05)?.isBroken ?? false, "\(id) tightened")
        }
        let relaxed = try worst("partial-sgd-pl", "linear", without: "long-step")
        #expect(relaxed?.isBroken ?? false)
        // At eta = 4/L a mode is multiplied by 9 in the excess, every step.
        #expect(relaxed?.comparison.maxRatio ?? 0 > 100)
        #expect(try !(worst("partial-sgd-pl", "linear")?.isBroken ?? true))
    }

    /// What was found comes back, to the bit, from the names of its choices.
    @Test func namesReproduceInstances() throws {
        for id in ["partial-sgd-nonconvex", "swe-shared-gd", "refuted-unique-fixed-point", "galore-descent"] {
            let space = try #require(try Library.claim(id).searchSpace())
            for found in try Search(space, budget: .init(evaluations: 200)).run().found {
                guard let best = found.best else { continue }
                let again = try space.result(named: best.choices).first { $0.part == found.part }
                #expect(again?.maxRatio == best.comparison.maxRatio && again?.rows == best.comparison.rows)
            }
        }
    }
}
