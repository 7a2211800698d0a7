import Claims
import Foundation
import LinearAlgebra
import Yams

/// What matrices and vectors need beside their own text: the folder for CSV paths, the random stream, names of numbers.
struct Surroundings {
    var folder: String
    var seed: UInt64
    var claim: String
    var scope = Scope()

    /// The random stream of one use, such as `start`.
    func generator(_ use: String) -> Generator { Generator(seed: seed, claim, use) }

    func path(_ relative: String) -> String {
        relative.hasPrefix("/") || folder.isEmpty ? relative : folder + "/" + relative
    }
}

extension Reader {
    /// The largest side of a matrix that a claim file may ask for.
    static let sideLimit = 4096

    /// MATRIX: rows, `{csv: path}`, `{covariance: path, except: [..]}` (both with `missing: drop`) or
    /// `{spectrum: SPECTRUM, basis: ..}`.
    func matrix(_ node: Node, _ key: String, _ around: Surroundings) -> Matrix? {
        if case .sequence(let rows) = node {
            let values = rows.map { row in numbers(row, key, around.scope) }
            let complete = values.compactMap { $0 }
            guard complete.count == values.count else { return nil }
            guard let width = complete.first?.count, width > 0 else {
                expected("rows of numbers", node, key)
                return nil
            }
            for (index, row) in complete.enumerated() where row.count != width {
                fail(rows[index], key, "row \(index + 1) has \(row.count) entries, the first has \(width)")
                return nil
            }
            return try? Matrix(rows: complete)
        }
        guard case .mapping = node else {
            expected("rows of numbers, `{csv: path}` or `{spectrum: ..}`", node, key)
            return nil
        }
        guard let pairs = mapping(node, key, keys: ["csv", "covariance", "except", "missing", "spectrum", "basis"])
        else {
            return nil
        }
        if pairs["csv"] != nil, Set(pairs.keys).isSubset(of: ["csv", "missing"]) {
            return tableMatrix(pairs, key, around)
        }
        if pairs["covariance"] != nil, Set(pairs.keys).isSubset(of: ["covariance", "except", "missing"]) {
            return covariance(pairs, key, around)
        }
        guard let spectrum = pairs["spectrum"], Set(pairs.keys).isSubset(of: ["spectrum", "basis"]) else {
            fail(
                node, key,
                "expected one of `csv`, `covariance` (with `except`; both with `missing`) or `spectrum` (with `basis`)")
            return nil
        }
        guard let values = self.spectrum(spectrum, key + ".spectrum", around.scope) else { return nil }
        let kind = pairs["basis"].map { word($0, key + ".basis", as: Basis.self) } ?? .standard
        return kind.map { kind in
            let basis = kind.matrix(values.count, around.generator("basis"))
            return kind == .standard ? .diagonal(values) : (basis * .diagonal(values) * basis.transposed).symmetrized
        }
    }

    /// VECTOR: a list, `zeros`, `ones`, `gaussian` or `{csv: path}` of one column.
    func vector(_ node: Node, _ key: String, count: Int, _ around: Surroundings, use: String) -> Vector? {
        var result: Vector?
        switch node {
        case .scalar(let scalar):
            switch scalar.string {
            case "zeros": return Vector(repeating: 0, count: count)
            case "ones": return Vector(repeating: 1, count: count)
            case "gaussian":
                var generator = around.generator(use)
                return generator.gaussianVector(count)
            default:
                expected("a list of numbers, `zeros`, `ones`, `gaussian` or `{csv: path}`", node, key)
                return nil
            }
        case .sequence: result = numbers(node, key, around.scope)
        case .mapping:
            guard let pairs = mapping(node, key, keys: ["csv", "missing"], required: ["csv"]),
                let table = tableMatrix(pairs, key, around)
            else { return nil }
            guard table.columns == 1 || table.rows == 1 else {
                fail(node, key, "expected one column of numbers, found \(table.columns)")
                return nil
            }
            result = table.storage
        case .alias: expected("a list of numbers", node, key)
        }
        guard let result else { return nil }
        guard result.count == count else {
            fail(node, key, "expected \(count) entries, as the model has \(count) parameters, found \(result.count)")
            return nil
        }
        return result
    }

    func numbers(_ node: Node, _ key: String, _ scope: Scope) -> Vector? {
        guard let items = sequence(node, key, of: "numbers") else { return nil }
        let values = items.compactMap { number($0, key, scope) }
        return values.count == items.count ? values : nil
    }

    /// SPECTRUM: a list, `{geometric: {dimension, min, max}}` or `{power-law: {dimension, exponent, max}}`.
    private func spectrum(_ node: Node, _ key: String, _ scope: Scope) -> Vector? {
        if case .sequence = node { return numbers(node, key, scope) }
        guard let (name, value) = choice(node, key, of: ["geometric", "power-law"]) else { return nil }
        let other = name == "geometric" ? "min" : "exponent"
        let keys = ["dimension", other, "max"]
        guard let pairs = mapping(value, key, keys: keys, required: keys), let dimension = pairs["dimension"],
            let first = pairs[other], let last = pairs["max"],
            let d = integer(dimension, key + ".dimension", from: 1, to: Self.sideLimit, scope),
            let shape = number(first, key + "." + other, scope), let greatest = number(last, key + ".max", scope)
        else { return nil }
        if name == "power-law" { return Spectra.powerLaw(d, exponent: shape, greatest: greatest) }
        guard shape > 0, greatest >= shape else {
            fail(value, key, "expected 0 < min <= max, found \(shape) and \(greatest)")
            return nil
        }
        return Spectra.geometric(d, least: shape, greatest: greatest)
    }

    /// The basis in which a spectrum is diagonal.
    enum Basis: String, CaseIterable {
        case standard, dct, haar

        func matrix(_ d: Int, _ generator: Generator) -> Matrix {
            switch self {
            case .standard: return .identity(d)
            case .dct: return .cosineBasis(d)
            case .haar:
                var generator = generator
                return haarOrthogonal(d, using: &generator)
            }
        }
    }
}
