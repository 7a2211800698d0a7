import Claims

extension Claim {
    /// The bound of a part at given quantities, where nothing is observed beside it. Errors: `ClaimError.noTrack` if there is
    /// no such part, those of the expression if a quantity is missing.
    func bound(_ part: String, _ quantities: [String: Double]) throws -> Double {
        guard let found = parts.first(where: { $0.name == part }) else {
            throw ClaimError.noTrack(claim: id, instance: part)
        }
        let names = quantities.keys.sorted()
        return try found.bound.bind(names).evaluate(names.map { quantities[$0] ?? .nan })
    }
}
