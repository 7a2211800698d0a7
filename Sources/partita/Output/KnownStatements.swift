import Claims
import Foundation
import Verification

/// What is known here of the claims that certificates are about: the library's, and what claim files say.
///
/// The texts of hypotheses, bounds and derivations are made again from the claim. How they are evaluated is the verifier's own.
struct KnownStatements {
    /// The certificate as it was read.
    let certificate: Data
    /// Where the data of a claim file are.
    let folder: String

    /// The statement, as far as it is known. A library claim that does not exist says nothing; of a file whose data are not at hand
    /// nothing is known.
    func statement(_ header: CertificateHeader) throws -> Statement? {
        guard let seed = UInt64(header.seed) else { return Statement(hypotheses: [], parts: [], cases: []) }
        if let source = header.source {
            guard let claim = try? fileClaim(source, seed: seed) else { return nil }
            return claim.id == header.claim ? statement(claim, seed) : Statement(hypotheses: [], parts: [], cases: [])
        }
        guard let claim = try? Library.claim(header.claim) else {
            return Statement(hypotheses: [], parts: [], cases: [])
        }
        return statement(claim, seed)
    }

    private func fileClaim(_ source: String, seed: UInt64) throws -> Claim {
        let path = (folder as NSString).appendingPathComponent("certified.yaml")
        return try ClaimFile(path: path, text: source, seed: seed).certifiable
    }

    private func statement(_ claim: Claim, _ seed: UInt64) -> Statement {
        Statement(
            hypotheses: claim.hypotheses.map {
                Statement.Hypothesis(name: $0.name, condition: $0.condition.plainText)
            },
            parts: claim.parts.map {
                Statement.Part(
                    name: $0.name, relation: $0.relation.rawValue, bound: $0.bound.description, needs: $0.needs)
            }, cases: cases(claim, seed))
    }

    /// All instances that have a derivation, with it; of typical ones as many as the certificate has.
    private func cases(_ claim: Claim, _ seed: UInt64) -> [Statement.Case] {
        let names = (try? JSONDecoder().decode(Names.self, from: certificate))?.cases.map(\.name) ?? []
        let typical = names.filter { $0.hasPrefix("typical-") }.compactMap { Int($0.dropFirst(8)) }.max() ?? 1
        let checker = Checker(seed: seed, typicalCount: min(max(typical, 1), 10_000))
        return checker.instances(claim).compactMap { instance in
            guard let evidence = try? checker.evidence(claim, instance), let derivation = evidence.observingDerivation
            else { return nil }
            return Statement.Case(
                name: instance.name, role: instance.role.name, derivation: derivation.lines,
                left: Dictionary(uniqueKeysWithValues: evidence.omissions(claim).map { ($0.part, $0.reason) }))
        }
    }

    /// What is needed of a certificate to know which instances it is about.
    private struct Names: Decodable {
        let cases: [Case]

        struct Case: Decodable {
            let name: String
        }
    }
}
