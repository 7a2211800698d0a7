extension Summary {
    /// The text of `summary.md`: a table of the claims, then for each claim a table of its instances.
    ///
    /// - Complexity: O(size of the text).
    public var markdown: String {
        var text = "# Partita \(MarkdownTable.escaped(partita))\n\n"
        var table = MarkdownTable(
            ["claim", "family", "status", "verdict", "max ratio", "min ratio", "instances"], numeric: [4, 5, 6])
        for claim in claims {
            table.append([
                claim.claim, claim.family, claim.status, claim.verdict, Self.cell(claim.maxRatio),
                Self.cell(claim.minRatio), String(claim.instances.count),
            ])
        }
        text += table.text
        for claim in claims where !claim.instances.isEmpty {
            text += "\n## \(MarkdownTable.escaped(claim.claim))\n\n"
            text += Self.table(of: claim.instances).text
            for section in [claim.race?.markdown].compactMap({ $0 }) + (claim.extractions ?? []).map(\.markdown) {
                text += "\n" + section
            }
        }
        return text
    }

    private static func table(of instances: [Instance]) -> MarkdownTable {
        var table = MarkdownTable(
            [
                "instance", "role", "relation", "verdict", "max ratio", "at step", "steps", "engine", "seed",
                "hypotheses", "quantities", "trained", "files",
            ], numeric: [4, 5, 6, 8])
        for instance in instances {
            let quantities = instance.quantities.sorted { $0.key < $1.key }
            table.append([
                instance.name, instance.role, instance.relation, instance.verdict, cell(instance.maxRatio),
                instance.maxRatioStep.map(String.init) ?? "", String(instance.steps), instance.engine,
                String(instance.seed), instance.hypotheses.map(cell).joined(separator: "; "),
                quantities.map { "\($0.key) = \(cell($0.value))" }.joined(separator: ", "), instance.trained,
                instance.files.joined(separator: ", "),
            ])
        }
        return table
    }

    private static func cell(_ hypothesis: Hypothesis) -> String {
        var text = hypothesis.text + (hypothesis.holds ? ": holds" : ": FALSE")
        if hypothesis.left != nil || hypothesis.right != nil {
            text += " (left \(cell(hypothesis.left)), right \(cell(hypothesis.right)))"
        }
        return text
    }

    static func cell(_ number: Double?) -> String {
        guard let number else { return "" }
        if number.isNaN { return "nan" }
        if number.isInfinite { return number > 0 ? "inf" : "-inf" }
        return DataFile.text(of: number)
    }
}
