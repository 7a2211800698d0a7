import Testing

/// The sharing claims that have derivations.
@Suite struct SharingCertificationTests {
    static let records = [
        CertificationRecord("balanced-invariant", left: ["flow"]),
        CertificationRecord(
            "neg-eig-trap",
            uncovered: [
                "two-layers", "far-below-zero", "strict-saddle", "weak-negative-eigenvalue", "two-layers-untied",
            ]),
        CertificationRecord("quad-share"),
        CertificationRecord("quad-switch"),
        CertificationRecord("refuted-adjacent-correlation"),
        CertificationRecord("refuted-sharing-faster"),
        CertificationRecord("refuted-steps-depth-cubed"),
        CertificationRecord("share-efficiency", left: ["equal-angles"], uncovered: ["twisted-fan"]),
        CertificationRecord(
            "share-floor", left: ["pairing", "projection"], uncovered: ["rotation", "negative-eigenvalue"]),
        CertificationRecord("swe-lemma1", left: ["correlation", "flow"]),
        CertificationRecord("swe-shared-gd"),
        CertificationRecord(
            "zas-exact-modes",
            left: [
                "descent", "fast", "flow", "half-time", "invariant", "layers", "local-rate", "slow", "two-phase",
            ]),
        CertificationRecord("zas-gd"),
    ]

    @Test(arguments: records) func isDecided(_ record: CertificationRecord) throws { try record.expectIsMet() }
}
