import Foundation
import Testing

@testable import Figures

@Suite("Summaries")
struct SummaryTests {
    static let summary = Summary(
        partita: "1.0.0",
        claims: [
            .init(
                claim: "masked-gd", family: "masking", status: "validated", verdict: "holds", maxRatio: 1,
                minRatio: 0.25,
                instances: [
                    .init(
                        name: "sharp-1", role: "sharp", relation: "<=", verdict: "holds", maxRatio: 0.9999999999999999,
                        maxRatioStep: 3, steps: 40, engine: "moments", seed: .max,
                        hypotheses: [.init(text: "eta < 2/L | \"x\"", holds: true, left: 0.1, right: .infinity)],
                        quantities: ["mu": .leastNonzeroMagnitude * 2024, "L": 5, "low": -.infinity, "zero": -0.0],
                        trained: "all 3 coordinates",
                        files: ["masked-gd/sharp-1.dat", "masked-gd/sharp-1.gp"])
                ]),
            .init(claim: "other", family: "depth", status: "refuted", verdict: "violated"),
        ])

    @Test("JSON decodes back to an equal value, and has the bytes of the golden file")
    func json() throws {
        let json = try Self.summary.json
        #expect(json == Golden.json)
        #expect(try Summary(json: json) == Self.summary)
        #expect(try Summary(json: json).claims[0].instances[0].quantities["zero"]?.sign == .minus)
        #expect(try Self.summary.json == json)
    }

    @Test("Numbers that JSON does not have are strings, with any encoder")
    func nonFinite() throws {
        var summary = Self.summary
        summary.claims[0].maxRatio = .nan
        let data = try JSONEncoder().encode(summary)
        #expect(String(decoding: data, as: UTF8.self).contains("\"maxRatio\":\"nan\""))
        let back = try JSONDecoder().decode(Summary.self, from: data)
        #expect(back.claims[0].maxRatio?.isNaN == true)
        #expect(back.claims[1].maxRatio == nil)
        #expect(throws: DecodingError.self) {
            try Summary(json: Golden.json.replacingOccurrences(of: "\"inf\"", with: "\"big\""))
        }
    }

    @Test("Doubles in JSON read back equal")
    func roundTrip() throws {
        var summary = Summary(partita: "1", claims: [Self.summary.claims[0]])
        var state: UInt64 = 1
        for place in 0..<5000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let value = Double(bitPattern: state ^ (state >> 29))
            if !value.isNaN { summary.claims[0].instances[0].quantities["q\(place)"] = value }
        }
        #expect(try Summary(json: summary.json) == summary)
    }

    @Test("The table is the table of the golden file")
    func markdown() {
        #expect(Self.summary.markdown == Golden.markdown)
    }

    @Test("Markup in texts is escaped")
    func escapes() {
        #expect(MarkdownTable.escaped("a|b\nc `d` *e* [f] \\") == "a\\|b c \\`d\\` \\*e\\* \\[f\\] \\\\")
        #expect(MarkdownTable.escaped("x_0 <= 1, <b>, _it_") == "x_0 <= 1, \\<b>, \\_it\\_")
        #expect(Summary(partita: "1").markdown.split(separator: "\n").count == 3)
    }
}

/// Races and extractions in the summary.
@Suite struct SummaryRaceTests {
    private static let claim: Summary.Claim = {
        var claim = Summary.Claim(claim: "race", family: "own", status: "simulated", verdict: "none")
        claim.instances = [
            Summary.Instance(
                name: "full", role: "given", relation: "none", verdict: "none", steps: 2, engine: "direct", seed: 1)
        ]
        claim.race = Summary.Race(
            observable: "loss", levels: [0.1, 0.01],
            schedules: [
                .init(
                    name: "full", engine: "direct", steps: 2, cost: 24, final: 0.05, atMatchedCost: nil,
                    costToReach: [12, nil])
            ], winners: ["full", nil], matchedCost: 24, leads: [.init(cost: 12, name: "full")])
        let row = Summary.Extraction.SubModel(
            depth: nil, width: 2, parameters: 4, loss: 0.5, low: 0.4, high: 0.6, alone: 0.25, aloneSteps: 7)
        claim.extractions = [Summary.Extraction(schedule: "full", cost: 24, budget: 5, best: row, subModels: [row])]
        return claim
    }()

    @Test func jsonRoundTrip() throws {
        let summary = Summary(partita: "0", claims: [Self.claim])
        let decoded = try JSONDecoder().decode(Summary.self, from: Data(try summary.json.utf8))
        #expect(decoded == summary)
        // What is not there is not written.
        let plain = Summary(partita: "0", claims: [Summary.Claim(claim: "a", family: "own", status: "", verdict: "")])
        #expect(!(try plain.json.contains("race")))
    }

    @Test func markdown() {
        let text = Summary(partita: "0", claims: [Self.claim]).markdown
        #expect(text.contains("| full     | direct |     2 |            24 |                      |       0.05 |"))
        #expect(text.contains("Matched cost: 24 multiply-adds. Ahead: full from 12."))
        #expect(text.contains("Sub-models of full:"))
        #expect(text.contains("Best within 5 parameters: depth all, width 2, 4 parameters, loss 0.5."))
    }
}
