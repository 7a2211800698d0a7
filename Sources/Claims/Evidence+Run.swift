import LinearAlgebra
import PartialTraining

extension Evidence {
    /// The evidence of a run and its trajectory, with the standard quantities and no tracks yet.
    ///
    /// Quantities, where they exist: `d`, `T`, `eta` and `eta1`, `eta2`, ... (step sizes of the stages), `L`, `mu`, `kappa`,
    /// `lmin`, `lmax`, `depth`, `min`, `p` (keep probability of the first mask), `k`, `r`, `loss0`, `excess0`, `distance0`.
    public init(_ run: Run, _ trajectory: Trajectory) {
        self.init(
            engine: trajectory.engine.rawValue, model: run.model.summary, schedule: run.schedule.summary,
            trained: trajectory.audit.text)
        quantities = run.quantities
        set("T", trajectory.times.last ?? 0)
        // The start as the trajectory itself saw it, so that bounds at t = 0 are met exactly.
        for (observable, name) in [(Observable.loss, "loss0"), (.excess, "excess0"), (.distance, "distance0")] {
            if let first = trajectory.values(observable).first {
                set(name, first, radius: trajectory.series[observable]?.radius.first ?? 0)
            }
        }
    }

    /// Runs and collects: one track for each part, from the observable given for it.
    public init(running run: Run, _ parts: [String: Observable], jobs: Int = 1) throws(TrainingError) {
        self.init(run, try run.trajectory(jobs: jobs), parts)
    }

    /// The same of a run that has been made.
    public init(_ run: Run, _ trajectory: Trajectory, _ parts: [String: Observable]) {
        self.init(run, trajectory)
        self.run = run
        observables = parts
        do { derivation = try RunDerivation(run, parts).derivation() } catch { derivationGap = error.description }
        for (part, observable) in parts {
            tracks[part] = Track(trajectory, observable, schedule: run.schedule)
        }
    }
}

extension Run {
    /// The names with a meaning of their own in claims.
    public static let standardQuantities: Set<String> = [
        "t", "T", "eta", "L", "mu", "kappa", "d", "p", "k", "r", "depth", "lmin", "lmax", "min", "loss0", "excess0",
        "distance0",
    ]

    /// What is known of a run before it is run, by the names that bounds use.
    public var quantities: [String: Rounded] {
        settingQuantities.merging(startQuantities) { setting, _ in setting }
    }

    /// The names of ``quantities``, without a look at the start.
    public var quantityNames: Set<String> {
        var names = Set(settingQuantities.keys).union(["loss0"])
        if model.constants.minimum != nil { names.insert("excess0") }
        if model.constants.optimum != nil { names.insert("distance0") }
        return names
    }

    /// What follows from the start: loss, excess and distance there. Costs a gradient.
    public var startQuantities: [String: Rounded] {
        var result: [String: Rounded] = [:]
        let value = model.value(at: start)
        let uncertainty = model.valueUncertainty(
            at: start, gradientNorm: norm(model.gradient(at: start).values), delta: 0)
        result["loss0"] = Rounded(value: value, radius: uncertainty)
        if let minimum = model.constants.minimum {
            let excess = (model as? Quadratic)?.excess(at: start.values) ?? value - minimum
            result["excess0"] = Rounded(value: excess, radius: uncertainty)
        }
        if let optimum = model.constants.optimum {
            result["distance0"] = Rounded(norm(subtract(start.values, optimum.values)))
        }
        return result
    }

    /// What follows from model and schedule.
    public var settingQuantities: [String: Rounded] {
        var result: [String: Rounded] = [:]
        let constants = model.constants
        let spread = constants.spectrumUncertainty
        result["d"] = Rounded(Double(model.layout.count))
        result["T"] = Rounded(Double(schedule.length))
        for (name, value, radius) in [
            ("L", constants.smoothness, spread), ("mu", constants.plConstant, spread),
            ("lmin", constants.lowest, spread), ("lmax", constants.highest, spread),
            ("depth", constants.depth.map(Double.init), 0), ("min", constants.minimum, 0),
        ] {
            if let value { result[name] = Rounded(value: value, radius: radius) }
        }
        if let smoothness = result["L"], let pl = result["mu"], pl.value > 0 { result["kappa"] = smoothness / pl }
        for (index, stage) in schedule.stages.enumerated() {
            result["eta\(index + 1)"] = Rounded(stage.stepSize)
        }
        if let first = schedule.stages.first { result["eta"] = Rounded(first.stepSize) }
        for partial in schedule.stages.flatMap({ $0.partial.flattened }) {
            if let mask = partial as? Mask {
                let d = model.layout.count
                result["p"] = result["p"] ?? Rounded(mask.keepProbability(d))
                if case .subset(let k) = mask.law { result["k"] = result["k"] ?? Rounded(Double(k)) }
            }
            if let depth = partial as? Depth {
                result["p"] = result["p"] ?? Rounded(depth.keepProbability(model.layout))
                if case .subset(let k) = depth.law {
                    result["k"] = result["k"] ?? Rounded(Double(k + depth.fixed.count))
                }
            }
            if let width = partial as? Width { result["p"] = result["p"] ?? Rounded(width.keepProbability) }
            if let low = partial as? LowRank { result["r"] = result["r"] ?? Rounded(Double(low.rank)) }
            if let subspace = partial as? RandomSubspace {
                result["r"] = result["r"] ?? Rounded(Double(subspace.dimension))
            }
        }
        return result
    }
}

extension PartialOperator {
    /// The operator and, of compositions and cycles, its parts.
    var flattened: [any PartialOperator] {
        switch self {
        case let composition as Composition: composition.parts.flatMap(\.flattened)
        case let cycle as Cycle: cycle.parts.flatMap(\.flattened)
        default: [self]
        }
    }
}
