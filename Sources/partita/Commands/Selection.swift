import Claims
import Foundation

/// Which claims a command line names.
struct Selection {
    let names: [String]
    var all = false
    var seed: UInt64?

    /// The claims in the order given, the library first where all of it is asked for, and the files that race or extract.
    ///
    /// Errors: `InputErrors` with everything wrong in any of the files, `ClaimError.unknownClaim`.
    func resolved() throws -> Resolved {
        var claims = all ? try Library.all() : []
        var files: [ClaimFile] = []
        var found: [FoundFile] = []
        var errors: [InputError] = []
        for name in names {
            do {
                guard Self.isFile(name) else {
                    if !claims.contains(where: { $0.id == name }) { claims.append(try Library.claim(name)) }
                    continue
                }
                let text = try YAMLSource.text(of: name)
                let tree = try YAMLSource.parse(text, file: name)
                let taken = Set(claims.map(\.id) + files.map(\.id) + Library.ids)
                if Grammar.isFound(tree) {
                    let file = try FoundFile(path: name, text: text, tree: tree)
                    errors += Self.clash(name, file.id, taken)
                    found.append(file)
                    claims.append(file.claim)
                    continue
                }
                let file = try ClaimFile(path: name, text: text, tree: tree, seed: seed)
                if file.isPlain && file.parts.isEmpty {
                    errors.append(
                        Self.error(
                            name,
                            "the key `bound` is missing (or `lower-bound`, or `equals`); `partita simulate` runs without one"
                        ))
                }
                errors += Self.clash(name, file.id, taken)
                files.append(file)
                if file.isPlain { claims.append(file.claim) }
            } catch let error as InputErrors {
                errors += error.errors
            } catch let error as ClaimError {
                errors.append(Self.error(name, error.description))
            }
        }
        if !errors.isEmpty { throw InputErrors(errors: errors) }
        return Resolved(claims: claims, files: files, found: found)
    }

    /// What the names stand for.
    struct Resolved {
        /// The claims of the library, and of files with one run and its bounds.
        var claims: [Claim]
        /// The files with claims of their own, in the order given.
        var files: [ClaimFile]
        /// The files that name an instance of a claim of the library; their claims are among ``claims``.
        var found: [FoundFile]

        /// The files that race or extract.
        var experiments: [ClaimFile] { files.filter { !$0.isPlain } }
    }

    /// A path, as opposed to an id of the library.
    static func isFile(_ name: String) -> Bool {
        name.hasSuffix(".yaml") || name.hasSuffix(".yml") || name.contains("/")
            || FileManager.default.fileExists(atPath: name)
    }

    /// That an id is there already.
    private static func clash(_ file: String, _ id: String, _ taken: Set<String>) -> [InputError] {
        guard taken.contains(id) else { return [] }
        return [error(file, "a claim called `\(id)` is there already; results would overwrite each other")]
    }

    private static func error(_ file: String, _ message: String) -> InputError {
        InputError(file: file, line: 0, column: 0, key: "", message: message)
    }
}
