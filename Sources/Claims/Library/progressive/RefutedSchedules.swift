import LinearAlgebra
import PartialTraining

/// `refuted-increasing-beats-decreasing`: raising the depth need not be better than lowering it.
///
/// Source: a reading of the polynomial experiments of Panigrahi et al. (RaPTr); counterexamples own.
package enum IncreasingBeatsDecreasing: LibraryClaim {
    static let id = "refuted-increasing-beats-decreasing"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .progressive, kind: .bound,
            title: "An increasing depth schedule beats the decreasing one (refuted)",
            statement: """
                The reading: on basis polynomials, trained by the same numbers of steps at the same depths, the schedule of \
                increasing depth ends at a loss that is not above that of the decreasing one.
                """,
            source: "reading of Panigrahi et al. 2024 (polynomial data); counterexamples own",
            standing: .refuted(
                truth: """
                    on orthonormal features both orders end at the same loss; on correlated ones either can win at finite time, \
                    and only for long stages does dropping in decreasing order stop at a floor
                    """),
            hypotheses: [],
            parts: [
                Part("beats", "loss of the increasing schedule by stage length", .atMost, "decreasing")
            ],
            instances: [
                Instance("dropping-one-step-each", .counterexample) { _ in
                    let features = try HypercubePolynomials(means: [0.5, 0.5], degree: 2)
                    let training = try DegreeTraining(features, target: [1, 1, 1], stepSize: 0.4)
                    return try evidence(training, lengths: [1], dropping: true)
                },
                Instance("freezing-ten-steps-each", .counterexample) { _ in
                    try evidence(OrderFloor.product(means: [0.5, 0.5], stepSize: 0.4), lengths: [10], dropping: false)
                },
            ])
    }

    /// Two stages of each of `lengths`, low degree 1, in both orders.
    package static func evidence(_ training: DegreeTraining, lengths: [Int], dropping: Bool) throws -> Evidence {
        let schedules = lengths.map { training.equalStages($0) }
        let up = try schedules.map { try training.final($0, dropping: dropping) }
        let down = try schedules.map { try training.final($0.reversed(), dropping: dropping) }
        let run = training.run(schedules[0], dropping: dropping)
        var evidence = Evidence(run, try run.trajectory())
        evidence.derivation = derivation(training, lengths: lengths, dropping: dropping)
        evidence.tracks["beats"] = Track(
            times: lengths.map(Double.init), observed: up.map(\.value), radius: up.map(\.radius)
        ).varying("decreasing", down.map(\.value), radius: down.map(\.radius))
        return evidence
    }
}

/// `refuted-stages-beat-constant`: growing depth in equal stages need not be better than constant full depth.
///
/// Source: a reading of progressive training; counterexample own.
enum StagesBeatConstant: LibraryClaim {
    static let id = "refuted-stages-beat-constant"

    static func claim() throws -> Claim {
        try Claim(
            id: id, family: .progressive, kind: .bound,
            title: "Equal stages of increasing depth beat constant full depth at the same cost (refuted)",
            statement: """
                The reading: on basis polynomials, stages of equal length at the depths $1, \\dots, D$ end at a loss that is \
                not above that of constant full depth at the same cost (the sum of the depths).
                """,
            source: "reading of progressive training; counterexample own",
            standing: .refuted(
                truth: """
                    equal stages win only early and where the energy falls steeply with the degree, and lose in the long run; no \
                    schedule gains more than the ratio of the arithmetic to the geometric mean of the energies
                    """),
            hypotheses: [],
            parts: [
                Part("beats", "loss of equal stages by length of the stages", .atMost, "constant")
            ],
            instances: [
                Instance("moderate-spectrum", .counterexample) { _ in
                    try evidence(PolynomialSchedule.example([4, 2, 1, 0.5], stepSize: 0.2), lengths: [2, 4, 6])
                },
                Instance("equal-energies", .counterexample) { _ in
                    try evidence(PolynomialSchedule.example([1, 1], stepSize: 0.5), lengths: [2, 4])
                },
            ])
    }

    /// Equal stages of each of `lengths`, for which constant full depth can have the same cost.
    static func evidence(_ training: DegreeTraining, lengths: [Int]) throws -> Evidence {
        let degree = training.degree
        let stages = try lengths.map { try training.final(training.equalStages($0), dropping: true) }
        let constant = try lengths.map { length in
            let cost = training.equalStages(length).reduce(0, +)
            guard cost.isMultiple(of: degree) else {
                throw TrainingError.invalid(
                    what: "cost", expected: "a multiple of the degree \(degree)", found: "\(cost)")
            }
            return try training.final(Array(repeating: degree, count: cost / degree), dropping: true)
        }
        let run = training.run(training.equalStages(lengths[0]), dropping: true)
        var evidence = Evidence(run, try run.trajectory())
        evidence.derivation = derivation(training, lengths: lengths)
        evidence.tracks["beats"] = Track(
            times: lengths.map(Double.init), observed: stages.map(\.value), radius: stages.map(\.radius)
        ).varying("constant", constant.map(\.value), radius: constant.map(\.radius))
        return evidence
    }
}
