import Foundation
import Testing

@testable import Verification

/// Certificates may come from anyone: they cannot crash, or take all time and memory.
struct HostileTests {
    /// The findings on a certificate with such a derivation, under narrow limits.
    private func found(_ lines: [String], work: Double = 1e6) throws -> [String] {
        let json = VerifierTests.equality("1/2", derivation: lines)
        let limits = Limits(bits: 1024, work: work, bytes: 64 << 20)
        return try Verifier(data: json.signed, limits: limits).run().findings.map(\.found)
    }

    @Test(
        "derivations that ask for too much",
        arguments: [
            (["for i = 1 to 10^9", "x = i", "end"], "operations"),
            (["for i = 1 to 10^5", "for j = 1 to 10^5", "x = 1", "end", "end"], "operations"),
            (["A = zeros(10^6, 10^6)"], "at most 2^24 entries"), (["A = zeros(4096, 4096)"], "bytes"),
            (["for i = 1 to 10^6", "a[i] = zeros(100, 100)", "end"], "bytes"),
            (["A = ones(300, 300)", "for i = 1 to 100", "A = A*A/300", "end"], "operations"),
            (["x = 3", "for i = 1 to 100", "x = x^3", "end"], "too large"), (["x = exp(exp(100))"], "too large"),
            (["x = 2^(2^62)"], "above 2^40"), (["x = 1e-400000"], "moderate length"),
            (["x = 1e-9223372036854775808"], "moderate length"), (["x = I(-2^63)"], "another one"),
            (["for i = -2^63 to 1", "end"], "another one"), (["x = 1e-99999999999999999999"], "moderate length"),
            (["x = at([1; 2], 2^63)"], "another one"), (["x = factorial(-2^52)"], "at least 0"),
            (["x = 10^10^10^10"], "too large"), (["x = factorial(10^7)"], "above 10000"),
            (["x = binomial(10^9, 5)"], "above 100000"), (["x = subsets(60, 30)"], "operations"),
            (["x = subsets(20000, 1)"], "are too many"),
            (["x = kron(ones(4000, 1), ones(1, 4000))"], "bytes"), (["x = sin(10^(10^6))"], "above 2^65536"),
            (["x = floor(exp(10^6))"], "too large"), (["x = expm(2^70*I(2))"], "above 2^60"),
            (
                ["x = \(String(repeating: "(", count: 5000))1\(String(repeating: ")", count: 5000))"],
                "levels of nesting"
            ),
            (["x = \(String(repeating: "2^", count: 5000))1"], "levels of nesting"),
            (["x = \(String(repeating: "9", count: 30_000))"], "moderate length"),
            ((0..<1000).map { _ in "if 1 = 1" } + ["x = 1"] + (0..<1000).map { _ in "end" }, "nested blocks"),
        ])
    func derivations(_ lines: [String], _ reason: String) throws {
        let found = try found(lines)
        #expect(found.count == 1)
        #expect(found.first?.contains(reason) == true, "\(found)")
    }

    @Test("long lines that are harmless are read")
    func long() throws {
        let sum = String(repeating: "1 + ", count: 20_000) + "1"
        let signs = String(repeating: "-", count: 20_000) + "1"
        #expect(try found(["x = \(sum) - 20001 + \(signs)"], work: 1e9) == [])
    }

    @Test(
        "texts that are no JSON, too deep, or say a thing twice",
        arguments: [
            ("", "expected a value"), (String(repeating: "[", count: 100_000), "expected at most 32 levels of nesting"),
            (#"{"format": "partita-certificate-1", "format": "x"}"#, "expected a key once, found \"format\" again"),
            ("[1,]", "expected a value"), ("[01]", "expected a value"), ("[1] 2", "expected the end"),
            ("\"\u{1}\"", "expected no control character in a string"), (#""\ud800""#, "expected a character"),
            (#""\u12g4""#, "expected an escape"), ("\"a", "expected the end of a string"),
            ("{\"a\" 1}", "expected ':'"),
        ])
    func texts(_ text: String, _ reason: String) {
        do {
            _ = try JSON(Array(text.utf8))
            Issue.record("read")
        } catch { #expect(error.reason == reason) }
    }

    @Test("bytes that are not UTF-8 are refused")
    func bytes() {
        #expect(throws: JSON.Fault.self) { try JSON([0x22, 0xFF, 0x22]) }
    }

    @Test("a certificate cut off anywhere, or with any byte changed, ends with an error, a finding, or as before")
    func mutations() throws {
        let data = try Sample.masked.data
        var generator = SeededGenerator(state: 5)
        var rejected = 0
        for round in 0..<150 {
            var bytes = Array(data)
            if round < 50 {
                bytes = Array(bytes.prefix(Int.random(in: 0..<bytes.count, using: &generator)))
            } else {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            let limits = Limits(bits: 256, work: 1e7, bytes: 64 << 20)
            let report = try? Verifier(data: Data(bytes), limits: limits).run()
            if report?.isAccepted != true { rejected += 1 }
        }
        #expect(rejected > 130)
    }
}
