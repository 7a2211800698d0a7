import LinearAlgebra
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// GSL brings a reference CBLAS with the same symbols, 30 times slower: whichever library comes first is bound, silently.
@Suite struct BackendTests {
    @Test(arguments: ["cblas_dgemm", "cblas_dgemv", "cblas_ddot", "cblas_dnrm2"])
    func blasComesFromOpenBLAS(_ name: String) throws {
        // The lookup order of the whole process, which is what the calls of this program are bound by.
        let program = dlopen(nil, RTLD_NOW)
        let symbol = try #require(dlsym(program, name))
        let file = try #require(Self.file(mappedAt: UInt(bitPattern: symbol)))
        #expect(file.contains("openblas"), "\(name) is bound to \(file)")
    }

    #if canImport(Darwin)
        private static func file(mappedAt address: UInt) -> String? {
            var info = Dl_info()
            guard dladdr(UnsafeRawPointer(bitPattern: address), &info) != 0 else { return nil }
            return info.dli_fname.map { String(cString: $0) }
        }
    #else
        /// The file that the process has mapped at an address, from the lines `low-high rights offset device inode path`
        /// of /proc/self/maps.
        private static func file(mappedAt address: UInt) -> String? {
            guard let maps = fopen("/proc/self/maps", "r") else { return nil }
            defer { fclose(maps) }
            var buffer = [CChar](repeating: 0, count: 4096)
            while fgets(&buffer, Int32(buffer.count), maps) != nil {
                let bytes = buffer.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }
                let fields = String(decoding: bytes, as: UTF8.self).split(separator: " ")
                let ends = (fields.first ?? "").split(separator: "-").compactMap { UInt($0, radix: 16) }
                if ends.count == 2, ends[0] <= address, address < ends[1] { return fields.last.map(String.init) }
            }
            return nil
        }
    #endif

    @Test func openBLASDescribesItself() {
        #expect(Backend.blasDescription.hasPrefix("OpenBLAS"))
    }

    @Test func threadsCanBeSet() {
        let a = Matrix(rows: 40, columns: 40) { Double($0 - 2 * $1) }
        let one = a * a
        Backend.setThreads(2)
        let two = a * a
        Backend.setThreads(-3)
        // Entries are integers below 2^53: every order of summation gives the same.
        #expect(one == two)
    }
}
