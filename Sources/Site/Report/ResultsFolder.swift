import Figures
import Foundation

/// What a results folder holds that a report shows.
struct ResultsFolder {
    /// A paper figure, as its data file describes it.
    struct Figure {
        let id: String
        let title: String
        let caption: String
        let claims: [String]
        let command: String
    }

    /// A lesson's page.
    struct Lesson {
        let file: String
        let title: String
    }

    let root: String
    /// The claims, by family and id.
    let records: [ClaimRecord]
    let figures: [Figure]
    let lessons: [Lesson]

    /// Reads the folder at `root`.
    ///
    /// Errors: ``SiteError/unusable(path:reason:)`` where there are no results, or a record cannot be read.
    init(_ root: String) throws(SiteError) {
        self.root = root
        let names = Self.names(root)
        var records: [ClaimRecord] = []
        for name in names {
            let path = "\(root)/\(name)/\(ClaimRecord.fileName)"
            guard FileManager.default.fileExists(atPath: path) else { continue }
            do {
                let record = try ClaimRecord(json: String(contentsOfFile: path, encoding: .utf8))
                guard record.summary.claim == name else {
                    throw SiteError.unusable(path: path, reason: "expected the record of `\(name)`, found another's")
                }
                records.append(record)
            } catch let error as SiteError {
                throw error
            } catch {
                throw .unusable(
                    path: path, reason: "expected a record that `partita check` wrote; check the claim again")
            }
        }
        guard !records.isEmpty else {
            throw .unusable(path: root, reason: "expected results, found none; `partita check` writes them")
        }
        let order = Dictionary(uniqueKeysWithValues: zip(Self.families, 0...))
        self.records = records.sorted { a, b in
            let (first, second) = (order[a.summary.family] ?? order.count, order[b.summary.family] ?? order.count)
            return first != second ? first < second : a.summary.claim < b.summary.claim
        }
        figures = Self.names(root + "/figures").filter { $0.hasSuffix(".dat") }.compactMap { name in
            Self.figure(root + "/figures/" + name, id: String(name.dropLast(4)))
        }
        lessons = Self.names(root + "/lessons").filter { $0.hasSuffix(".md") }.compactMap { name in
            let page = String(name.dropLast(3)) + ".html"
            guard FileManager.default.fileExists(atPath: "\(root)/lessons/\(page)"),
                let text = try? String(contentsOfFile: "\(root)/lessons/\(name)", encoding: .utf8)
            else { return nil }
            let title = text.split(separator: "\n").first { $0.hasPrefix("# ") }?.dropFirst(2)
            return Lesson(file: page, title: title.map(String.init) ?? page)
        }
    }

    /// The chapters, the user's own claims first.
    static let families = [
        "own", "masking", "freezing", "sharing", "progressive", "elastic", "low-rank", "dynamics",
    ]

    /// The ids of the claims.
    var claims: Set<String> { Set(records.map(\.summary.claim)) }

    /// The text of a file of the folder; `nil` if there is none.
    func text(_ path: String) -> String? { try? String(contentsOfFile: "\(root)/\(path)", encoding: .utf8) }

    /// Whether a file of the folder is there.
    func has(_ path: String) -> Bool { FileManager.default.fileExists(atPath: "\(root)/\(path)") }

    /// Whether a picture is there that is not older than what it is drawn from.
    func isDrawn(_ base: String) -> Bool {
        func date(_ ending: String) -> Date? {
            try? FileManager.default.attributesOfItem(atPath: "\(root)/\(base)\(ending)")[.modificationDate] as? Date
        }
        guard let picture = date(".svg"), let script = date(".gp"), let data = date(".dat") else { return false }
        return picture >= script && picture >= data
    }

    private static func names(_ folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }

    /// A figure by the header of its data file; `nil` if it is not one.
    private static func figure(_ path: String, id: String) -> Figure? {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        var header: [Substring: String] = [:]
        for line in text.split(separator: "\n").prefix(while: { $0.hasPrefix("# ") }) {
            guard let colon = line.firstRange(of: ": ") else { continue }
            header[line[line.index(line.startIndex, offsetBy: 2)..<colon.lowerBound]] = String(
                line[colon.upperBound...])
        }
        guard header["figure"] == id, let title = header["title"], let caption = header["caption"] else { return nil }
        return Figure(
            id: id, title: title, caption: caption,
            claims: (header["claims"] ?? "").split(separator: " ").map(String.init), command: header["command"] ?? "")
    }
}
