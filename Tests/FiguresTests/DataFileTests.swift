import Figures
import Testing

@Suite("Data files")
struct DataFileTests {
    @Test("The text is the text of the golden file")
    func golden() {
        let data = DataFile(
            header: [.init("partita", "1.0.0"), .init("claim", "masked-gd"), .init("trained", "2 of 3\ncoordinates")],
            blocks: [
                .init(
                    name: "run", columns: ["step", "observed", "bound"],
                    rows: [[0, 1, 1], [1, 0.1, nil], [2, -0.0, .infinity]]),
                .init(name: "empty", columns: ["step", "observed", "bound"]),
                .init(
                    name: "short", columns: ["step", "observed", "bound"],
                    rows: [[3], [4, Double.leastNonzeroMagnitude * 2024, 1e300, 7]]),
            ])
        #expect(data.text == Golden.data)
    }

    @Test("Blocks with different columns have a line each")
    func differentColumns() {
        let data = DataFile(blocks: [
            .init(name: "a", columns: ["x"]), .init(name: "b", columns: ["y z", "", "#n", "?"]),
        ])
        #expect(
            data.text == """
                # columns of [a]: x
                # columns of [b]: y_z _ _n _
                # [a]
                x


                # [b]
                y_z _ _n _

                """)
    }

    @Test("Nothing in the header can be taken for something else")
    func header() {
        let data = DataFile(header: [.init("[run]:\nkey", "a\r\nb\u{0}c\u{2028}d: [x]"), .init("", "")])
        #expect(data.text == "# -run-- key: a  b c d: [x]\n# : \n")
        #expect(DataFile().text == "")
    }

    @Test("Doubles read back equal", arguments: 0..<8)
    func roundTrip(seed: UInt64) throws {
        var values: [Double] = [
            0, -0.0, 1, -1, 0.1, 1e308, -1e308, .greatestFiniteMagnitude, .leastNonzeroMagnitude, .leastNormalMagnitude,
            .ulpOfOne, 1e15, 1e16, 1e17, 123456789, 9_007_199_254_740_992, .leastNonzeroMagnitude * 2024, 2.5907571024,
        ]
        var state = seed
        for _ in 0..<20000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let value = Double(bitPattern: state ^ (state >> 29))
            if value.isFinite { values.append(value) }
        }
        for value in values {
            let text = DataFile.text(of: value)
            #expect(Double(text)?.bitPattern == value.bitPattern, "\(text)")
            #expect(!text.hasSuffix(".0"))
        }
        #expect(DataFile.text(of: 40) == "40")
        #expect(DataFile.text(of: -0.0) == "-0")
        #expect(DataFile.text(of: nil) == "?")
        #expect(DataFile.text(of: .nan) == "?")
        #expect(DataFile.text(of: -.infinity) == "?")
    }

    @Test("The pieces of a long file are the text, and none is large")
    func pieces() throws {
        let rows = (0..<30000).map { [Double($0), 1 / Double($0 + 1), nil] as [Double?] }
        let data = DataFile(blocks: [
            .init(name: "a", columns: ["x", "y", "z"], rows: rows), .init(name: "b", columns: ["x"], rows: [[1]]),
        ])
        var whole = ""
        var count = 0
        data.forEachChunk { piece in
            #expect(piece.utf8.count < 1 << 17)
            whole += piece
            count += 1
        }
        #expect(count > 5)
        #expect(whole == data.text)
        let scratch = try Scratch()
        try scratch.folder.write(data, to: "long.dat")
        #expect(try scratch.contents("long.dat") == whole)
    }
}
