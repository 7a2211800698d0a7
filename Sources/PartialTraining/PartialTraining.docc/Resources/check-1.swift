import Claims

/// The claim, checked: what came out, one line for the claim and one for each instance that is no draw.
enum WeightedCheck {
    static func report() throws -> [String] {
        let results = try Checker(seed: 1).check([WeightedDescent.claim()])
        return results.flatMap { result in
            ["\(result.claim.id): \(result.status.rawValue), \(result.instances.count) instances"]
                + result.instances.filter { $0.role != .typical }.map { instance in
                    "\(instance.name): " + instance.comparisons.map(\.story).joined(separator: "; ")
                }
        }
    }
}
