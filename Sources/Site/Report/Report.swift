import Figures
import Foundation
import Texts

/// A results folder as a site: `index.html`, a page in the folder of each claim, its proof, the gallery of figures. All of
/// it is static, and needs no network.
public struct Report: Sendable {
    private let folder: OutputFolder

    /// The report on a results folder, which it is written into.
    public init(_ folder: OutputFolder) { self.folder = folder }

    /// What was written.
    public struct Outcome: Sendable, Equatable {
        /// How many claims, figures and lessons there are.
        public let claims: Int
        /// The number of figures.
        public let figures: Int
        /// The number of lessons.
        public let lessons: Int
        /// The pages, relative to the folder; the first is where to begin.
        public let pages: [String]
    }

    /// Draws the pictures that are missing or out of date, and writes all pages, the index last. `progress(done, all)`
    /// counts drawings.
    ///
    /// - Throws: ``SiteError``, `RenderError`, `OutputError`.
    public func write(jobs: Int, progress: (Int, Int) -> Void = { _, _ in }) async throws -> Outcome {
        let pandoc = try await Pandoc.find()
        let results = try ResultsFolder(folder.root)
        let missing =
            (results.records.flatMap { Drawings($0).all } + results.figures.map { "figures/" + $0.id })
            .filter { results.has($0 + ".gp") && !results.isDrawn($0) }
        if !missing.isEmpty {
            try await Renderer.find().render(
                scripts: missing.map { $0 + ".gp" }, in: folder, as: [.svg], jobs: jobs, progress: progress)
        }
        folder.removeLeftovers()
        let known = results.claims
        var pages: [(path: String, page: Page)] = []
        for record in results.records {
            pages.append(("\(record.summary.claim)/index.html", ClaimPage(record, results).page))
            if let proof = ProofPage(record, known: known) {
                pages.append(("\(record.summary.claim)/proof.html", proof.page))
            }
        }
        if !results.figures.isEmpty { pages.append(("figures/index.html", GalleryPage(results).page)) }
        pages.append(("index.html", IndexPage(results).page))
        let typeset = try await Typesetter.typeset(pages.map(\.page), with: pandoc)
        try folder.write(Page.styleSheet, to: "style.css")
        for (place, page) in zip(pages, typeset) { try folder.write(page.text, to: place.path) }
        return Outcome(
            claims: results.records.count, figures: results.figures.count, lessons: results.lessons.count,
            pages: ["index.html"] + pages.map(\.path).filter { $0 != "index.html" })
    }
}

/// The pictures of a claim that its page shows: of the typical instances only the first, of the others all.
struct Drawings {
    /// Paths in the results folder, without ending, each with what it shows.
    let shown: [(base: String, instance: Summary.Instance)]

    init(_ record: ClaimRecord) {
        var seen: Set<String> = []
        var shown: [(String, Summary.Instance)] = []
        var hasTypical = false
        for instance in record.summary.instances {
            for file in instance.files where file.hasSuffix(".gp") {
                let base = String(file.dropLast(3))
                if !seen.insert(base).inserted { continue }
                if instance.role == "typical" {
                    if hasTypical { continue }
                    hasTypical = true
                }
                shown.append((base, instance))
            }
        }
        self.shown = shown
    }

    var all: [String] { shown.map(\.base) }

    /// The one that stands for the claim.
    var first: (base: String, instance: Summary.Instance)? {
        shown.first { ["counterexample", "given", "typical"].contains($0.instance.role) } ?? shown.first
    }
}
