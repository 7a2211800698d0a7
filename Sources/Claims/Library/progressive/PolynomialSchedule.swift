import LinearAlgebra
import PartialTraining

/// `poly-schedule-exact`: on basis polynomials of the uniform cube only the numbers of steps by degree matter.
///
/// Source: the setting is that of the polynomial experiments of Panigrahi et al. (RaPTr, arXiv 2402.05913); statement own.
package enum PolynomialSchedule: LibraryClaim {
    static let id = "poly-schedule-exact"

    /// `sum_j E_j f_j / 2`, where `f` is what is left of degree j.
    private static func total(_ left: (Int) -> String) -> String {
        "min + (" + (1...4).map { "E\($0)*\(left($0))" }.joined(separator: " + ") + ")/2"
    }
    private static let q = "abs(1 - eta)"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .progressive, kind: .equality,
            title: "On orthonormal polynomials a depth schedule matters only through its counts",
            statement: """
                Let the features be the products of at most $D$ coordinates of the uniform cube. A step of size $\\eta$ at \
                depth $s$ trains the coefficients of degree at most $s$, the others frozen or dropped. With $E_j$ the \
                squared starting error at degree $j$, $q = |1-\\eta|$, $n_j$ the number of steps of depth at least $j$ and \
                $C = \\sum_j n_j$ the cost, the loss is $\\min + \\frac12\\sum_j E_j q^{2n_j}$. So the order of the steps \
                never matters; the excess is at least $\\frac D2 (\\prod_j E_j)^{1/D} q^{2C/D}$, while constant full depth \
                leaves $\\frac12\\sum_j E_j\\, q^{2C/D}$, and no schedule of the same cost gains more than the ratio of \
                geometric and arithmetic mean of the $E_j$. Equal stages $1, \\dots, D$ have $n_j = 2C(D-j+1)/(D(D+1))$. \
                Independent random depths with $\\pi_j = P(s \\ge j)$ leave \
                $\\min + \\frac12\\sum_j E_j(1 - \\pi_j(1-q^2))^t$ in expectation, never less than \
                $\\min + \\frac12\\sum_j E_j q^{2\\pi_j t}$.
                """,
            source: "setting: Panigrahi et al. 2024 (polynomial data); statement and proof own",
            hypotheses: [
                Hypothesis("orthonormal", "gramDefect <= 0", "the features are orthonormal: the cube is uniform")
            ],
            parts: [
                Part("loss", "loss of the full model", .equal, total { "\(q)^(2*n\($0))" }),
                Part("order", "final loss in another order or forward mode", .equal, "other"),
                Part(
                    "floor", "loss of the full model", .atLeast,
                    "min + degree/2*product^(1/degree)*\(q)^(2*cost/degree)"),
                Part(
                    "constant", "loss at constant full depth", .equal, "min + degree/2*mean*\(q)^(2*cost/degree)"),
                Part(
                    "gain", "excess over that of constant full depth at the same cost", .atLeast,
                    "product^(1/degree)/mean"),
                Part(
                    "stages", "final loss of equal stages, up and down", .equal,
                    total { "\(q)^(4*stageCost*max(degree - \($0 - 1), 0)/(degree*(degree + 1)))" }),
                Part(
                    "random", "expected loss under random depth", .equal,
                    total { "(1 - pi\($0)*(1 - (1 - eta)^2))^t" }),
                Part(
                    "random-floor", "expected loss under random depth", .atLeast, total { "\(q)^(2*pi\($0)*t)" }),
                Part("shallow", "loss at a constant depth below the highest", .atLeast, "min + above/2"),
            ],
            instances: [
                .sharp("balanced-counts", "loss", "order", "floor", "constant", "gain") { _ in
                    let training = try example([1, 0.25, 0.0625], stepSize: 0.5)
                    var evidence = try evidence(
                        training, depths: [1, 2, 3, 3, 3, 3], dropping: true, shares: [0.25, 0.5, 0.25])
                    for part in ["floor", "gain"] { evidence.derivation?.left[part] = "equality with a cube root" }
                    return evidence
                },
                .sharp("steep-spectrum", "stages", "random") { _ in
                    let training = try example([4, 2, 1, 0.5], stepSize: 0.2)
                    return try evidence(
                        training, depths: [4, 1, 3, 2, 2, 4], dropping: false, shares: [0.25, 0.25, 0.25, 0.25])
                },
                .sharp("depth-that-never-changes", "random-floor", "shallow") { _ in
                    let training = try example([1, 2, 3], stepSize: 0.5)
                    return try evidence(
                        training, depths: Array(repeating: 2, count: 40), dropping: true, shares: [0, 1, 0])
                },
                .broken("biased-cube", hypothesis: "orthonormal") { _ in
                    let features = try HypercubePolynomials(means: [0.5, 0.5], degree: 2)
                    let training = try DegreeTraining(features, target: [1, 1, -2], stepSize: 0.4)
                    return try evidence(training, depths: [1, 1, 2, 2], dropping: true, shares: [0.5, 0.5])
                },
            ],
            typical: { draw in
                let degree = draw.integer(2...4)
                let features = try HypercubePolynomials(dimension: draw.integer(degree...4), degree: degree)
                let scale = draw.logUniform(0.2, 1)
                let target = features.degrees.map { degree in
                    draw.generator.gaussian() * (0..<degree).reduce(1) { size, _ in size * scale }
                }
                let training = try DegreeTraining(
                    features, target: target, rest: draw.pick([0, 0.5]),
                    start: draw.pick([nil, draw.generator.gaussianVector(features.count)]),
                    stepSize: draw.pick([draw.uniform(0.05, 0.95), draw.uniform(1.05, 1.9)]))
                let eighths = (1..<degree).reduce(into: [8]) { parts, _ in
                    let taken = draw.integer(0...(parts[0]))
                    parts = [parts[0] - taken] + [taken] + parts.dropFirst()
                }
                // A cost that constant full depth can have.
                var depths = (0..<draw.integer(1...9)).map { _ in draw.integer(1...degree) }
                while !depths.reduce(0, +).isMultiple(of: degree) { depths.append(1) }
                depths.shuffle(using: &draw.generator)
                return try evidence(
                    training, depths: depths, dropping: draw.pick([true, false]), shares: eighths.map { Double($0) / 8 }
                )
            })
    }

    /// Energies `energies` by degree, on one coefficient of each degree.
    package static func example(_ energies: Vector, stepSize: Double) throws -> DegreeTraining {
        let features = try HypercubePolynomials(dimension: energies.count, degree: energies.count)
        var target = Vector(repeating: 0, count: features.count)
        for (j, energy) in energies.enumerated() {
            if let first = features.degrees.firstIndex(of: j + 1) { target[first] = energy.squareRoot() }
        }
        return try DegreeTraining(features, target: target, stepSize: stepSize)
    }
}
