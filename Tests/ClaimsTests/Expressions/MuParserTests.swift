import CMuParser
import LinearAlgebra
import Testing

@testable import Claims

/// muParser, an independent evaluator of the same language; `pow` is defined here, since it has none.
private func muParser(_ text: String, _ names: [String] = [], _ values: [Double] = []) -> Double? {
    guard let parser = mupCreate(0) else { return nil }
    defer { mupRelease(parser) }
    mupDefineFun2(parser, "pow", { Double.power($0, $1) }, 0)
    let storage = UnsafeMutablePointer<Double>.allocate(capacity: max(values.count, 1))
    defer { storage.deallocate() }
    for (index, name) in names.enumerated() {
        storage[index] = values[index]
        mupDefineVar(parser, name, storage + index)
    }
    mupSetExpr(parser, text)
    let value = mupEval(parser)
    return mupError(parser) == 0 ? value : nil
}

@Suite struct MuParserTests {
    /// The twin binds as we do, so that canonical texts mean the same to both.
    @Test(arguments: [
        "-2^2", "2^3^2", "2^-1", "2^-1^2", "-2^-2", "8/4/2", "1-2-3", "2*-3", "2--3", "4/-2^2", "-2*3", "2^-2*3",
        "(-2)^2", "-2-3", "3*-2^2*5", "min(3, 1, 2)", "max(1, 2)", "log10(100)", "pow(2, -3)^2", "1e-3 + .5 + 2.",
    ])
    func bindsAlike(_ text: String) throws {
        #expect(try muParser(text) == Expression(parsing: text).evaluate([:]))
    }

    @Test func agreesOnRandomExpressions() throws {
        var random = RandomExpressions(generator: Generator(seed: 1, "muparser"))
        var compared = 0
        var identical = 0
        for _ in 0..<12_000 {
            let expression = Expression(root: withoutDoubleSigns(random.node(2 + random.generator.below(6))))
            let values = random.values()
            let bound = try expression.bind(RandomExpressions.names)
            // Where an infinity comes up on the way, the sign of a zero decides, and muParser's optimizer loses it.
            let ours = bound.evaluate(values.map { FiniteDouble($0) }).value
            guard ours.isFinite else { continue }
            guard let theirs = muParser(expression.description, RandomExpressions.names, values) else {
                Issue.record("muParser refuses \(expression)")
                continue
            }
            compared += 1
            if ours == theirs { identical += 1 }
            // The optimizer also turns x^2 into x*x and a + 2 + 1 into a + 3, so operations may be off by an ulp.
            let radius = bound.evaluate(values.map { Rounded($0) }).radius
            let tolerance = max(4 * ours.ulp, 4 * radius)
            #expect(abs(ours - theirs) <= tolerance, "\(expression) at \(values): \(ours), muParser \(theirs)")
        }
        #expect(compared > 5_000)
        #expect(Double(identical) > 0.98 * Double(compared), "\(identical) of \(compared)")
    }

    /// muParser refuses `--x`: a product with 1 goes between the signs.
    private func withoutDoubleSigns(_ node: Expression.Node) -> Expression.Node {
        switch node {
        case .number, .variable: node
        case .negate(.negate(let operand)):
            .negate(.binary(.multiply, .number(text: "1", value: 1), withoutDoubleSigns(.negate(operand))))
        case .negate(let operand): .negate(withoutDoubleSigns(operand))
        case .binary(let symbol, let left, let right):
            .binary(symbol, withoutDoubleSigns(left), withoutDoubleSigns(right))
        case .call(let function, let arguments): .call(function, arguments.map(withoutDoubleSigns))
        }
    }
}

/// A double that turns into not-a-number where an operation gives an infinity.
private struct FiniteDouble: ExpressionScalar {
    let value: Double
    init(_ value: Double) { self.value = value.isFinite ? value : .nan }
    init(literal text: String, value: Double) { self.init(value) }
    static func + (a: Self, b: Self) -> Self { Self(a.value + b.value) }
    static func - (a: Self, b: Self) -> Self { Self(a.value - b.value) }
    static func * (a: Self, b: Self) -> Self { Self(a.value * b.value) }
    static func / (a: Self, b: Self) -> Self { Self(a.value / b.value) }
    static prefix func - (a: Self) -> Self { Self(-a.value) }
    static func power(_ base: Self, _ exponent: Self) -> Self { Self(.power(base.value, exponent.value)) }
    static func exp(_ x: Self) -> Self { Self(.exp(x.value)) }
    static func ln(_ x: Self) -> Self { Self(.ln(x.value)) }
    static func log10(_ x: Self) -> Self { Self(.log10(x.value)) }
    static func sqrt(_ x: Self) -> Self { Self(.sqrt(x.value)) }
    static func abs(_ x: Self) -> Self { Self(.abs(x.value)) }
    static func min(_ a: Self, _ b: Self) -> Self { Self(.min(a.value, b.value)) }
    static func max(_ a: Self, _ b: Self) -> Self { Self(.max(a.value, b.value)) }
    static func sin(_ x: Self) -> Self { Self(.sin(x.value)) }
    static func cos(_ x: Self) -> Self { Self(.cos(x.value)) }
    static func tanh(_ x: Self) -> Self { Self(.tanh(x.value)) }
}
