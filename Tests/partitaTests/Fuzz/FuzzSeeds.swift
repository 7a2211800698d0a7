import Foundation

/// The files that mutations start from: the examples, the documentation's claims, and claims made so that every model,
/// operator, start, duration and engine is there.
struct FuzzSeeds: Sendable {
    var claims: [String]
    /// Data tables by name; claims find them in the folder `data`.
    var tables: [(name: String, text: String)]

    /// Reads the examples below `root`, the package's folder. Their tables are cut to a few rows and columns: a case should cost milliseconds.
    init(root: String) throws {
        let examples = root + "/examples"
        claims = try FileManager.default.subpathsOfDirectory(atPath: examples).sorted()
            .filter { $0.hasSuffix(".yaml") }
            .map {
                try String(contentsOfFile: examples + "/" + $0, encoding: .utf8).replacing("../data/", with: "data/")
            }
        claims += try ["README.md"].flatMap { name in
            try String(contentsOfFile: root + "/" + name, encoding: .utf8).components(separatedBy: "```yaml\n")
                .dropFirst()
                .compactMap { $0.components(separatedBy: "```").first }
        }
        claims += [Example.text()] + Self.coverage
        let data = examples + "/data"
        tables = try FileManager.default.contentsOfDirectory(atPath: data).sorted().filter { $0.hasSuffix(".csv") }
            .map { name in
                let lines = try String(contentsOfFile: data + "/" + name, encoding: .utf8).split(separator: "\n")
                return (name, lines.prefix(40).map { Self.cut($0) + "\n" }.joined())
            }
        tables += Self.forms
    }

    /// The first 20 fields of a line, and the last.
    private static func cut(_ line: Substring) -> String {
        let fields = line.split(separator: ",", omittingEmptySubsequences: false)
        return (fields.count <= 21 ? fields : fields.prefix(20) + fields.suffix(1)).joined(separator: ",")
    }

    /// A claim with this model, start, stages and observable.
    private static func claim(_ model: String, _ start: String, _ stages: String..., rest: String) -> String {
        let train = stages.map { "  - {\($0)}\n" }.joined()
        return "claim: seed\nmodel:\n  \(model)\nstart: \(start)\ntrain:\n\(train)\(rest)\n"
    }

