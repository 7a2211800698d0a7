import LinearAlgebra
import Testing

@testable import Claims

/// What tests of library claims share: the comparison of one part, and relative closeness.
enum Oracle {
    static func compare(_ type: any LibraryClaim.Type, _ part: String, _ evidence: Evidence) throws -> Comparison {
        let claim = try type.claim()
        let entry = try #require(claim.parts.first { $0.name == part })
        return try Comparison(claim, entry, evidence, try #require(evidence.tracks[part]), attainable: false)
    }

    /// The last row of one part.
    static func last(_ type: any LibraryClaim.Type, _ part: String, _ evidence: Evidence) throws -> Comparison.Row {
        try #require(try compare(type, part, evidence).rows.last)
    }

    static func isClose(_ x: Double?, _ y: Double, digits: Double = 1e-11) -> Bool {
        guard let x else { return false }
        return abs(x - y) <= digits * abs(y)
    }

    /// The claim behaves as recorded at this seed, and its typical instances observe all parts.
    static func expectBehaves(
        _ type: any LibraryClaim.Type, seed: UInt64, location: SourceLocation = #_sourceLocation
    ) throws {
        let result = try Checker(seed: seed).check([type.claim()])[0]
        #expect(result.complaints.isEmpty, "\(result.complaints)", sourceLocation: location)
        let observed = Set(result.instances.filter { $0.role == .typical }.flatMap(\.comparisons).map(\.part))
        #expect(observed == Set(result.claim.parts.map(\.name)), sourceLocation: location)
    }
}
