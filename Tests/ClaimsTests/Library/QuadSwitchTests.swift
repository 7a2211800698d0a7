import LinearAlgebra
import PartialTraining
import Testing

@testable import Claims

@Suite struct QuadSwitchTests {
    private var setting: QuadSwitch.Setting {
        .init(curvatures: (1, 0.04), errors: (30, 1.5), firstStep: 0.5, accuracy: 1e-6, times: 20)
    }

    private func isClose(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-11 * abs(b) }

    private func value(_ text: String, _ setting: QuadSwitch.Setting, _ more: [String: Double] = [:]) throws -> Double {
        let known = [
            "lam1": setting.curvatures.0, "lam2": setting.curvatures.1, "eta1": setting.firstStep,
            "eta2": setting.step, "floor": setting.floor, "gap0": setting.gap, "accuracy": setting.accuracy,
            "c1": setting.costs.0, "c2": setting.costs.1,
        ]
        let expression = try Claims.Expression(parsing: text)
        let names = Set(expression.variables)
        return try expression.evaluate(known.merging(more) { $1 }.filter { names.contains($0.key) })
    }

    @Test func bestTime() throws {
        #expect(isClose(try value("(1 - eta2*lam2)^2", setting), 0.852071005917))
        #expect(isClose(setting.floor, 0.045) && setting.gap == 450)
        let tau = try value(QuadSwitch.switchTime, setting)
        #expect(isClose(tau, 8.11250171645))
        #expect(isClose(try value(QuadSwitch.cost("t"), setting, ["t": tau]), 75.8083923970))
        #expect(isClose(try value(QuadSwitch.cost("t"), setting, ["t": 0]), 124.463918793))
        // There the excess is F b / (a - b).
        let excess = try value("gap0*(1 - eta1*lam1)^(2*t)/floor", setting, ["t": tau])
        #expect(isClose(excess, 0.130553129545))
        let ratio = try value("1/(ln((1 - eta1*lam1)^2)/ln((1 - eta2*lam2)^2) - 1)", setting)
        #expect(isClose(excess, ratio))
    }

    @Test func bruteForce() throws {
        let model = try setting.model()
        let totals = try (0...20).map { try $0 + setting.unsharedSteps(model, after: $0).most }
        #expect(totals[0] == 125)
        #expect(totals.min() == 76 && totals.firstIndex(of: 76) == 8)
    }

    /// With the step that kills the shared mode at once, sharing does not pay, whatever the worst case says.
    @Test func factorThatIsOnlyABound() throws {
        var other = setting
        other.secondStep = 1
        #expect(isClose(try value("(1 - eta2*lam2)^2", other), 0.9216))
        let tau = try value(QuadSwitch.switchTime, other)
        #expect(abs(tau - 8.643) < 5e-4)
        #expect(abs(try value(QuadSwitch.cost("t"), other, ["t": tau]) - 140.62) < 5e-3)
        let model = try other.model()
        let totals = try (0...20).map { try $0 + other.unsharedSteps(model, after: $0).most }
        #expect(totals.min() == 132 && totals[0] == 132)
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func behavesAsRecorded(seed: UInt64) throws {
        let result = try Checker(seed: seed).check([QuadSwitch.claim()])[0]
        #expect(result.complaints.isEmpty, "\(result.complaints)")
        let observed = Set(result.instances.filter { $0.role == .typical }.flatMap(\.comparisons).map(\.part))
        #expect(observed == Set(result.claim.parts.map(\.name)))
    }
}
