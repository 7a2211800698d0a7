import Figures
import Testing

@Test func look() async throws {
    let folder = OutputFolder(root: "/tmp/gp/look")
    let renderer = try await Renderer.find()
    func make(_ name: String, _ data: DataFile, title: String, x: String = "step", y: String = "expected excess loss")
        throws
    {
        try folder.write(data, to: name + ".dat")
        try folder.write(
            GnuplotScript(Plot(title: title, xLabel: x, yLabel: y, dataFile: name + ".dat", data: data)).text,
            to: name + ".gp")
    }
    try make(
        "ensemble", Sample.ensemble,
        title: "masked-gd, typical 1: Bernoulli gradient masking contracts the expected excess loss, d = 3")
    try make("parts", Sample.parts(4), title: "stages_of a^2 {schedule} 100% @home \\ \"x\" 'y' #1 $d & ~")
    try make("race", Sample.race, title: "Cost to reach a loss", x: "multiply-adds", y: "loss")
    try await renderer.render(scripts: ["ensemble.gp", "parts.gp", "race.gp"], in: folder, as: RenderFormat.allCases)
}
