import Dispatch
import LinearAlgebra
import Testing

@testable import PartialTraining

@Suite struct TeamTests {
    /// Many short rounds: every part is done once, and none is missing when `run` returns.
    @Test(arguments: [1, 2, 3, 8])
    func everyPartIsDoneOnce(_ size: Int) {
        let team = Team(size)
        var generator = Generator(seed: 1, "team")
        for round in 0..<4000 {
            let parts = generator.below(20)
            let counts = UnsafeMutableBufferPointer<Int>.allocate(capacity: 20)
            counts.initialize(repeating: 0)
            defer { counts.deallocate() }
            team.run(parts) { counts[$0] += 1 }
            #expect((0..<20).allSatisfy { counts[$0] == ($0 < parts ? 1 : 0) }, "round \(round)")
        }
    }

    /// Helpers that have gone to sleep are woken, and a team that is not needed any more ends.
    @Test func helpersSleepAndWake() {
        for _ in 0..<20 {
            let team = Team(2)
            for _ in 0..<3 {
                let sums = UnsafeMutableBufferPointer<Double>.allocate(capacity: 4)
                defer { sums.deallocate() }
                team.run(4) { part in for i in 0..<1000 { sums[part] = i == 0 ? 0 : sums[part] + Double(i * part) } }
                for part in 0..<4 { #expect(sums[part] == Double(499_500 * part)) }
                _ = DispatchSemaphore(value: 0).wait(timeout: .now() + .milliseconds(1))
            }
        }
    }

    /// Teams of several problems at once, more of them than there are processors.
    @Test func teamsDoNotDisturbEachOther() {
        let totals = Parallel.map(6, jobs: 6) { index -> Double in
            let team = Team(3)
            var total = 0.0
            for round in 0..<500 {
                let values = UnsafeMutableBufferPointer<Double>.allocate(capacity: 7)
                defer { values.deallocate() }
                team.run(7) { values[$0] = Double(index * round + $0) }
                total += values.reduce(0, +)
            }
            return total
        }
        for (index, total) in totals.enumerated() { #expect(total == Double(7 * index * 124_750 + 21 * 500)) }
    }

    /// What a team computes of a chain is what one thread computes, bit by bit, also with layers that are left out.
    @Test(arguments: [32, 50, 64], [0.0, 1.0])
    func chainsDoNotDependOnThreads(_ d: Int, _ skip: Double) {
        var generator = Generator(seed: 3, "chains of a team")
        let target = generator.gaussianMatrix(rows: d, columns: d)
        let chain = LayerChain(target: target, depth: 5, skip: skip, scale: skip == 0 ? 1 : 0.2)
        var layers = (0..<5).map { _ in 0.3 * generator.gaussianMatrix(rows: d, columns: d) }
        if skip != 0 { layers[2] = Matrix(rows: d, columns: d) }
        let x = Parameters(layers)
        for idle in [nil, [true, false, true, false, false], [false, false, true, false, true]] {
            var (alone, shared) = (Parameters(x.layout), Parameters(x.layout))
            let value = chain.evaluate(x, &alone, Workspace(), idle: idle)
            for size in [2, 3, 5] {
                let other = chain.evaluate(x, &shared, Workspace(team: Team(size)), idle: idle)
                #expect(other == value)
                #expect(shared.values == alone.values)
            }
        }
    }

    @Test func trajectoriesDoNotDependOnThreads() throws {
        var generator = Generator(seed: 4, "trajectories of a team")
        let target = Matrix.identity(48) + 0.1 * generator.gaussianMatrix(rows: 48, columns: 48)
        let model = try DeepLinear(depth: 4, target: target)
        var run = Run(
            model: model, start: model.identityStart,
            schedule: Schedule(stepSize: 0.01, steps: 20),
            observables: [.loss, .gradientNormSquared], engine: .direct)
        run.every = 3
        let one = try run.trajectory(jobs: 1)
        for jobs in [2, 4] {
            let other = try run.trajectory(jobs: jobs)
            #expect(other.final?.values == one.final?.values)
            #expect(other.values(.loss) == one.values(.loss))
            #expect(other.series[.loss]?.radius == one.series[.loss]?.radius)
            #expect(other.values(.gradientNormSquared) == one.values(.gradientNormSquared))
            #expect(other.audit == one.audit)
        }
    }
}
