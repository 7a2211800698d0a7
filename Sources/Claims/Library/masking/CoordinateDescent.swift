import LinearAlgebra
import PartialTraining

/// `rcd-trace`: randomized coordinate descent with exact steps on a quadratic.
///
/// Source: classical (Leventhal, Lewis; Nesterov; Strohmer, Vershynin), re-proved.
enum CoordinateDescent: LibraryClaim {
    static let id = "rcd-trace"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .masking, kind: .expectation,
            title: "Exact steps along random coordinates: one minus mu over the trace",
            statement: """
                Let $f(x) = \\frac12(x - x^*)'H(x - x^*)$ with $H$ positive semidefinite and $H_{ii} > 0$, $D = \\mathrm{Diag}H$, \
                and $x_+ = x - (\\partial_if(x)/H_{ii})e_i$ with $i$ drawn afresh. With chances $H_{ii}/\\mathrm{tr}H$, \
                $E f(x_+) = f - |\\nabla f|^2/(2\\,\\mathrm{tr}H)$, so $E f(x_t) \\le (1 - \\mu/\\mathrm{tr}H)^tf(x_0)$ with the \
                smallest positive eigenvalue $\\mu$ of $H$. With chances $1/d$, \
                $E f(x_+) = f - \\nabla f'D^{-1}\\nabla f/(2d)$, so $E f(x_t) \\le (1 - \\lambda_D/d)^tf(x_0)$ with the smallest \
                positive eigenvalue $\\lambda_D$ of $D^{-1/2}HD^{-1/2}$.
                """,
            source: "classical: Strohmer, Vershynin; Leventhal, Lewis; Nesterov; extension to singular H and proof own",
            hypotheses: [
                Hypothesis("importance", "importanceDefect <= 0", "coordinate i has the chance H_ii / tr H"),
                Hypothesis("uniform", "uniformDefect <= 0", "every coordinate has the chance 1/d"),
                Hypothesis("exact", "scaleDefect <= 0", "the step along coordinate i is 1/H_ii"),
                Hypothesis("pl", "mu <= plConstant", "mu is at most the smallest positive eigenvalue of H"),
                Hypothesis(
                    "scaled-pl", "lamd <= scaledConstant",
                    "lamd is at most the smallest positive eigenvalue of D^(-1/2) H D^(-1/2)"),
            ],
            parts: [
                Part(
                    "importance-step", "expected loss after one more step", .equal, "loss - g2/(2*trace)",
                    needs: ["importance", "exact"]),
                Part(
                    "importance", "expected excess loss", .atMost, "excess0*(1 - mu/trace)^t",
                    needs: ["importance", "exact", "pl"]),
                Part(
                    "uniform-step", "expected loss after one more step", .equal, "loss - gd/(2*d)",
                    needs: ["uniform", "exact"]),
                Part(
                    "uniform", "expected excess loss", .atMost, "excess0*(1 - lamd/d)^t",
                    needs: ["uniform", "exact", "scaled-pl"]),
            ],
            instances: sharp + broken, typical: typical)
    }

    /// Which chances the coordinates have.
    enum Chances: String, Sendable { case importance, uniform }

    /// One case.
    struct Setting {
        let model: Quadratic
        let start: Vector
        let chances: Chances
        /// What the claim is told they are.
        var declared: Chances?
        /// The step along coordinate i is this over `H_ii`.
        var relaxation = 1.0
        var claimed: [String: Double] = [:]

        static let steps = 40

        private var d: Int { model.dimension }
        private var diagonal: Vector { (0..<d).map { model.hessian[$0, $0] } }
        private var probabilities: Vector {
            let trace = model.hessian.trace
            return diagonal.map { chances == .importance ? $0 / trace : 1 / Double(d) }
        }

        /// `x+ = x - W grad f(x)`, `W = e_i e_i'/H_ii`.
        func law() throws -> MatrixLaw {
            let (h, q) = (diagonal, probabilities)
            return try MatrixLaw(
                "coordinate \(chances.rawValue)",
                (0..<d).map { k in (q[k], .diagonal((0..<d).map { $0 == k ? relaxation / h[k] : 0 })) })
        }

        /// The smallest positive eigenvalue of `D^{-1/2} H D^{-1/2}`.
        func scaledConstant() throws -> Rounded {
            let root = diagonal.map { 1 / $0.squareRoot() }
            let scaled = Matrix(rows: d, columns: d) { root[$0] * model.hessian[$0, $1] * root[$1] }.symmetrized
            let spectrum = try scaled.symmetricEigenvalues()
            let radius = Double(4 * d) * Double.ulpOfOne * spectrum[d - 1]
            return Rounded(value: spectrum.first { $0 > radius } ?? .nan, radius: radius)
        }

        func evidence() throws -> Evidence {
            let applied = try law()
            let run = Run(
                model: model, start: Parameters(start), schedule: Schedule(applied, stepSize: 1, steps: Self.steps),
                observables: [.excess])
            var evidence = Evidence(
                engine: "enumerated moments", model: model.summary, schedule: run.schedule.summary,
                trained: "one coordinate a step")
            evidence.quantities = run.quantities
            evidence.quantities["plConstant"] = evidence.quantities["mu"]
            evidence.quantities["scaledConstant"] = try scaledConstant()
            evidence.quantities["lamd"] = evidence.quantities["scaledConstant"]
            evidence.set("trace", model.hessian.trace, radius: Double(d) * 0x1p-53 * model.hessian.trace)
            let (h, q) = (diagonal, probabilities)
            let importance = q.indices.map { abs(q[$0] - h[$0] / model.hessian.trace) }.max() ?? 0
            evidence.set("importanceDefect", importance, radius: Double(d + 2) * 0x1p-53)
            evidence.set("uniformDefect", q.map { abs($0 - 1 / Double(d)) }.max() ?? 0, radius: 0x1p-53)
            evidence.set("scaleDefect", abs(relaxation - 1))
            try follow(applied, &evidence)
            for (name, value) in claimed { evidence.set(name, value) }
            evidence.derive(derivation())
            return evidence
        }

        /// Loss and squared gradients through all outcomes. In the seminorm of the energy a step multiplies an error by at most
        /// `max(1, (1 - relaxation)^2)`: `I - c H^{1/2}e_i e_i'H^{1/2}/H_ii` has the eigenvalues 1 and `1 - c`. An error D of the
        /// second moment is worth at most `sqrt(d) |H| |D|_F` of `tr(H D)`.
        private func follow(_ applied: MatrixLaw, _ evidence: inout Evidence) throws {
            let law = try AffineLaw(model, applied, stepSize: 1)
            let growth = max(1, (1 - relaxation) * (1 - relaxation))
            let weight = Double(d).squareRoot() * model.hessian.frobeniusNorm
            let smoothness = model.spectrum.last ?? 1
            let least = diagonal.min() ?? 1
            var moments = Moments(error: subtract(start, model.optimum))
            var drift = 0.0
            var loss: [Rounded] = []
            var squares: (plain: [Rounded], scaled: [Rounded]) = ([], [])
            for _ in 0...Self.steps {
                // H D^{-1} H <= (L / min D) H, so that errors of the squares are bounded by that of the energy.
                let unit = Double(4 * d + 8) * 0x1p-53 * weight * moments.second.frobeniusNorm
                loss.append(Rounded(value: moments.excess(on: model), radius: 0.5 * (drift + unit)))
                let gram = moments.gradientGram(on: model)
                let scaled = (0..<d).reduce(0.0) { $0 + gram[$1, $1] / diagonal[$1] }
                let radius = smoothness * (drift + Double(d) * unit)
                squares.plain.append(Rounded(value: gram.trace, radius: radius))
                squares.scaled.append(Rounded(value: scaled, radius: radius / least))
                drift = growth * drift + weight * law.rounding(moments)
                law.advance(&moments)
            }
            evidence.quantities["excess0"] = loss[0]
            let times = loss.indices.map(Double.init)
            let name = (declared ?? chances).rawValue
            evidence.tracks[name] = Track(times: times, loss)
            evidence.tracks[name + "-step"] = Track(times: Array(times.dropFirst()), Array(loss.dropFirst()))
                .varying("loss", Array(loss.dropLast())).varying("g2", Array(squares.plain.dropLast()))
                .varying("gd", Array(squares.scaled.dropLast()))
        }
    }

    /// The Laplacian of a triangle: eigenvalues 0, 3, 3.
    static func triangle() throws -> Quadratic {
        try Quadratic(hessian: Matrix(rows: [[2, -1, -1], [-1, 2, -1], [-1, -1, 2]]), optimum: [1, -2, 3])
    }

    private static func diagonal(_ h: Vector) throws -> Quadratic {
        try Quadratic(hessian: .diagonal(h), optimum: Vector(repeating: 0, count: h.count))
    }

    private static var sharp: [Instance] {
        [Chances.importance, .uniform].flatMap { chances in
            let parts = [chances.rawValue, chances.rawValue + "-step"]
            return [
                Instance("isotropic-\(chances.rawValue)", .sharp(parts: parts)) { _ in
                    try Setting(model: try diagonal([2, 2, 2]), start: [1, -2, 0.5], chances: chances).evidence()
                },
                Instance("triangle-\(chances.rawValue)", .sharp(parts: parts)) { _ in
                    try Setting(model: try triangle(), start: [0, 0, 0], chances: chances).evidence()
                },
                Instance("three-coordinates-\(chances.rawValue)", .sharp(parts: [parts[1]])) { _ in
                    try Setting(model: try GradientMaskMoments.oracleModel(), start: [0, 0, 0], chances: chances)
                        .evidence()
                },
            ]
        }
    }

    private static var broken: [Instance] {
        [
            .broken("uniform-for-importance", hypothesis: "importance") { _ in
                try Setting(
                    model: try diagonal([1, 9]), start: [1, 0], chances: .uniform, declared: .importance
                ).evidence()
            },
            .broken("importance-for-uniform", hypothesis: "uniform") { _ in
                try Setting(
                    model: try diagonal([1, 9]), start: [1, 0], chances: .importance, declared: .uniform
                ).evidence()
            },
            .broken("stale-curvature", hypothesis: "exact") { _ in
                try Setting(model: try diagonal([1, 2]), start: [1, 1], chances: .uniform, relaxation: 2.5).evidence()
            },
            .broken("flatter-than-claimed", hypothesis: "pl") { _ in
                try Setting(
                    model: try diagonal([1, 9]), start: [1, 0], chances: .importance, claimed: ["mu": 5]
                ).evidence()
            },
            .broken("flatter-than-claimed-scaled", hypothesis: "scaled-pl") { _ in
                try Setting(
                    model: try Quadratic(hessian: Matrix(rows: [[1, 0.5], [0.5, 1]]), optimum: [0, 0]), start: [1, -1],
                    chances: .uniform, claimed: ["lamd": 1]
                ).evidence()
            },
        ]
    }

    private static func typical(_ draw: inout Draw) throws -> Evidence {
        let d = draw.integer(2...5)
        let model = try Quadratic(hessian: draw.positiveDefinite(d, 0.1, 5), optimum: draw.generator.gaussianVector(d))
        return try Setting(
            model: model, start: draw.generator.gaussianVector(d), chances: draw.pick([.importance, .uniform])
        ).evidence()
    }
}
