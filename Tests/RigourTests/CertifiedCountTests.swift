import Claims
import Foundation
import Testing

/// How many claims are certified, as the README says.
@Suite struct CertifiedCountTests {
    @Test func areThoseOfTheReadme() throws {
        let records =
            MaskingCertificationTests.records + MaskingCertificationTests.refuted
            + FreezingCertificationTests.records + LowRankCertificationTests.records
            + SharingCertificationTests.records + ProgressiveCertificationTests.records
            + ElasticCertificationTests.records + DynamicsCertificationTests.records
        let ids = Set(records.map(\.id))
        #expect(ids.count == records.count)
        let theorems = try ids.filter { try Library.claim($0).standing == .theorem }.count
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let readme = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
        #expect(readme.contains("\(theorems) theorems and \(ids.count - theorems) readings that are false are decided"))
    }
}
