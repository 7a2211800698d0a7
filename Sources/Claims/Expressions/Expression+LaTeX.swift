extension Expression {
    /// The formula in LaTeX, without math delimiters.
    public var latex: String { source }
}
