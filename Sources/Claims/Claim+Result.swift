extension Claim {
    /// One of the claim's own instances, run and judged: `typical-01`, `typical-02`, ..., or one of ``instances``.
    ///
    /// Errors: `ClaimError.unknownInstance`, and those of running it.
    package func result(of name: String, seed: UInt64 = 1, jobs: Int = 1) throws -> InstanceResult {
        let all = Checker(seed: seed, jobs: jobs).instances(self)
        guard let instance = all.first(where: { $0.name == name }) else {
            throw ClaimError.unknownInstance(claim: id, instance: name)
        }
        var draw = Draw(seed: seed, claim: id, instance: name, jobs: jobs)
        return try InstanceResult(self, name: name, role: instance.role, seed: seed, try instance.evidence(&draw))
    }

    /// Evidence from elsewhere, judged by this claim.
    package func result(_ name: String, _ evidence: Evidence, seed: UInt64 = 1) throws(ClaimError) -> InstanceResult {
        try InstanceResult(self, name: name, role: .given, seed: seed, evidence)
    }
}

extension InstanceResult {
    /// What became of a part. Errors: `ClaimError.noTrack` if nothing was observed for it.
    package func comparison(_ part: String) throws(ClaimError) -> Comparison {
        guard let found = comparisons.first(where: { $0.part == part }) else {
            throw .noTrack(claim: part, instance: name)
        }
        return found
    }
}
