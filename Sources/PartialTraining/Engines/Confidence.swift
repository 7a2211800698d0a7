import CGSL

/// Confidence levels of sampled means.
public enum Confidence {
    /// The level of one interval.
    public static let level = 0.999

    /// The half-width, in standard errors, of an interval at ``level`` for a mean of `samples` (Student).
    public static func quantile(samples: Int) -> Double {
        gsl_cdf_tdist_Pinv(0.5 + level / 2, Double(max(samples - 1, 1)))
    }

    /// By what factor intervals at ``level`` must be widened to hold for `comparisons` of them at once (Bonferroni, normal
    /// quantiles).
    public static func simultaneousFactor(comparisons: Int) -> Double {
        let error = (1 - level) / 2
        return gsl_cdf_ugaussian_Qinv(error / Double(max(comparisons, 1))) / gsl_cdf_ugaussian_Qinv(error)
    }
}
