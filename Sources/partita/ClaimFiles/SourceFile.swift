import Foundation

/// A file that a claim was read from.
protocol SourceFile: Sendable {
    /// The id of the claim.
    var id: String { get }
    /// The path as it was given.
    var path: String { get }
    /// The file as it was read.
    var text: String { get }
    /// The command's own seed, if it has one.
    var commandSeed: UInt64? { get }
}

extension SourceFile {
    /// The command that runs the file: its path as it was given, without the folders of an absolute one.
    func command(_ verb: String) -> String {
        let shown = path.hasPrefix("/") ? (path as NSString).lastPathComponent : path
        return "partita \(verb) \(shown)" + (commandSeed.map { " --seed \($0)" } ?? "")
    }
}
