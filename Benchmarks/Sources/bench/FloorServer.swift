import ArgumentParser
import Foundation

/// `bench floor WORKLOAD`: measures the rates of a workload's products for every line on standard input. What a BLAS does is
/// settled when it is loaded, so that another kernel needs another process.
struct FloorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "floor", abstract: "Measure the rate of a workload's products.", shouldDisplay: false)

    @Argument(help: "The workload.")
    var workload: String

    @Option(help: "What to call the linked BLAS.")
    var name = "BLAS"

    @OptionGroup var shared: SharedOptions

    func run() throws {
        let settings = shared.settings
        guard let floor = try Workload.selected([workload], settings).first?.floor else {
            throw ValidationError("\(workload): expected a workload with a floor")
        }
        while readLine() != nil {
            let rates = floor.measure(threads: settings.threads, name: name)
            FileHandle.standardOutput.write(try JSONEncoder().encode(rates) + Data("\n".utf8))
        }
    }
}

/// The rates of a workload's products, by whoever is fastest: the linked BLAS as it chooses its kernels, the same told to use
/// those for AVX-512 where the processor has it (OpenBLAS does not know every such processor, and then takes others of half
/// the speed), and this project's own product.
struct FloorServers {
    private var servers: [(name: String, server: Server)] = []

    init(_ workload: Workload, _ settings: Settings, executable: String) throws {
        for (name, environment) in Self.kernels {
            let arguments = [
                "floor", workload.name, "--name", name, "--scale", "\(settings.scale)", "--threads",
                "\(settings.threads)",
            ]
            servers.append((name, try Server(executable, arguments, environment: environment)))
        }
    }

    /// One after the other; who fails is left out.
    func measure() -> Floor.Rates? {
        servers.compactMap { try? $0.server.answer(Floor.Rates.self) }.reduce(nil as Floor.Rates?) { best, rates in
            best.map { $0.best(rates) } ?? rates
        }
    }

    func stop() { for entry in servers { entry.server.stop() } }

    private static var kernels: [(name: String, environment: [String: String])] {
        var kernels: [(name: String, environment: [String: String])] = [("BLAS", [:])]
        #if arch(x86_64)
            let processor = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
            if processor?.contains("avx512f") ?? false {
                kernels.append(("BLAS, SkylakeX", ["OPENBLAS_CORETYPE": "SkylakeX"]))
            }
        #endif
        return kernels
    }
}
