import Foundation

/// The documentation catalogue of `PartialTraining`, as text.
enum Catalogue {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../Sources/PartialTraining/PartialTraining.docc").standardizedFileURL

    static func text(_ path: String) throws -> String {
        try String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
    }

    /// The steps of one file of code, in order: `operator-1.swift`, `operator-2.swift`, ...
    static func steps(_ name: String) throws -> [[Substring]] {
        var steps: [[Substring]] = []
        while let text = try? text("Resources/\(name)-\(steps.count + 1).swift") {
            steps.append(text.split(separator: "\n", omittingEmptySubsequences: false))
        }
        return steps
    }

    /// What stands between fences that begin with three backticks and `language`, block by block, without indentation.
    static func fenced(_ path: String, _ language: String) throws -> [[String]] {
        var blocks: [[String]] = []
        var fence: String?
        for line in try text(path).components(separatedBy: "\n") {
            if line.hasPrefix("```") {
                if fence == nil { blocks += line == "```" + language ? [[]] : [] }
                fence = fence == nil ? line : nil
            } else if fence == "```" + language {
                blocks[blocks.count - 1].append(line.trimmingCharacters(in: .whitespaces))
            }
        }
        return blocks
    }
}
