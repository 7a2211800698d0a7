import Testing

/// The dynamics claims that have derivations.
@Suite struct DynamicsCertificationTests {
    static let records = [
        CertificationRecord("linearised-steps", left: ["slowest", "steps-lower"]),
        CertificationRecord(
            "powerlaw-gd", left: ["floor-lower", "floor-upper", "lower", "masked", "modes", "upper"],
            uncovered: ["energies-not-summable", "first-mode-diverges"]),
    ]

    @Test(arguments: records) func isDecided(_ record: CertificationRecord) throws { try record.expectIsMet() }
}
