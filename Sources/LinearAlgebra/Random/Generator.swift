/// A reproducible stream of random bits: xoshiro256++ (Blackman, Vigna 2019), seeded through SplitMix64.
///
/// Streams are named, not counted: `Generator(seed: 1, "claim", "instance", "replica 7")` is the same stream whatever else
/// was drawn before or beside it, so results do not depend on order or on the number of threads.
public struct Generator: RandomNumberGenerator, Sendable {
    private(set) var s0: UInt64
    private(set) var s1: UInt64
    private(set) var s2: UInt64
    private(set) var s3: UInt64
    private var spareGaussian: Double?

    /// The stream of `seed` and a path of names.
    public init(seed: UInt64, _ path: String...) { self.init(seed: seed, path: path) }

    /// The stream of `seed` and a path of names. O(length of the names).
    public init(seed: UInt64, path: [String]) {
        var state = seed
        for name in path {
            state = Self.splitMix(&state) ^ Self.fnv1a(name)
        }
        s0 = Self.splitMix(&state)
        s1 = Self.splitMix(&state)
        s2 = Self.splitMix(&state)
        s3 = Self.splitMix(&state)
    }

    /// The stream that goes on from a state.
    init(state: (UInt64, UInt64, UInt64, UInt64)) { (s0, s1, s2, s3) = state }

    /// The sub-stream number `index` of this stream's current state, leaving this stream as it is.
    public func stream(_ index: Int) -> Generator {
        var state = s0 ^ (s3 &* 0x9E37_79B9_7F4A_7C15)
        state = Self.splitMix(&state) ^ UInt64(bitPattern: Int64(index))
        return Generator(seed: Self.splitMix(&state), path: [])
    }

    public mutating func next() -> UInt64 {
        let result = Self.rotate(s0 &+ s3, 23) &+ s0
        let t = s1 << 17
        s2 ^= s0
        s3 ^= s1
        s1 ^= s2
        s0 ^= s3
        s2 ^= t
        s3 = Self.rotate(s3, 45)
        return result
    }

    /// Uniform on [0, 1): 53 random bits.
    public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// Uniform on [low, high).
    public mutating func uniform(_ low: Double, _ high: Double) -> Double {
        low + (high - low) * uniform()
    }

    /// Uniform on 0, ..., bound - 1, without bias.
    public mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

    /// Standard normal, by Marsaglia's polar method.
    public mutating func gaussian() -> Double {
        if let spare = spareGaussian {
            spareGaussian = nil
            return spare
        }
        while true {
            let u = 2 * uniform() - 1
            let v = 2 * uniform() - 1
            let s = u * u + v * v
            if s > 0 && s < 1 {
                let factor = polarFactor(s)
                spareGaussian = v * factor
                return u * factor
            }
        }
    }

    /// `count` independent standard normal numbers.
    public mutating func gaussianVector(_ count: Int) -> Vector {
        (0..<count).map { _ in gaussian() }
    }

    /// A `rows x columns` matrix of independent standard normal entries.
    public mutating func gaussianMatrix(rows: Int, columns: Int) -> Matrix {
        Matrix(rows: rows, columns: columns, storage: gaussianVector(rows * columns))
    }

    private static func rotate(_ x: UInt64, _ k: UInt64) -> UInt64 { (x << k) | (x >> (64 - k)) }

    private static func splitMix(_ state: inout UInt64) -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    private static func fnv1a(_ text: String) -> UInt64 {
        text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
