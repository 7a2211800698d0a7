import LinearAlgebra

extension Evidence {
    /// Quantities of a square target: `asymmetry = |Phi - Phi'|`, and where it is not symmetric `lmin`, `lmax` as the
    /// extreme singular values, which they are for a positive definite target.
    mutating func setTarget(_ target: Matrix) {
        let asymmetry = (target - target.transposed).frobeniusNorm
        set("asymmetry", asymmetry)
        guard asymmetry > 0, let values = try? target.singularValues(), let first = values.first, let last = values.last
        else { return }
        let radius = Double(values.count) * Double.ulpOfOne * first
        set("lmin", last, radius: radius)
        set("lmax", first, radius: radius)
    }

    /// The number of steps after which the loss on the track `source` is at most `accuracy` times its start, as the track
    /// of each of `parts`, with the quantity `accuracy`. Where none is given it is the square root of what the run reaches,
    /// at least 1e-12. A run that does not get there observes nothing.
    mutating func setSteps(to accuracy: Double?, of source: String, _ parts: [String]) {
        guard let track = tracks[source], let first = track.observed.first, let last = track.observed.last, first > 0,
            last < first
        else { return }
        let wanted = accuracy ?? max((last / first).squareRoot(), 1e-12)
        guard let index = track.observed.firstIndex(where: { $0 <= wanted * first }) else { return }
        set("accuracy", wanted)
        for part in parts { tracks[part] = Track(value: track.times[index]) }
    }
}
