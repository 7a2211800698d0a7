import LinearAlgebra
import PartialTraining

extension SubnetworkDescent {
    /// Part A: no linear terms. `theta` is the largest eigenvalue of the pencil `(E[B L B], W)` unless it is claimed.
    static func unshifted(
        _ workers: Subnetworks, start: Vector, stepSize: Double, steps: Int,
        _ parts: [String] = ["descent", "contraction"], claimed: [String: Double] = [:]
    ) throws -> Evidence {
        var evidence = evidence(workers, stepSize, steps)
        let (w, cost) = (workers.descent, workers.cost)
        let d = Double(w.rows)
        let unit = (4 * d + Double(workers.draws.count) + 16) * Double.ulpOfOne
        if let theta = claimed["theta"] {
            evidence.set("theta", theta)
        } else {
            // B^{-1/2} A B^{-1/2} is formed with relative errors of a few d eps, times the condition of W.
            let spectrum = try w.symmetricEigenvalues()
            let theta = try cost.eigenvalues(relativeTo: w)[w.rows - 1]
            evidence.set("theta", theta, radius: unit * theta * (spectrum[w.rows - 1] / spectrum[0]))
        }
        let theta = evidence.quantities["theta"] ?? Rounded(.nan)
        let defect = try (cost - theta.value * w).symmetrized.symmetricEigenvalues()[w.rows - 1]
        evidence.set(
            "pencilDefect", defect,
            radius: unit * (cost.frobeniusNorm + theta.value * w.frobeniusNorm) + theta.radius * w.frobeniusNorm)
        let rate = try w.eigenvalues(relativeTo: workers.mean)[0]
        let spectrum = workers.model.spectrum
        evidence.set(
            "lambda", rate, radius: unit * w.frobeniusNorm / spectrum[0] * (spectrum[w.rows - 1] / spectrum[0]))

        let path = try walk(workers, start, stepSize, steps, isStable: theta.value * stepSize <= 2 && defect <= 1e-9)
        let weighted = path.map { run in
            let size = w.frobeniusNorm * run.moments.second.frobeniusNorm
            return Rounded(
                value: inner(w, run.moments.second), radius: w.frobeniusNorm * run.radius + 2 * unit * size)
        }
        record(path, weighted, workers, "descent", &evidence)
        let lengths = path.map { Rounded(2) * $0.excess(on: workers.model) }
        evidence.tracks["contraction"] = Track(times: path.indices.map(Double.init), lengths)
        evidence.tracks = evidence.tracks.filter { parts.contains($0.key) }
        evidence.derive(
            unshiftedDerivation(workers, start: start, stepSize: stepSize, steps: steps, theta: claimed["theta"]))
        return evidence
    }

    /// Part B: with linear terms. `h` is the closed form for the scaled permutation.
    static func shifted(
        _ workers: Subnetworks, start: Vector, stepSize: Double, steps: Int, claimed: [String: Double] = [:]
    ) throws -> Evidence {
        var evidence = evidence(workers, stepSize, steps)
        let identity = Matrix.identity(start.count)
        let defect = workers.draws.map { (workers.map($0) - identity).frobeniusNorm }.max() ?? .nan
        evidence.set("scaleDefect", defect, radius: Double(16 * start.count) * Double.ulpOfOne)
        let h = bias(workers)
        let unit = (4 * Double(start.count) + Double(workers.draws.count) + 16) * Double.ulpOfOne
        let size = norm(workers.model.optimum) + norm(h) + norm(subtract(workers.model.optimum, h))
        let spectrum = workers.model.spectrum
        let steepest = spectrum[start.count - 1]
        // x* comes from a solve: its error is amplified by the condition of L.
        let slack = unit * steepest * size * size * (steepest / spectrum[0])
        evidence.set("h2", bilinear(h, workers.mean, h), radius: slack)
        evidence.set("variance", workers.variance, radius: slack)
        evidence.quantities["sigma"] = Rounded.sqrt(Rounded(value: workers.variance, radius: slack))
        for (name, value) in claimed { evidence.set(name, value) }
        // The step is (1 - eta) e and a shift: at eta <= 2 errors do not grow.
        let path = try walk(workers, start, stepSize, steps, isStable: defect < 1e-9 && stepSize <= 2)
        record(path, path.map { Rounded(2) * $0.excess(on: workers.model) }, workers, "bias", &evidence)
        evidence.derive(
            shiftedDerivation(workers, start: start, stepSize: stepSize, steps: steps, sigma: claimed["sigma"]))
        return evidence
    }

    /// `L^{-1} b - n^{-3/2} sum_i D_i^{-1/2} b_i`, `D_i` the diagonal of `L_i`.
    static func bias(_ workers: Subnetworks) -> Vector {
        let n = Double(workers.locals.count)
        return zip(workers.locals, workers.shifts).reduce(workers.model.optimum) { sum, worker in
            let scaled = worker.1.indices.map { worker.1[$0] / worker.0[$0, $0].squareRoot() }
            return add(sum, -1 / (n * n.squareRoot()), scaled)
        }
    }

    private static func evidence(_ workers: Subnetworks, _ stepSize: Double, _ steps: Int) -> Evidence {
        var evidence = Evidence(
            engine: "enumerated moments", model: workers.model.summary, schedule: "\(steps) steps of \(stepSize)",
            trained: "every draw of the sketches")
        evidence.set("eta", stepSize)
        evidence.set("T", Double(steps))
        return evidence
    }

    /// Exact moments over all draws. Within stability `E|x|_L^2` does not grow: for an error matrix, split into its positive
    /// and negative part, neither does `tr(L |M|)`, which is Frobenius' norm up to `sqrt(d) kappa(L)`.
    private static func walk(
        _ workers: Subnetworks, _ start: Vector, _ stepSize: Double, _ steps: Int, isStable: Bool
    ) throws -> [AffineRun] {
        let law = workers.law(stepSize: stepSize)
        let spectrum = workers.model.spectrum
        let condition = Double(start.count).squareRoot() * spectrum[start.count - 1] / spectrum[0]
        let growth = isStable ? 1 : try law.kronecker.singularValues()[0]
        var run = AffineRun(
            error: subtract(start, workers.model.optimum), growth: growth, condition: isStable ? condition : 1)
        var path = [run]
        for _ in 0..<steps {
            run.step(law)
            path.append(run)
        }
        return path
    }

    /// The track of running means of `terms` before each step, with the expected loss (above its minimum) after it.
    private static func record(
        _ path: [AffineRun], _ terms: [Rounded], _ workers: Subnetworks, _ part: String, _ evidence: inout Evidence
    ) {
        let losses = path.map { $0.excess(on: workers.model) }
        evidence.quantities["loss0"] = losses[0]
        var sum = Rounded(0)
        let means = terms.dropLast().enumerated().map { index, term in
            sum = sum + term
            return sum / Rounded(Double(index + 1))
        }
        evidence.tracks[part] = Track(times: means.indices.map { Double($0 + 1) }, means)
            .varying("loss", Array(losses.dropFirst()))
    }
}
