import Foundation

/// A commented claim file to start from, which runs as it is.
struct Template: Sendable {
    /// What `partita new` is asked for, and the id of the claim.
    let kind: String
    /// One line for the list of kinds.
    let about: String
    let text: String
    /// The CSV file that the claim reads, which stands beside it.
    let data: String?

    init(_ kind: String, _ about: String, _ text: String, data: String? = nil) {
        self.kind = kind
        self.about = about
        self.text = text + "\n"
        self.data = data.map { $0 + "\n" }
    }

    /// All templates, models first. A new one is added here.
    static let all = [
        quadratic, leastSquares, deepLinear, factorization, residualLinear, matrix, masked, frozen, shared, lowRank,
        subspace, sparse, race, extract,
    ]

    static func named(_ kind: String) -> Template? { all.first { $0.kind == kind } }

    /// The name of the data file in the text.
    var dataName: String { kind + ".csv" }

    /// The text as it reads where its data file is called `name`.
    func text(readingData name: String) -> String {
        let quoted = "'" + name.replacingOccurrences(of: "'", with: "''") + "'"
        return text.replacingOccurrences(of: "data: \(dataName) ", with: "data: \(name == dataName ? name : quoted) ")
    }

    /// The kinds with one line each.
    static var list: String {
        let width = all.map(\.kind.count).max() ?? 0
        return all.map { $0.kind.padding(toLength: width + 2, withPad: " ", startingAt: 0) + $0.about }
            .joined(separator: "\n")
    }
}
