import Testing

@testable import Figures

/// Renders a plot as SVG and PNG and gives what gnuplot wrote on stderr.
private func complaints(_ plot: Plot, _ name: String = "plot") async throws -> String {
    let scratch = try Scratch()
    try scratch.folder.write(plot.data, to: plot.dataFile)
    try scratch.folder.write(GnuplotScript(plot).text, to: name + ".gp")
    var message = ""
    for format in ["svg", "png"] {
        let commands = """
            cd '\(scratch.path)'
            terminal_ = '\(format)'
            output_ = 'out.\(format)'
            load \(GnuplotText.path(name + ".gp"))
            set output

            """
        message += try await Renderer.find().run(commands, for: [name])
        #expect(try scratch.bytes("out.\(format)").count > 1000)
    }
    return message
}

private let columns = ["step", "observed", "bound", "ratio"]
private let ensembleColumns = ["step", "observed", "low", "high", "lower", "bound", "ratio"]

private func block(_ rows: [[Double?]], _ names: [String] = columns, name: String = "run") -> DataFile.Block {
    DataFile.Block(name: name, columns: names, rows: rows)
}

struct EdgeCase: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var blocks: [DataFile.Block]

    init(_ name: String, _ blocks: [DataFile.Block]) {
        testDescription = name
        self.blocks = blocks
    }

    static var all: [EdgeCase] {
        let run = block([[0, 1, 2, 0.5], [1, 0.1, 1, 0.1], [2, 0.001, 0.5, 0.002]])
        let tiny = Double.leastNonzeroMagnitude
        return [
            EdgeCase("no block", []),
            EdgeCase("empty block", [block([])]),
            EdgeCase("no columns", [block([], [])]),
            EdgeCase("one row", [block([[0, 1, 2, 0.5]])]),
            EdgeCase("one row of an ensemble", [block([[0, 1, 0.5, 2, 0.1, 3, 0.3]], ensembleColumns)]),
            EdgeCase("one row far off", [block([[1e6, 1e-200, 2e-200, 0.5]])]),
            EdgeCase("all zero", [block([[0, 0, 0, nil], [1, 0, 0, nil]])]),
            EdgeCase("ensemble of zeros", [block([[0, 0, 0, 0, 0, 0, 0], [1, 0, 0, 0, 0, 0, 0]], ensembleColumns)]),
            EdgeCase("one zero column", [block([[0, 0, 5, 0], [1, 0, 0.2, 0], [2, 0, 0.01, 0]])]),
            EdgeCase("all missing", [block([[0, nil, nil, nil], [1, nil, nil, nil]])]),
            EdgeCase("missing steps", [block([[nil, 1, 1, 1], [nil, 2, 2, 2]])]),
            EdgeCase(
                "some missing", [block([[0, 1, nil, nil], [1, nil, 1, nil], [nil, 2, 2, 1], [3, 1, 100, 0.01]])]),
            EdgeCase("short rows", [block([[0, 1], [1], [], [2, 1, 2, 0.5, 7]])]),
            EdgeCase("negative", [block([[0, -1, -2, 0.5], [1, -3, -1, 3]])]),
            EdgeCase("some negative", [block([[0, -1, 3, -0.3], [1, 10, 200, 0.05], [2, 0, 1, 0]])]),
            EdgeCase("constant", [block([[0, 7, 7, 1], [1, 7, 7, 1], [2, 7, 7, 1]])]),
            EdgeCase(
                "constant to rounding", [block([[0, 7, 7, 1], [1, 7.000000000000001, 7, 1.0000000000000002]])]),
            EdgeCase(
                "huge range", [block([[0, 1e308, 1e308, 1], [1, 2000 * tiny, 1e-300, 1e-20], [2, 1, 10, 0.1]])]),
            EdgeCase("largest double", [block([[0, .greatestFiniteMagnitude, 1, 1e308], [1, 1, 1, 1]])]),
            EdgeCase("huge with signs", [block([[0, 1e308, -1e308, -1], [1, -1e308, 1e308, -1]])]),
            EdgeCase("smallest doubles", [block([[0, tiny, tiny, 1], [1, 2000 * tiny, 4000 * tiny, 1e-10]])]),
            EdgeCase("only the smallest double", [block([[0, tiny, tiny, 1], [1, tiny, tiny, tiny]])]),
            EdgeCase("infinite and not a number", [block([[0, .infinity, .nan, .nan], [1, 1, .infinity, 0]])]),
            EdgeCase("violated greatly", [block([[0, 1, 1, 1], [1, 1e9, 1, 1e9]])]),
            EdgeCase("huge steps", [block([[0, 1, 1, 1], [1e308, 2, 2, 1], [-1e308, 2, 2, 1]])]),
            EdgeCase("one step again and again", [block([[5, 1, 2, 0.5], [5, 0.01, 3, 0.1]])]),
            EdgeCase("several blocks, one empty", [run, block([], name: "b"), block([[0, 1, 1, 1]], name: "c")]),
            EdgeCase("blocks of one name", [run, run, block([[0, 0, 0, nil]])]),
            EdgeCase("a name within a name", [run, block([[0, 5, 6, 0.8], [1, 4, 6, 0.7]], name: "run 2")]),
            EdgeCase(
                "band down to zero and below",
                [
                    block(
                        [
                            [0, 1, 0.5, 2, 0.1, 3, 0.3], [1, 0.1, -0.1, 0.3, 0, 2, 0.05],
                            [2, 1e-3, -2e-3, 3e-3, -1, 1, 1e-3], [3, 0, -1, 0, nil, 1, 0],
                            [4, nil, nil, nil, nil, 1, nil],
                        ], ensembleColumns)
                ]),
            EdgeCase(
                "only bands", [block([[0, nil, 0.5, 2], [1, nil, 0.1, 20]], ["step", "observed", "low", "high"])]),
            EdgeCase("other columns", [block([[0, 1], [1, 2]], ["t", "something"])]),
            EdgeCase("many rows", [block((0..<9000).map { [Double($0), 1 / (1 + Double($0)), 1, 0.5] })]),
            EdgeCase(
                "ten blocks",
                (0..<10).map { part in
                    block([[0, 1, 2, 0.5], [1, 0.1, 1, 0.1], [2, 0.001, 0.5, 0.002]], name: "part \(part)")
                }),
        ]
    }
}

