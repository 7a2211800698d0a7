import Testing

/// The masking claims.
@Suite struct MaskingCertificationTests {
    static let records = [
        CertificationRecord("alt-core-full", left: ["nonexpansive", "sweep", "sweep-radius"]),
        CertificationRecord(
            "compressed-gradient-vs-iterate", left: ["floor", "mean", "rate", "recursion", "stationary"]),
        CertificationRecord("dropout-ridge", left: ["cost"]),
        CertificationRecord("dst-round", left: ["random-growth"]),
        CertificationRecord("imp-topk"),
        CertificationRecord("ist-local-avg", left: ["averaging", "fixed-point", "rate", "stationary", "variance"]),
        CertificationRecord("ist-quad"),
        CertificationRecord("joint-core-full", left: ["alternating", "own-loss"]),
        CertificationRecord("partial-sgd-nonconvex", left: ["noisy-step"]),
        CertificationRecord("partial-sgd-pl"),
        CertificationRecord("partial-sgd-stochastic", left: ["average", "random", "share"]),
        CertificationRecord(
            "quad-gradmask-moments", left: ["growth-least", "mean", "mean-rate", "rate", "rescaling", "stationary"]),
        CertificationRecord(
            "quad-modelmask-moments",
            left: ["conjugacy", "fixed-point", "limit-loss", "mean", "rate", "rate-lower", "stationary"]),
        CertificationRecord("rcd-trace"),
    ]

    static let refuted = [
        CertificationRecord("refuted-ist-bias-diminishes"),
        CertificationRecord("refuted-ist-eigenvalue-slip"),
        CertificationRecord("refuted-ist-scaling-slip"),
        CertificationRecord("refuted-joint-improves-core"),
        CertificationRecord("refuted-magnitude-dropping-safe"),
        CertificationRecord("refuted-mean-stability-suffices"),
        CertificationRecord("refuted-rescaling-removes-bias"),
        CertificationRecord("refuted-unique-fixed-point", left: ["radius"]),
    ]

    @Test(arguments: records) func isDecided(_ record: CertificationRecord) throws { try record.expectIsMet() }

    @Test(arguments: refuted) func isRefuted(_ record: CertificationRecord) throws { try record.expectIsMet() }
}
