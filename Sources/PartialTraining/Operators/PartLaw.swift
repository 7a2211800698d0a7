import LinearAlgebra

/// Which of `count` parts a draw keeps, each of them by its own probability or by a number.
public enum PartLaw: Sendable, Equatable {
    /// Each part independently, part `i` with the probability `p[i]`, or all with the same.
    case bernoulli([Double])
    /// A uniform subset of so many.
    case subset(Int)
    /// The leading `k` parts with probability `pi[k - 1]`.
    case nested([Double])

    /// The free parts that are kept, of `count`.
    func draw(_ count: Int, using generator: inout Generator) -> [Int] {
        switch self {
        case .bernoulli(let p):
            return (0..<count).filter { generator.uniform() < p[p.count == 1 ? 0 : $0] }
        case .subset(let k):
            var kept: [Int] = []
            sample(k, of: count, using: &generator) { kept.append($0) }
            return kept
        case .nested(let pi):
            var rest = generator.uniform()
            for (k, probability) in pi.enumerated() {
                rest -= probability
                if rest < 0 { return Array(0...k) }
            }
            // Rounding of the sum: the widest that can be drawn.
            return Array(0...(pi.lastIndex { $0 > 0 } ?? pi.count - 1))
        }
    }

    func outcomeCount(_ count: Int) -> Int {
        switch self {
        case .bernoulli(let p):
            let free = p.count == 1 ? (p[0] < 1 ? count : 0) : p.count { $0 < 1 }
            return free < 62 ? 1 << free : .max
        case .subset(let k): return binomial(count, k)
        case .nested(let pi): return pi.count { $0 > 0 }
        }
    }

    /// All draws; those of probability 0 are left out.
    func outcomes(_ count: Int) -> [(probability: Double, parts: [Int])] {
        switch self {
        case .bernoulli(let p):
            return (0..<count).reduce([(1.0, [Int]())]) { outcomes, i in
                let keep = p[p.count == 1 ? 0 : i]
                return outcomes.flatMap { outcome in
                    [(outcome.0 * keep, outcome.1 + [i]), (outcome.0 * (1 - keep), outcome.1)].filter { $0.0 > 0 }
                }
            }
        case .subset(let k):
            let subsets = combinations(count, k)
            return subsets.map { (1 / Double(subsets.count), $0) }
        case .nested(let pi):
            return pi.indices.filter { pi[$0] > 0 }.map { (pi[$0], Array(0...$0)) }
        }
    }

    /// The probability of each part to be kept.
    func keepProbabilities(_ count: Int) -> [Double] {
        switch self {
        case .bernoulli(let p): (0..<count).map { p[p.count == 1 ? 0 : $0] }
        case .subset(let k): (0..<count).map { _ in Double(k) / Double(count) }
        case .nested(let pi): (0..<count).map { pi[$0...].reduce(0, +) }
        }
    }

    /// The mean share of parts that are kept.
    func meanShare(_ count: Int) -> Double {
        switch self {
        case .bernoulli(let p): p.reduce(0, +) / Double(p.count)
        case .subset(let k): Double(k) / Double(max(count, 1))
        case .nested(let pi): pi.enumerated().reduce(0) { $0 + $1.element * Double($1.offset + 1) } / Double(count)
        }
    }

    var isRandom: Bool {
        switch self {
        case .bernoulli(let p): p.contains { $0 < 1 }
        case .subset: true
        case .nested(let pi): pi.count { $0 > 0 } > 1
        }
    }

    /// Errors: `invalid`, with the name of the operator.
    func validate(_ count: Int, what: String, parts: String) throws(TrainingError) {
        switch self {
        case .bernoulli(let p):
            guard p.count == 1 || p.count == count else {
                throw .shape(
                    what: "\(what) bernoulli", expected: "one probability or \(count), one for each of the \(parts)",
                    found: "\(p.count)")
            }
            for value in p where !(value > 0 && value <= 1) {
                throw .invalid(
                    what: "\(what) bernoulli", expected: "a probability p with 0 < p <= 1", found: "\(value)")
            }
        case .subset(let k):
            guard k >= 0, k <= count else {
                throw .invalid(what: "\(what) count", expected: "a number up to \(count)", found: "\(k)")
            }
        case .nested(let pi):
            guard pi.count == count else {
                throw .shape(
                    what: "\(what) nested", expected: "\(count) probabilities, one for each of the \(parts)",
                    found: "\(pi.count)")
            }
            let sum = pi.reduce(0, +)
            guard pi.allSatisfy({ $0 >= 0 && $0.isFinite }), abs(sum - 1) <= 1e-9 else {
                throw .invalid(
                    what: "\(what) nested", expected: "probabilities that are not negative and sum to 1",
                    found: "a sum of \(sum)")
            }
        }
    }
}

/// `n` over `k`, saturating.
func binomial(_ n: Int, _ k: Int) -> Int {
    var count = 1.0
    for i in 0..<max(min(k, n - k), 0) { count = count * Double(n - i) / Double(i + 1) }
    return count < 1e18 ? Int(count.rounded()) : .max
}

/// Calls `body` with the members of a uniform subset of `k` of the numbers 0..<count, ascending: selection sampling (Knuth,
/// Algorithm S), one random number each.
func sample(_ k: Int, of count: Int, using generator: inout Generator, _ body: (Int) -> Void) {
    var wanted = k
    for i in 0..<count where Double(count - i) * generator.uniform() < Double(wanted) {
        wanted -= 1
        body(i)
    }
}
