import ArgumentParser
import Claims
import Texts

/// `partita show`: one claim, in full, or the format of claim files.
struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a claim: statement, hypotheses, bounds, source, instances; or the format of claim files.")

    @Argument(help: "The id of a library claim.")
    var id: String?

    @Flag(help: "Print a LaTeX theorem environment.")
    var latex = false

    @Flag(help: "Print the JSON Schema of claim files, for editors, and nothing else.")
    var schema = false

    func validate() throws {
        if schema, id != nil || latex { throw ValidationError("--schema stands alone, without an id or --latex") }
        if !schema, id == nil { throw ValidationError("expected the id of a library claim, or --schema") }
    }

    func run() throws {
        guard let id else { return Terminal.print(try Grammar.schema.text) }
        let claim: Claim
        let proofs: CheckedProofs
        do {
            claim = try Library.claim(id)
            proofs = try .carried()
        } catch {
            throw Terminal.fail(error)
        }
        if latex { return Terminal.print(claim.latexTheorem) }
        Terminal.print(claim.page(proofs))
        for (name, text) in ClaimFilePrinter.files(of: claim) {
            Terminal.print("\n--- \(name), as a claim file\n\n\(text)")
        }
    }
}

extension Claim {
    /// The claim as readable text.
    func page(_ proofs: CheckedProofs) -> String {
        var lines = [id, String(repeating: "=", count: id.count), title, "", statement, ""]
        lines.append("family: \(family.rawValue)   kind: \(kind.rawValue)   status: \(standing.word)")
        if case .refuted(let truth) = standing { lines += ["what is true instead: \(truth)"] }
        lines += ["source: \(source)", "proof: proofs/\(id).md", "", "Hypotheses"]
        lines += hypotheses.map { "  \($0.name): \($0.condition.source)   (\($0.meaning))" }
        lines += ["", "Compared"]
        for part in parts {
            lines.append("  \(part.name): \(part.observed) \(part.relation.rawValue) \(part.bound.source)")
            if let needs = part.needs {
                lines.append("      needs: \(needs.isEmpty ? "nothing" : needs.joined(separator: ", "))")
            }
            if case .best(let ratio) = part.tightness {
                lines.append("      no sharp instance is known; best ratio found: \(ratio)")
            }
        }
        let theorems = proofs.theorems(on: id)
        if !theorems.isEmpty {
            lines += ["", "Checked by Coq"] + theorems.map { "  \($0.line)" }
            lines.append("  from the axioms \(proofs.axioms.joined(separator: ", "))")
        }
        lines += ["", "Instances"]
        for instance in instances {
            switch instance.role {
            case .sharp(let parts): lines.append("  \(instance.name): sharp for \(parts.joined(separator: ", "))")
            case .broken(let hypothesis): lines.append("  \(instance.name): without \(hypothesis) the bound fails")
            default: lines.append("  \(instance.name): \(instance.role.name)")
            }
        }
        if typical != nil { lines.append("  typical-01, typical-02, ...: drawn from the seed") }
        return lines.joined(separator: "\n")
    }

    /// A theorem environment ready to paste.
    var latexTheorem: String {
        let escaped = statement.replacingOccurrences(of: "%", with: "\\%")
        var lines = ["\\begin{theorem}[\(title)]\\label{thm:\(id)}", escaped, "\\begin{enumerate}"]
        lines += hypotheses.map { "  \\item[] \\emph{\($0.meaning)}: $\($0.condition.latex)$" }
        lines += ["\\end{enumerate}", "Then, for every step $t$,", "\\begin{align*}"]
        let rows = parts.map { part in
            let sign = part.relation == .atMost ? "\\le" : part.relation == .atLeast ? "\\ge" : "="
            return "  \\text{\(part.observed)} &\(sign) \(part.bound.latex)"
        }
        lines += [rows.joined(separator: " \\\\\n"), "\\end{align*}", "\\end{theorem}"]
        return lines.joined(separator: "\n")
    }
}
