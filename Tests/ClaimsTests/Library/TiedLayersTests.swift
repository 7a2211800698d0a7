import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

/// Numbers found with 30 digits in another system, and the verdicts of the instances.
@Suite struct TiedLayersTests {
    private func isClose(_ x: Double, _ y: Double, digits: Double = 1e-11) -> Bool { abs(x - y) <= digits * abs(y) }

    private func descend(
        _ target: Matrix, depth: Int, _ partial: any PartialOperator, stepSize: Double, steps: Int
    ) throws -> LayerDescent {
        let model = try DeepLinear(depth: depth, target: target)
        var descent = try LayerDescent(model, start: model.identityStart, partial, stepSize: stepSize)
        for _ in 0..<steps { try descent.advance() }
        return descent
    }

    @Test(arguments: [true, false]) func symmetricOracle(tied: Bool) throws {
        let target = try Matrix(rows: [[2, 1], [1, 2]])
        let descent = try descend(target, depth: 3, tied ? Share() : Full(), stepSize: 0.01, steps: 10)
        var path = TiedPath(target: target, depth: 3, stepSize: 0.01, start: .identity(2), transposes: false)
        for _ in 0..<10 { try path.advance() }
        for layer in descent.layers.blocks + [path.layer] {
            #expect(isClose(layer[0, 0], 1.09960011975))
            #expect(isClose(layer[0, 1], 0.0996001197538))
        }
        #expect(isClose(descent.loss, 0.813389748055))
        #expect(descent.radius < 1e-12 && path.radius < 1e-12)
    }

    @Test(arguments: [true, false]) func rotationOracle(tied: Bool) throws {
        let target = try Matrix(rows: [[0, -1], [1, 0]])
        let descent = try descend(target, depth: 3, tied ? Share() : Full(), stepSize: 0.1, steps: 5)
        for layer in descent.layers.blocks {
            #expect(isClose(layer[0, 0], 0.826790301492))
            #expect(isClose(layer[1, 0], 0.328646298690))
        }
        #expect(isClose(descent.loss, 0.219075616496))
    }

    private func mismatch(_ descent: LayerDescent, transposes: Bool) -> Double {
        let mean = descent.gradient.blocks.reduce(Matrix(rows: 2, columns: 2), +)
        let path = TiedPath(
            target: descent.model.target, depth: descent.model.depth, stepSize: 1, start: descent.layers.block(0),
            transposes: transposes)
        return ((1 / Double(descent.model.depth)) * mean - path.direction).frobeniusNorm
    }

    /// Non-normal targets: the formula is off after one step, and so is the correlation; the paths part at step 2.
    @Test func notNormal() throws {
        let target = try Matrix(rows: [[1, 1], [0, 1]])
        let tied = try descend(target, depth: 2, Share(), stepSize: 0.1, steps: 1)
        let free = try descend(target, depth: 2, Full(), stepSize: 0.1, steps: 1)
        #expect(isClose(mismatch(tied, transposes: false), 0.0565685424949))
        #expect(isClose(Trigger.adjacentCorrelation(free.gradient), 0.990099009901))
        #expect(tied.layers == free.layers)
        let later = try descend(target, depth: 2, Share(), stepSize: 0.1, steps: 2)
        let laterFree = try descend(target, depth: 2, Full(), stepSize: 0.1, steps: 2)
        #expect(norm(subtract(later.layers.values, laterFree.layers.values)) > 1e-3)
    }

    /// A symmetric start that does not commute with the target.
    @Test func notCommuting() throws {
        let model = try DeepLinear(depth: 3, target: .diagonal([2, 0.5]))
        let layer = try Matrix(rows: [[1, 0.3], [0.3, 1]])
        let descent = try LayerDescent(
            model, start: Parameters([layer, layer, layer]), Share(), stepSize: 0.1)
        #expect(isClose(mismatch(descent, transposes: false), 0.639570168160))
    }

    /// Typical deviations are at rounding level, far below what the allowance would let through.
    @Test func deviationsAreRounding() throws {
        let result = try Checker().check([TiedLayers.claim()])[0]
        for instance in result.instances where instance.role == .typical {
            for comparison in instance.comparisons where ["shared", "unshared", "symmetric"].contains(comparison.part) {
                #expect(comparison.rows.allSatisfy { abs($0.observed - $0.bound) < 1e-14 }, "\(instance.name)")
                #expect(comparison.rows.allSatisfy { $0.allowance < 1e-9 }, "\(instance.name)")
            }
        }
    }

    /// Sharing by the sum of the gradients is sharing by their mean with a step L times as large.
    @Test func sumOfGradients() throws {
        let target = try Matrix(rows: [[2, 1], [1, 2]])
        var path = TiedPath(target: target, depth: 3, stepSize: 0.03, start: .identity(2))
        var layer = Matrix.identity(2)
        let model = try DeepLinear(depth: 3, target: target)
        for _ in 0..<10 {
            try path.advance()
            let gradient = model.gradient(at: Parameters([layer, layer, layer]))
            layer = layer - 0.01 * gradient.blocks.reduce(Matrix(rows: 2, columns: 2), +)
        }
        #expect((layer - path.layer).maxAbs < 1e-14)
    }

    @Test(arguments: [1, 2, 3, 4, 5] as [UInt64]) func behavesAsRecorded(seed: UInt64) throws {
        let result = try Checker(seed: seed).check([TiedLayers.claim()])[0]
        #expect(result.complaints.isEmpty, "\(result.complaints)")
        let observed = Set(result.instances.filter { $0.role == .typical }.flatMap(\.comparisons).map(\.part))
        #expect(observed == Set(result.claim.parts.map(\.name)))
    }
}
