import Synchronization

/// A number that several threads count up.
public final class Counter: Sendable {
    private let value = Atomic<Int>(0)

    /// Begins at 0.
    public init() {}

    /// Adds one; returns the new number.
    public func increment() -> Int { value.add(1, ordering: .relaxed).newValue }
}
