import Claims
import Foundation
import LinearAlgebra
import PartialTraining
import Yams

/// The claim files that differ from a given one in numbers only: where `falsify` looks for a user's claim.
///
/// Varied are the Hessian, by its spectrum and a rotation, and the optimum of a quadratic; the target of other models but
/// least squares; a start that is given by numbers or `zeros`, `ones`, `gaussian`; step sizes, as multiples of the file's own
/// expression; chances of Bernoulli masks; times of flows; and how many of the steps are made. Dimensions stay as they are, and
/// models with many parameters keep theirs.
struct FileSpace: Sendable {
    /// More entries than these are left as they are.
    private static let largest = 24
    /// A larger Hessian keeps the standard basis.
    private static let turned = 6

    let file: ClaimFile
    /// The id of the files that are looked at, which names the streams of what is random in them.
    let id: String

    /// Errors: `InputErrors` for races, and for files without a bound.
    init(_ file: ClaimFile, _ question: Falsification.Question = .init()) throws(InputErrors) {
        guard file.isPlain, !file.parts.isEmpty else {
            throw InputErrors(errors: [
                InputError(
                    file: file.path, line: 0, column: 0, key: "",
                    message: "expected a claim about one run, with a bound; races and extractions are not searched")
            ])
        }
        self.file = file
        id = "worst-of-\(file.id)\(question.suffix)"
    }

    private var run: Run { file.entries[0].run }

    /// The evidence of the file with the numbers chosen.
    func evidence(_ choices: inout Choices) throws -> Evidence {
        let changed = try changed(&choices)
        let variant = try ClaimFile(path: file.path, text: "", tree: changed, seed: file.commandSeed)
        var draw = Draw(seed: variant.seed, claim: variant.id, instance: "given")
        guard let instance = variant.claim.instances.first else {
            throw ClaimError.noTrack(claim: variant.id, instance: "given")
        }
        return try instance.evidence(&draw)
    }

    /// The tree with the numbers chosen.
    func changed(_ choices: inout Choices) throws -> Node {
        // Parsed each time: trees cannot be passed between threads, and a file is short.
        var tree = try YAMLSource.parse(file.text, file: file.path)
        tree[path: ["claim"]] = .plain(id)
        try changeModel(&tree, &choices)
        try changeStart(&tree, &choices)
        for index in run.schedule.stages.indices { try changeStage(index, &tree, &choices) }
        return tree
    }

    private func changeModel(_ tree: inout Node, _ choices: inout Choices) throws(ChoiceError) {
        if let quadratic = run.model as? Quadratic, tree[path: ["model", "quadratic"]] != nil {
            let d = quadratic.dimension
            guard d <= Self.largest, let top = quadratic.spectrum.last, top > 0 else { return }
            let spectrum = try choices.vector("spectrum", d, 0, 2 * top)
            let hessian = d <= Self.turned ? try choices.symmetric("hessian", spectrum: spectrum) : .diagonal(spectrum)
            let reach = Self.reach(quadratic.optimum)
            tree[path: ["model", "quadratic", "hessian"]] = .rows(hessian)
            tree[path: ["model", "quadratic", "optimum"]] = .list(try choices.vector("optimum", d, -reach, reach))
            return
        }
        for (kind, target) in targets {
            guard tree[path: ["model", .key(kind), "target"]] != nil, target.count <= Self.largest else { continue }
            let reach = Self.reach(target.storage)
            // A symmetric target stays symmetric: claims about eigenvalues are about such ones.
            let isSymmetric = target.isSquare && target == target.transposed
            let entries = try choices.matrix("target", target.rows, target.columns, -reach, reach)
            tree[path: ["model", .key(kind), "target"]] = .rows(isSymmetric ? entries.symmetrized : entries)
        }
    }

    private var targets: [(String, Matrix)] {
        switch run.model {
        case let model as DeepLinear: [("deep-linear", model.target)]
        case let model as ResidualLinear: [("residual-linear", model.target)]
        case let model as Factorization: [("factorization", model.target)]
        case let model as MatrixTarget: [("matrix", model.target)]
        default: []
        }
    }

