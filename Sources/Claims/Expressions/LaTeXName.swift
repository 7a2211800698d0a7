/// Names of variables in LaTeX.
enum LaTeXName {
    private static let greek: Set<String> = [
        "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu",
        "xi",
        "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi",
        "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega",
    ]
    /// Words that are operators in LaTeX, as subscripts.
    private static let operators: Set<String> = ["min", "max", "sup", "inf"]
    /// The quantities of the workbench that have a usual symbol.
    private static let known = ["lmin": "\\lambda_{\\min}", "lmax": "\\lambda_{\\max}", "min": "f_{\\min}"]

    /// The symbol of the variable `name`.
    ///
    /// A Greek name becomes its letter, a longer word is set upright; digits at the end and what follows a `_` become
    /// subscripts: `eta1` is \eta_{1}, `excess0` is \mathrm{excess}_0, `lambda_max` is \lambda_{\max}.
    static func symbol(_ name: String) -> String {
        if let symbol = known[name] { return symbol }
        let words = name.split(separator: "_").map(String.init)
        guard let first = words.first else { return "\\mathtt{\(name.map { _ in "\\_" }.joined())}" }
        let digits = String(first.reversed().prefix(while: \.isNumber).reversed())
        let letters = String(first.dropLast(digits.count))
        let base = letters.isEmpty ? digits : word(letters)
        let indices = (letters.isEmpty || digits.isEmpty ? [] : [digits]) + words.dropFirst().map(index)
        if indices.isEmpty { return base }
        let subscripts = indices.joined(separator: ",")
        return subscripts == "0" ? "\(base)_0" : "\(base)_{\(subscripts)}"
    }

    /// A word of letters.
    private static func word(_ letters: String) -> String {
        if greek.contains(letters) { return "\\\(letters == "epsilon" ? "varepsilon" : letters)" }
        return letters.count == 1 ? letters : "\\mathrm{\(letters)}"
    }

    /// A word after a `_`.
    private static func index(_ word: String) -> String {
        if operators.contains(word) { return "\\\(word)" }
        return word.allSatisfy(\.isNumber) ? word : symbol(word)
    }
}
