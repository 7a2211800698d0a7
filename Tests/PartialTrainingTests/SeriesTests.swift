import Testing

@testable import PartialTraining

@Suite struct SeriesTests {
    /// An allowance that is not a number would pass every comparison.
    @Test func unknownAllowancesAreInfinite() {
        var series = Series()
        series.append(1, radius: .infinity * 0)
        series.append(2, radius: 0.5)
        #expect(series.radius == [.infinity, 0.5])
    }
}
