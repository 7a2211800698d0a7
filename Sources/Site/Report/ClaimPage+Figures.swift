import Figures

extension ClaimPage {
    /// The paper figures about the claim, then its own pictures.
    var figures: [HTML] {
        let paper = results.figures.filter { $0.claims.contains(id) }.compactMap { figure in
            GalleryPage.figure(figure, results, folder: "../figures/", prefix: "\(id)-\(figure.id)")
        }
        let drawn = Drawings(record).shown.enumerated().compactMap { place, entry -> HTML? in
            guard let svg = results.text(entry.base + ".svg"),
                let picture = InlineSVG.element(svg, prefix: "p\(place)", label: description(entry.instance))
            else { return nil }
            return .tag(
                "figure", [:], picture, .tag("figcaption", [:], .text(caption(entry.base, entry.instance))))
        }
        if paper.isEmpty && drawn.isEmpty { return [] }
        return [.tag("h2", [:], .text("Figures"))] + paper + [.tag("div", ["class": "figures"], drawn)]
    }

    /// What the pictures of claim files show that race or extract.
    private static let experiments = [
        "race": "the schedules, against what they cost",
        "extract": "the best sub-model within each number of parameters, cut out and trained alone",
    ]

    /// What a picture shows, for those who do not see it.
    private func description(_ instance: Summary.Instance) -> String {
        let ratio = instance.maxRatio.map { "; the largest ratio is \(Digits.ratio($0))" } ?? ""
        let bound = instance.relation == "none" ? "" : " and bound over the steps, and their ratio below"
        return "\(instance.name): observed values\(bound)\(ratio)"
    }

    private func caption(_ base: String, _ instance: Summary.Instance) -> String {
        let name = base.split(separator: "/").last.map(String.init) ?? base
        let role =
            switch instance.role {
            case "typical": "the first of the typical instances, drawn from the seed"
            case "sharp": "an instance on which a bound is attained"
            case "broken": "a hypothesis is false here, and the bound fails"
            case "counterexample": "the counterexample"
            default: Self.experiments[name] ?? "as given"
            }
        // Several parts of one instance share a picture.
        let parts = instances.filter { $0.files.contains(base + ".gp") }
        let verdicts = Set(parts.map(\.verdict)).sorted().joined(separator: ", ")
        let ratio = parts.compactMap(\.maxRatio).max().map { "; largest ratio \(Digits.ratio($0))" } ?? ""
        return "\(name): \(role)." + (verdicts == "none" ? "" : " \(verdicts)\(ratio).")
    }
}
