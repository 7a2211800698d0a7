import LinearAlgebra
import PartialTraining

extension IdentityReduction {
    /// Descent and flow in full matrices from `start` times the identity, beside the modes from the identity. Times are
    /// those of eigenvalue `mode` (from 0, ascending) of a symmetric target.
    package static func evidence(
        target: Matrix, depth: Int, stepSize: Double, steps: Int, end: Double, points: Int = 10, mode: Int = 0,
        start: Double = 1, tied: Bool = true
    ) throws -> Evidence {
        let model = try DeepLinear(depth: depth, target: target)
        let begin = Parameters(Array(repeating: start * .identity(target.rows), count: depth))
        let partial: any PartialOperator = tied ? Share() : Full()
        var evidence = Evidence(
            engine: "direct", model: model.summary,
            schedule: "\(partial.summary) eta=\(stepSize) steps=\(steps), and flow time=\(end)", trained: "all layers")
        try evidence.setNormality(target)
        evidence.set("startDefect", abs(start - 1))
        evidence.set("depth", Double(depth))
        evidence.set("eta", stepSize)
        // Eigenvalues of a normal target are those of a matrix that is off by n eps; drawn ones are normal up to 3 n eps.
        let unit = 8 * Double(target.rows) * Double.ulpOfOne
        let targetRadius = target.count == 1 ? 0 : unit * target.frobeniusNorm

        var descent = try LayerDescent(
            model, start: begin, partial, stepSize: stepSize, targetRadius: targetRadius)
        var losses = [descent.roundedLoss]
        for _ in 0..<steps {
            try descent.advance()
            losses.append(descent.roundedLoss)
        }
        evidence.tracks["descent"] = Track(
            times: losses.indices.map(Double.init), observed: losses.map(\.value), radius: losses.map(\.radius))
        let reduced = try DeepLinear(depth: depth, target: canonical(target))
        evidence.compareLoss("descent", with: try modes(reduced, Schedule(stepSize: stepSize, steps: steps)))

        let flow = try LayerFlow(
            model, start: begin, partial, end: end, points: points, targetRadius: targetRadius)
        evidence.tracks["flow"] = flow.lossTrack
        let stage = Stage(Full(), stepSize: 1, duration: .time(end: end, points: points))
        evidence.compareLoss("flow", with: try modes(reduced, Schedule([stage])))

        if target == target.transposed {
            let eigen = try target.symmetricEigen()
            evidence.setLayers(descent, eigen, steps: steps, unit: unit)
            try evidence.setTimes(flow, phi: eigen.values[mode], vector: eigen.vectors.column(mode), unit: unit)
        } else if target.rows == 2 && target[0, 0] == target[1, 1] && target[0, 1] == -target[1, 0] {
            try evidence.setLine(flow)
        }
        return evidence
    }

    /// The loss by modes from the identity.
    private static func modes(_ model: DeepLinear, _ schedule: Schedule) throws -> Series? {
        let run = Run(
            model: model, start: model.identityStart, schedule: schedule, observables: [.loss], engine: .modes)
        return try run.trajectory().series[.loss]
    }

    /// The block-diagonal normal matrix with the eigenvalues of `target`: `[[p, -q], [q, p]]` for a pair `p +- iq`.
    static func canonical(_ target: Matrix) throws -> Matrix {
        var result = Matrix(rows: target.rows, columns: target.rows)
        var next = 0
        for value in try target.complexEigenvalues() where value.imaginary >= 0 {
            result[next, next] = value.real
            if value.imaginary > 0 {
                result[next + 1, next + 1] = value.real
                (result[next, next + 1], result[next + 1, next]) = (-value.imaginary, value.imaginary)
            }
            next += value.imaginary > 0 ? 2 : 1
        }
        return result
    }
}

