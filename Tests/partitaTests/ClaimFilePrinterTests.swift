import Claims
import Testing

@testable import partita

/// Instances of the library written as claim files say the same as the library.
@Suite struct ClaimFilePrinterTests {
    @Test func printedFilesReproduceTheirInstances() throws {
        let scratch = try Scratch()
        var printed = 0
        for claim in try Library.all() {
            for (name, text) in ClaimFilePrinter.files(of: claim) {
                let path = try scratch.write(text, "\(claim.id)-\(name).yaml")
                let file = try ClaimFile(path: path, seed: nil)
                let comparison = try #require(try Checker().check([file.claim])[0].instances.first?.comparisons.first)
                let role = try #require(claim.instances.first { $0.name == name }?.role)
                switch role {
                case .broken: #expect(!comparison.failedChecks.isEmpty, "\(path): \(comparison.story)")
                case .counterexample: #expect(comparison.verdict == .violated, "\(path): \(comparison.story)")
                default:
                    // Without a theorem behind it, equality within rounding stays undecided.
                    #expect(
                        comparison.verdict == .holds || comparison.verdict == .inconclusive,
                        "\(path): \(comparison.story)")
                }
                printed += 1
            }
        }
        #expect(printed >= 8)
    }
}
