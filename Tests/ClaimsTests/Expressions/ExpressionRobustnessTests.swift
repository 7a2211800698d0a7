import LinearAlgebra
import Testing

@testable import Claims

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite struct ExpressionRobustnessTests {
    /// Everything that can be done with a text, on a text that may be anything.
    private func exercise(_ text: String) -> Bool {
        _ = try? Condition(parsing: text).latex
        do {
            let expression = try Expression(parsing: text)
            _ = expression.latex
            #expect((try? Expression(parsing: expression.description)) == expression, "\(text)")
            let names = expression.variables
            if let bound = try? expression.bind(names) {
                _ = bound.evaluate(names.map { _ in 0.5 })
                _ = bound.evaluate(names.map { _ in Rounded(value: 0.5, radius: 1e-9) })
            }
            return true
        } catch {
            #expect(error.position >= 1 && error.position <= text.unicodeScalars.count + 1, "\(text): \(error)")
            #expect(!error.message.isEmpty)
            return false
        }
    }

    @Test func mutatedTextsNeverTrap() {
        let seeds = [
            "excess0*(1 - eta*mu*p*(2 - L*eta))^t", "min(1, max(2, x), 3e-4) + sqrt(abs(a - .5))",
            "-2^-x^2/(1 + exp(-t))",
            "pow(a, b)^tanh(c) - log10(1e10)*ln(2.)", "0.1 + 0.2 <= 0.3", "eta < 2/L",
        ].map { Array($0.utf8) }
        let alphabet = Array("()+-*/^,.0123456789eE<>=! \t_axminlogpwsqrt\u{0}é→²".utf8)
        var generator = Generator(seed: 1, "mutations")
        var valid = 0
        for _ in 0..<20_000 {
            var bytes = seeds[generator.below(seeds.count)]
            for _ in 0...generator.below(6) {
                let place = generator.below(bytes.count)
                switch generator.below(4) {
                case 0 where bytes.count > 1: bytes.remove(at: place)
                case 1: bytes.insert(alphabet[generator.below(alphabet.count)], at: place)
                case 2: bytes.insert(contentsOf: bytes[place...].prefix(generator.below(9)), at: place)
                default: bytes[place] = alphabet[generator.below(alphabet.count)]
                }
            }
            if exercise(String(decoding: bytes, as: UTF8.self)) { valid += 1 }
        }
        #expect(valid > 1_000 && valid < 15_000, "\(valid) valid")
    }

    @Test func garbageNeverTraps() {
        var generator = Generator(seed: 1, "garbage")
        for _ in 0..<5_000 {
            let bytes = (0..<generator.below(60)).map { _ in UInt8(generator.below(256)) }
            _ = exercise(String(decoding: bytes, as: UTF8.self))
        }
        let symbols = Array("()+-*/^,.1e x<=")
        for _ in 0..<5_000 {
            _ = exercise(String((0..<generator.below(30)).map { _ in symbols[generator.below(symbols.count)] }))
        }
    }

    /// The worst that the limits admit, on the smallest stack that a thread gets: half a megabyte. Debug builds have frames
    /// ten times as large.
    @Test func theLimitsFitASmallStack() throws {
        let depth = Expression.maximumDepth
        let half = Expression.maximumNesting / 2 - 1
        let nested = { (open: String, close: String, count: Int) in
            String(repeating: open, count: count) + "x" + String(repeating: close, count: count)
        }
        let texts = [
            String(repeating: "x+", count: depth - 1) + "x", String(repeating: "x*", count: depth - 1) + "x",
            String(repeating: "x/", count: depth - 1) + "x", nested("(", ")", 2 * half), nested("exp(", ")", 2 * half),
            nested("min(1,", ")", 2 * half), nested("-", "", 2 * half), nested("2^", "", 2 * half),
            nested("1-(", ")", half),
            String(repeating: "x+", count: 50_000), String(repeating: "(", count: 50_000),
            String(repeating: "1+", count: 4_000),
            nested("x+x+x+x+x+x+x+x+x+(", ")", half), nested("max(1+1+1+1+1-", ",2)", half),
        ]
        let accepted = onSmallStack { texts.map { exercise($0) } }
        #expect(accepted == texts.indices.map { $0 < 9 || $0 > 11 })
    }

    private final class Job {
        let work: () -> [Bool]
        var result: [Bool] = []
        init(_ work: @escaping () -> [Bool]) { self.work = work }
    }

    private func onSmallStack(_ work: () -> [Bool]) -> [Bool] {
        withoutActuallyEscaping(work) { work in
            let job = Job(work)
            var attributes = pthread_attr_t()
            pthread_attr_init(&attributes)
            #if DEBUG
                pthread_attr_setstacksize(&attributes, 4096 * 1024)
            #else
                pthread_attr_setstacksize(&attributes, 512 * 1024)
            #endif
            defer { pthread_attr_destroy(&attributes) }
            let pointer = Unmanaged.passUnretained(job).toOpaque()
            #if canImport(Darwin)
                var thread: pthread_t?
                pthread_create(
                    &thread, &attributes,
                    {
                        let job = Unmanaged<Job>.fromOpaque($0).takeUnretainedValue()
                        job.result = job.work()
                        return nil
                    }, pointer)
                if let thread { pthread_join(thread, nil) }
            #else
                var thread = pthread_t()
                pthread_create(
                    &thread, &attributes,
                    {
                        guard let argument = $0 else { return nil }
                        let job = Unmanaged<Job>.fromOpaque(argument).takeUnretainedValue()
                        job.result = job.work()
                        return nil
                    }, pointer)
                pthread_join(thread, nil)
            #endif
            return job.result
        }
    }
}