    private static let coverage: [String] = [
        claim(
            "quadratic: {hessian: {spectrum: {geometric: {dimension: 6, min: 0.1, max: 2}}, basis: haar}, optimum: gaussian}",
            "{gaussian: 0.5}", "operator: full, step-size: 1/L, steps: 20",
            rest: "observe: excess\nequals: loss0 * 0 + excess0 * (1 - eta*mu)^t\nengine: modes\nseed: 7"),
        claim(
            "quadratic: {hessian: {spectrum: {power-law: {dimension: 5, exponent: 1.5, max: 3}}, basis: dct}, optimum: ones}",
            "zeros", "operator: {mask: {subset: 2, forward: true, rescale: true}}, step-size: 0.1, steps: 8",
            "operator: {freeze: {coordinates: [1, 3]}}, step-size: 0.1*mu + 0.01*d, steps: 5",
            rest: "observe: distance-squared\nbound: distance0^2 * 10\nengine: moments"),
        claim(
            "quadratic: {hessian: [[2, 1], [1, 2]], optimum: {csv: data/vector.csv}}", "{csv: data/vector.csv}",
            "operator: {mask: {coordinates: [2], forward: true}}, step-size: 1/(2*L), steps: 9",
            rest: "observe: core-loss\nlower-bound: 0\nbound: 1e9"),
        claim(
            "quadratic: {hessian: {csv: data/square.csv}, optimum: [1, 2, 3, 4]}", "[0, 0, 0, 0]",
            "operator: {subspace: {dimension: 2, kind: haar, refresh: true}}, step-size: 1/L, steps: 6",
            "operator: {subspace: {dimension: 1, kind: gaussian, refresh: false}}, step-size: 0.1, steps: 3",
            rest: "observe: gradient-norm-squared\nbound: 1000*exp(-mu*t/10)\nengine: ensemble\nreplicas: 20"),
        claim(
            "quadratic: {hessian: {covariance: data/missing.csv, except: [y], missing: drop}, optimum: ones}", "zeros",
            "operator: {share: {blocks: 3, groups: [[1, 3], [2]]}}, step-size: 1/L, steps: 12",
            "operator: {cycle: [full, {mask: {bernoulli: 1/3}}, {compose: [full, {share: {blocks: 3}}]}]}, step-size: 0.1, steps: 4",
            rest: "observe: masked-gradient-mean\nbound: 1e6\nassume: [lmin >= 0, d = 3]"),
        claim(
            "least-squares: {data: data/missing.csv, target: y, standardize: true, ridge: 0.1, drop-constant: true, missing: drop}",
            "ones", "operator: {mask: {bernoulli: 0.7}}, step-size: 1/L, steps: 15",
            rest: "observe: loss\nbound: loss0 + min*0 + kappa*0\nlet: {a: 1/2, b: a^2 - sqrt(a)}\nassume: [\"a > b\"]"),
        claim(
            "deep-linear: {depth: 3, target: [[2, 0.5], [0, 1]]}", "identity",
            "operator: {share: all}, step-size: 0.05, steps: 10",
            "operator: {share: {groups: [[1, 2], [3]]}}, step-size: 0.05, until: {correlation-below: 0.5, patience: 2, check-every: 2, at-most: 9}",
            "operator: {freeze: {layers: [2]}}, step-size: 0.01, steps: 4",
            rest: "observe: loss\nbound: loss0 * max(1, abs(depth))"),
        claim(
            "deep-linear: {depth: 2, target: {spectrum: [1, 2, 3], basis: haar}}", "zas",
            "operator: full, time: {end: 2, points: 5}",
            rest: "observe: loss\nbound: loss0\nengine: flow"),
        claim(
            "factorization: {rank: 2, target: [[1, 2, 3], [4, 5, 6]]}", "{gaussian: 0.3}",
            "operator: {mask: {bernoulli: 0.5}}, step-size: 0.01, steps: 6",
            rest: "observe: loss\nbound: 1e9\nreplicas: 10"),
        claim(
            "residual-linear: {depth: 3, target: [[1, 0.2], [0.1, 1]], scale: 1/3}", "{orthogonal: 0.2}",
            "operator: full, step-size: 0.1, steps: 10",
            rest: "observe: loss\nbound: loss0*tanh(1)^(-1)\nengine: direct"),
        claim(
            "matrix: {target: [[1, 2], [3, 4], [5, 6]]}", "zeros",
            "operator: {low-rank: {rank: 1, of: iterate}}, step-size: 1, steps: 3",
            "operator: {low-rank: {rank: 1, of: gradient}}, step-size: 1/2, steps: 3",
            rest: "observe: rank\nbound: min(r, 2) + log10(10) + sin(0)*cos(0)\nlower-bound: 0"),
    ]

    private static let forms: [(name: String, text: String)] = [
        ("vector.csv", "1\n-2\n"), ("square.csv", "4,1,0,0\n1,4,1,0\n0,1,4,1\n0,0,1,4\n"),
        ("missing.csv", "a;b;c;y\n1;2;3;4\n2;NA;1;0\n5;1;?;2\n1;0;1;1\n3;3;-2;7\n0.5;1e1;4;2\n"),
        ("quoted.csv", "\u{FEFF}\"a, b\",\"c\"\"\nd\",y\r\n\"1\",2,3\r\n4,\"5\",6\r\n7,8,9e-1\r\n2,2,2\r\n"),
        ("tabs.csv", "x\ty\n1\t2\n3\t5\n\n4\t4"),
    ]
}
