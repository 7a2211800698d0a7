import Testing

@testable import Claims

/// Instances on which searches once broke theorems: by rounding that no allowance covered, or by evidence of something else than
/// the theorem says.
@Suite struct MendedEvidenceTests {
    private static func verdict(_ id: String, _ part: String, _ choices: [NamedChoice]) throws -> Verdict? {
        let space = try #require(try Library.claim(id).searchSpace(part: part))
        return try space.result(named: choices).first?.verdict
    }

    /// A start of size 1e-8, where the solver's absolute tolerance counts and not the relative one.
    @Test func flowsFromTinyLayers() throws {
        let verdict = try Self.verdict(
            "balanced-invariant", "flow",
            [
                .init("depth", .number(2)), .init("dimension", .number(1)),
                .init("layer-1", .numbers([2.0701357517083352e-08])),
                .init("layer-2", .numbers([9.972440828676099e-08])), .init("target", .numbers([-2])),
                .init("step-size", .number(0.9859146523165971)), .init("steps", .number(2)),
                .init("time", .number(0.4765513731894656)),
            ])
        #expect(verdict != .violated)
    }

    /// Two tolerances at which the solver takes the same steps.
    @Test func flowsWithoutADifference() throws {
        let verdict = try Self.verdict(
            "neg-eig-trap", "two-layers",
            [
                .init("nu", .number(0.12908149707380712)), .init("depth", .number(2)), .init("kind", .word("flow")),
                .init("dimension", .number(1)), .init("time-times-nu", .number(0.05628726803970695)),
                .init("tied", .word("no")),
            ])
        #expect(verdict != .violated)
    }

    /// A loss far below what the solver's tolerance leaves of the residual.
    @Test func flowsToTheEnd() throws {
        let layer = ChoiceValue.numbers([1.2698716695960695])
        let verdict = try Self.verdict(
            "untie-local-pl", "rate",
            [
                .init("depth", .number(3)), .init("dimension", .number(1)),
                .init("offset", .numbers([0.5397433391921391])), .init("distance-over-limit", .number(1e-06)),
                .init("time", .number(4)), .init("shared", .word("no")), .init("layer-1", layer),
                .init("layer-2", layer), .init("layer-3", layer),
            ])
        #expect(verdict != .violated)
    }

    /// The second moment is stable, though its map does not contract in norm.
    @Test func compressedIteratesSettleSlowly() throws {
        let verdict = try Self.verdict(
            "compressed-gradient-vs-iterate", "stationary",
            [
                .init("iterate", .word("yes")), .init("dimension", .number(3)),
                .init("hessian-spectrum", .numbers([1.2067932851513112, 0.6039729397689746, 0.5])),
                .init("hessian-basis", .numbers([0.5, 0.13409956494984798, -0.5])),
                .init("optimum", .numbers([-1.9491137292527885, 0.5363982597993919, 0.5363982597993919])),
                .init("start", .numbers([0.11157526937873552, 0.1524843393547619, -0.12590201077286434])),
                .init("subset", .word("no")), .init("keep", .number(0.7438696954648936)),
                .init("step-over-L", .number(0.31149415165220373)), .init("direction", .number(3)),
            ])
        #expect(verdict == .holds)
    }

    /// A target that is orthogonal to the data up to rounding.
    @Test func ridgeOfACancellation() throws {
        let verdict = try Self.verdict(
            "dropout-ridge", "minimiser",
            [
                .init("dimension", .number(1)), .init("rows", .number(3)),
                .init("design", .numbers([-2, 4.440892098500626e-16, -2])), .init("subset", .word("no")),
                .init("keep", .number(0.7625)),
                .init("target", .numbers([-2, 1.9999999999999991, 1.9999999999999991])),
            ])
        #expect(verdict != .violated)
    }

    /// A negative eigenvalue of a target that is not symmetric, at odd depth: there is a root, but none is computed.
    @Test func rootsThatAreNotComputed() throws {
        let verdict = try Self.verdict(
            "share-floor", "root",
            [
                .init("depth", .number(3)), .init("steps", .number(5)), .init("kind", .word("root")),
                .init("dimension", .number(2)),
                .init("target", .numbers([-1.7689359270689575, 0, 1.377430413878027, 1.2624459338325087])),
            ])
        #expect(verdict == nil)
    }

    /// So near the identity that the loss is known to a few digits only, and the number of steps to within one.
    @Test func stepsNearTheIdentity() throws {
        let verdict = try Self.verdict(
            "swe-shared-gd", "steps",
            [
                .init("depth", .number(4)), .init("dimension", .number(1)),
                .init("target-spectrum", .numbers([1.0000000016116766])), .init("target-basis", .numbers([])),
                .init("step-over-limit", .number(0.06059402925794031)), .init("start", .number(1)),
                .init("accuracy", .number(0.0011699261222026165)),
            ])
        #expect(verdict == .holds)
    }

    /// A subspace in which training takes longer than at a condition of 10.
    @Test func slowTrainingWithinASubspace() throws {
        let verdict = try Self.verdict(
            "random-subspace", "fixed-limit",
            [
                .init("dimension", .number(2)), .init("hessian-spectrum", .numbers([0.05, 2.019036618668356])),
                .init("hessian-basis", .numbers([0])), .init("start", .numbers([2, 0])), .init("fixed", .word("yes")),
                .init("frame", .numbers([-0.5201877131410777, 0])),
            ])
        #expect(verdict != .violated)
    }

    /// A network whose output vanishes: no relative change is known, and no constant for it.
    @Test func outputsThatVanish() throws {
        let verdict = try Self.verdict(
            "raptr-transition-bound", "relative",
            [
                .init("dimension", .number(2)), .init("depth", .number(3)), .init("kind", .number(4)),
                .init("start", .numbers([2, 1.1407623945516954])),
                .init("layer-1", .numbers([0, 1.7111435918275433, -3, -3])),
                .init("layer-2", .numbers([-3, -3, 3, -3])), .init("layer-3", .numbers([-3, 3, 3, -3])),
                .init("s", .number(2)), .init("target", .numbers([1.9247295304897643, -2])), .init("kept", .number(2)),
            ])
        #expect(verdict == .notApplicable)
    }

    /// At twice the longest step the bound is 0/0, of which rounding makes minus infinity.
    @Test func aQuotientOfNothingByNothing() throws {
        let verdict = try Self.verdict(
            "quad-modelmask-moments", "spread",
            [
                .init("dimension", .number(2)),
                .init("hessian-spectrum", .numbers([4.43664466752138, 0.24125337197972968])),
                .init("hessian-basis", .numbers([0.4540518177696409])),
                .init("optimum", .numbers([2, 0.43641405029961744])), .init("rescale", .word("no")),
                .init("subset", .word("yes")), .init("kept", .number(2)), .init("start", .numbers([0, 0])),
                .init("step-over-L", .number(2)), .init("direction", .number(1)),
            ])
        #expect(verdict == .holds)
        // 0/0 is unknown, 1/0 is infinite.
        #expect((Rounded(value: -1e-17, radius: 1e-16) / Rounded(0)).radius == .infinity)
        #expect((Rounded(value: 1, radius: 1e-16) / Rounded(0)).radius == 0)
    }
}
