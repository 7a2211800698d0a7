import Foundation

/// Numbers for people: rounded to some significant digits.
public enum Digits {
    /// `value`, rounded to `significant` digits, with a point whatever the locale is.
    public static func text(_ value: Double, significant: Int) -> String {
        String(format: "%.\(significant)g", locale: Locale(identifier: "en_US_POSIX"), value).lowercased()
    }

    /// A ratio near 1 keeps the digits that tell it from 1.
    public static func ratio(_ value: Double?) -> String {
        guard let value else { return "-" }
        guard value.isFinite else { return "inf" }
        let distance = abs(value - 1)
        if distance == 0 { return "1" }
        return distance < 1e-4 ? text(value, significant: 12) : text(value, significant: 6)
    }
}
