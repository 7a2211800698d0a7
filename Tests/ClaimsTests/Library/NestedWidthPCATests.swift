import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

@Suite struct NestedWidthPCATests {
    private func isClose(_ a: Double?, _ b: Double, relative: Double = 1e-11) -> Bool {
        guard let a else { return false }
        return abs(a - b) <= relative * abs(b)
    }

    @Test func bestJointLoss() throws {
        let uniform = try NestedFactors(target: .diagonal([3, 2, 1]), shares: [1.0 / 3, 1.0 / 3, 1.0 / 3])
        #expect(isClose(uniform.best, 1, relative: 1e-14))
        let steep = try NestedFactors(target: .diagonal([3, 2, 1]), shares: [0.6, 0.3, 0.1])
        #expect(isClose(steep.best, 1.65, relative: 1e-14))
        let (b, a) = try steep.optimum([1, 1, 1])
        for (k, tail) in [2.5, 0.5, 0].enumerated() {
            #expect(abs(steep.loss(b, a, width: k + 1) - tail) <= 1e-14)
        }
    }

    @Test func secondUnitTooLarge() throws {
        let factors = try NestedFactors(target: .diagonal([3, 1]), shares: [0.5, 0.5])
        let root = Double(3).squareRoot()
        let (b, a) = (Matrix.diagonal([root, 1]), Matrix.diagonal([root, 1.3]))
        #expect(abs(factors.loss(b, a, width: 1) - factors.tail(1)) <= 1e-15)
        #expect(isClose(factors.loss(b, a, width: 2), 0.045))
        #expect(isClose(factors.jointLoss(b, a) - factors.best, 0.0225))
    }

    /// Without weight on width 1 an optimum may be of any quality there.
    @Test func untrainedWidth() throws {
        let factors = try NestedFactors(target: .diagonal([3, 1]), shares: [0, 1])
        let (b, a) = try NestedWidthPCA.turned()
        #expect(abs(factors.jointLoss(b, a)) <= 1e-15 && factors.best == 0)
        #expect(isClose(factors.loss(b, a, width: 1), 2, relative: 1e-14))
        #expect(isClose(factors.tail(1), 0.5, relative: 1e-14))
        let lower = try Matrix(rows: [[1, 0], [10, 1]])
        let sheared = Matrix.diagonal([3, 1]) * lower
        #expect(try isClose(factors.loss(sheared, lower.inverse(), width: 1), 50.5, relative: 1e-14))
    }

    /// Alternating minimisation of the joint loss from a random start finds the triples in order.
    @Test func alternatingMinimisationOrdersTheUnits() throws {
        var draw = Draw(seed: 5, claim: "nested-width-pca", instance: "minimisation")
        let factors = try NestedFactors(target: .diagonal([3, 2, 1]), shares: [0.6, 0.3, 0.1])
        var b = draw.generator.gaussianMatrix(rows: 3, columns: 3)
        var a = draw.generator.gaussianMatrix(rows: 3, columns: 3)
        // Unit i is in use with probability Q_max(i,j) together with unit j.
        let use = Matrix(rows: 3, columns: 3) { i, j in factors.shares[max(i, j)...].reduce(0, +) }
        let single = Matrix.diagonal((0..<3).map { use[$0, $0] })
        for _ in 0..<400 {
            let gramA = Matrix(rows: 3, columns: 3) { use[$0, $1] * (a * a.transposed)[$0, $1] }
            b = try gramA.solve((factors.target * a.transposed * single).transposed).transposed
            let gramB = Matrix(rows: 3, columns: 3) { use[$0, $1] * (b.transposed * b)[$0, $1] }
            a = try gramB.solve(single * b.transposed * factors.target)
        }
        #expect(isClose(factors.jointLoss(b, a), 1.65))
        for k in 1...3 { #expect(abs(factors.loss(b, a, width: k) - factors.tail(k)) <= 1e-11) }
        #expect((factors.product(b, a, width: 1) - .diagonal([3, 0, 0])).maxAbs <= 1e-5)
        #expect((factors.product(b, a, width: 2) - .diagonal([3, 2, 0])).maxAbs <= 1e-5)
    }
}
