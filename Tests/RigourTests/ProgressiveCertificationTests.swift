import Testing

/// The progressive claims that have derivations.
@Suite struct ProgressiveCertificationTests {
    static let records = [
        CertificationRecord("poly-order-floor", left: ["balance", "finite", "floor", "sub-floor"]),
        CertificationRecord("poly-schedule-exact", left: ["floor", "gain"]),
        CertificationRecord("raptr-random-subnet-gauss"),
        CertificationRecord(
            "raptr-random-subnet-ln-meanfield", left: ["change", "cosine"],
            uncovered: ["some-layers", "every-other-layer"]),
        CertificationRecord("raptr-stability-aligned", left: ["limit", "norm", "residual-norm"]),
        CertificationRecord("raptr-stability-gauss-unstable", left: ["fourth", "lower", "square-lower"]),
        CertificationRecord(
            "raptr-stability-residual-ln",
            left: [
                "energy", "loss", "lower", "mean-field",
                "mean-lower", "norm-mean", "norm-variance", "relative-lower", "relative-upper", "upper",
            ], uncovered: ["law-of-the-norm", "last-layer", "one-layer-from-the-origin", "many-layers"]),
        CertificationRecord("raptr-transition-bound"),
        CertificationRecord("refuted-constant-keep-stable"),
        CertificationRecord("refuted-increasing-beats-decreasing"),
        CertificationRecord("refuted-no-layernorm-unstable"),
        CertificationRecord("refuted-rescale-by-keep"),
        CertificationRecord("refuted-stages-beat-constant"),
    ]

    @Test(arguments: records) func isDecided(_ record: CertificationRecord) throws { try record.expectIsMet() }
}
