import CKernels

/// Many generators side by side: each draws what it would draw by itself, several at a time.
public struct GeneratorBlock: Sendable {
    /// How many generators there are.
    public let count: Int
    private var s0: [UInt64] = []
    private var s1: [UInt64] = []
    private var s2: [UInt64] = []
    private var s3: [UInt64] = []

    /// The generators in order, each at the state that it has.
    public init(_ generators: some Collection<Generator>) {
        count = generators.count
        for generator in generators {
            s0.append(generator.s0)
            s1.append(generator.s1)
            s2.append(generator.s2)
            s3.append(generator.s3)
        }
    }

    /// Generator number `index` by itself; without a normal number that it may have kept in reserve.
    public subscript(index: Int) -> Generator {
        get { Generator(state: (s0[index], s1[index], s2[index], s3[index])) }
        set {
            s0[index] = newValue.s0
            s1[index] = newValue.s1
            s2[index] = newValue.s2
            s3[index] = newValue.s3
        }
    }

    /// From every generator independent bits that are 1 with the probability p whose binary digits after the point are given, up
    /// to the last that is 1, for the lanes that are set in `lanes`; the other bits are 0.
    ///
    /// Every lane compares a uniform binary fraction, one bit of which comes from each random word, with p until they differ.
    public mutating func drawBits(digits: [UInt8], among lanes: UInt64, into words: UnsafeMutablePointer<UInt64>) {
        partita_draw_bits(count, &s0, &s1, &s2, &s3, lanes, digits, digits.count, words)
    }
}
