import PartialTraining

@testable import partita

extension ClaimFile {
    /// The only run of a file without a race.
    var run: Run { entries[0].run }
}
