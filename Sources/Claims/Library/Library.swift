/// The claims that come with Partita. A new one is a file with a type that conforms to `LibraryClaim`, and a line here.
public enum Library {
    static var entries: [any LibraryClaim.Type] {
        [
            AlignedStability.self,
            AlternatingCore.self,
            Balancedness.self,
            CompressedDescent.self,
            ConstantKeepStable.self,
            CoordinateDescent.self,
            DropoutRidge.self,
            DropoutWidthNuclear.self,
            ElasticDepth.self,
            ElasticWidthRegression.self,
            FreezeSchur.self,
            FreezingNeverHelps.self,
            GaloreDescent.self,
            GradientMaskMoments.self,
            IdentityReduction.self,
            IncreasingBeatsDecreasing.self,
            JointCoreFull.self,
            JointImprovesCore.self,
            LinearisedSteps.self,
            LocalSubnetworks.self,
            LowRankAdapter.self,
            MarginFlow.self,
            MeanFieldSubnetwork.self,
            ModelMaskMoments.self,
            NegativeEigenvalueTrap.self,
            NestedWidthPCA.self,
            NoLayerNormUnstable.self,
            OrderFloor.self,
            PartialGradientDescent.self,
            PartialGradientNoise.self,
            PartialGradientPL.self,
            PolynomialSchedule.self,
            PowerLawDescent.self,
            ProjectedDescent.self,
            ProjectedReachesBest.self,
            PruningTopK.self,
            QuadShare.self,
            QuadSwitch.self,
            RandomSubnetwork.self,
            RandomSubspaceDescent.self,
            RefutedAdjacentCorrelation.self,
            RefutedDepthCubed.self,
            RefutedMeanStability.self,
            RefutedRescaling.self,
            RefutedSafeDropping.self,
            RefutedSharingFaster.self,
            RefutedSubnetworkBias.self,
            RefutedSubnetworkEigenvalue.self,
            RefutedSubnetworkScaling.self,
            RefutedUniqueFixedPoint.self,
            RefutedZeroAsymmetricFactor.self,
            RescaleByKeep.self,
            ResidualStability.self,
            ShareEfficiency.self,
            ShareFloor.self,
            SharedFlow.self,
            SharedGradientDescent.self,
            SparseRounds.self,
            StagesBeatConstant.self,
            SubnetworkDescent.self,
            TiedLayers.self,
            TransitionBound.self,
            TwoLayerModes.self,
            UnfreezeSchedule.self,
            UnstableLayers.self,
            UntieLocalPL.self,
            ZeroAsymmetricDescent.self,
            ZeroAsymmetricFlow.self,
            ZeroAsymmetricReduction.self,
        ]
    }

    /// The ids, sorted.
    public static var ids: [String] { entries.map { $0.id }.sorted() }

    /// All claims, by family and, within it, theorems before refuted ones, by id. Errors: those of parsing, which a test
    /// rules out.
    public static func all() throws -> [Claim] {
        let order = Dictionary(uniqueKeysWithValues: zip(Family.allCases, 0...))
        return try entries.map { try $0.searchedClaim() }.sorted { a, b in
            let (first, second) = (order[a.family] ?? 0, order[b.family] ?? 0)
            let (refuted, other) = (a.standing != .theorem, b.standing != .theorem)
            return first != second ? first < second : refuted != other ? other : a.id < b.id
        }
    }

    /// The claim called `id`; only it is built. Errors: `unknownClaim`, with the nearest id.
    public static func claim(_ id: String) throws -> Claim {
        guard let entry = entries.first(where: { $0.id == id }) else {
            throw ClaimError.unknownClaim(id: id, suggestion: id.nearest(among: ids))
        }
        return try entry.searchedClaim()
    }
}

/// A claim of the library: one type, one file.
protocol LibraryClaim {
    static var id: String { get }
    static func claim() throws -> Claim
}

extension LibraryClaim {
    /// The claim with its search, where it has one.
    fileprivate static func searchedClaim() throws -> Claim {
        let claim = try claim()
        guard let type = self as? any Searchable.Type else { return claim }
        return claim.searched { try type.search(&$0) }
    }
}