@Suite("Scripts")
struct GnuplotScriptTests {
    @Test("gnuplot draws edge data without a word", arguments: EdgeCase.all, [true, false])
    func edge(_ edge: EdgeCase, logY: Bool) async throws {
        let plot = Plot(title: "edge", dataFile: "run.dat", data: DataFile(blocks: edge.blocks), logY: logY)
        let message = try await complaints(plot)
        #expect(message == "")
    }

    @Test(
        "gnuplot draws texts and names with any characters, and runs none of them",
        arguments: [
            "a_b^c{d}e@f&g~h", "\\", "ends in \\", "\"double\" 'single'", "`touch pwned`", "{", "}", "$(touch pwned)",
            "# %d %s",
            "Überlagerung μ → ∞", "[x]", "two\nlines", "tab\there", "@macro", "50% of {/Symbol a}", "-", "?", "'", "",
            "name, with: colons; and (parentheses)", "<touch pwned", "|touch pwned", "line\u{2028}separator",
        ])
    func texts(_ text: String) async throws {
        let names = ["step", text + "o", text + "b", text + "r", text + "l", text + "h"]
        let rows: [[Double?]] = [[0, 1, 2, 0.5, 0.5, 2], [1, 0.01, 1, 0.01, 0, 0.1]]
        let data = DataFile(
            header: [.init(text, text)],
            blocks: [block(rows, names, name: text), block(rows, names, name: text + " 2")])
        let series = data.blocks.map {
            Plot.Series(
                block: $0.name, observed: names[1], bound: names[2], interval: .init(low: names[4], high: names[5]),
                ratio: names[3])
        }
        let name = DataFile.oneLine(text).filter { $0 != "/" && $0 != " " } + "x"
        let plot = Plot(
            title: text, xLabel: text, yLabel: text, ratioLabel: text, dataFile: name + ".dat", data: data,
            series: series)
        #expect(GnuplotScript(plot).text.contains("index '["))
        let message = try await complaints(plot, name)
        #expect(message == "")
    }

