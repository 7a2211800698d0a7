#if arch(x86_64)
    import LinearAlgebra
    import Testing

    @testable import PartialTraining

    #if canImport(Glibc)
        import Glibc
    #else
        import Darwin
    #endif

    /// Naive arithmetic in extended precision, and the comparison of allowances with true errors.
    enum Precise {
        typealias Wide = [[Float80]]

        static func wide(_ a: Matrix) -> Wide { a.rowArrays.map { $0.map { Float80($0) } } }
        static func wide(_ x: Vector) -> [Float80] { x.map { Float80($0) } }

        static func product(_ a: Wide, _ b: Wide) -> Wide {
            a.map { row in
                b[0].indices.map { j in row.indices.reduce(Float80(0)) { $0 + row[$1] * b[$1][j] } }
            }
        }

        static func transposed(_ a: Wide) -> Wide { a[0].indices.map { j in a.map { $0[j] } } }

        static func times(_ a: Wide, _ x: [Float80]) -> [Float80] {
            a.map { row in zip(row, x).reduce(0) { $0 + $1.0 * $1.1 } }
        }

        static func square(_ x: [Float80]) -> Float80 { x.reduce(0) { $0 + $1 * $1 } }

        /// Collects errors and allowances of one observable.
        struct Record {
            var ratios: [Double] = []
            var failures: [String] = []

            mutating func note(_ value: Double, _ exact: Float80, _ radius: Double, _ what: String) {
                let error = Double(abs(Float80(value) - exact))
                if !(error <= radius) { failures.append("\(what): \(value), error \(error), radius \(radius)") }
                if error > 0, radius > 0 { ratios.append(radius / error) }
            }

            /// The median of radius over error.
            var median: Double { ratios.isEmpty ? 1 : ratios.sorted()[ratios.count / 2] }
        }

        static func verify(_ records: [Observable: Record], _ comment: String, median: Double) {
            for (observable, record) in records {
                #expect(
                    record.failures.isEmpty,
                    "\(comment) \(observable): \(record.failures.count), \(record.failures.first ?? "")")
                #expect(record.median <= median, "\(comment) \(observable): median \(record.median)")
                #expect(record.ratios.count > 100)
            }
        }

        static func spectrum(_ d: Int, _ generator: inout Generator) -> Vector {
            let spread = generator.uniform(0, 6)
            return (0..<d).map { _ in 2 * pow(10, -generator.uniform(0, spread)) }
        }

    }
#endif
