import LinearAlgebra
import PartialTraining
import Yams

extension Reader {
    static let models = ["quadratic", "least-squares", "deep-linear", "factorization", "residual-linear", "matrix"]

    /// The model: exactly one of ``models``.
    func model(_ node: Node, _ around: Surroundings) -> (any Model)? {
        guard let (name, value) = choice(node, "model", of: Self.models) else { return nil }
        let key = "model." + name
        return attempt(value, key) { () throws(TrainingError) -> (any Model)? in
            switch name {
            case "quadratic": try quadratic(value, key, around)
            case "least-squares": try leastSquares(value, key, around)
            case "matrix":
                try target(value, key, ["target"], around).map { (matrix, _) throws(TrainingError) in
                    try MatrixTarget(target: matrix)
                }
            default: try network(name, value, key, around)
            }
        }
    }

    /// Runs `body`, noting an error of the model or operator at `node`.
    func attempt<T>(_ node: Node, _ key: String, _ body: () throws(TrainingError) -> T?) -> T? {
        do { return try body() } catch {
            fail(node, key, error.description)
            return nil
        }
    }

    private func quadratic(_ node: Node, _ key: String, _ around: Surroundings) throws(TrainingError) -> (any Model)? {
        guard let pairs = mapping(node, key, keys: ["hessian", "optimum"], required: ["hessian", "optimum"]),
            let first = pairs["hessian"], let second = pairs["optimum"],
            let hessian = matrix(first, key + ".hessian", around)
        else { return nil }
        guard hessian.isSquare else {
            fail(first, key + ".hessian", "expected a square matrix, found \(hessian.rows) x \(hessian.columns)")
            return nil
        }
        guard let optimum = vector(second, key + ".optimum", count: hessian.rows, around, use: "optimum") else {
            return nil
        }
        return try Quadratic(hessian: hessian, optimum: optimum)
    }

    private func network(
        _ name: String, _ node: Node, _ key: String, _ around: Surroundings
    ) throws(TrainingError) -> (any Model)? {
        let size = name == "factorization" ? "rank" : "depth"
        let keys = name == "residual-linear" ? [size, "target", "scale"] : [size, "target"]
        guard let (target, pairs) = target(node, key, keys, around), let sizeNode = pairs[size],
            let count = integer(sizeNode, "\(key).\(size)", from: 1, to: 10_000, around.scope)
        else { return nil }
        switch name {
        case "factorization": return try Factorization(rank: count, target: target)
        case "deep-linear": return try DeepLinear(depth: count, target: target)
        default:
            guard let scaleNode = pairs["scale"], let scale = number(scaleNode, key + ".scale", around.scope) else {
                return nil
            }
            return try ResidualLinear(depth: count, target: target, scale: scale)
        }
    }

    private func target(
        _ node: Node, _ key: String, _ keys: [String], _ around: Surroundings
    ) -> (matrix: Matrix, pairs: [String: Node])? {
        guard let pairs = mapping(node, key, keys: keys, required: keys), let target = pairs["target"],
            let matrix = matrix(target, key + ".target", around)
        else { return nil }
        return (matrix, pairs)
    }
}
