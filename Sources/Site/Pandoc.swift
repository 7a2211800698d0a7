import Figures
import Subprocess

/// Turns Markdown with mathematics between dollars into HTML with MathML, by the program pandoc.
///
/// Raw HTML and raw TeX in the Markdown are text, so that what a user writes cannot leave its place. Links, lists, tables,
/// code and emphasis are as in pandoc's Markdown.
public struct Pandoc: Sendable {
    private let program: Executable
    private let environment: Environment

    /// Finds pandoc on the search path (`PATH`).
    ///
    /// - Throws: ``SiteError/pandocMissing``.
    public static func find() async throws(SiteError) -> Pandoc {
        try await find(searchPath: nil)
    }

    /// Finds pandoc on a search path; `nil` is that of the environment.
    static func find(searchPath: String?) async throws(SiteError) -> Pandoc {
        var environment = Environment.inherit
        if let searchPath { environment = environment.updating(["PATH": searchPath]) }
        guard let path = try? await Executable.name("pandoc").resolveExecutablePath(in: environment) else {
            throw .pandocMissing
        }
        return Pandoc(program: .path(path), environment: environment)
    }

    /// Stands between two pieces as a paragraph of its own.
    private static let boundary = "partita-piece-ends-here"

    /// Converts many pieces of Markdown by one process: starting it costs more than most pieces.
    ///
    /// - Returns: the HTML of each piece, in order.
    /// - Throws: ``SiteError/pandocFailed(message:)``. A formula that it cannot typeset is shown as TeX.
    public func html(_ pieces: [String]) async throws(SiteError) -> [String] {
        if pieces.isEmpty { return [] }
        let joined = pieces.joined(separator: "\n\n\(Self.boundary)\n\n")
        var parts = Self.split(try await convert(joined))
        if parts.count != pieces.count {
            // A piece that leaves something open, such as a block of code, swallows the boundary: each by itself, then.
            parts = []
            for piece in pieces { parts.append(Self.trimmed(try await convert(piece)[...])) }
        }
        let tables = Self.scrollingTables()
        return parts.map { tables.rewrite(MathML.mended($0)) }
    }

    /// Tables scroll by themselves where the page is narrow, and can be reached by keyboard to do so. All texts that it
    /// rewrites count together.
    private static func scrollingTables() -> Rewriter {
        var number = 0
        var rewriter = Rewriter()
        rewriter.replace("<table", through: ">") { attributes in
            number += 1
            return
                "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"table \(number)\"><table\(attributes)>"
        }
        rewriter.replace("</table>", by: "</table></div>")
        return rewriter
    }

    private func convert(_ markdown: String) async throws(SiteError) -> String {
        let outcome: (succeeded: Bool, html: String, message: String)
        do {
            let result = try await Subprocess.run(
                program,
                arguments: [
                    "--from",
                    "markdown-raw_html-raw_tex-raw_attribute-auto_identifiers-citations-smart-fancy_lists-startnum-example_lists",
                    "--to", "html5", "--mathml", "--wrap", "none",
                ],
                environment: environment, input: .string(markdown), output: .string(limit: 1 << 28),
                error: .string(limit: 1 << 20))
            outcome = (
                result.terminationStatus.isSuccess, result.standardOutput, result.standardError
            )
        } catch {
            throw .pandocFailed(message: "\(error)")
        }
        if !outcome.succeeded { throw .pandocFailed(message: outcome.message) }
        return outcome.html
    }

    private static func split(_ html: String) -> [String] {
        html.split(separator: "<p>\(boundary)</p>", omittingEmptySubsequences: false).map { trimmed($0) }
    }

    private static func trimmed(_ part: Substring) -> String {
        String(part.drop { $0.isNewline }.reversed().drop { $0.isNewline }.reversed())
    }
}

/// Why there is no page.
public enum SiteError: Error, Sendable, Equatable, CustomStringConvertible {
    /// There is no pandoc on the search path.
    case pandocMissing
    /// pandoc was started and stopped with an error.
    case pandocFailed(message: String)
    /// Something that a page is made of is not as it should be.
    case unusable(path: String, reason: String)

    /// What was wrong, where, and what would be right.
    public var description: String {
        switch self {
        case .pandocMissing: "pandoc not found: pages with formulas need it; install pandoc (Debian and Homebrew)"
        case .pandocFailed(let message): "pandoc could not make the pages:\n\(message)"
        case .unusable(let path, let reason): "\(path): \(reason)"
        }
    }
}
