import LinearAlgebra

/// Two networks with the same Gaussian layers, seen through their inner products `a = |y|^2`, `b = |z|^2`, `c = <y, z>`: a
/// Markov chain, sampled in O(1) a layer whatever the width.
///
/// For unit vectors `u`, `u'` at angle `theta` and `W` of independent N(0, 1/d) entries, `(W u, W u')` has the law of
/// `(p, cos(theta) p + sin(theta) r)` with `p`, `r` independent N(0, I/d). Of `p` and `r` only the components in the plane of
/// the two states count, and the Gram matrix of the rest, a Wishart matrix of d - 2 degrees of freedom (Bartlett).
struct PairChain: Sendable {
    let width: Int
    private(set) var a: Double
    private(set) var b: Double
    private(set) var c: Double

    /// Both networks start at the same vector, of norm `radius`.
    init(width: Int, radius: Double) {
        self.init(width: width, a: radius * radius, b: radius * radius, c: radius * radius)
    }

    init(width: Int, a: Double, b: Double, c: Double) {
        self.width = width
        (self.a, self.b, self.c) = (a, b, c)
    }

    var cosine: Double { min(max(c / (a.squareRoot() * b.squareRoot()), -1), 1) }
    /// `|z - y|^2`.
    var change: Double { max(a + b - 2 * c, 0) }

    /// `y <- y + gain W y/|y|`, `z <- z + other W z/|z|` with one Gaussian W of variance 1/d.
    mutating func step(gain: Double, other: Double, using generator: inout Generator) {
        let unit = 1 / Double(width).squareRoot()
        let (rootA, rootB) = (a.squareRoot(), b.squareRoot())
        let cosine = cosine
        let sine = (1 - cosine * cosine).squareRoot()
        let (p1, p2) = (unit * generator.gaussian(), unit * generator.gaussian())
        let (r1, r2) = (unit * generator.gaussian(), unit * generator.gaussian())
        // The Gram matrix of what lies outside the plane of y and z.
        let mixed = unit * generator.gaussian()
        let pp = unit * unit * generator.chiSquare(width - 2)
        let pr = pp.squareRoot() * mixed
        let rr = mixed * mixed + unit * unit * generator.chiSquare(width - 3)
        let (y1, y2) = (rootA + gain * p1, gain * p2)
        let z1 = rootB * cosine + other * (cosine * p1 + sine * r1)
        let z2 = rootB * sine + other * (cosine * p2 + sine * r2)
        a = y1 * y1 + y2 * y2 + gain * gain * pp
        b =
            z1 * z1 + z2 * z2
            + other * other * (cosine * cosine * pp + 2 * cosine * sine * pr + sine * sine * rr)
        c = y1 * z1 + y2 * z2 + gain * other * (cosine * pp + sine * pr)
    }
}

/// Mean and spread of sampled numbers.
struct SampleMean: Sendable {
    private(set) var count = 0.0
    private(set) var mean = 0.0
    private var squares = 0.0

    /// Welford's update.
    mutating func add(_ value: Double) {
        count += 1
        let step = value - mean
        mean += step / count
        squares += step * (value - mean)
    }

    /// The standard error of the mean.
    var error: Double { (squares / (count - 1) / count).squareRoot() }
}
