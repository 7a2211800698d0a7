import Foundation

@testable import Verification

/// Certificates whose numbers were worked out by hand and with 80 decimal digits in another language.
enum Sample: String, CaseIterable {
    /// Gradient descent on quadratics: a sharp case, a typical one and one that breaks a hypothesis.
    case descent
    /// Masked descent by enumeration; a hypothesis and a part that no interval can decide.
    case masked

    var data: Data {
        get throws {
            let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
                "Certificates")
            return try Data(contentsOf: folder.appendingPathComponent("\(rawValue).json"))
        }
    }

    var json: JSON { get throws { try JSON(Array(try data)) } }

    /// What is known of the claim: all that the certificate says of it.
    var statement: Statement {
        get throws {
            let certificate = try Certificate(Field(json: try json, place: ""))
            return Statement(
                hypotheses: certificate.hypotheses.map { .init(name: $0.name, condition: $0.condition) },
                parts: certificate.parts.map {
                    .init(name: $0.name, relation: $0.relation.rawValue, bound: $0.bound, needs: $0.needs)
                },
                cases: certificate.cases.map { item in
                    .init(
                        name: item.name, role: item.role, derivation: item.derivation,
                        left: Dictionary(uniqueKeysWithValues: item.left.map { ($0.name, $0.reason) }))
                })
        }
    }
}

extension JSON {
    /// The text of a certificate with its digest put right.
    var signed: Data { text(digest: Digest.of(self)) }

    /// The same with the digest that it has.
    var unsigned: Data { text(digest: nil) }

    private func text(digest: String?) -> Data {
        var result = self
        if case .object(let members) = self, let digest {
            result = .object(members.filter { $0.key != "digest" } + [Member(key: "digest", value: .string(digest))])
        }
        var text = ""
        Digest.write(result, to: &text)
        return Data(text.utf8)
    }

    /// The value at a place; `nil` if there is none.
    subscript(_ path: [Step]) -> JSON? {
        guard let step = path.first else { return self }
        switch (self, step) {
        case (.object(let members), .key(let key)):
            return members.first { $0.key == key }?.value[Array(path.dropFirst())]
        case (.array(let items), .index(let index)):
            return items.indices.contains(index) ? items[index][Array(path.dropFirst())] : nil
        default: return nil
        }
    }

    /// The same with another value at a place; `nil` removes it.
    func replacing(_ path: [Step], with value: JSON?) -> JSON {
        guard let step = path.first else { return value ?? .null }
        let rest = Array(path.dropFirst())
        switch (self, step) {
        case (.object(let members), .key(let key)):
            return .object(
                members.compactMap { member in
                    guard member.key == key else { return member }
                    if rest.isEmpty && value == nil { return nil }
                    return Member(key: key, value: member.value.replacing(rest, with: value))
                })
        case (.array(let items), .index(let index)):
            var items = items
            if rest.isEmpty && value == nil {
                items.remove(at: index)
            } else {
                items[index] = items[index].replacing(rest, with: value)
            }
            return .array(items)
        default: return self
        }
    }

    /// One step into a value.
    enum Step: Equatable, CustomStringConvertible {
        case key(String)
        case index(Int)

        var description: String {
            switch self {
            case .key(let key): ".\(key)"
            case .index(let index): "[\(index)]"
            }
        }
    }

    /// All places with the values there, from the outside in.
    var places: [(path: [Step], value: JSON)] {
        var result: [(path: [Step], value: JSON)] = [([], self)]
        switch self {
        case .object(let members):
            for member in members { result += member.value.places.map { ([.key(member.key)] + $0.path, $0.value) } }
        case .array(let items):
            for (index, item) in items.enumerated() {
                result += item.places.map { ([.index(index)] + $0.path, $0.value) }
            }
        default: break
        }
        return result
    }
}
