import Claims
import LinearAlgebra
import PartialTraining
import Testing

@testable import Rigour

/// What enclosures decide and doubles cannot.
@Suite struct CertifierTests {
    private static let steps = 300

    private static func run() throws -> Run {
        let hessian = try Matrix(rows: [[4, 1, 0], [1, 3, 1], [0, 1, 2]])
        return Run(
            model: try Quadratic(hessian: hessian, optimum: [1, -2, 3]), start: Parameters([0, 0, 0]),
            schedule: Schedule(Mask(.bernoulli(0.25)), stepSize: 0.03125, steps: steps), observables: [.excess])
    }

    /// The exact excess after all steps, in 20 digits.
    private static func truth() throws -> String {
        let derivation = try RunDerivation(run(), ["bound": .excess]).derivation()
        let outcome = try Interpreter.run(DerivationParser.statements(derivation.lines), bits: 1024)
        let last = try #require(outcome.rows["bound"]?.last)
        return try #require(Digits20.precise(last.observed))
    }

    /// The claim that the excess after the last step is at most the truth times `1 + change`, and before it anything.
    private static func claim(_ change: String) throws -> Claim {
        let run = try run()
        let bound = "\(try truth())*(1 + \(change)) + 1000*(\(steps) - t)"
        return Claim(
            id: "near", family: .own, kind: .expectation, title: "", statement: "", source: "", standing: .open,
            hypotheses: [], parts: [try Part("bound", "excess", .atMost, bound)],
            instances: [Instance("given", .given) { _ in try Evidence(running: run, ["bound": .excess]) }])
    }

    @Test(arguments: [("1e-13", Certificate.Verdict.certified), ("(-1e-13)", .refuted)])
    func aTenthOfABillionthOfAThousandth(_ change: String, _ verdict: Certificate.Verdict) throws {
        let claim = try Self.claim(change)
        let result = try Checker().check([claim])[0]
        let last = try #require(result.instances.first?.comparisons.first?.rows.last)
        #expect(abs(last.observed - last.bound) <= last.allowance, "doubles decide this already")
        #expect(result.verdict == (verdict == .certified ? .holds : .inconclusive))
        let found = try Certifier().certify(claim, checker: Checker()).proven[0].parts[0]
        #expect(found.verdict == verdict)
        if verdict == .refuted {
            let violated = try #require(found.violated)
            let margin = violated.margin.compactMap(Double.init)
            let truth = try Self.truth()
            let expected = try 1e-13 * #require(Double(truth))
            #expect(violated.time == "\(Self.steps)" && margin.count == 2)
            #expect(margin[0] > 0 && margin[0] <= expected * 1.0001 && margin[1] >= expected * 0.9999)
        }
    }

    /// A half, in three ways that only exact numbers know to be equal.
    @Test func equalityTakesExactNumbers() throws {
        func verdict(_ formula: String) throws -> Certificate.Finding {
            let claim = Claim(
                id: "equal", family: .own, kind: .equality, title: "", statement: "", source: "", standing: .open,
                hypotheses: [], parts: [try Part("x", "x", .equal, "1/2")], instances: [])
            let derivation = Derivation("observe \"x\" at 0 = \(formula)")
            return try Certifier(limitBits: 512).certify(claim, derivation, name: "given", role: "given").parts[0]
        }
        #expect(try verdict("0.1 + 0.4").verdict == .certified)
        #expect(try verdict("sqrt(1/4)").verdict == .certified)
        #expect(try verdict("1/2 + 1e-300").verdict == .refuted)
        #expect(try verdict("1/2 + 1e-100").verdict == .refuted)
        let open = try verdict("sqrt(2)^2/4")
        #expect(open.verdict == .undecided && open.bits == 512)
    }

    @Test func hypothesesDecideWhatAClaimIsWorth() throws {
        let claim = Claim(
            id: "edge", family: .own, kind: .bound, title: "", statement: "", source: "", standing: .open,
            hypotheses: [try Hypothesis("small", "a < 1/3", "a is small")],
            parts: [try Part("x", "x", .atMost, "a")], instances: [])
        for (a, holds) in [("1/3", false), ("0.333", true), ("1/3 - 1e-40", true)] {
            let derivation = Derivation("a = \(a)\nobserve \"x\" at 0 = 0\nquantity a = a")
            let found = try Certifier().certify(claim, derivation, name: "given", role: "given")
            #expect(found.hypotheses.map(\.holds) == [holds] && found.parts[0].verdict == .certified)
        }
    }

    @Test func aDerivationOfSomethingElseIsNoticed() throws {
        var evidence = try Evidence(running: Self.run(), ["bound": .excess])
        evidence.derivation?.body[0] = "H = [4, 1, 0; 1, 3, 1; 0, 1, 2.001]"
        let claim = try Self.claim("1")
        let derivation = try #require(evidence.derivation)
        #expect(throws: DerivationError.self) {
            try Certifier().certify(claim, derivation, name: "given", role: "given", evidence: evidence)
        }
    }

    @Test func hashesAreThoseOfTheStandard() {
        // FIPS 180-4, examples.
        #expect(SHA256.hexadecimal([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(
            SHA256.hexadecimal(Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            SHA256.hexadecimal(Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8))
                == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
    }
}