    private func changeStart(_ tree: inout Node, _ choices: inout Choices) throws(ChoiceError) {
        let layout = run.start.layout
        let word = tree[path: ["start"]]?.scalar?.string
        guard layout.count <= Self.largest, word != "identity", word != "zas" else { return }
        let reach = Self.reach(run.start.values)
        let values = try choices.vector("start", layout.count, -reach, reach)
        let start = Parameters(layout, values)
        tree[path: ["start"]] =
            layout.blocks.count > 1
            ? .sequence(Node.Sequence(start.blocks.map(Node.rows), Tag(.implicit), .block))
            : layout.blocks[0].isVector ? .list(values) : .rows(start.block(0))
    }

    private func changeStage(_ index: Int, _ tree: inout Node, _ choices: inout Choices) throws(ChoiceError) {
        let stage: [Node.Step] = ["train", .index(index)]
        let suffix = run.schedule.stages.count > 1 ? "-\(index + 1)" : ""
        if let text = tree[path: stage + ["step-size"]]?.scalar?.string {
            let factor = try choices.real("step-factor\(suffix)", 0.25, 4)
            tree[path: stage + ["step-size"]] = .plain("(\(text)) * \(Node.number(factor).scalar?.string ?? "1")")
        }
        for kind in ["mask", "width", "depth"] {
            let path = stage + ["operator", .key(kind), "bernoulli"]
            guard tree[path: path] != nil else { continue }
            tree[path: path] = .number(try choices.real("keep\(suffix)", 0.1, 1))
        }
        if case .steps(let count) = run.schedule.stages[index].duration, count > 1 {
            let counts = [1, 2, 5, 10, 30, 100, 300, 1000].filter { $0 < count }.map { "\($0)" } + ["\(count)"]
            let chosen = try choices.integer("steps\(suffix)", 1...counts.count)
            tree[path: stage + ["steps"]] = .plain(counts[chosen - 1])
        }
        if case .time(let end, _) = run.schedule.stages[index].duration {
            tree[path: stage + ["time", "end"]] = .number(
                end * (try choices.logReal("time-factor\(suffix)", 0.1, 10)))
        }
    }

    /// How far numbers like these are varied.
    private static func reach(_ values: Vector) -> Double { 2 * max(1, values.map(abs).max() ?? 0) }
}

extension FileSpace {
    /// The text of the file with the numbers chosen, to stand in `folder`.
    func text(
        part: String, _ question: Falsification.Question, _ choices: [NamedChoice], folder: String
    ) throws -> String {
        var named = Choices(named: Dictionary(choices.map { ($0.name, $0.value) }) { first, _ in first })
        var tree = try changed(&named)
        if let relation = file.parts.first(where: { $0.name == part })?.relation, question.tighten != 0,
            let bound = tree[path: [.key(part)]]?.scalar?.string
        {
            let factor = relation == .atMost ? 1 - question.tighten : 1 + question.tighten
            tree[path: [.key(part)]] = .plain("\(Node.number(factor).scalar?.string ?? "1") * (\(bound))")
        }
        if let assumed = question.without, case .sequence(var items)? = tree[path: ["assume"]] {
            items.removeAll { $0.scalar?.string == assumed }
            tree[path: ["assume"]] = .sequence(items)
        }
        let home = URL(fileURLWithPath: (file.path as NSString).deletingLastPathComponent)
        let here = URL(fileURLWithPath: folder)
        tree = tree.replacingScalars(under: ["csv", "covariance", "data"]) { path in
            path.hasPrefix("/") ? path : Self.relative(home.appendingPathComponent(path), from: here)
        }
        return try Yams.serialize(node: tree, width: -1)
    }

    /// The path of a file as seen from a folder.
    private static func relative(_ file: URL, from folder: URL) -> String {
        let (to, from) = (file.standardizedFileURL.pathComponents, folder.standardizedFileURL.pathComponents)
        let common = zip(to, from).prefix { $0 == $1 }.count
        return (Array(repeating: "..", count: from.count - common) + to.dropFirst(common)).joined(separator: "/")
    }
}
