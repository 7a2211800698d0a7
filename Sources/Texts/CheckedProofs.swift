/// What the proof assistant Coq has checked: theorems on parts of claims, as `make proofs` records them.
package struct CheckedProofs: Sendable, Equatable {
    /// A theorem under `proofs/coq`.
    package struct Theorem: Sendable, Equatable {
        /// The id of the claim, and the name of the part of it that the theorem is about.
        package let claim: String
        package let part: String
        /// Its name in Coq, and the path of its file within the repository.
        package let name: String
        package let file: String
        /// What the theorem takes as given, where it is not the whole of the part.
        package let given: String?

        /// The theorem in a line.
        package var line: String { "\(part): \(name) in \(file)" + (given.map { ", given: \($0)" } ?? "") }
    }

    /// Why a record was not read.
    package struct Malformed: Error, Equatable, CustomStringConvertible {
        package let line: Int
        package let expected: String
        package let found: String

        package var description: String {
            "\(CheckedProofs.path):\(line): expected \(expected), found \"\(found)\"; make proofs-record writes it anew"
        }
    }

    /// Where the record is.
    package static let path = "proofs/coq/checked.txt"

    package let theorems: [Theorem]
    /// The axioms that theorems depend on.
    package let axioms: [String]

    /// Reads a record: lines `theorem`, `axiom` and `coqchk` with fields between tabs, and comments from `#`.
    package init(_ text: String) throws(Malformed) {
        var theorems: [Theorem] = []
        var axioms: [String] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.isEmpty || line.hasPrefix("#") { continue }
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            func malformed(_ expected: String) -> Malformed {
                Malformed(line: index + 1, expected: expected, found: String(line.replacing("\t", with: " ")))
            }
            switch (fields[0], fields.count) {
            case ("theorem", 6):
                if fields[1..<5].contains(where: \.isEmpty) { throw malformed("no empty field before the last") }
                let given = fields[5].isEmpty ? nil : fields[5]
                theorems.append(
                    Theorem(claim: fields[1], part: fields[2], name: fields[3], file: fields[4], given: given))
            case ("theorem", _): throw malformed("six fields in a line `theorem`")
            case ("axiom", 2): axioms.append(fields[1])
            case ("coqchk", 2): break
            case ("axiom", _), ("coqchk", _): throw malformed("two fields in a line `\(fields[0])`")
            default: throw malformed("a line `theorem`, `axiom` or `coqchk`")
            }
        }
        self.theorems = theorems
        self.axioms = axioms
    }

    /// The record that is built in; empty if there is none.
    package static func carried() throws(Malformed) -> CheckedProofs {
        try CheckedProofs(Texts.at(path) ?? "")
    }

    /// The theorems on a claim.
    package func theorems(on claim: String) -> [Theorem] {
        theorems.filter { $0.claim == claim }
    }

    /// The parts of a claim that theorems are about, in the order of the record.
    package func parts(of claim: String) -> [String] {
        theorems(on: claim).reduce(into: []) { if !$0.contains($1.part) { $0.append($1.part) } }
    }
}
