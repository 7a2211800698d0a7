import LinearAlgebra
import Testing

@Suite struct LinearAlgebraErrorTests {
    @Test func everyErrorSaysWhatAndWhere() {
        let expected: [(LinearAlgebraError, [String])] = [
            (.shape(operation: "op", expected: "2 x 2", found: "2 x 3"), ["op", "2 x 2", "2 x 3"]),
            (.notFinite(operation: "op"), ["op", "finite"]),
            (.notSymmetric(operation: "op", row: 2, column: 5), ["op", "row 2", "column 5"]),
            (.notPositiveDefinite(pivot: 4), ["positive definite", "pivot 4"]),
            (.singular(pivot: 3), ["singular", "pivot 3"]),
            (.noRealRoot(order: 2, eigenvalue: -1.5), ["order 2", "-1.5"]),
            (.noConvergence(operation: "op"), ["op", "converge"]),
            (.invalidArgument(operation: "op", expected: "k", found: "l"), ["op", "expected k", "found l"]),
        ]
        for (error, parts) in expected {
            for part in parts { #expect("\(error)".contains(part)) }
        }
    }
}
