import Claims

/// What a search is after: a claim, where to look, and how to write down what is found.
struct Quarry {
    let claim: Claim
    let space: SearchSpace
    /// The claim file of an instance, given the id, the part and the choices.
    let file: (String, String, [NamedChoice]) throws -> String

    /// One for each claim that was selected.
    ///
    /// Errors: `InputErrors` where a claim has no such part or hypothesis, or no instances to vary.
    static func all(
        _ selected: Selection.Resolved, _ question: Falsification.Question, out: String
    ) throws -> [Quarry] {
        if let file = selected.experiments.first { _ = try FileSpace(file) }
        if let file = selected.found.first {
            throw failure(file.path, "this is one instance of a claim of the library: search the claim by its id")
        }
        return try selected.claims.map { claim in
            guard let file = selected.files.first(where: { $0.id == claim.id }) else {
                return try Quarry(claim, question)
            }
            return try Quarry(FileSpace(file, question), question, out: out)
        }
    }

    /// A user's claim.
    private init(_ files: FileSpace, _ question: Falsification.Question, out: String) throws {
        claim = files.file.claim
        do throws(ChoiceError) {
            space = try SearchSpace(
                claim, part: question.part, without: question.without, tighten: question.tighten,
                evidence: files.evidence)
        } catch {
            throw Self.failure(files.file.path, Self.message(error, question))
        }
        let folder = "\(out)/\(claim.id)"
        file = { _, part, choices in try files.text(part: part, question, choices, folder: folder) }
    }

    private init(_ claim: Claim, _ question: Falsification.Question) throws {
        let found: SearchSpace?
        do {
            found = try claim.searchSpace(part: question.part, without: question.without, tighten: question.tighten)
        } catch {
            throw Self.failure(claim.id, Self.message(error, question))
        }
        guard let space = found else { throw Self.failure(claim.id, "the claim has fixed instances only") }
        self.claim = claim
        self.space = space
        file = { id, part, choices in
            try Self.plain(space, id, part, choices)
                ?? FoundFile.text(
                    id: id, library: claim.id, part: part, without: question.without, tighten: question.tighten, choices
                )
        }
    }

    /// The instance as an ordinary claim file, with its model, start and schedule; `nil` where the format cannot say it, or
    /// not to the bit.
    private static func plain(
        _ space: SearchSpace, _ id: String, _ name: String, _ choices: [NamedChoice]
    ) throws -> String? {
        var named = Choices(
            named: Dictionary(choices.map { ($0.name, $0.value) }) { first, _ in first }, without: space.relaxed)
        let evidence = try space.evidence(&named)
        guard let part = space.claim.parts.first(where: { $0.name == name }), let track = evidence.tracks[name],
            let text = ClaimFilePrinter.text(space.claim, part, id: id, evidence).map({ $0 + "\n" }),
            let tree = try? YAMLSource.parse(text, file: id),
            let file = try? ClaimFile(path: id, text: text, tree: tree, seed: nil),
            let read = try? Checker().check([file.claim]).first?.instances.first?.comparisons.first
        else { return nil }
        let found = try Comparison(space.claim, part, evidence, track, attainable: false)
        return read.maxRatio == found.maxRatio && read.verdict == found.verdict ? text : nil
    }

    private static func message(_ error: ChoiceError, _ question: Falsification.Question) -> String {
        guard case .unknown(let name, let suggestion) = error else { return error.description }
        let what = name == question.part ? "part" : "hypothesis"
        return "there is no \(what) called `\(name)`" + (suggestion.map { "; did you mean `\($0)`?" } ?? "")
    }

    private static func failure(_ file: String, _ message: String) -> InputErrors {
        InputErrors(errors: [InputError(file: file, line: 0, column: 0, key: "", message: message)])
    }
}
