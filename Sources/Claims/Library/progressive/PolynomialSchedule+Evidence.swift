import LinearAlgebra
import PartialTraining

extension PolynomialSchedule {
    /// One step at each of `depths`, and all that it is compared with; `shares` is the law of a random depth.
    package static func evidence(
        _ training: DegreeTraining, depths: [Int], dropping: Bool, shares: Vector
    ) throws -> Evidence {
        let run = training.run(depths, dropping: dropping)
        let trajectory = try run.trajectory()
        var evidence = Evidence(run, trajectory)
        evidence.setDegrees(training)
        evidence.derivation = derivation(training, depths: depths, dropping: dropping, shares: shares)
        let loss = Track(trajectory, .loss)
        var (counts, costs) = ([[0.0, 0, 0, 0]], [0.0])
        for (t, depth) in depths.enumerated() {
            counts.append((0..<4).map { counts[t][$0] + ($0 < depth ? 1 : 0) })
            costs.append(costs[t] + Double(depth))
        }
        var counted = loss
        for j in 1...4 { counted.vary("n\(j)", counts.map { $0[j - 1] }) }
        evidence.tracks["loss"] = counted
        evidence.tracks["floor"] = loss.varying("cost", costs)
        try evidence.addOrders(training, depths, dropping: dropping)
        try evidence.addConstant(training, depths, trajectory)
        try evidence.addRandom(training, shares, steps: depths.count)
        if let depth = depths.max(), depths.allSatisfy({ $0 == depth }), depth < training.degree {
            let above = training.energies.dropFirst(depth).reduce(Rounded(0)) { $0 + $1 }
            evidence.quantities["above"] = above
            evidence.tracks["shallow"] = loss
        }
        return evidence
    }
}

extension Evidence {
    /// `order`: the final losses upwards, downwards and rotated, in both forward modes, against that of the run.
    /// `stages`: two steps of each depth, upwards and downwards.
    fileprivate mutating func addOrders(_ training: DegreeTraining, _ depths: [Int], dropping: Bool) throws {
        guard let own = tracks["loss"], let last = own.observed.last, let radius = own.radius.last else { return }
        let up = depths.sorted()
        let orders = [up, up.reversed(), Array(depths.dropFirst(2)) + depths.prefix(2)]
        let losses = try [true, false].flatMap { mode in
            try orders.map { try training.final($0, dropping: mode) }
        }
        let all = Array(repeating: last, count: losses.count)
        tracks["order"] = Track(values: losses.map(\.value), radius: losses.map(\.radius))
            .varying("other", all, radius: all.map { _ in radius })
        let stages = training.equalStages(2)
        let ends = try [stages, stages.reversed()].map { try training.final($0, dropping: dropping) }
        set("stageCost", Double(stages.reduce(0, +)))
        tracks["stages"] = Track(values: ends.map(\.value), radius: ends.map(\.radius))
    }

    /// `constant`, and `gain` where constant full depth can have the cost of the schedule.
    fileprivate mutating func addConstant(
        _ training: DegreeTraining, _ depths: [Int], _ trajectory: Trajectory
    ) throws {
        let degree = training.degree
        let cost = depths.reduce(0, +)
        let steps = max(cost / degree, 1)
        let full = try training.run(Array(repeating: degree, count: steps), dropping: true).trajectory()
        tracks["constant"] = Track(full, .loss).varying("cost", (0...steps).map { Double($0 * degree) })
        guard cost.isMultiple(of: degree), let own = trajectory.series[.excess], let other = full.series[.excess],
            let a = own.values.last, let b = other.values.last, let ra = own.radius.last, let rb = other.radius.last
        else { return }
        let ratio = Rounded(value: a, radius: ra) / Rounded(value: b, radius: rb)
        if ratio.radius.isFinite { tracks["gain"] = Track(value: ratio.value, radius: ratio.radius) }
    }

    /// `random` and `random-floor`: exact moments of the masks, outcome by outcome.
    fileprivate mutating func addRandom(_ training: DegreeTraining, _ shares: Vector, steps: Int) throws {
        let sizes = (1...shares.count).map { training.features.leading($0).count }
        let choice = RandomChoice.nested(shares, sizes: sizes)
        let model = training.model
        let law = try AffineLaw(model, choice, stepSize: training.stepSize)
        let largest = max(1, abs(1 - training.stepSize))
        var run = AffineRun(
            error: subtract(training.start, model.optimum), growth: largest * largest, condition: 1)
        var losses: [Rounded] = []
        for t in 0...steps {
            losses.append(run.excess(on: model) + Rounded(model.minimum))
            if t < steps { run.step(law) }
        }
        let track = Track(
            times: (0...steps).map(Double.init), observed: losses.map(\.value), radius: losses.map(\.radius))
        for j in 1...4 { set("pi\(j)", shares.dropFirst(j - 1).reduce(0, +)) }
        tracks["random"] = track
        tracks["random-floor"] = track
    }
}
