import LinearAlgebra
import Testing

@testable import PartialTraining

@Suite struct AuditTests {
    private func quadratic(_ start: Vector, _ stages: [Stage], _ observables: [Observable] = [.loss]) throws -> Run {
        Run(
            model: try oracleQuadratic(), start: Parameters(start), schedule: Schedule(stages), observables: observables
        )
    }

    private func stage(_ law: any PartialOperator, _ steps: Int, _ eta: Double = 0.1) -> Stage {
        Stage(law, stepSize: eta, duration: .steps(steps))
    }

    @Test func auditSaysWhatMoved() throws {
        func audit(_ stages: [Stage], engine: EngineKind = .direct) throws -> Audit {
            var run = try quadratic([0, 0, 0], stages)
            run.engine = engine
            return try run.trajectory().audit
        }
        let mask = try audit([stage(Mask(.coordinates([1, 3])), 4)])
        #expect(mask.coordinates == [1, 3] && mask.total == 3 && mask.ranks == [2] && mask.measured)
        #expect(agree(mask.fraction, 2.0 / 3, roundings: 4))
        #expect(mask.text == "coordinates 1,3 of 3 (66.7%); rank 2 of 3; 66.7% of coordinates a step")
        let frozen = try audit([stage(Freeze(.coordinates([2])), 3), stage(Full(), 1)])
        #expect(frozen.coordinates == [1, 2, 3] && frozen.ranks == [2, 3])
        #expect(agree(frozen.fraction, (3 * 2.0 + 3) / 12, roundings: 4))
        let shared = try audit([stage(Share(blocks: 3), 2)])
        #expect(shared.coordinates == [1, 2, 3] && shared.ranks == [1] && shared.fraction == 1)
        let cycle = try audit([stage(Cycle([Mask(.coordinates([1])), Mask(.coordinates([2]))]), 4)])
        #expect(cycle.coordinates == [1, 2] && cycle.ranks == [1])
        #expect(agree(cycle.fraction, 1.0 / 3, roundings: 4))
        let none = try audit([stage(Full(), 0)])
        #expect(none.coordinates == [] && none.fraction == 0)
        #expect(none.text.hasPrefix("coordinates none of 3 (0%)"))
        let modes = try audit([stage(Full(), 3)], engine: .modes)
        #expect(modes.coordinates == [1, 2, 3] && !modes.measured && modes.text.hasSuffix("(by the law)"))
    }

    @Test func auditsOfExpectationsAgreeWithThoseOfSamples() throws {
        let cycle = Cycle([Mask(.subset(1)), Share(blocks: 3), Freeze(.coordinates([1]))])
        let laws: [any PartialOperator] = [
            Mask(.bernoulli(0.3)), Mask(.subset(2), forward: true), RandomSubspace(dimension: 1, kind: .haar), cycle,
        ]
        for law in laws {
            var run = try quadratic([0, 0, 0], [stage(law, 3)])
            run.replicas = 2000
            let exact = try run.trajectory()
            #expect(exact.engine == .moments)
            run.engine = .ensemble
            let sampled = try run.trajectory().audit
            #expect(exact.audit.coordinates == sampled.coordinates && exact.audit.ranks == sampled.ranks)
            // 6000 steps of three coordinates: five standard deviations are below 0.02.
            #expect(abs(exact.audit.fraction - sampled.fraction) < 0.02, "\(law.summary)")
            if law is any FiniteLaw {
                let paths = try Enumeration.trajectory(run).audit
                #expect(agree(paths.fraction, exact.audit.fraction, roundings: 64), "\(law.summary)")
            }
        }
    }
}
