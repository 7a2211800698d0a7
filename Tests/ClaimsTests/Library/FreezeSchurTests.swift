import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

@Suite struct FreezeSchurTests {
    private func model() throws -> Quadratic {
        try Quadratic(hessian: Matrix(rows: [[4, 1, 0], [1, 3, 1], [0, 1, 2]]), optimum: [1, -2, 3])
    }

    private func isClose(_ a: Double?, _ b: Double, relative: Double = 1e-11) -> Bool {
        guard let a else { return false }
        return abs(a - b) <= relative * abs(b)
    }

    @Test func oneFrozenCoordinate() throws {
        let block = try FrozenBlock(model(), frozen: [3], start: [0, 0, 0])
        #expect(block.schur.rows == 1 && isClose(block.schur[0, 0], 18.0 / 11, relative: 1e-14))
        #expect(isClose(block.limit.value, 7.36363636363636))
        #expect(isClose(block.limit.value, 81.0 / 11, relative: 1e-14))
        #expect(isClose(block.limitPoint[0], 8.0 / 11, relative: 1e-14))
        #expect(isClose(block.limitPoint[1], -10.0 / 11, relative: 1e-14))
        #expect(block.limitPoint[2] == 0)
        #expect(isClose(block.factor(0.2), 0.523606797749979))
    }

    @Test func fiveStepsOnTheEngine() throws {
        let evidence = try FreezeSchur.evidence(
            model(), frozen: [3], start: [0, 0, 0], stepSize: 0.2, steps: 5)
        let gap = try #require(evidence.tracks["rate"]?.observed.last)
        #expect(isClose(evidence.tracks["identity"]?.observed.last, 71_934_573 / 9_765_625, relative: 1e-14))
        #expect(isClose(evidence.tracks["identity"]?.observed.last, 7.3661002752))
        // The gap is what is left of 7.366 after subtracting 7.364: 12 digits of it need the same digits of the loss.
        #expect(isClose(gap, 0.00246391156363636, relative: 1e-11))
        let bound = try #require(
            try FreezeSchur.claim().parts.first { $0.name == "rate" }?.bound.evaluate([
                "gap0": evidence.quantities["gap0"]?.value ?? .nan, "eta": 0.2, "t": 5,
                "trainedMin": evidence.quantities["trainedMin"]?.value ?? .nan,
                "trainedMax": evidence.quantities["trainedMax"]?.value ?? .nan,
            ]))
        #expect(isClose(bound, 0.00253473511619561))
        #expect(isClose(gap / bound, 0.972058795372062))
    }

    @Test func twoFrozenCoordinates() throws {
        let block = try FrozenBlock(model(), frozen: [2, 3], start: [0, 0, 0])
        #expect(try (block.schur - Matrix(rows: [[11.0 / 4, 1], [1, 2]])).maxAbs <= 1e-15)
        #expect(block.limit.value == 17.0 / 2)
    }

    /// The inverse of the Schur complement is the frozen block of the inverse.
    @Test func schurComplementInverts() throws {
        var draw = Draw(seed: 3, claim: "freeze-schur", instance: "inverse")
        let hessian = draw.positiveDefinite(6, 0.1, 10)
        let model = try Quadratic(hessian: hessian, optimum: Vector(repeating: 0, count: 6))
        let block = try FrozenBlock(model, frozen: [2, 5, 6], start: Vector(repeating: 1, count: 6))
        let inverse = try hessian.inverse().submatrix(rows: block.frozen, columns: block.frozen)
        #expect((block.schur * inverse - .identity(3)).maxAbs <= 1e-13)
    }

    /// The loss may rise above its start once the step is unstable, and the identity still holds there.
    @Test func identityHoldsBeyondStability() throws {
        let evidence = try FreezeSchur.evidence(
            model(), frozen: [3], start: [0, 0, 0], stepSize: 0.5, steps: 12, leaving: ["a-priori", "descent"])
        let result = try InstanceResult(
            FreezeSchur.claim(), name: "unstable", role: .given, seed: 1, evidence)
        let losses = try #require(evidence.tracks["identity"]?.observed)
        #expect(losses[12] > losses[0])
        for comparison in result.comparisons { #expect(comparison.verdict == .holds, "\(comparison.part)") }
    }
}
