import LinearAlgebra
import PartialTraining

extension AlternatingCore {
    private static func example() throws -> Quadratic {
        try Quadratic(hessian: Matrix(rows: [[4, 1, 0], [1, 3, 1], [0, 1, 2]]), optimum: [1, -2, 3])
    }

    static var sharp: [Instance] {
        [
            .sharp("isotropic", "contraction", "approach") { _ in
                // The error is outside of the core, which then stands still at its optimum.
                let model = try Quadratic(hessian: 2 * .identity(3), optimum: [1, -2, 3])
                let alternation = Alternation(model: model, core: [1, 2], fullSteps: 2, coreSteps: 3, stepSize: 0.2)
                return try evidence(alternation, from: [1, -2, 0], periods: 10)
            },
            .sharp("three-coordinates", "schur") { _ in
                let alternation = Alternation(
                    model: try example(), core: [1, 2], fullSteps: 1, coreSteps: 4, stepSize: 0.2)
                var evidence = try evidence(alternation, from: [0, 0, 0], periods: 10)
                try alternation.addLimit(to: &evidence, distance: true)
                return evidence
            },
            .sharp("large-weights", "full-rises", "core-falls") { _ in
                let alternation = Alternation(
                    model: try example(), core: [1, 2], fullSteps: 1, coreSteps: 1, stepSize: 0.2)
                var evidence = try evidence(alternation, from: [0, 0, 0], periods: 10)
                try alternation.addTradeOff(to: &evidence, weights: [1000, 2000, 4000])
                return evidence
            },
            .sharp("nearly-isotropic-pair", "distance") { _ in
                let model = try pair(1e-4)
                let alternation = Alternation(
                    model: model, core: [1], fullSteps: 1, coreSteps: 1, stepSize: 1 / model.spectrum[1])
                var evidence = try evidence(alternation, from: [0, 0], periods: 0)
                try alternation.addLimit(to: &evidence, distance: true)
                return evidence
            },
            .sharp("worst-direction", "periodic") { _ in
                let model = try example()
                let masks = PeriodicMasks(model: model, masks: [[1, 2], [2, 3]], stepSize: 0.3)
                let direction = try masks.period().svd().v.column(0)
                let error = try model.hessian.symmetricSquareRoot().solve(direction)
                let start = add(model.optimum, 1, error)
                var evidence = maskEvidence(model, from: start)
                try masks.add(to: &evidence, from: start, periods: 4)
                return evidence
            },
            .sharp("uncovered-coordinate", "nonexpansive", "fixed-space") { _ in
                let model = try example()
                var evidence = maskEvidence(model, from: Vector(repeating: 0, count: model.dimension))
                try PeriodicMasks(model: model, masks: [[1], [1, 2]], stepSize: 0.3)
                    .add(to: &evidence, from: [0, 0, 0], periods: 10)
                return evidence
            },
            .sharp("two-coordinates", "sweep", "sweep-radius") { _ in
                let model = try Quadratic(hessian: Matrix(rows: [[2, 1], [1, 3]]), optimum: [1, -2])
                var evidence = maskEvidence(model, from: Vector(repeating: 0, count: model.dimension))
                try TwoBlocks(model: model, first: [1]).add(to: &evidence, from: [0, 0], sweeps: 8)
                return evidence
            },
        ]
    }

    static var broken: [Instance] {
        [
            .broken("singular-hessian", hypothesis: "definite") { _ in
                let model = try Quadratic(hessian: Matrix(rows: [[1, 1], [1, 1]]), optimum: [0, 0])
                let alternation = Alternation(model: model, core: [1], fullSteps: 1, coreSteps: 1, stepSize: 0.5)
                return try evidence(alternation, from: [1, 0], periods: 0)
            },
            .broken("step-beyond-stability", hypothesis: "step") { _ in
                let alternation = Alternation(
                    model: try example(), core: [1, 2], fullSteps: 1, coreSteps: 1, stepSize: 0.6)
                return try evidence(alternation, from: [0, 0, 0], periods: 10)
            },
            .broken("overshooting-pair", hypothesis: "small-step") { _ in
                let model = try pair(1e-2)
                let alternation = Alternation(
                    model: model, core: [1], fullSteps: 1, coreSteps: 1, stepSize: 1.9 / model.spectrum[1])
                var evidence = try evidence(alternation, from: [0, 0], periods: 10)
                try alternation.addLimit(to: &evidence, distance: true)
                return evidence
            },
            .broken("masked-step-too-large", hypothesis: "masked-step") { _ in
                let model = try Quadratic(hessian: .diagonal([2, 1]), optimum: [1, -2])
                var evidence = maskEvidence(model, from: Vector(repeating: 0, count: model.dimension))
                try PeriodicMasks(model: model, masks: [[1], [2]], stepSize: 1.1)
                    .add(to: &evidence, from: [0, 0], periods: 6)
                return evidence
            },
            .broken("masked-step-reflects", hypothesis: "masked-step") { _ in
                // Twice the same reflection is the identity: coordinate 1 is trained, and does not move in the end.
                let model = try Quadratic(hessian: .diagonal([2, 1]), optimum: [1, -2])
                var evidence = maskEvidence(model, from: Vector(repeating: 0, count: model.dimension))
                try PeriodicMasks(model: model, masks: [[1], [1]], stepSize: 1)
                    .add(to: &evidence, from: [0, 0], periods: 6)
                return evidence
            },
        ]
    }

    /// `H = [[1, c], [c, 1]]`.
    private static func pair(_ c: Double) throws -> Quadratic {
        try Quadratic(hessian: Matrix(rows: [[1, c], [c, 1]]), optimum: [1, 1])
    }

    /// Evidence with the quantities of the quadratic alone, for the parts that are not of an alternation.
    static func maskEvidence(_ model: Quadratic, from start: Vector) -> Evidence {
        var evidence = Evidence(engine: "direct", model: model.summary)
        evidence.set("d", Double(model.dimension))
        let spread = model.constants.spectrumUncertainty
        if let lowest = model.constants.lowest { evidence.set("lmin", lowest, radius: spread) }
        var derivation = Derivation(model, start: start)
        derivation.appendSpectrum()
        derivation.give("d", "lmin")
        evidence.derivation = derivation
        return evidence
    }
}
