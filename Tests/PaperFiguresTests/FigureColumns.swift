import Figures
import Testing

@testable import PaperFigures

extension PaperFigure {
    /// The blocks of the figure's data, by name.
    static func blocks(seed: UInt64 = 1) throws -> [String: DataFile.Block] {
        let content = try content(FigureSetting(seed: seed, jobs: 2))
        return Dictionary(uniqueKeysWithValues: content.blocks.map { ($0.name, $0) })
    }
}

extension [String: DataFile.Block] {
    /// A column of a block; a number that is missing is NaN.
    func column(_ column: String, of block: String) throws -> [Double] {
        let block = try #require(self[block], "no block [\(block)]")
        let place = try #require(block.columns.firstIndex(of: column), "no column \(column) in [\(block.name)]")
        return block.rows.map { $0[place] ?? .nan }
    }
}
