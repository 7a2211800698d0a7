import Claims
import Figures
import Texts

/// A figure for a paper: the numbers, and what its caption says of them. `plots/<id>.gp` draws it from `<id>.dat` alone.
///
/// A new figure is a type that conforms, a script, and a line in ``Gallery``.
public protocol PaperFigure: Sendable {
    /// The name of script, data and pictures: `[a-z0-9-]+`.
    static var id: String { get }
    /// What the figure shows, in a few words.
    static var title: String { get }
    /// The library claims that it is about.
    static var claims: [String] { get }
    /// Whether it shows what rounding does: then its numbers depend on the instruction set. `false` unless a figure says so.
    static var showsRounding: Bool { get }
    /// Computes the numbers. Errors: those of the models and runs behind it.
    static func content(_ setting: FigureSetting) throws -> FigureContent
}

extension PaperFigure {
    public static var showsRounding: Bool { false }
}

/// What a figure's numbers may depend on.
public struct FigureSetting: Sendable {
    /// The seed of all random streams.
    public let seed: UInt64
    /// The number of threads; results do not depend on it.
    public let jobs: Int

    /// A setting.
    public init(seed: UInt64 = 1, jobs: Int = 1) {
        self.seed = seed
        self.jobs = jobs
    }
}

/// The numbers of a figure, and its caption.
public struct FigureContent: Sendable, Equatable {
    /// The blocks of the data file.
    public var blocks: [DataFile.Block]
    /// What the figure shows, for the paper: whole sentences, with mathematics between dollars. Numbers in it are written
    /// by ``/Figures/Digits`` from the numbers that were computed.
    public var caption: String

    /// Blocks and a caption.
    public init(blocks: [DataFile.Block], caption: String) {
        self.blocks = blocks
        self.caption = caption
    }
}

/// A figure that has been computed.
public struct DrawnFigure: Sendable, Equatable {
    /// The figure's name.
    public let id: String
    /// The title in one line.
    public let title: String
    /// The ids of the claims that it is about.
    public let claims: [String]
    /// What it shows, for the paper.
    public let caption: String
    /// The data file.
    public let data: DataFile
    /// The gnuplot script that draws it.
    public let script: String

    /// Computes a figure.
    ///
    /// Errors: those of the figure; `FigureError.noScript` if its script is not built in, which a test rules out.
    public init(_ figure: any PaperFigure.Type, _ setting: FigureSetting, version: String) throws {
        id = figure.id
        title = figure.title
        claims = figure.claims
        guard let script = Texts.at("plots/\(figure.id).gp") else { throw FigureError.noScript(figure.id) }
        self.script = script
        let content = try figure.content(setting)
        caption = content.caption
        data = DataFile(
            header: [
                ("partita", version), ("figure", figure.id), ("title", figure.title),
                ("claims", figure.claims.joined(separator: " ")), ("seed", "\(setting.seed)"),
                ("caption", content.caption), ("command", Self.command(figure.id)),
            ].map { DataFile.HeaderLine($0.0, $0.1) },
            blocks: content.blocks)
    }

    /// What makes a figure.
    public static func command(_ id: String, format: String = "svg") -> String {
        "partita figure \(id) --render \(format)"
    }
}

/// Why there is no figure.
public enum FigureError: Error, Sendable, Equatable, CustomStringConvertible {
    /// No figure and no claim has this name.
    case unknown(id: String, suggestion: String?)
    /// The claim is there, but no figure is about it.
    case noneOf(claim: String)
    /// A figure that shows a bound holding, and it does not.
    case notHolding(part: String, verdict: String)
    /// The script of the figure is not built in.
    case noScript(String)

    public var description: String {
        switch self {
        case .unknown(let id, let suggestion):
            "no figure and no claim is called \"\(id)\"" + (suggestion.map { "; did you mean \"\($0)\"?" } ?? "")
        case .noneOf(let claim):
            "no paper figure is about the claim \"\(claim)\"; `partita check \(claim)` draws its runs"
        case .notHolding(let part, let verdict): "the figure shows that `\(part)` holds, and it came out \(verdict)"
        case .noScript(let id): "the script plots/\(id).gp is not built in"
        }
    }
}

extension Comparison {
    /// The comparison itself, for figures that show a bound holding. Errors: `FigureError.notHolding`.
    func holding() throws(FigureError) -> Comparison {
        guard verdict == .holds else { throw .notHolding(part: part, verdict: verdict.rawValue) }
        return self
    }

    /// The comparison itself, where the bound holds or is attained to within rounding. Errors: `FigureError.notHolding`.
    func standing() throws(FigureError) -> Comparison {
        guard verdict == .holds || verdict == .inconclusive else {
            throw .notHolding(part: part, verdict: verdict.rawValue)
        }
        return self
    }
}
