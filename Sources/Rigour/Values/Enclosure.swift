import CFlint

/// A real matrix of which something is known for certain: balls that contain its entries, and the entries themselves
/// where all of them are known rational numbers.
///
/// Never changed once it has been handed out. A number is a matrix of one row and one column. Pointers into it are good as long as
/// it lives: who uses one after the last use of the object itself extends the object's lifetime.
final class Enclosure {
    let rows: Int
    let columns: Int
    /// Midpoints with radii.
    let ball: UnsafeMutablePointer<arb_mat_struct>
    /// The rational entries; then the balls are theirs, rounded outward.
    private(set) var exact: UnsafeMutablePointer<fmpq_mat_struct>?
    /// Values with the same number, other than 0, are the same: see ``Sameness``.
    var sameness = 0

    /// Zeros, not yet known to be exact.
    init(rows: Int, columns: Int) {
        self.rows = rows
        self.columns = columns
        ball = .allocate(capacity: 1)
        arb_mat_init(ball, rows, columns)
    }

    deinit {
        arb_mat_clear(ball)
        ball.deallocate()
        forget()
    }

    var isNumber: Bool { rows == 1 && columns == 1 }
    var isVector: Bool { columns == 1 }
    var isSquare: Bool { rows == columns }
    var shape: String { "\(rows) x \(columns)" }

    /// The ball of an entry, counted from 0.
    func entry(_ i: Int, _ j: Int) -> UnsafeMutablePointer<arb_struct> { partita_arb_entry(ball, i, j) }

    /// The ball of a number.
    var number: UnsafeMutablePointer<arb_struct> { entry(0, 0) }

    /// The rational number, if it is known.
    var exactNumber: UnsafeMutablePointer<fmpq>? { exact.map { partita_fmpq_entry($0, 0, 0) } }

    /// Whether the number is known: a rational, or a ball without a radius.
    var isKnown: Bool { exact != nil || arb_is_exact(number) != 0 }

    /// Makes room for rational entries, all zero.
    func makeExact() -> UnsafeMutablePointer<fmpq_mat_struct> {
        if let exact { return exact }
        let room = UnsafeMutablePointer<fmpq_mat_struct>.allocate(capacity: 1)
        fmpq_mat_init(room, rows, columns)
        exact = room
        return room
    }

    /// Gives up the rational entries.
    func forget() {
        guard let exact else { return }
        fmpq_mat_clear(exact)
        exact.deallocate()
        self.exact = nil
    }

    /// Takes the balls from the rational entries, and gives these up where they have become longer than `limit` bits, or
    /// 2^21 in all.
    func round(bits: Int, limit: Int) {
        guard let exact else { return }
        arb_mat_set_fmpq_mat(ball, exact, bits)
        var total = 0
        for i in 0..<rows {
            for j in 0..<columns {
                let entry = partita_fmpq_entry(exact, i, j)
                let size = entry.map { Int(fmpz_bits(&$0.pointee.num)) + Int(fmpz_bits(&$0.pointee.den)) } ?? 0
                total += size
                if size > limit || total > 1 << 21 { return forget() }
            }
        }
    }
}

/// Why an operation has no result. The interpreter adds the line.
enum ValueError: Error, Sendable, Equatable {
    case wrong(String)
    case undecided(String)
    case limit(String)
}
