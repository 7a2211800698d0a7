import CMPFI

/// A real matrix that is known by an interval for each entry, and exactly where entries are rational and short enough.
///
/// Entries lie column after column. An exact entry has its number in `rationals`, and an interval around it; of the
/// others the rational number is not initialised. Values do not change once an operation has handed them out.
final class Enclosure {
    let rows: Int
    let columns: Int
    let arithmetic: Arithmetic
    let intervals: UnsafeMutablePointer<CInterval>
    private let rationals: UnsafeMutablePointer<CRational>
    private let flags: UnsafeMutablePointer<Bool>
    private let bytes: Int
    /// What it was made of, as a number that ``Origins`` gives: matrices with the same one are equal.
    var origin: Int?

    /// The most entries of one matrix.
    static let largest = 1 << 24

    /// A matrix whose entries are still to be set.
    ///
    /// - Throws: ``Stop`` for no rows, no columns, too many entries, or too much memory.
    init(_ rows: Int, _ columns: Int, _ arithmetic: Arithmetic) throws(Stop) {
        guard rows > 0, columns > 0 else {
            throw .wrong("expected a matrix of at least one row and one column, found \(rows) x \(columns)")
        }
        let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
        if overflow || count > Self.largest {
            throw .limit("expected a matrix of at most 2^24 entries, found \(rows) x \(columns)")
        }
        bytes = count * (160 + arithmetic.precision / 4)
        try arithmetic.meter.hold(bytes)
        self.rows = rows
        self.columns = columns
        self.arithmetic = arithmetic
        intervals = .allocate(capacity: count)
        rationals = .allocate(capacity: count)
        flags = .allocate(capacity: count)
        flags.initialize(repeating: false, count: count)
        for entry in 0..<count { mpfi_init2(intervals + entry, arithmetic.precision) }
    }

    deinit {
        for entry in 0..<count {
            mpfi_clear(intervals + entry)
            if flags[entry] { partita_q_clear(rationals + entry) }
        }
        intervals.deallocate()
        rationals.deallocate()
        flags.deallocate()
        arithmetic.meter.release(bytes)
    }

    var count: Int { rows * columns }
    var isNumber: Bool { rows == 1 && columns == 1 }
    var isVector: Bool { columns == 1 }
    var isSquare: Bool { rows == columns }
    var shape: String { "\(rows) x \(columns)" }

    /// The place of row `i`, column `j`, both from 0.
    func index(_ i: Int, _ j: Int) -> Int { i + j * rows }

    /// The number that an entry is, if that is known.
    func exact(_ entry: Int) -> UnsafeMutablePointer<CRational>? { flags[entry] ? rationals + entry : nil }

    var isExact: Bool { (0..<count).allSatisfy { flags[$0] } }

    /// Whether an entry is zero for certain.
    func isZero(_ entry: Int) -> Bool { partita_is_zero(intervals + entry) != 0 }

    /// Whether all ends are finite: where they are not, nothing is known.
    var isFinite: Bool { (0..<count).allSatisfy { partita_is_finite(intervals + $0) != 0 } }

    /// The length of the longest exact entry.
    var longest: Int { (0..<count).reduce(0) { flags[$1] ? max($0, partita_q_bits(rationals + $1)) : $0 } }

    /// Makes an entry the number given: exact, if that is not too long to be kept.
    func set(_ entry: Int, _ value: UnsafeMutablePointer<CRational>) {
        mpfi_set_q(intervals + entry, value)
        keep(entry, partita_q_bits(value) <= arithmetic.exactBits ? value : nil)
    }

    /// Makes an entry a whole number.
    func set(_ entry: Int, _ value: Int) {
        mpfi_set_si(intervals + entry, value)
        if !flags[entry] { partita_q_init(rationals + entry) }
        flags[entry] = true
        partita_q_set_si(rationals + entry, value)
    }

    /// Makes an entry a copy of another one.
    func set(_ entry: Int, _ other: Enclosure, _ source: Int) {
        mpfi_set(intervals + entry, other.intervals + source)
        keep(entry, other.exact(source))
    }

    /// Forgets the rational number of an entry, and gives its interval to be set.
    func inexact(_ entry: Int) -> UnsafeMutablePointer<CInterval> {
        keep(entry, nil)
        return intervals + entry
    }

    private func keep(_ entry: Int, _ value: UnsafeMutablePointer<CRational>?) {
        if let value {
            if !flags[entry] { partita_q_init(rationals + entry) }
            partita_q_set(rationals + entry, value)
        } else if flags[entry] {
            partita_q_clear(rationals + entry)
        }
        flags[entry] = value != nil
    }
}
