import Testing

/// The freezing claims.
@Suite struct FreezingCertificationTests {
    static let records = [
        CertificationRecord("freeze-schur", left: ["iterate"]),
        CertificationRecord("refuted-freezing-never-helps"),
        CertificationRecord("unfreeze-schedule"),
    ]

    @Test(arguments: records) func isDecided(_ record: CertificationRecord) throws { try record.expectIsMet() }
}
