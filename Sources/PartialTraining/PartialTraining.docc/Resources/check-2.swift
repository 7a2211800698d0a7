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

    /// The instances that do not behave when every bound is one hundredth smaller.
    static func smallerBound() throws -> [String] {
        try misbehaving(WeightedDescent.claim().mapBounds { $0.bound.scaled(by: 0.99) })
    }

    /// The instances that do not behave when a step may be of any size.
    static func anyStep() throws -> [String] {
        try misbehaving(WeightedDescent.claim().assuming("small-step"))
    }

    private static func misbehaving(_ claim: Claim) throws -> [String] {
        let result = try Checker(seed: 1).check([claim])
        return result.flatMap(\.instances).filter { !$0.behaves }.map(\.name)
    }
}
