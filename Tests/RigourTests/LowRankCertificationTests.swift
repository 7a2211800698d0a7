import Testing

/// The claims on low rank.
@Suite struct LowRankCertificationTests {
    static let records = [
        CertificationRecord(
            "galore-descent", left: ["decrease", "random", "random-rate", "share"],
            uncovered: [
                "equal-singular-values-rank-1", "equal-singular-values-rank-2", "equal-singular-values-rank-3",
                "smoothness-understated", "pl-constant-overstated",
            ]),
        CertificationRecord("lora-reachable", left: ["attained", "covariance", "frozen", "frozen-mean"]),
        CertificationRecord("pgd-rank", left: ["at-once", "fixed", "trajectory"]),
        CertificationRecord("random-subspace", left: ["fixed-limit", "rate"]),
        CertificationRecord("refuted-projected-reaches-best-rank"),
    ]

    @Test(arguments: records) func isDecided(_ record: CertificationRecord) throws { try record.expectIsMet() }
}
