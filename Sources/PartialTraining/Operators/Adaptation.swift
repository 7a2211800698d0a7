import LinearAlgebra

/// Something that is due now and then within a stage: before the first step, and whenever a multiple of `every` steps has been
/// reached since it last was. In a cycle, where an operator does not see every step, that is its own next turn.
struct Recurrence {
    let every: Int
    private var last: Int?

    init(every: Int) { self.every = every }

    mutating func isDue(at step: Int) -> Bool {
        let period = step / every
        guard period != last else { return false }
        last = period
        return true
    }
}

/// The `k` of `indices` (ascending) with the largest scores, ascending; of equal ones the lower index. What is not a number
/// counts least. O(n log n).
func largest(_ k: Int, of indices: [Int], by scores: Vector) -> [Int] {
    func worth(_ i: Int) -> Double { scores[i].isNaN ? -.infinity : scores[i] }
    let ranked = indices.sorted { worth($0) != worth($1) ? worth($0) > worth($1) : $0 < $1 }
    return ranked.prefix(max(k, 0)).sorted()
}

/// Flags of `count` parameters, set for the given ones.
func flags(_ indices: [Int], count: Int) -> [Bool] {
    var flags = [Bool](repeating: false, count: count)
    for i in indices { flags[i] = true }
    return flags
}

extension StepContext {
    /// The numbers, from 0, of the parameters that are not pruned.
    var unpruned: [Int] {
        start.values.indices.filter { support?[$0] ?? true }
    }
}

extension Parameters {
    /// Sets the parameters outside `support` to zero; says whether that changed anything.
    mutating func confine(to support: [Bool]) -> Bool {
        var changed = false
        for i in support.indices where !support[i] && values[i] != 0 {
            values[i] = 0
            changed = true
        }
        return changed
    }
}
