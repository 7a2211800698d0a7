#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Spectra and bases of which test problems are made.
public enum Spectra {
    /// `least (greatest/least)^{i/(d-1)}` for i = 0, ..., d-1, ascending; of dimension 1 the greatest. O(d).
    public static func geometric(_ d: Int, least: Double, greatest: Double) -> Vector {
        (0..<d).map { d == 1 ? greatest : least * pow(greatest / least, Double($0) / Double(d - 1)) }
    }

    /// `greatest k^{-exponent}` for k = 1, ..., d. O(d).
    public static func powerLaw(_ d: Int, exponent: Double, greatest: Double) -> Vector {
        (0..<d).map { greatest * pow(Double($0 + 1), -exponent) }
    }
}

extension Matrix {
    /// The orthogonal DCT-II basis, d x d: column `j` is `sqrt((j == 0 ? 1 : 2)/d) cos(pi (2i + 1) j / (2d))`.
    public static func cosineBasis(_ d: Int) -> Matrix {
        Matrix(rows: d, columns: d) { i, j in
            (j == 0 ? 1 : 2.0.squareRoot()) / Double(d).squareRoot()
                * cos(.pi * Double((2 * i + 1) * j) / Double(2 * d))
        }
    }
}
