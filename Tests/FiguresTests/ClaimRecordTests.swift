import Testing

@testable import Figures

@Suite struct ClaimRecordTests {
    @Test func aRecordIsReadBackAsItWas() throws {
        var record = ClaimRecord(
            partita: "1", title: "t", statement: "$x$", source: "s", kind: "bound", standing: "refuted", truth: "no",
            hypotheses: [.init(name: "h", text: "a < b", latex: "a < b", meaning: "m")],
            parts: [
                .init(name: "p", observed: "o", relation: "<=", text: "1", latex: "1", needs: [], bestRatio: 0.5)
            ],
            command: "partita check x",
            summary: Summary.Claim(claim: "x", family: "own", status: "checked", verdict: "holds", maxRatio: .infinity),
            stories: ["given": "violated"])
        record.file = "claim: x\n"
        #expect(try ClaimRecord(json: record.json) == record)
        #expect(throws: DecodingError.self) { try ClaimRecord(json: "{}") }
    }
}
