import LinearAlgebra
import Testing

@Suite struct LeadingSingularTriplesTests {
    /// Eckart, Young, Mirsky: the approximation's error is the norm of the values left out.
    @Test(arguments: rectangularCases) func bestApproximation(_ test: Case) throws {
        let a = test.matrix
        let values = try a.singularValues()
        for k in Set([0, 1, 2, values.count / 2, values.count]) where k <= values.count {
            let leading = try a.leadingSingularTriples(k)
            #expect(leading.u.rows == a.rows && leading.u.columns == k)
            #expect(leading.v.rows == a.columns && leading.v.columns == k)
            #expect(maxDifference(leading.values, Array(values.prefix(k))) <= rounding(a))
            #expect(orthogonalityDefect(leading.u) <= rounding(a, size: Double(k).squareRoot()))
            #expect(orthogonalityDefect(leading.v) <= rounding(a, size: Double(k).squareRoot()))
            #expect((a * leading.v - leading.u * .diagonal(leading.values)).frobeniusNorm <= rounding(a))
            let missed = norm(Array(values.dropFirst(k)))
            #expect(abs((a - leading.product).frobeniusNorm - missed) <= rounding(a))
        }
    }

    @Test(arguments: [-1, 3, .max, .min]) func countsOutsideTheRange(_ k: Int) {
        #expect(
            throws: LinearAlgebraError.invalidArgument(
                operation: "leading singular triples", expected: "a count from 0 to 2", found: "\(k)")
        ) { try wide.leadingSingularTriples(k) }
    }

    @Test func wrongInput() {
        for bad in notFiniteMatrices {
            #expect(throws: LinearAlgebraError.notFinite(operation: "singular value decomposition")) {
                try bad.leadingSingularTriples(1)
            }
        }
    }
}
