import Claims
import Figures
import LinearAlgebra
import PartialTraining

/// Writes an instance of a library claim as a claim file that reproduces it, where the format can say it.
struct ClaimFilePrinter {
    /// The sharp, broken and counterexample instances of `claim` that can be written: name and text.
    static func files(of claim: Claim) -> [(name: String, text: String)] {
        claim.instances.compactMap { instance in
            var draw = Draw(seed: 1, claim: claim.id, instance: instance.name)
            guard let evidence = try? instance.evidence(&draw),
                let text = file(claim, instance, evidence)
            else { return nil }
            return (instance.name, text)
        }
    }

    /// The file for the first part that the instance is for and whose observable a claim file knows.
    static func file(_ claim: Claim, _ instance: Instance, _ evidence: Evidence) -> String? {
        part(claim, instance.role, evidence).flatMap { text(claim, $0, id: "\(claim.id)-\(instance.name)", evidence) }
    }

    /// The file for one part on any evidence of `claim`.
    static func text(_ claim: Claim, _ part: Part, id: String, _ evidence: Evidence) -> String? {
        guard let run = evidence.run, let model = model(run.model), let observable = evidence.observables[part.name],
            evidence.tracks[part.name]?.varying.keys.allSatisfy({ $0 == "eta" }) ?? false
        else { return nil }
        var stages: [String] = []
        for stage in run.schedule.stages {
            guard let partial = partial(stage.partial) else { return nil }
            stages.append(
                "  - operator: \(partial)\n    step-size: \(number(stage.stepSize))\n    \(duration(stage.duration))")
        }
        let conditions = claim.hypotheses.filter { part.requires($0.name) }.map(\.condition)
        let names = Set(part.bound.variables + conditions.flatMap { $0.left.variables + $0.right.variables })
        let known = Set(run.quantities.keys).union(Run.standardQuantities)
        // A claim may give a standard name another value (of a target that is not symmetric, say): a file cannot.
        let standard = names.intersection(Run.standardQuantities).subtracting(["t", "T", "eta"])
        let start0: Set<String> = ["loss0", "excess0", "distance0"]
        for name in standard where !start0.contains(name) {
            guard let value = run.quantities[name]?.value, value == evidence.quantities[name]?.value else { return nil }
        }
        var lines = ["claim: \(id)", "title: \"\(claim.title)\"", "model:", model]
        lines += ["start: \(start(run.start))", "train:"] + stages
        lines += ["observe: \(observable.rawValue)"]
        let own = names.subtracting(known).sorted().compactMap { name in
            evidence.quantities[name].map { (name, $0.value) }
        }
        if !own.isEmpty { lines += ["let:"] + own.map { "  \($0.0): \(number($0.1))" } }
        let key = part.relation == .atMost ? "bound" : part.relation == .atLeast ? "lower-bound" : "equals"
        lines.append("\(key): \(part.bound.source)")
        if !conditions.isEmpty { lines += ["assume:"] + conditions.map { "  - \"\($0.source)\"" } }
        if run.engine != .auto { lines.append("engine: \(run.engine.rawValue)") }
        return lines.joined(separator: "\n")
    }

    private static func part(_ claim: Claim, _ role: Role, _ evidence: Evidence) -> Part? {
        let possible = claim.parts.filter { evidence.observables[$0.name] != nil }
        switch role {
        case .sharp(let parts): return possible.first { parts.contains($0.name) }
        case .broken(let hypothesis): return possible.first { $0.requires(hypothesis) }
        default: return possible.first
        }
    }

    private static func number(_ value: Double) -> String { DataFile.text(of: value) }
    private static func list(_ values: Vector) -> String { "[" + values.map(number).joined(separator: ", ") + "]" }
    private static func rows(_ matrix: Matrix) -> String {
        "[" + matrix.rowArrays.map(list).joined(separator: ", ") + "]"
    }

    private static func model(_ model: any Model) -> String? {
        switch model {
        case let quadratic as Quadratic where quadratic.minimum == 0:
            "  quadratic:\n    hessian: \(rows(quadratic.hessian))\n    optimum: \(list(quadratic.optimum))"
        case let deep as DeepLinear: "  deep-linear: {depth: \(deep.depth), target: \(rows(deep.target))}"
        case let residual as ResidualLinear:
            "  residual-linear: {depth: \(residual.depth), target: \(rows(residual.target)), scale: \(number(residual.scale))}"
        case let factors as Factorization: "  factorization: {rank: \(factors.rank), target: \(rows(factors.target))}"
        case let matrix as MatrixTarget: "  matrix: {target: \(rows(matrix.target))}"
        default: nil
        }
    }

    private static func start(_ start: Parameters) -> String {
        if start.layout.blocks.count == 1 {
            return start.layout.blocks[0].isVector ? list(start.values) : rows(start.block(0))
        }
        return "[" + start.blocks.map(rows).joined(separator: ", ") + "]"
    }

    private static func duration(_ duration: Stage.Duration) -> String {
        switch duration {
        case .steps(let count): "steps: \(count)"
        case .time(let end, let points): "time: {end: \(number(end)), points: \(points)}"
        case .until(let trigger):
            "until: {correlation-below: \(number(trigger.correlationBelow)), patience: \(trigger.patience), "
                + "check-every: \(trigger.checkEvery), at-most: \(trigger.atMost)}"
        }
    }

    private static func partial(_ partial: any PartialOperator) -> String? {
        func integers(_ values: [Int]) -> String { "[" + values.map(String.init).joined(separator: ", ") + "]" }
        func parts(_ parts: [any PartialOperator]) -> String? {
            let texts = parts.compactMap(Self.partial)
            return texts.count == parts.count ? "[" + texts.joined(separator: ", ") + "]" : nil
        }
        switch partial {
        case is Full: return "full"
        case let mask as Mask:
            let law =
                switch mask.law {
                case .bernoulli(let p): "bernoulli: \(number(p))"
                case .subset(let k): "subset: \(k)"
                case .coordinates(let list): "coordinates: \(integers(list))"
                }
            return "{mask: {\(law)\(mask.forward ? ", forward: true" : "")\(mask.rescale ? ", rescale: true" : "")}}"
        case let freeze as Freeze:
            switch freeze.part {
            case .coordinates(let list): return "{freeze: {coordinates: \(integers(list))}}"
            case .layers(let list): return "{freeze: {layers: \(integers(list))}}"
            }
        case let share as Share:
            let groups = share.groups.map { "groups: [" + $0.map(integers).joined(separator: ", ") + "]" }
            let settings = [groups, share.pieces.map { "blocks: \($0)" }].compactMap { $0 }
            return settings.isEmpty ? "{share: all}" : "{share: {\(settings.joined(separator: ", "))}}"
        case let low as LowRank: return "{low-rank: {rank: \(low.rank), of: \(low.target.rawValue)}}"
        case let space as RandomSubspace:
            return
                "{subspace: {dimension: \(space.dimension), kind: \(space.kind.rawValue), refresh: \(space.refresh)}}"
        case let cycle as Cycle: return parts(cycle.parts).map { "{cycle: \($0)}" }
        case let composition as Composition: return parts(composition.parts).map { "{compose: \($0)}" }
        default: return nil
        }
    }
}