extension Evidence {
    /// `layers`: all entries after descent, beside `Q diag(w) Q'` from the recursion of `w`.
    fileprivate mutating func setLayers(_ descent: LayerDescent, _ eigen: SymmetricEigen, steps: Int, unit: Double) {
        let depth = Double(descent.model.depth)
        let weights = eigen.values.map { phi in
            var w = 1.0
            for _ in 0..<steps { w -= descent.stepSize * libraryPow(w, depth - 1) * (libraryPow(w, depth) - phi) }
            return w
        }
        let layer = eigen.vectors * .diagonal(weights) * eigen.vectors.transposed
        // The recursion commits fewer roundings than the matrices do.
        let radius = 2 * descent.radius + unit * layer.frobeniusNorm
        tracks["layers"] = Track(values: descent.layers.values, radius: descent.layers.values.map { _ in radius })
            .varying("entry", (0..<descent.model.depth).flatMap { _ in layer.storage })
    }

    /// The parts on one eigenvalue of a symmetric target: `zero`, `depth-two`, `time`, `quadrature`.
    fileprivate mutating func setTimes(_ flow: LayerFlow, phi: Double, vector: Vector, unit: Double) throws {
        let depth = flow.model.depth
        set("phi", phi, radius: flow.targetRadius)
        let strengths = flow.states.indices.map { index in
            let (product, radius) = flow.product(index)
            return Rounded(
                value: bilinear(vector, product, vector), radius: radius + unit * product.frobeniusNorm)
        }
        let track = Track(times: flow.times, observed: strengths.map(\.value), radius: strengths.map(\.radius))
        if phi == 0 { tracks["zero"] = track }
        if depth == 2 && phi != 0 { tracks["depth-two"] = track }
        let clock = IdentityTime(depth: depth, phi: phi)
        var (times, closed, integrals) = ([Double](), [Rounded](), [Rounded]())
        for (index, state) in flow.states.enumerated() where index > 0 {
            let w = bilinear(vector, state.layers.block(0), vector)
            let power = libraryPow(w, Double(depth - 1))
            let (u, speed) = (power * w, power * abs(power * w - phi))
            // What is left on the way must be above rounding level, else the time is unknown.
            guard w > 0, (u - phi) / (1 - phi) > 1e-4 else { break }
            let formula = try clock.closedForm(w)
            let blur = (state.radius + unit * abs(w)) / speed
            let sensitivity = flow.targetRadius * state.time / abs(u - phi)
            times.append(state.time)
            closed.append(Rounded(value: formula.value, radius: formula.radius + blur + sensitivity))
            guard phi != 0 else { continue }
            // u = w^L has some L + 2 roundings; dt/ds = |u|^-beta / L.
            let reached = Rounded(value: u, radius: Double(depth + 2) * Double.ulpOfOne * u)
            let path = Rounded.ln(Rounded(1 - phi) / (reached - Rounded(phi)))
            let integral = try clock.integral(path.value)
            let blurred = path.radius * libraryPow(u, 2 / Double(depth) - 2) / Double(depth)
            integrals.append(Rounded(value: integral.value, radius: integral.radius + blurred + formula.radius))
        }
        guard !times.isEmpty else { return }
        tracks["time"] = Track(times: times, observed: closed.map(\.value), radius: closed.map(\.radius))
        guard phi != 0 else { return }
        var quadrature = Track(times: times, observed: closed.map(\.value))
        quadrature.varying["integral"] = integrals
        tracks["quadrature"] = quadrature
    }

    /// `straight`: the residual of a target `[[p, -q], [q, p]]` at the end of the flow, beside `e^-s (I - Phi)`.
    fileprivate mutating func setLine(_ flow: LayerFlow) throws {
        let target = flow.model.target
        let clock = IdentityTime(
            depth: flow.model.depth, phi: ComplexNumber(real: target[0, 0], imaginary: target[1, 0]))
        let (product, radius) = flow.product(flow.states.count - 1)
        let shrink = try clock.shrinkage(at: flow.times.last ?? 0)
        quantities["shrink"] = shrink
        let residual = (product - target).storage
        tracks["straight"] = Track(values: residual, radius: residual.map { _ in radius + flow.targetRadius })
            .varying("entry", (Matrix.identity(2) - target).storage)
    }
}
