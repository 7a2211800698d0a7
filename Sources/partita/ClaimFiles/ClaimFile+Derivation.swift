import Claims
import PartialTraining

extension Selection.Resolved {
    /// The claims with what a proof needs: of files, numbers and data as they were written.
    var certifiable: [Claim] {
        get throws {
            try claims.map { claim in
                guard let file = files.first(where: { $0.id == claim.id }) else { return claim }
                return try file.certifiable
            }
        }
    }
}

extension ClaimFile {
    /// The file as a claim whose evidence has a derivation in the file's own numbers: decimals are decimals, `1/3` is a third,
    /// step sizes are formulas, and moments of data are exact sums.
    ///
    /// Errors: `InputErrors` where the data can no longer be read.
    var certifiable: Claim {
        get throws {
            let model = try exactModel()
            let tracked = Dictionary(uniqueKeysWithValues: parts.map { ($0.name, observable) })
            let derivations = zip(entries, written).map { entry, numbers in
                var numbers = numbers
                numbers.model = model
                let run = entry.run
                return (name: entry.name, derivation: RunDerivation(run, tracked, numbers: numbers))
            }
            return claim.mapEvidence { name, evidence in
                var evidence = evidence
                guard let found = derivations.first(where: { $0.name == name })?.derivation else { return evidence }
                do throws(DerivationGap) {
                    evidence.derivation = try found.derivation()
                } catch {
                    evidence.derivation = nil
                    evidence.derivationGap = error.description
                }
                return evidence
            }
        }
    }

    /// The model in exact sums over the rows of its data; `nil` where its numbers stand in the file.
    private func exactModel() throws -> Derivation? {
        let tree = try YAMLSource.parse(text, file: path)
        let reader = Reader(file: path)
        let place = Place(tree, Grammar.claimFile, "")
        var around = Surroundings(folder: folder, seed: seed, claim: id)
        around.scope = reader.definitions(place["let"])
        let model = reader.exactModel(place["model"], around)
        if !reader.errors.isEmpty { throw InputErrors(errors: reader.errors) }
        return model
    }
}
