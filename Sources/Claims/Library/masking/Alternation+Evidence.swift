import LinearAlgebra
import PartialTraining

extension Alternation {
    /// `contraction`: the norm of the linear part of a period, column by column from runs of the engine.
    func addContraction(to evidence: inout Evidence) throws {
        let d = model.dimension
        let origin = try period(from: Vector(repeating: 0, count: d))
        var radius = origin.radius
        var columns: Vector = []
        for i in 0..<d {
            var unit = Vector(repeating: 0, count: d)
            unit[i] = 1
            let end = try period(from: unit)
            columns += subtract(end.point, origin.point)
            radius = max(radius, end.radius)
        }
        // d columns, each a difference of two points.
        let matrix = Matrix(rows: d, columns: d, storage: columns)
        evidence.tracks["contraction"] = Track(
            value: try matrix.spectralNorm(), radius: 2 * Double(d).squareRoot() * radius + Double(d) * 0x1p-52)
    }

    /// `approach`: the distance to the fixed point at the end of every period of a run.
    func addApproach(to evidence: inout Evidence, from start: Vector, periods: Int) throws {
        let y = try fixedPoint()
        let pointRadius = try fixedPointRadius(y)
        var x = start
        var drift = 0.0
        var track = Track(value: norm(subtract(x, y)), radius: pointRadius)
        evidence.set("reach0", track.observed[0], radius: pointRadius)
        // Beyond 2/L a step enlarges earlier errors.
        let growth = max(1, abs(1 - stepSize * (model.spectrum.last ?? 0)))
        let factor = Rounded.power(Rounded(growth), Rounded(Double(fullSteps + coreSteps))).value
        for t in 1...periods {
            let end = try period(from: x)
            x = end.point
            drift = factor * drift + end.radius
            track.times.append(Double(t))
            track.observed.append(norm(subtract(x, y)))
            track.radius.append(drift + pointRadius)
        }
        evidence.tracks["approach"] = track
    }

    /// `schur`, and `distance` where it is asked for.
    func addLimit(to evidence: inout Evidence, distance: Bool) throws {
        let x = try compromise(weight)
        let blocks = try compromiseByBlocks(weight)
        let radius = compromiseRadius(x, weight)
        let radii = x.map { _ in radius }
        evidence.tracks["schur"] = Track(values: x, radius: radii).varying("blocks", blocks, radius: radii)
        evidence.derivation?.append(Self.limitText)
        guard distance else { return }
        let y = try fixedPoint()
        let largest = model.spectrum.last ?? 0
        evidence.tracks["distance"] = Track(
            value: norm(subtract(y, x)), radius: radius + (try fixedPointRadius(y)))
        let full = model.gradient(at: Parameters(x)).values
        let core = masked(model.gradient(at: Parameters(masked(x))).values)
        evidence.set("gradFull", norm(full), radius: largest * radius)
        evidence.set("gradCore", norm(core), radius: largest * radius)
    }

    /// `full-rises` and `core-falls` on ascending weights.
    func addTradeOff(to evidence: inout Evidence, weights: [Double]) throws {
        let points = try weights.map { try compromise($0) }
        let largest = model.spectrum.last ?? 0
        func track(_ values: [Double], _ places: [Vector]) -> Track {
            let radii = zip(weights, places).map { alpha, place in
                let delta = compromiseRadius(place, alpha)
                let size = norm(subtract(place, model.optimum))
                return largest * (size + delta) * delta + model.roundings * 0x1p-53 * largest * size * size
            }
            return Track(values: Array(values.dropFirst()), radius: Array(radii.dropFirst()))
                .varying("previous", Array(values.dropLast()), radius: Array(radii.dropLast()))
        }
        evidence.tracks["full-rises"] = track(points.map { model.excess(at: $0) }, points)
        let cores = points.map(masked)
        evidence.tracks["core-falls"] = track(cores.map { model.excess(at: $0) }, cores)
        evidence.derivation?.set("weights", weights)
        evidence.derivation?.append(Self.tradeOffText)
    }
}
