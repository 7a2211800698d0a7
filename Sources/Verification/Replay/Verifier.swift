import Foundation

/// Replays a certificate: runs its derivations with arithmetic of its own, and compares what comes out with what it
/// says.
///
/// A certificate is accepted if it has the right form and digest, says of the claim what is known of it, and if every
/// quantity, hypothesis, relation and number in it agrees with the replay. What it says is undecided is taken as such,
/// and counted.
public struct Verifier {
    /// The most bytes that are read.
    private static let longest = 1 << 28

    private let json: JSON
    private let limits: Limits
    private let statement: (CertificateHeader) throws -> Statement?

    /// Reads the text of a certificate.
    ///
    /// - Parameters:
    ///   - data: the certificate.
    ///   - limits: what the replay may cost; going beyond is a finding.
    ///   - statement: what is known of the claim; `nil` if it is not known here. A ``Finding`` that it throws becomes
    ///     one of the report: for a claim that ought to be known.
    /// - Complexity: linear.
    /// - Throws: ``VerificationError`` if this is not a certificate.
    public init(
        data: Data, limits: Limits = Limits(),
        statement: @escaping (CertificateHeader) throws -> Statement? = { _ in nil }
    ) throws(VerificationError) {
        if data.count > Self.longest {
            throw .notJSON(position: Self.longest, reason: "expected the end: certificates are not that long")
        }
        do throws(JSON.Fault) { json = try JSON(Array(data)) } catch {
            throw .notJSON(position: error.position, reason: error.reason)
        }
        self.limits = limits
        self.statement = statement
        guard case .object(let members) = json else { throw .notCertificate(found: json.kind) }
        let format = members.first { $0.key == "format" }?.value
        if format != .string(Certificate.format) { throw .notCertificate(found: format?.kind ?? "nothing") }
    }

    /// Replays the certificate.
    ///
    /// - Complexity: that of the derivations, at a precision somewhat higher than it says; what is not decided there is
    ///   tried again with twice as many bits, up to the limit.
    /// - Throws: what `statement` throws, but for findings.
    public func run() throws -> Report {
        var report = Report()
        let certificate: Certificate
        do throws(Finding) {
            let field = Field(json: json, place: "")
            certificate = try Certificate(field)
            let said = try field.members(
                "format", "partita", "claim", "source", "seed", "hypotheses", "parts", "cases", "digest")("digest")
                .text()
            let digest = Digest.of(json)
            if said != digest { report.findings.append(Finding("digest", said: said, found: digest)) }
        } catch {
            report.findings.append(error)
            return report
        }
        let header = CertificateHeader(
            partita: certificate.partita, claim: certificate.claim, source: certificate.source, seed: certificate.seed)
        report.header = header
        do {
            if let known = try statement(header) {
                report.isKnown = true
                report.findings += known.findings(in: certificate)
            }
        } catch let finding as Finding {
            report.findings.append(finding)
        }
        let claim: ReplayedClaim
        do throws(Finding) { claim = try ReplayedClaim(certificate) } catch {
            report.findings.append(error)
            return report
        }
        let meter = Meter(limits)
        for (index, item) in certificate.cases.enumerated() {
            var replay = CaseReplay(claim: claim, said: item, place: "cases[\(index)]", limits: limits, meter: meter)
            replay.run()
            report.add(replay.report)
        }
        return report
    }
}

extension Report {
    /// Adds what came out of a case.
    fileprivate mutating func add(_ other: Report) {
        findings += other.findings
        notProved += other.notProved
        cases += 1
        quantities += other.quantities
        hypotheses += other.hypotheses
        certified += other.certified
        refuted += other.refuted
        rows += other.rows
        bits = max(bits, other.bits)
    }
}

/// The hypotheses and parts of a certificate, read as expressions.
struct ReplayedClaim {
    struct Hypothesis {
        let name: String
        let condition: Condition
    }

    struct Part {
        let name: String
        let relation: Relation
        let bound: Expression
        /// The places of the hypotheses among all.
        let needs: Set<Int>
    }

    let hypotheses: [Hypothesis]
    let parts: [Part]

    init(_ certificate: Certificate) throws(Finding) {
        var hypotheses: [Hypothesis] = []
        for (index, said) in certificate.hypotheses.enumerated() {
            let condition = try Self.read("hypotheses[\(index)].condition", said.condition) {
                parser throws(SyntaxFault) in
                try parser.condition()
            }
            hypotheses.append(Hypothesis(name: said.name, condition: condition))
        }
        var parts: [Part] = []
        for (index, said) in certificate.parts.enumerated() {
            let bound = try Self.read("parts[\(index)].bound", said.bound) { parser throws(SyntaxFault) in
                try parser.sum()
            }
            var needs = Set(said.needs == nil ? Array(hypotheses.indices) : [])
            for (number, need) in (said.needs ?? []).enumerated() {
                guard let place = hypotheses.firstIndex(where: { $0.name == need }), needs.insert(place).inserted else {
                    throw Finding(
                        "parts[\(index)].needs[\(number)]", said: "\"\(need)\"",
                        found: "expected another hypothesis of the claim")
                }
            }
            parts.append(Part(name: said.name, relation: said.relation, bound: bound, needs: needs))
        }
        self.hypotheses = hypotheses
        self.parts = parts
    }

    private static func read<T>(
        _ place: String, _ text: String, _ read: (inout Parser) throws(SyntaxFault) -> T
    ) throws(Finding) -> T {
        do throws(SyntaxFault) {
            var parser = try Parser(text)
            let result = try read(&parser)
            try parser.expectEnd()
            return result
        } catch {
            throw Finding("\(place):\(error.column)", said: "\"\(text)\"", found: error.reason)
        }
    }
}