    @Test("The text is the text of the golden file")
    func golden() {
        let data = DataFile(blocks: [block([[0, 4, 4, 1], [1, 0.2, 1, 0.2], [2, 0.01, 0.25, 0.04]])])
        let plot = Plot(title: "masked_gd", yLabel: "excess", dataFile: "typical-1.dat", data: data)
        #expect(GnuplotScript(plot).text == Golden.script)
    }

    @Test("The axis is logarithmic where there is a decade of positive values")
    func axes() {
        func isLogarithmic(_ rows: [[Double?]], logY: Bool = true) -> Bool {
            GnuplotScript(Plot(title: "", dataFile: "a.dat", data: DataFile(blocks: [block(rows)]), logY: logY))
                .text.contains("\nset logscale y\n")
        }
        #expect(isLogarithmic([[0, 1, 1, 1], [1, 0.1, 0.1, 1]]))
        #expect(isLogarithmic([[0, 1, 1, 1], [1, 0, 0.1, 0]]))
        #expect(!isLogarithmic([[0, 1, 1, 1], [1, 0.1, 0.1, 1]], logY: false))
        #expect(!isLogarithmic([[0, 1, 1, 1], [1, 0.5, 0.7, 0.7]]))
        #expect(!isLogarithmic([[0, 0, 0, nil], [1, 0, 0, nil]]))
        #expect(!isLogarithmic([[0, -10, -10, 1], [1, -1, -1, 1]]))
    }

    @Test("Long exponents get room beside the axis label")
    func exponents() throws {
        func margin(_ least: Double) throws -> Double {
            let data = DataFile(blocks: [block([[0, 1, 1, 1], [1, least, least, 1]])])
            let text = GnuplotScript(Plot(title: "", dataFile: "a.dat", data: data)).text
            let match = try #require(text.firstMatch(of: /set lmargin at screen ([0-9.]+)\/width_/))
            return try #require(Double(match.1))
        }
        #expect(try margin(1e-9) == margin(1e-3))
        #expect(try margin(1e-15) > margin(1e-9))
        #expect(try margin(1e-150) > margin(1e-15))
    }

    @Test("Long texts are broken into lines of about the same length")
    func wrapping() {
        #expect(GnuplotText.wrapped("one two three four", width: 20) == ["one two three four"])
        #expect(GnuplotText.wrapped("one two three four", width: 14) == ["one two", "three four"])
        #expect(GnuplotText.wrapped("unbreakable", width: 3) == ["unbreakable"])
        #expect(GnuplotText.wrapped("", width: 3) == [""])
    }

    @Test("TeX's own characters are escaped for cairolatex")
    func latex() {
        #expect(
            GnuplotText.latex("a_b^2 50% {#1} $x$ \\ ~ & <")
                == "a\\_b\\^{}2 50\\% \\{\\#1\\} \\$x\\$ \\textbackslash{} \\~{} \\& $<$")
        #expect(GnuplotText.latex("[x]") == "{}[x]")
        #expect(GnuplotText.shown("plain") == "'plain'")
        #expect(GnuplotText.shown("a_b") == "'a\\_b'")
        #expect(GnuplotText.shown("a^b") == "(tex_ ? 'a\\^{}b' : 'a\\^b')")
    }
}
