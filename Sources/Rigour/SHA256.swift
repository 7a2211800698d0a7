/// The hash function SHA-256 (FIPS 180-4), which certificates use to notice accidents.
enum SHA256 {
    /// The first 32 bits of the fractional parts of the square roots of the first 8 primes.
    private static let initial: [UInt32] = [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]

    /// The same of the cube roots of the first 64 primes.
    private static let constants: [UInt32] = {
        var primes: [UInt64] = []
        var candidate: UInt64 = 2
        while primes.count < 64 {
            if primes.allSatisfy({ !candidate.isMultiple(of: $0) }) { primes.append(candidate) }
            candidate += 1
        }
        return primes.map { UInt32(truncatingIfNeeded: cubeRoot($0)) }
    }()

    /// `floor(2^32 p^(1/3))`, by bisection: the largest x with `x^3 <= p 2^96`.
    private static func cubeRoot(_ p: UInt64) -> UInt64 {
        let target = UInt128(p) << 96
        var root: UInt128 = 0
        for bit in stride(from: 34, through: 0, by: -1) {
            let next = root | (1 << UInt128(bit))
            if next * next * next <= target { root = next }
        }
        return UInt64(truncatingIfNeeded: root)
    }

    /// The hash in hexadecimal.
    static func hexadecimal(_ message: [UInt8]) -> String {
        var padded = message + [0x80]
        padded += Array(repeating: 0, count: (120 - padded.count % 64) % 64)
        let length = UInt64(message.count) * 8
        padded += (0..<8).map { UInt8(truncatingIfNeeded: length >> (56 - 8 * $0)) }
        var state = initial
        for start in stride(from: 0, to: padded.count, by: 64) { absorb(padded[start..<(start + 64)], into: &state) }
        return state.map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 8 - digits.count) + digits
        }.joined()
    }

    private static func absorb(_ block: ArraySlice<UInt8>, into state: inout [UInt32]) {
        var w = (0..<16).map { word in
            (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(block[block.startIndex + 4 * word + $1]) }
        }
        for t in 16..<64 {
            let (a, b) = (w[t - 15], w[t - 2])
            let small = rotate(a, 7) ^ rotate(a, 18) ^ (a >> 3)
            let large = rotate(b, 17) ^ rotate(b, 19) ^ (b >> 10)
            w.append(w[t - 16] &+ small &+ w[t - 7] &+ large)
        }
        var v = state
        for t in 0..<64 {
            let sum = rotate(v[4], 6) ^ rotate(v[4], 11) ^ rotate(v[4], 25)
            let choice = (v[4] & v[5]) ^ (~v[4] & v[6])
            let first = v[7] &+ sum &+ choice &+ constants[t] &+ w[t]
            let majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2])
            let second = (rotate(v[0], 2) ^ rotate(v[0], 13) ^ rotate(v[0], 22)) &+ majority
            v = [first &+ second, v[0], v[1], v[2], v[3] &+ first, v[4], v[5], v[6]]
        }
        for i in 0..<8 { state[i] &+= v[i] }
    }

    private static func rotate(_ x: UInt32, _ n: UInt32) -> UInt32 { x >> n | x << (32 - n) }
}
