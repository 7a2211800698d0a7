import Claims
import PartialTraining

extension ClaimFile {
    /// The file as a claim with one instance a schedule, given by the user.
    var claim: Claim {
        claim(
            entries.map { entry in
                Instance(entry.name, .given) { draw in
                    try described(Evidence(running: entry.run, tracked, jobs: draw.jobs))
                }
            })
    }

    /// The same about runs that have been made.
    func claim(of finishers: [RaceResult.Finisher]) -> Claim {
        claim(
            finishers.map { finisher in
                Instance(finisher.name, .given) { _ in evidence(finisher) }
            })
    }

    /// The evidence of a run that has been made.
    func evidence(_ finisher: RaceResult.Finisher) -> Evidence {
        described(Evidence(finisher.run, finisher.trajectory, tracked))
    }

    /// The evidence of a run of the file, whose model line says what was left out of the data.
    func described(_ evidence: Evidence) -> Evidence {
        var evidence = evidence
        if droppedRows > 0 { evidence.model += " dropped=\(droppedRows)" }
        return evidence
    }

    private func claim(_ instances: [Instance]) -> Claim {
        let isRandom = entries.contains { $0.run.schedule.isRandom }
        return Claim(
            id: id, family: .own, kind: isRandom ? .expectation : .bound, title: title, statement: notes,
            source: source, standing: .open, hypotheses: hypotheses, parts: parts, instances: instances)
    }

    /// Every part is about the file's observable.
    private var tracked: [String: Observable] {
        Dictionary(uniqueKeysWithValues: parts.map { ($0.name, observable) })
    }
}
