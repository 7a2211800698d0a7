import Dispatch
import Testing

@testable import PartialTraining

@Suite struct ParallelTests {
    private struct Failure: Error, Equatable { let index: Int }

    @Test(arguments: [1, 2, 5])
    func resultsAreCombinedInOrder(_ jobs: Int) throws {
        // Every third is late, so that others come before it.
        let words = Parallel.fold(40, jobs: jobs, into: "") { index in
            if index % 3 == 0 { _ = DispatchSemaphore(value: 0).wait(timeout: .now() + .milliseconds(2)) }
            return index % 7
        } _: {
            $0 += "\($1)"
        }
        #expect(words == (0..<40).map { "\($0 % 7)" }.joined())
        #expect(Parallel.map(50, jobs: jobs) { $0 * $0 } == (0..<50).map { $0 * $0 })
        #expect(Parallel.map(0, jobs: jobs) { $0 } == [])
    }

    @Test(arguments: [1, 2, 5])
    func theFirstFailureIsThrown(_ jobs: Int) {
        #expect(throws: Failure(index: 40)) {
            try Parallel.map(200, jobs: jobs) { (index) throws(Failure) in
                if index % 41 == 40 { throw Failure(index: index) }
                return index
            }
        }
    }
}
