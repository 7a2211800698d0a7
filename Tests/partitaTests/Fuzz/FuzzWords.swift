/// The texts that mutations put in.
enum FuzzWords {
    /// What may well be right.
    static let usual = [
        "1", "2", "3", "5", "0.1", "0.5", "0.9", "1.5", "1/3", "1/L", "1.9/L", "3/L", "1e-3", "0", "excess0", "loss0",
        "true", "false",
        "zeros", "ones", "gaussian", "identity", "full", "loss", "excess", "distance", "distance-squared",
        "gradient-norm-squared",
        "core-loss", "masked-gradient-mean", "rank", "auto", "ensemble", "moments", "direct",
    ]

    static let words = [
        "full", "mask", "bernoulli", "subset", "coordinates", "forward", "rescale", "freeze", "layers", "share", "all",
        "groups",
        "blocks", "low-rank", "rank", "of", "subspace", "dimension", "kind", "refresh", "cycle", "compose", "quadratic",
        "hessian",
        "optimum", "least-squares", "data", "target", "standardize", "ridge", "missing", "deep-linear", "depth",
        "factorization",
        "residual-linear", "scale", "matrix", "spectrum", "basis", "covariance", "except", "csv", "steps", "until",
        "time",
        "end", "points", "engine", "replicas", "seed", "observe", "bound", "equals", "assume", "let", "width", "nested",
        "count", "fixed", "prune", "keep", "score", "rounds", "rewind", "sparse", "grow", "race", "extract", "x", "",
        "~",
    ]

    static let extremes: [String] =
        words + [
            "0", "-0", "1", "2", "3", "-1", "0.5", "-0.5", "1e-300", "5e-324", "1e300", "1e308", "-1e308", "1e999",
            "nan", ".nan", "inf",
            ".inf", "-inf", "1/0", "0/0", "-1/0", "1/3", "10000000", "100000001", "65536", "9007199254740993",
            "9223372036854775807", "9223372036854775808", "18446744073709551616",
            "1" + String(repeating: "0", count: 400),
            "0." + String(repeating: "0", count: 400) + "1", "0x10", "1_000", "1e", "--1", "1e5", "1e-5", "L", "mu",
            "kappa", "1/L",
            "2/mu", "eta", "T", "t", "p", "d", "min", "lmin", "loss0", "excess0^excess0", "2^2^2^2^2^2", "0^0",
            "0^(-1)", "(-8)^(1/3)",
            "sqrt(-1)", "log10(0)", "ln(-1)", "exp(1000)", "pow(2, 0.5)", "1 < 2", "1 = 1", "eta <= 2/L",
            String(repeating: "(", count: 300) + "1" + String(repeating: ")", count: 300),
            String(repeating: "-", count: 2000) + "1",
            String(repeating: "2^", count: 2000) + "2", String(repeating: "1+", count: 5000) + "1",
            String(repeating: "x", count: 5000),
            String(repeating: "sin(", count: 400) + "1", "é", "\u{1F600}", "\u{202E}abc", "e\u{301}", "\u{0}", "a\nb",
            "\t", " ", "true", "false",
            "yes", "null", "zeros", "ones", "gaussian", "identity", "zas", "haar", "dct", "standard", "magnitude",
            "gradient", "iterate",
            "direct", "modes", "moments", "flow", "ensemble", "auto", "loss", "excess", "distance", "core-loss", "drop",
            "error",
            "data/diabetes.csv", "data/digits.csv", "data/missing.csv", "data/square.csv", "data/vector.csv",
            "data/table.csv", "data", "/",
            "/dev/null", "/dev/zero", "../../..", "y", "progression", "column1",
        ]
}
