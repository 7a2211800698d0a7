import Figures
import Foundation

/// A folder of its own for a test, removed with the value.
final class Scratch: Sendable {
    let path: String
    var folder: OutputFolder { OutputFolder(root: path) }

    init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("figures-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func contents(_ name: String) throws -> String {
        try String(contentsOfFile: path + "/" + name, encoding: .utf8)
    }

    func bytes(_ name: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: path + "/" + name))
    }

    /// Every file and folder below, sorted.
    var everything: [String] {
        (FileManager.default.enumerator(atPath: path)?.allObjects as? [String] ?? []).sorted()
    }
}

/// Data files that figures are made of.
enum Sample {
    /// An ensemble with its band and its bound.
    static var ensemble: DataFile {
        let rows = (0...60).map { step -> [Double?] in
            let t = Double(step)
            let bound = 14 * powered(0.8, step)
            let observed = 14 * powered(0.76, step)
            return [t, observed, observed * (1 - 0.01 * t), observed * (1 + 0.015 * t), bound, observed / bound]
        }
        return DataFile(
            header: [.init("claim", "masked-gd")],
            blocks: [.init(name: "run", columns: ["step", "observed", "low", "high", "bound", "ratio"], rows: rows)])
    }

    /// Several runs, with their bounds.
    static func parts(_ count: Int) -> DataFile {
        let blocks = (1...count).map { part in
            let factor = 1 - 0.08 * Double(part)
            let rows = (0...200).map { step -> [Double?] in
                let observed = powered(factor, step) * 3
                let bound = powered(factor + 0.04, step) * 3
                return [Double(step), observed, bound, observed / bound]
            }
            return DataFile.Block(
                name: "stage \(part)", columns: ["step", "observed", "bound", "ratio"], rows: rows)
        }
        return DataFile(blocks: blocks)
    }

    /// Curves against cost, without bounds.
    static var race: DataFile {
        let names = ["full training", "freeze, then unfreeze", "share, then unshare", "depth 1/2"]
        let blocks = names.enumerated().map { place, name in
            let rows = (0...80).map { step -> [Double?] in
                let slow = powered(0.97 - 0.01 * Double(place), step)
                return [Double(step * (4 - place)) * 12800, 5 * slow / (1 + Double(place))]
            }
            return DataFile.Block(name: name, columns: ["cost", "observed"], rows: rows)
        }
        return DataFile(blocks: blocks)
    }

    static func powered(_ base: Double, _ exponent: Int) -> Double {
        (0..<exponent).reduce(1) { value, _ in value * base }
    }
}
