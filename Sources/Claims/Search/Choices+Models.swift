import LinearAlgebra
import PartialTraining

extension Choices {
    /// A quadratic of a dimension in `range`, with eigenvalues from `low` to `high` in a basis of choice. The optimum is 0
    /// unless `moved`: where only the error counts, a start says it all.
    package mutating func quadratic(
        _ range: ClosedRange<Int>, _ low: Double, _ high: Double, moved: Bool = false
    ) throws -> Quadratic {
        let d = try integer("dimension", range)
        let hessian = try definite("hessian", d, low, high)
        return try Quadratic(
            hessian: hessian, optimum: moved ? try vector("optimum", d, -2, 2) : Vector(repeating: 0, count: d))
    }

    /// A random mask: every coordinate kept with a probability of at least `least`, or a set of k.
    package mutating func mask(
        _ d: Int, least: Double = 0.2, forward: Bool = false, rescale: Bool = false
    ) throws(ChoiceError) -> Mask {
        let law: Mask.Law =
            try flag("subset")
            ? .subset(try integer("kept", 1...d)) : .bernoulli(try real("keep", least, 1))
        return Mask(law, forward: forward, rescale: rescale)
    }

    /// The first coordinates, from 1 on, but not all `d` of them.
    package mutating func leading(_ name: String, of d: Int) throws(ChoiceError) -> [Int] {
        Array(1...(try integer(name, 1...(d - 1))))
    }

    /// Randomness for what has to be drawn; its seed is a choice.
    package mutating func draw(_ claim: String) throws(ChoiceError) -> Draw {
        Draw(seed: UInt64(try integer("draw", 1...16)), claim: claim, instance: "search")
    }
}
