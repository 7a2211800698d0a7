/// A formula of a derivation.
indirect enum Term: Sendable, Equatable {
    /// A literal as it was written: `0.1`, `1e-3`, `0x1.8p-3`.
    case number(String)
    /// `name`
    case variable(String)
    /// `name[i, ...]`
    case member(String, [Term])
    /// `[a, b; c, d]`
    case matrix([[Term]])
    /// `-a`
    case negate(Term)
    /// `a + b`, `a - b`, `a*b`, `a/b`, `a^b`
    case binary(Character, Term, Term)
    /// `f(a, b, ...)`
    case call(String, [Term])
}

/// `left relation right`
struct Test: Sendable, Equatable {
    let left: Term
    let relation: Relation
    let right: Term

    enum Relation: String, Sendable, CaseIterable {
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case equal = "="
        case notEqual = "!="
    }
}

/// A statement of a derivation, with the number of its line.
struct Statement: Sendable, Equatable {
    let line: Int
    let action: Action

    indirect enum Action: Sendable, Equatable {
        /// `name = term`
        case assign(String, Term)
        /// `name[i, ...] = term`
        case assignMember(String, [Term], Term)
        /// `for name = first to last`; `down to` where `ascending` is false.
        case loop(String, first: Term, last: Term, ascending: Bool, [Statement])
        /// `if test`, `else`
        case branch(Test, [Statement], [Statement])
        /// `quantity name = term`
        case quantity(String, Term)
        /// `observe "part" at time = term with name = term, ...`
        case observe(String, time: Term, Term, with: [Binding])
    }

    /// A variable of the bound at a time.
    struct Binding: Sendable, Equatable {
        let name: String
        let term: Term
    }
}

/// What is wrong with a derivation, or why its evaluation stopped.
package enum DerivationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A line that cannot be read.
    case syntax(line: Int, String)
    /// A name without a value, a wrong shape, a division by zero: the derivation is wrong.
    case wrong(line: Int, String)
    /// A comparison or a division that this precision cannot decide.
    case undecided(line: Int, String)
    /// More work or memory than is allowed.
    case limit(line: Int, String)

    package var description: String {
        switch self {
        case .syntax(let line, let text), .wrong(let line, let text): "line \(line): \(text)"
        case .undecided(let line, let text): "line \(line): not decided: \(text)"
        case .limit(let line, let text): "line \(line): beyond the limits: \(text)"
        }
    }
}
