import Claims
import Figures
import Yams

/// A claim file that names an instance of a claim of the library by the choices that make it: what `falsify` writes.
struct FoundFile: SourceFile {
    let path: String
    let text: String
    let id: String
    let commandSeed: UInt64? = nil
    /// The claim with the one instance, as an open one: what comes out stands for itself.
    let claim: Claim

    /// Decodes a file that was read and parsed; the instance is run.
    init(path: String, text: String, tree: Node) throws(InputErrors) {
        let reader = Reader(file: path)
        let place = Place(tree, .named(.found), "")
        reader.examine(place)
        guard let id = reader.text(place["claim"]), let claim = reader.found(place, id), reader.errors.isEmpty else {
            throw InputErrors(errors: reader.errors.sorted { ($0.line, $0.column) < ($1.line, $1.column) })
        }
        self.path = path
        self.text = text
        self.id = id
        self.claim = claim
    }

    /// The text of a file for what a search found.
    static func text(
        id: String, library: String, part: String, without hypothesis: String?, tighten: Double,
        _ choices: [NamedChoice]
    ) -> String {
        var lines = ["claim: \(id)", "library: \(library)", "part: \(part)"]
        if let hypothesis { lines.append("without: \(hypothesis)") }
        if tighten != 0 { lines.append("tighten: \(DataFile.text(of: tighten))") }
        lines.append(choices.isEmpty ? "choices: {}" : "choices:")
        lines += choices.map { "  \($0.name): \(text($0.value))" }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func text(_ value: ChoiceValue) -> String {
        switch value {
        case .number(let number): DataFile.text(of: number)
        case .numbers(let numbers): "[" + numbers.map(DataFile.text).joined(separator: ", ") + "]"
        case .word(let word): word
        }
    }
}

extension Grammar {
    /// An instance of a claim of the library.
    static let foundFile = Form.mapping(
        required: [
            Key("claim", .text(identifier), "The id of the instance: its results go to a folder of that name."),
            Key("library", .text(identifier), "The id of the library's claim."),
            Key("choices", .table(choice, choiceNames), "The choices that make the instance, by name."),
        ],
        optional: texts + [
            Key("part", .text, "The part that is compared; otherwise all are."),
            Key("without", .text, "The hypothesis that is not asked for."),
            Key("tighten", .expression, "By which part of itself each bound is made harder to meet.", default: "0"),
        ])

    private static let choice = Form.any([.text, .list(.expression, of: "number")])
    private static let choiceNames = Form.Names(
        pattern: Form.Pattern(
            expression: "^[A-Za-z][A-Za-z0-9-]{0,59}$", meaning: "a name of letters, digits and hyphens"),
        taken: [])
}

extension Reader {
    /// The claim of a file with choices; `nil` after noting what is wrong.
    fileprivate func found(_ file: Place, _ id: String) -> Claim? {
        guard let library = text(file["library"]), let place = file["library"] else { return nil }
        let base: Claim
        do { base = try Library.claim(library) } catch {
            fail(place, "\(error)")
            return nil
        }
        var values: [String: ChoiceValue] = [:]
        for (name, _, place) in file["choices"]?.pairs ?? [] { values[name] = choice(place) }
        let part = text(file["part"])
        let hypothesis = text(file["without"])
        guard let tighten = number(file["tighten"]), errors.isEmpty, let choices = file["choices"] else { return nil }
        do {
            guard let space = try base.searchSpace(part: part, without: hypothesis, tighten: tighten) else {
                fail(place, "`\(library)` has fixed instances only, and no choices")
                return nil
            }
            return try claim(space, id, text(file["title"]), values)
        } catch let error as ChoiceError {
            let names = ["part": part, "without": hypothesis]
            let key = names.first { $0.value == error.name }?.key
            let pair = choices.pairs?.first { $0.name == error.name }
            fail(key.flatMap { file[$0] } ?? pair?.place ?? choices, error.description)
        } catch {
            fail(choices, "these choices make no instance: \(error)")
        }
        return nil
    }

    /// The claim of a space, with the instance that is made of the given choices.
    private func claim(
        _ space: SearchSpace, _ id: String, _ title: String?, _ values: [String: ChoiceValue]
    ) throws -> Claim {
        var choices = Choices(named: values, without: space.relaxed)
        let evidence = try space.evidence(&choices)
        try choices.close()
        let claim = space.claim
        let parts = claim.parts.filter { space.parts.contains($0.name) && evidence.tracks[$0.name] != nil }
        guard !parts.isEmpty else {
            throw ClaimError.noTrack(claim: claim.id, instance: id)
        }
        return Claim(
            id: id, family: .own, kind: claim.kind, title: title ?? claim.title, statement: claim.statement,
            source: claim.source, standing: .open,
            hypotheses: claim.hypotheses.filter { entry in parts.contains { $0.requires(entry.name) } },
            parts: parts, instances: [Instance("given", .given) { _ in evidence }])
    }

    private func choice(_ place: Place) -> ChoiceValue? {
        if place.items != nil { return numbers(place, Scope()).map(ChoiceValue.numbers) }
        guard let scalar = place.node.scalar else { return nil }
        if let value = (try? Expression(parsing: scalar.string)).flatMap({ try? $0.evaluate([:]) }), value.isFinite {
            return .number(value)
        }
        return .word(scalar.string)
    }
}
