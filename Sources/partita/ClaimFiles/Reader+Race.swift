import Claims
import PartialTraining
import Yams

extension Grammar {
    /// Names of schedules: they are drawn in figures and name blocks of data.
    static let scheduleNames = Form.Names(
        pattern: Form.Pattern(
            expression: "^[A-Za-z0-9][A-Za-z0-9 ,.+-]{0,39}$",
            meaning: "a name of at most 40 letters, digits, blanks and , . + -"),
        taken: [])

    static let race = Form.table(stages, scheduleNames)

    static let extract = Form.mapping(
        optional: [
            Key("widths", .indices, "Numbers of leading units: coordinates, hidden units, pairs of a factorization."),
            Key("depths", .indices, "Numbers of leading layers of a residual-linear model."),
            Key("budget", .whole(from: 1), "The most parameters that the best sub-model may have."),
        ], least: 1)
}

extension Reader {
    /// The schedules of `train` or `race`, with their names and places; `nil` after noting what is wrong.
    func schedules(
        _ file: Place, _ model: any Model, _ start: Parameters, _ scope: Scope
    ) -> [(name: String, schedule: Schedule, place: Place)]? {
        guard let (key, place) = file.choice, isRight(place) else { return nil }
        if key == "train" { return schedule(place, model, start, scope).map { [("given", $0, place)] } }
        let pairs = place.pairs ?? []
        let schedules = pairs.compactMap { name, _, place in
            schedule(place, model, start, scope).map { (name: name, schedule: $0, place: place) }
        }
        guard !pairs.isEmpty else {
            if place.node.mapping?.isEmpty ?? false { fail(place, "expected at least one schedule, found none") }
            return nil
        }
        guard schedules.count == pairs.count else { return nil }
        let flows = schedules.filter { $0.schedule.isFlow }
        for flow in flows { fail(flow.place, "expected steps, found a flow: a race compares the cost of steps") }
        return flows.isEmpty ? schedules : nil
    }

    /// What is to be extracted, with the sub-models; `nil` if nothing is, or after noting what is wrong.
    func extraction(
        _ place: Place?, _ model: any Model, _ scope: Scope
    ) -> (extraction: Extraction, subModels: [SubModel])? {
        guard let place, isRight(place), place.node.isMapping else { return nil }
        var extraction = Extraction()
        for (key, path) in [("widths", \Extraction.widths), ("depths", \Extraction.depths)] where place.has(key) {
            guard let numbers = integers(place[key]) else { return nil }
            extraction[keyPath: path] = numbers
        }
        if place.has("budget") {
            guard let budget = integer(place["budget"], scope) else { return nil }
            extraction.budget = budget
        }
        return attempt(place) { () throws(TrainingError) in (extraction, try extraction.subModels(of: model)) }
    }
}
