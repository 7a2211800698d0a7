import Foundation
import Testing

@testable import Claims

/// What must be true of every claim of the library.
@Suite struct LibraryTests {
    @Test func everyClaimBehavesAsRecorded() throws {
        for result in try Checker(jobs: 2).check(Library.all()) {
            #expect(result.complaints.isEmpty, "\(result.claim.id): \(result.complaints)")
        }
    }

    @Test func idsAreDistinctAndTitlesAreThere() throws {
        let claims = try Library.all()
        #expect(Set(claims.map(\.id)).count == claims.count)
        for claim in claims {
            #expect(claim.id.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "-" })
            #expect(!claim.title.isEmpty && !claim.statement.isEmpty && !claim.source.isEmpty)
        }
    }

    /// A check that cannot fail is a defect: every bound, tightened by 1% (an equality moved by 1e-6), must be refuted by
    /// some instance.
    @Test func tightenedBoundsAreRefuted() throws {
        for claim in try Library.all() where claim.standing == .theorem {
            for part in claim.parts where part.tightness == .attained {
                let mutant = claim.mapBounds { $0.name == part.name ? $0.tightened : $0.bound }
                let result = try Checker(jobs: 2).check([mutant])[0]
                #expect(result.status == .unexpected, "\(claim.id): \(part.name) tightened goes unnoticed")
                // A bound such as loss0 * (...)^t is refuted at t = 0 whatever the rate: some later step must refute it too.
                let rows = result.instances.filter { $0.role.name != "broken" }.flatMap(\.comparisons)
                    .filter { $0.part == part.name && $0.failedChecks.isEmpty }
                    .flatMap { comparison in
                        comparison.rows.count == 1 ? comparison.rows : comparison.rows.filter { $0.time > 0 }
                    }
                #expect(rows.contains { $0.isViolated }, "\(claim.id): \(part.name) is sharp at the start only")
            }
        }
    }

    /// Every hypothesis of a theorem, taken for granted, leaves its broken instance reported as violated.
    @Test func everyHypothesisIsNeeded() throws {
        for claim in try Library.all() where claim.standing == .theorem {
            for hypothesis in claim.hypotheses {
                let result = try Checker(jobs: 2, typicalCount: 0).check([claim.assuming(hypothesis.name)])[0]
                let broken = result.instances.filter { $0.role == .broken(hypothesis: hypothesis.name) }
                #expect(!broken.isEmpty, "\(claim.id): no broken instance for \(hypothesis.name)")
                for instance in broken {
                    #expect(
                        instance.comparisons.contains { $0.verdict == .violated },
                        "\(claim.id): without \(hypothesis.name), \(instance.name) is not violated")
                }
            }
        }
    }

    /// A refuted claim fails on every counterexample in every part that it observes, with all hypotheses true.
    @Test func refutedClaimsAreRefuted() throws {
        for claim in try Library.all() {
            guard case .refuted(let truth) = claim.standing else { continue }
            #expect(!truth.isEmpty)
            let result = try Checker().check([claim])[0]
            #expect(result.status == .refuted)
            for instance in result.instances where instance.role == .counterexample {
                for comparison in instance.comparisons {
                    #expect(comparison.verdict == .violated, "\(claim.id), \(instance.name): \(comparison.part) holds")
                }
            }
        }
    }

    /// The page of a claim and its code cannot drift apart: ids, hypotheses and bounds stand in both, word for word.
    @Test func proofPagesMatch() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("proofs")
        for claim in try Library.all() {
            let page = try String(contentsOf: folder.appendingPathComponent("\(claim.id).md"), encoding: .utf8)
            #expect(page.hasPrefix("# `\(claim.id)`"), "\(claim.id): the page begins with its id")
            for hypothesis in claim.hypotheses {
                let line = "`\(hypothesis.name)`: `\(hypothesis.condition.source)`"
                #expect(page.contains(line), "\(claim.id): the page lacks \(line)")
            }
            for part in claim.parts {
                let line = "`\(part.name)`: observed `\(part.relation.rawValue)` `\(part.bound.source)`"
                #expect(page.contains(line), "\(claim.id): the page lacks \(line)")
            }
            for heading in [
                "Statement", "Symbols", "Hypotheses", "Compared", "Proof", "Where it is sharp", "Where it fails",
                "Source",
            ] {
                #expect(page.contains("\n## \(heading)\n"), "\(claim.id): the page lacks the section \(heading)")
            }
        }
    }
}

extension Part {
    /// The bound tightened by 1%, or of an equality moved by 1e-6.
    var tightened: Claims.Expression {
        switch relation {
        case .atMost: bound.scaled(by: 0.99)
        case .atLeast: bound.scaled(by: 1 / 0.99)
        case .equal: bound.scaled(by: 1 + 1e-6)
        }
    }
}
