import Claims

/// All paper figures, in the order of the gallery.
public enum Gallery {
    /// The figures. A new one is a line here.
    public static var figures: [any PaperFigure.Type] {
        [
            MaskedGradientAverage.self,
            ModelMaskBias.self,
            MeanSquareStability.self,
            SchurFloor.self,
            UnfreezeStages.self,
            CoreTradeOff.self,
            SparseRoundLosses.self,
            PruningShares.self,
            SharedEnvelopes.self,
            StepsAgainstDepth.self,
            StraightSegment.self,
            EigenvalueTrap.self,
            TyingFloor.self,
            UntyingTime.self,
            LearningCurves.self,
            BalancedDrift.self,
            DropOneStability.self,
            CosinePowerLaw.self,
            ScheduleRace.self,
            NestedAgainstBernoulli.self,
            ExtractionTable.self,
            RankStall.self,
            GaloreLosses.self,
            AdapterReach.self,
            SubspaceRates.self,
            PowerLawLosses.self,
        ]
    }

    /// The figures that `names` ask for, in the gallery's order: figures by their own ids, or all those about a claim.
    ///
    /// Errors: ``FigureError`` for the first name that stands for nothing.
    public static func figures(named names: [String]) throws(FigureError) -> [any PaperFigure.Type] {
        var wanted: Set<String> = []
        for name in names {
            let found = figures.filter { $0.id == name || $0.claims.contains(name) }.map { $0.id }
            if found.isEmpty {
                if Library.ids.contains(name) { throw .noneOf(claim: name) }
                let known = figures.map { $0.id } + Library.ids
                throw .unknown(id: name, suggestion: name.nearest(among: known))
            }
            wanted.formUnion(found)
        }
        return figures.filter { wanted.contains($0.id) }
    }

    /// What every script loads, by its path in the folder of the scripts.
    public static var shared: [String] { ["style.gp", "palettes/viridis.pal"] }
}
