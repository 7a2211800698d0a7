import Claims
import Figures
import LinearAlgebra
import PartialTraining

/// Sub-models of leading layers and units as heat maps: cut out of a network trained as a whole, out of one trained at random
/// depth and width, and trained alone. And what cutting aligned layers costs.
enum ExtractionTable: PaperFigure {
    static let id = "extraction-table"
    static let title = "Sub-models cut out of a trained network"
    static let claims = ["elastic-depth-rescale"]

    private static let spectrum: Vector = [2.5, 2, 1.5, 1.2, 1.1, 1.05]
    private static let depth = 4
    private static let stepSize = 0.05
    private static let steps = (full: 80, elastic: 320)
    private static let replicas = 100
    /// Layers, and eigenvalues of the aligned network.
    private static let aligned = (depth: 16, spectrum: [1.0, 0.25])

    static func content(_ setting: FigureSetting) throws -> FigureContent {
        let model = try ResidualLinear(depth: depth, target: .diagonal(spectrum), scale: 0.5)
        let d = spectrum.count
        let layers = (0..<depth).map { _ in 1 / Double(depth) }
        let elastic = Composition([
            Depth.nested(layers), Width(.nested(spectrum.map { _ in 1 / Double(d) }), of: model),
        ])
        var generator = Generator(seed: setting.seed, id, "start")
        let start = Parameters(model.layout, generator.gaussianVector(model.layout.count).map { 0.02 * $0 })
        let extraction = Extraction(widths: Array(1...d), depths: Array(1...depth))
        func table(_ partial: any PartialOperator, steps: Int) throws -> ExtractionResult {
            var run = Run(
                model: model, start: start, schedule: Schedule(partial, stepSize: stepSize, steps: steps),
                observables: [.loss, .cost], replicas: replicas, seed: setting.seed, stream: [id])
            run.subModels = try extraction.subModels(of: model)
            return try extraction.result(of: run, run.trajectory(jobs: setting.jobs), jobs: setting.jobs)
        }
        let full = try table(Full(), steps: steps.full)
        let random = try table(elastic, steps: steps.elastic)
        func loss(_ table: ExtractionResult, _ depth: Int, _ width: Int) -> String {
            let row = table.rows.first { $0.subModel.depth == depth && $0.subModel.width == width }
            return Digits.text(row?.loss.value ?? .nan, significant: 2)
        }
        let cut = try depths()
        let last = cut.rows[aligned.depth / 4 - 1]
        return FigureContent(
            blocks: [
                map("full", full) { $0.loss.value }, map("elastic", random) { $0.loss.value },
                map("alone", random) { $0.alone }, cut,
            ],
            caption: """
                Sub-models of the leading layers and units of a residual linear network with \(depth) layers of \(d) units. (a)-(c) \
                Their loss, cut out of the network trained as a whole for \(steps.full) steps, cut out of it after \(steps.elastic) \
                steps at random nested depth and width (mean of \(replicas) runs), and trained alone at the cost of the latter. \
                Trained as a whole, two layers of all units leave \(loss(full, 2, d)) in place of \(loss(random, 2, d)) after elastic \
                training, which pays at the whole network: \(loss(random, depth, d)) in place of \(loss(full, depth, d)). (d) Where \
                all layers are one semidefinite matrix, eigenvalues \
                \(aligned.spectrum.map { Digits.text($0, significant: 3) }.joined(separator: ", ")), cutting \
                $L = \(aligned.depth)$ layers to $k$ costs at most $1 - \\exp(-\\frac{\\tau^2}{2}(\\frac1k - \\frac1L))$ (dashed) if \
                those kept are rescaled by $L/k$ (circles), and without rescaling (squares) \
                \(Digits.text((last[3] ?? 0) / (last[1] ?? 1), significant: 2)) times as much at $k = \(aligned.depth / 4)$.
                """)
    }

    private static func map(
        _ name: String, _ table: ExtractionResult, _ value: (ExtractionResult.Row) -> Double
    ) -> DataFile.Block {
        DataFile.Block(
            name: name, columns: ["depth", "width", "loss"],
            rows: table.rows.map {
                [Double($0.subModel.depth ?? 0), Double($0.subModel.width ?? 0), value($0)]
            })
    }

    /// Relative errors of the aligned network cut to k layers.
    private static func depths() throws -> DataFile.Block {
        let judged = try Library.claim("elastic-depth-rescale").result(
            "aligned",
            try ElasticDepth.evidence(
                .diagonal(aligned.spectrum), depth: aligned.depth, counts: Array(1...aligned.depth), keep: nil))
        let rescaled = try judged.comparison("rescaled").standing().rows
        let unscaled = try judged.comparison("unscaled").holding().rows
        return DataFile.Block(
            name: "aligned", columns: ["layers", "rescaled", "bound", "unscaled"],
            rows: zip(rescaled, unscaled).map { [$0.time, $0.observed, $0.bound, $1.observed] })
    }
}
