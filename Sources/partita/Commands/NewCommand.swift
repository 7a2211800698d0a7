import ArgumentParser
import Claims
import Foundation

/// `partita new`: a claim file to start from.
struct NewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Print a commented claim file to start from, which runs as it is.",
        discussion: "Kinds, of models and then of schemes:\n\n" + Template.list)

    @Argument(help: "What the claim is about; without it, the kinds are listed.")
    var kind: String?

    @Option(help: "Write this file in place of printing; the data that it needs go beside it. Nothing is overwritten.")
    var out: String?

    func validate() throws {
        guard let kind else {
            if out != nil { throw ValidationError("--out: expected a kind, too; `partita new` lists them") }
            return
        }
        guard Template.named(kind) != nil else {
            let kinds = Template.all.map(\.kind)
            let hint = kind.nearest(among: kinds).map { "; did you mean \"\($0)\"?" } ?? ""
            throw ValidationError("no template is called \"\(kind)\"\(hint); expected \(Form.list(kinds))")
        }
        if out?.isEmpty ?? false { throw ValidationError("--out: expected the name of a file, found nothing") }
    }

    func run() throws {
        guard let template = kind.flatMap(Template.named) else { return Terminal.print(Template.list) }
        guard let out else { return Terminal.print(template.printed) }
        do throws(InputErrors) { try template.write(to: out) } catch { throw Terminal.fail(error) }
    }
}

extension Template {
    /// The text for standard output, which says where its data would be.
    fileprivate var printed: String {
        guard data != nil else { return String(text.dropLast()) }
        return """
            # The data are not here: `partita new \(kind) --out FILE.yaml` writes them, too, beside FILE.yaml.
            \(text.dropLast())
            """
    }

    /// Writes the file, and its data beside it; both or none. Errors: a file that is there, or cannot be written.
    fileprivate func write(to path: String) throws(InputErrors) {
        guard data != nil else { return try Self.create(path, text) }
        let base = (path as NSString).deletingPathExtension
        let dataPath = base + ".csv"
        guard dataPath != path else {
            throw InputFile.failure(
                path, 0, "expected a name for a claim file, as `\(kind).yaml`, found that of a table")
        }
        try Self.create(dataPath, data ?? "")
        do throws(InputErrors) {
            try Self.create(path, text(readingData: (dataPath as NSString).lastPathComponent))
        } catch {
            try? FileManager.default.removeItem(atPath: dataPath)
            throw error
        }
        Terminal.diagnose("wrote \(path), and its data to \(dataPath)")
    }

    private static func create(_ path: String, _ text: String) throws(InputErrors) {
        if (try? FileManager.default.attributesOfItem(atPath: path)) != nil {
            throw InputFile.failure(path, 0, "expected a new file, found one that is there: nothing is overwritten")
        }
        do { try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .withoutOverwriting) } catch {
            throw InputFile.failure(path, 0, "the file cannot be written")
        }
    }
}
