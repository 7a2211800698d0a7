import Testing

/// The elastic claims that have derivations.
@Suite struct ElasticCertificationTests {
    static let records = [
        CertificationRecord("dropout-width-nuclear", left: ["attained"]),
        CertificationRecord("elastic-depth-rescale"),
        CertificationRecord("elastic-width-regression"),
        CertificationRecord("nested-width-pca", left: ["attained"]),
    ]

    @Test(arguments: records) func isDecided(_ record: CertificationRecord) throws { try record.expectIsMet() }
}
