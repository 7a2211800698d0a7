/// Why an evaluation stopped before its end.
enum Stop: Error, Equatable {
    /// The enclosures are too wide at this precision; more bits may help.
    case undecided(String)
    /// The program is wrong, whatever the precision.
    case wrong(String)
    /// The program asks for more work or memory than is granted.
    case limit(String)

    var reason: String {
        switch self {
        case .undecided(let reason), .wrong(let reason), .limit(let reason): reason
        }
    }

    /// The same with a place before the reason.
    func at(_ place: String) -> Stop {
        switch self {
        case .undecided(let reason): .undecided("\(place): \(reason)")
        case .wrong(let reason): .wrong("\(place): \(reason)")
        case .limit(let reason): .limit("\(place): \(reason)")
        }
    }
}

/// How much a replay may cost: certificates may come from anywhere.
public struct Limits: Sendable, Equatable {
    /// The greatest precision that is tried.
    public var bits: Int
    /// Operations with numbers of 64 bits, about: longer ones count as several. 10^9 take a minute or two.
    public var work: Double
    /// Bytes of matrices that are kept at one time.
    public var bytes: Int

    /// Limits that let pass what this library of claims needs, many times over.
    public init(bits: Int = 8192, work: Double = 1e10, bytes: Int = 2 << 30) {
        self.bits = bits
        self.work = work
        self.bytes = bytes
    }
}

/// What one replay has used of its limits.
final class Meter {
    private let limits: Limits
    private(set) var work = 0.0
    private var bytes = 0

    init(_ limits: Limits) { self.limits = limits }

    /// Notes operations before they are done.
    func spend(_ operations: Double) throws(Stop) {
        work += operations
        if work > limits.work { throw .limit("more than \(limits.work) operations") }
    }

    /// Notes memory before it is allocated; ``release(_:)`` gives it back.
    func hold(_ count: Int) throws(Stop) {
        if count > limits.bytes - bytes { throw .limit("matrices of more than \(limits.bytes) bytes in all") }
        bytes += count
    }

    func release(_ count: Int) { bytes -= count }
}
