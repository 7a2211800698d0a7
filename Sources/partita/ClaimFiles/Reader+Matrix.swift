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

extension Grammar {
    static let row = Form.list(.expression, of: "number")

    static let matrix = Form.any([.list(row, of: "row", least: 1), matrixMapping])

    static let matrixMapping = Form.mapping(
        oneOf: [
            Key("csv", .text, "A CSV file of numbers, relative to this file."),
            Key("covariance", .text, "A CSV file: the covariance (divisor n) of its columns."),
            Key("spectrum", .named(.spectrum), "The eigenvalues of a symmetric matrix."),
        ],
        optional: [
            Key("except", .list(.text, of: "column name"), "Columns that are left out.", needs: ["covariance"]),
            missing(besides: ["csv", "covariance"]),
            Key(
                "basis", .word(Basis.self), "The eigenvectors: standard, dct (cosines), haar (random).",
                needs: ["spectrum"], default: "standard"),
        ])

    static let vector = Form.any([
        .word(["zeros", "ones", "gaussian"]), row,
        .mapping(
            required: [Key("csv", .text, "A CSV file of one column, relative to this file.")], optional: [missing()]),
    ])

    static let spectrum = Form.any([
        row,
        .choice([
            Key(
                "geometric",
                .mapping(required: [dimension, Key("min", .expression(.positive), "The least eigenvalue."), greatest]),
                "Eigenvalues in equal ratios."),
            Key(
                "power-law",
                .mapping(required: [dimension, Key("exponent", .expression, "The exponent a of i^-a."), greatest]),
                "Eigenvalues max i^-a."),
        ]),
    ])

    private static let dimension = Key("dimension", .whole(from: 1, to: Reader.sideLimit), "How many there are.")
    private static let greatest = Key("max", .expression, "The greatest eigenvalue.")
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

extension Reader {
    /// The largest side of a matrix that a claim file may ask for.
    static let sideLimit = 4096

    /// MATRIX: rows, `{csv: path}`, `{covariance: path, except: [..]}` (both with `missing: drop`) or
    /// `{spectrum: SPECTRUM, basis: ..}`.
    func matrix(_ place: Place?, _ around: Surroundings) -> Matrix? {
        guard let place, isRight(place) else { return nil }
        if let items = place.items { return rows(items, place, around) }
        guard let (name, value) = place.choice else { return nil }
        switch name {
        case "csv": return tableMatrix(place, around)
        case "covariance": return covariance(place, around)
        default:
            let kind = word(place["basis"], as: Basis.self)
            guard let values = spectrum(value, around.scope), let kind else { return nil }
            let basis = kind.matrix(values.count, around.generator("basis"))
            return kind == .standard ? .diagonal(values) : (basis * .diagonal(values) * basis.transposed).symmetrized
        }
    }

    private func rows(_ items: [Place], _ place: Place, _ around: Surroundings) -> Matrix? {
        guard let rows = list(place, { numbers($0, around.scope) }) else { return nil }
        guard let width = rows.first?.count, width > 0 else {
            expected("rows of numbers", place)
            return nil
        }
        for (index, row) in rows.enumerated() where row.count != width {
            fail(items[index], "row \(index + 1) has \(row.count) entries, the first has \(width)")
            return nil
        }
        return try? Matrix(rows: rows)
    }

    /// VECTOR: a list, `zeros`, `ones`, `gaussian` or `{csv: path}` of one column.
    /// `beside` says what it must fit, where that is not the model as a whole.
    func vector(
        _ place: Place?, count: Int, _ around: Surroundings, use: String, beside: String? = nil
    ) -> Vector? {
        guard let place, isRight(place) else { return nil }
        var result: Vector?
        switch place.node {
        case .scalar(let scalar):
            switch scalar.string {
            case "zeros": return Vector(repeating: 0, count: count)
            case "ones": return Vector(repeating: 1, count: count)
            case "gaussian":
                var generator = around.generator(use)
                return generator.gaussianVector(count)
            default:
                expected("a list of numbers, `zeros`, `ones`, `gaussian` or `{csv: path}`", place)
                return nil
            }
        case .sequence: result = numbers(Place(place.node, Grammar.row, place.path), around.scope)
        case .mapping:
            guard let table = tableMatrix(Place(place.node, .named(.vector), place.path), around) else { return nil }
            guard table.columns == 1 || table.rows == 1 else {
                fail(place, "expected one column of numbers, found \(table.columns)")
                return nil
            }
            result = table.storage
        case .alias: return nil
        }
        guard let result else { return nil }
        guard result.count == count else {
            let wanted = beside ?? "the model has \(Self.counted(count, "parameter"))"
            fail(place, "`\(use)` has \(result.count) \(result.count == 1 ? "entry" : "entries"), \(wanted)")
            return nil
        }
        return result
    }

    /// SPECTRUM: a list, `{geometric: {dimension, min, max}}` or `{power-law: {dimension, exponent, max}}`.
    private func spectrum(_ place: Place, _ scope: Scope) -> Vector? {
        if place.items != nil { return numbers(place, scope) }
        guard isRight(place), let (name, value) = place.choice else { return nil }
        let d = integer(value["dimension"], scope)
        let shape = number(value[name == "geometric" ? "min" : "exponent"], scope)
        let greatest = number(value["max"], scope)
        guard let d, let shape, let greatest else { return nil }
        if name == "power-law" { return Spectra.powerLaw(d, exponent: shape, greatest: greatest) }
        guard greatest >= shape else {
            fail(value, "expected 0 < min <= max, found \(shape) and \(greatest)")
            return nil
        }
        return Spectra.geometric(d, least: shape, greatest: greatest)
    }
}
