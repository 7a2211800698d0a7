// What the documentation compiler does not ask for: that every public declaration is documented, and that the page of each
// module names all its declarations under headings of its own. One line for each that is missing; exit status 1 if any is.
//
//     swift Scripts/documentation-check.swift FOLDER MODULE...
//
// FOLDER has, for each module, its symbol graphs in MODULE/ and its documentation in MODULE.doccarchive.
import Foundation

/// The parts of a symbol graph that matter here.
struct SymbolGraph: Decodable {
    struct Symbol: Decodable {
        struct Identifier: Decodable { let precise: String }
        struct Comment: Decodable {}
        struct Location: Decodable {
            struct Position: Decodable { let line: Int }
            let uri: String
            let position: Position
        }
        let identifier: Identifier
        let pathComponents: [String]
        let docComment: Comment?
        let location: Location?
    }

    struct Relationship: Decodable {
        struct Origin: Decodable {}
        let source: String
        let kind: String
        let sourceOrigin: Origin?
    }

    let symbols: [Symbol]
    let relationships: [Relationship]

    /// What has no documentation. Witnesses and default implementations do what the requirement says, and need not repeat it.
    var undocumented: [String] {
        let witnesses = Set(
            relationships.filter { $0.sourceOrigin != nil || $0.kind == "defaultImplementationOf" }.map(\.source))
        return symbols.filter { $0.docComment == nil && !witnesses.contains($0.identifier.precise) }.map { symbol in
            let place = symbol.location.map { location in
                let path = location.uri.components(separatedBy: "/Sources/").last ?? location.uri
                return "Sources/\(path):\(location.position.line + 1): "
            }
            return (place ?? "") + symbol.pathComponents.joined(separator: ".") + ": no documentation"
        }
    }
}

/// The parts of a module's page that matter here.
struct ModulePage: Decodable {
    struct Section: Decodable {
        let title: String?
        let generated: Bool?
        let identifiers: [String]
    }

    let topicSections: [Section]?

    /// What the page lists only because everything must be somewhere.
    var ungrouped: [String] {
        (topicSections ?? []).filter { $0.generated ?? false }.flatMap(\.identifiers).map {
            $0.components(separatedBy: "/documentation/").last ?? $0
        }
    }
}

func read<Value: Decodable>(_ type: Value.Type, _ file: URL) throws -> Value {
    try JSONDecoder().decode(type, from: Data(contentsOf: file))
}

let arguments = CommandLine.arguments.dropFirst()
let folder = URL(fileURLWithPath: arguments.first ?? ".")
var complaints: [String] = []
for module in arguments.dropFirst() {
    let graphs = try FileManager.default.contentsOfDirectory(
        at: folder.appendingPathComponent(module), includingPropertiesForKeys: nil)
    for graph in graphs.sorted(by: { $0.path < $1.path }) {
        complaints += try read(SymbolGraph.self, graph).undocumented
    }
    let page = try read(
        ModulePage.self,
        folder.appendingPathComponent("\(module).doccarchive/data/documentation/\(module.lowercased()).json"))
    complaints += page.ungrouped.map { "Sources/\(module)/\(module).docc: \($0) is under no heading of the page" }
}
for complaint in Set(complaints).sorted() { FileHandle.standardError.write(Data((complaint + "\n").utf8)) }
if !complaints.isEmpty { exit(1) }
