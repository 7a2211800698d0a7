import Claims
import Figures

/// The files of a search: the worst instances as claim files, and `falsify.json`.
struct FalsifyOutput {
    let folder: OutputFolder
    let outcomes: [Falsification]

    func write() throws {
        for file in outcomes.flatMap(\.parts).compactMap(\.file) { try folder.write(file.text, to: file.path) }
        try folder.write(try json + "\n", to: "falsify.json")
    }

    /// The document that `--json` prints.
    var json: String {
        get throws {
            try JSONValue.object([
                "partita": .string(Version.text), "claims": .list(outcomes.map(Self.value)),
            ]).text
        }
    }

    private static func value(_ outcome: Falsification) -> JSONValue {
        var result: [String: JSONValue] = [
            "claim": .string(outcome.claim), "refuted": .flag(outcome.isRefuted), "broken": .flag(outcome.isBroken),
            "seed": .string("\(outcome.seed)"), "evaluations": .whole(outcome.evaluations),
            "cutByTime": .flag(outcome.isCutByTime), "parts": .list(outcome.parts.map(value)),
        ]
        result["without"] = outcome.question.without.map(JSONValue.string)
        if outcome.question.tighten != 0 { result["tighten"] = .number(outcome.question.tighten) }
        return .object(result)
    }

    private static func value(_ worst: Falsification.Worst) -> JSONValue {
        var result: [String: JSONValue] = [
            "part": .string(worst.part), "relation": .string(worst.relation.rawValue), "outcome": .string(worst.word),
        ]
        guard let trial = worst.trial else { return .object(result) }
        let comparison = trial.comparison
        result["broken"] = .flag(trial.isBroken)
        result["unbounded"] = .flag(trial.isBroken && trial.isUnbounded)
        result["verdict"] = .string(comparison.verdict.rawValue)
        result["ratio"] = comparison.maxRatio.map(number)
        result["step"] = comparison.worstTime.map(number)
        result["score"] = number(trial.score)
        result["file"] = worst.file.map { .string($0.path) }
        result["choices"] = .object(
            Dictionary(trial.choices.map { ($0.name, value($0.value)) }) { first, _ in first })
        return .object(result)
    }

    private static func value(_ choice: ChoiceValue) -> JSONValue {
        switch choice {
        case .number(let value): number(value)
        case .numbers(let values): .list(values.map(number))
        case .word(let word): .string(word)
        }
    }

    /// JSON has finite numbers only.
    private static func number(_ value: Double) -> JSONValue {
        value.isFinite ? .number(value) : .string(value.isNaN ? "nan" : value > 0 ? "inf" : "-inf")
    }
}
