/// The claims that come with Partita. A new one is a file with a type that conforms to ``LibraryClaim``, and a line here.
public enum Library {
    static var entries: [any LibraryClaim.Type] {
        [
            AlternatingCore.self,
            FreezeSchur.self,
            GaloreDescent.self,
            GradientMaskMoments.self,
            LocalSubnetworks.self,
            ModelMaskMoments.self,
            PartialGradientDescent.self,
            PartialGradientPL.self,
            PruningTopK.self,
            RefutedSafeDropping.self,
            RefutedSubnetworkBias.self,
            RefutedSubnetworkEigenvalue.self,
            RefutedSubnetworkScaling.self,
            ResidualStability.self,
            SharedFlow.self,
            SharedGradientDescent.self,
            SubnetworkDescent.self,
            TiedLayers.self,
            SparseRounds.self,
            ZeroAsymmetricDescent.self,
        ]
    }

    /// The ids, in the library's order.
    public static var ids: [String] { entries.map { $0.id } }

    /// All claims, in the library's order. Errors: those of parsing, which a test rules out.
    public static func all() throws -> [Claim] { try entries.map { try $0.claim() } }

    /// The claim called `id`; only it is built. Errors: `unknownClaim`, with the nearest id.
    public static func claim(_ id: String) throws -> Claim {
        guard let entry = entries.first(where: { $0.id == id }) else {
            throw ClaimError.unknownClaim(id: id, suggestion: id.nearest(among: ids))
        }
        return try entry.claim()
    }
}

/// A claim of the library: one type, one file.
protocol LibraryClaim {
    static var id: String { get }
    static func claim() throws -> Claim
}
