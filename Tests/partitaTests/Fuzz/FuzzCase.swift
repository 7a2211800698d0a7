import Foundation
import LinearAlgebra
import Yams

/// What is mutated.
enum FuzzKind: String, Sendable, CaseIterable {
    case claim, table
    /// The documentation's claim unchanged, by a worker that misbehaves at some numbers: so that the supervisor is seen to see it.
    case misbehaviour
}

/// The cases of a seed: the files of a case depend on the seed and on its number, and on nothing else.
struct FuzzCases {
    let seeds: FuzzSeeds
    let seed: UInt64
    private let trees: [Node]

    init(seeds: FuzzSeeds, seed: UInt64) throws {
        self.seeds = seeds
        self.seed = seed
        trees = try seeds.claims.compactMap { try Yams.compose(yaml: $0) }
    }

    /// The claim file of a case and, for a mutated table, the table, which the claim calls `data/table.csv`.
    func files(_ kind: FuzzKind, _ number: Int) -> (claim: [UInt8], table: [UInt8]?) {
        var generator = Generator(seed: seed, "fuzz", kind.rawValue, "\(number)")
        switch kind {
        case .claim: return (claim(&generator), nil)
        case .table: return table(&generator)
        case .misbehaviour: return (Array(Example.text().utf8), nil)
        }
    }

    /// One change, or a few: files with many are refused at the first.
    private static func few(_ generator: inout Generator) -> Int {
        generator.below(3) > 0 ? 1 : 2 + generator.below(3)
    }

    private func claim(_ generator: inout Generator) -> [UInt8] {
        let chosen = generator.below(trees.count)
        let other = generator.below(trees.count)
        var text = seeds.claims[chosen]
        // A third of the files change in meaning only, and many of them are right.
        let ways = generator.below(12)
        if ways < 8 {
            var tree = trees[chosen]
            let changes = ways < 4 ? 1 + generator.below(6) : Self.few(&generator)
            for _ in 0..<changes {
                tree =
                    ways < 4
                    ? TreeMutation.exchange(in: tree, with: trees[generator.below(trees.count)], using: &generator)
                    : TreeMutation.apply(to: tree, borrowing: trees[other], using: &generator)
            }
            // A tree that cannot be written is a case for the bytes alone.
            text = (try? Yams.serialize(node: tree)) ?? text
        }
        var bytes = Array(text.utf8)
        if ways >= 7 {
            for _ in 0..<Self.few(&generator) {
                bytes = ByteMutation.apply(to: bytes, splicing: Array(seeds.claims[other].utf8), using: &generator)
            }
        }
        return bytes
    }

    private func table(_ generator: inout Generator) -> (claim: [UInt8], table: [UInt8]?) {
        let chosen = seeds.tables[generator.below(seeds.tables.count)].text
        let other = seeds.tables[generator.below(seeds.tables.count)].text
        var bytes = Array(chosen.utf8)
        for _ in 0..<Self.few(&generator) {
            bytes =
                generator.below(2) == 0
                ? ByteMutation.apply(to: bytes, splicing: Array(other.utf8), using: &generator)
                : Self.fieldsChanged(bytes, using: &generator)
        }
        // The last column of the table as it was, or one that may not be there.
        let header = chosen.prefix { $0 != "\n" && $0 != "\r\n" }
        let last = header.split { ",;\t".contains($0) }.last.map(String.init) ?? ""
        let target = generator.below(4) > 0 ? last : ["y", "column1", "", "nan"][generator.below(4)]
        let missing = generator.below(2) == 0 ? ", missing: drop" : ""
        let models = [
            "least-squares: {data: data/table.csv, target: '\(target)', standardize: true\(missing)}",
            "least-squares: {data: data/table.csv, target: '\(target)', ridge: 0.1\(missing)}",
            "least-squares: {data: data/table.csv, target: '\(target)', standardize: true, drop-constant: true\(missing)}",
            "quadratic: {hessian: {covariance: data/table.csv\(missing)}, optimum: ones}",
            "quadratic: {hessian: {covariance: data/table.csv, except: ['\(target)']\(missing)}, optimum: zeros}",
            "quadratic: {hessian: {csv: data/table.csv\(missing)}, optimum: gaussian}",
            "matrix: {target: {csv: data/table.csv\(missing)}}",
            "quadratic: {hessian: [[1, 0], [0, 2]], optimum: {csv: data/table.csv\(missing)}}",
        ]
        let claim = """
            claim: table
            model:
              \(models[generator.below(models.count)])
            start: ones
            train: [{operator: full, step-size: 1/L, steps: 5}]
            observe: loss
            bound: loss0
            """
        return (Array(claim.utf8), bytes)
    }

    /// The table with one of its fields, lines or columns changed.
    private static func fieldsChanged(_ bytes: [UInt8], using generator: inout Generator) -> [UInt8] {
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Array.init)
        let line = generator.below(lines.count)
        switch generator.below(5) {
        case 0: lines.remove(at: line)
        case 1: lines.insert(lines[line], at: line)
        case 2: lines += [[UInt8]](repeating: lines[line], count: generator.below(20) == 0 ? 20_000 : 20)
        default:
            let delimiters = Set(",;\t".utf8)
            let ends = lines[line].indices.filter { delimiters.contains(lines[line][$0]) } + [lines[line].count]
            let chosen = generator.below(ends.count)
            let start = chosen == 0 ? 0 : ends[chosen - 1] + 1
            lines[line].replaceSubrange(start..<ends[chosen], with: Array(fields[generator.below(fields.count)].utf8))
        }
        return Array(lines.joined(separator: [UInt8(ascii: "\n")]))
    }

    private static let fields = [
        "", "NA", "nan", "?", "null", "inf", "-inf", "1e999", "1e308", "-1e308", "1e-320", "0", "-0", "1,5", "\"1",
        "1\"", "\"1\"\"2\"",
        "\"\n\"", "\"a\"b", "x", "é", "\u{0}", " 3 ", "0x1F", "1e", String(repeating: "9", count: 400),
        "9007199254740993",
        String(repeating: ",", count: 3000), "\r", "\r\n", "+5", ".5", "5.", "1_0", "\u{FEFF}1", "0.12345678901234567",
        "-0.1234567890123456", "123456789012345678", "0.0000000000000000000001",
        "1e22", "1e23", "4.9e-324", "1,2", "1;2",
    ]
}
