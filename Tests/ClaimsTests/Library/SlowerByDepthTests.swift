import Testing

@testable import Claims

/// The times found with 20 digits in another system.
@Suite struct SlowerByDepthTests {
    @Test func times() throws {
        let evidence = try SlowerByDepth.evidence(target: 1.5, accuracy: 1e-6, depths: [4, 16, 64])
        let comparison = try Oracle.compare(SlowerByDepth.self, "time", evidence)
        let wanted = [(4.0, 1.27378, 1.02732), (16, 0.395503, 0.226294), (64, 0.152038, 0.0548238)]
        for (row, (depth, zero, identity)) in zip(comparison.rows, wanted) {
            #expect(Oracle.isClose(row.observed, zero, digits: 5e-6))
            #expect(Oracle.isClose(row.bound / depth, identity, digits: 5e-6))
        }
        #expect(comparison.verdict == .violated)
    }

    @Test func behavesAsRecorded() throws {
        let result = try Checker().check([SlowerByDepth.claim()])[0]
        #expect(result.complaints.isEmpty && result.status == .refuted)
    }
}
