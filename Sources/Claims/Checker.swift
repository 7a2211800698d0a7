import PartialTraining

/// Checks claims: every (claim, instance, seed) is a cell of its own, and cells run on a pool in any order.
public struct Checker: Sendable {
    /// The seed of all draws.
    public let seed: UInt64
    /// How many threads there are at the most; results do not depend on it.
    public let jobs: Int
    /// Typical instances for each claim.
    public let typicalCount: Int

    /// A checker of any number of claims.
    public init(seed: UInt64 = 1, jobs: Int = 1, typicalCount: Int = 20) {
        self.seed = seed
        self.jobs = jobs
        self.typicalCount = typicalCount
    }

    /// One cell.
    private struct Cell: Sendable {
        let claim: Claim
        let instance: Instance
    }

    /// The results in the order of `claims`. `progress(done, all)` is called after every cell, from any thread.
    ///
    /// Errors: of the smallest failing cell, with the names of claim and instance.
    public func check(
        _ claims: [Claim], progress: (@Sendable (Int, Int) -> Void)? = nil
    ) throws(CheckFailure) -> [ClaimResult] {
        let cells = claims.flatMap { claim in instances(claim).map { Cell(claim: claim, instance: $0) } }
        let counter = Counter()
        // With fewer cells than threads, the threads go to the replicas inside a cell.
        let inner = cells.count < jobs ? jobs : 1
        let results = try Parallel.map(cells.count, jobs: jobs) { (index) throws(CheckFailure) -> InstanceResult in
            let result = try run(cells[index], jobs: inner)
            if let progress { progress(counter.increment(), cells.count) }
            return result
        }
        var next = 0
        return claims.map { claim in
            let count = instances(claim).count
            defer { next += count }
            return ClaimResult(claim, Array(results[next..<(next + count)]))
        }
    }

    /// The instances of a claim: the typical ones first.
    public func instances(_ claim: Claim) -> [Instance] {
        let typical = claim.typical.map { draw in
            (0..<typicalCount).map { Instance("typical-\(padded($0 + 1))", .typical, draw) }
        }
        return (typical ?? []) + claim.instances
    }

    private func padded(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(2 - digits.count, 0)) + digits
    }

    private func run(_ cell: Cell, jobs: Int) throws(CheckFailure) -> InstanceResult {
        do {
            let evidence = try evidence(cell.claim, cell.instance, jobs: jobs)
            return try InstanceResult(
                cell.claim, name: cell.instance.name, role: cell.instance.role, seed: seed, evidence)
        } catch let failure as CheckFailure {
            throw failure
        } catch {
            throw CheckFailure(claim: cell.claim.id, instance: cell.instance.name, reason: "\(error)")
        }
    }

    /// What an instance brings to light, from its own random stream.
    package func evidence(_ claim: Claim, _ instance: Instance, jobs: Int = 1) throws(CheckFailure) -> Evidence {
        do {
            var draw = Draw(seed: seed, claim: claim.id, instance: instance.name, jobs: jobs)
            return try instance.evidence(&draw)
        } catch {
            throw CheckFailure(claim: claim.id, instance: instance.name, reason: "\(error)")
        }
    }
}

/// An instance that could not be evaluated.
public struct CheckFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// The id of the claim.
    public let claim: String
    /// The name of its instance.
    public let instance: String
    /// What went wrong.
    public let reason: String

    public var description: String { "\(claim), \(instance): \(reason)" }
}
