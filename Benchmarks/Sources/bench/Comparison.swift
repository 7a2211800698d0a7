import Foundation
import PartialTraining

/// One row of the table: a workload with one engine, and the peers, measured in alternation.
struct Comparison: Codable, Sendable {
    var workload: String
    var what: String
    /// As the engine says it: "direct", "auto: modes".
    var engine: String
    /// All measurements, in the order in which they were taken: "partita", "numpy", "jax".
    var rounds: [String: [Measurement]] = [:]
    /// How many replicas, where that is what the workload is about.
    var replicas: Int?
    /// What the arithmetic of the direct algorithm would have taken, measured in each round.
    var floors: [Floor.Seconds] = []

    func seconds(_ name: String) -> Double? { median((rounds[name] ?? []).map(\.seconds)) }

    /// The median over the rounds of this project's time divided by the peer's.
    func ratio(to peer: String) -> Double? { median(ratios(to: peer)) }

    /// The least and the greatest of them.
    func spread(to peer: String) -> ClosedRange<Double>? {
        let ratios = ratios(to: peer)
        return ratios.min().flatMap { low in ratios.max().map { low...$0 } }
    }

    private func ratios(to peer: String) -> [Double] {
        zip(rounds["partita"] ?? [], rounds[peer] ?? []).map { $0.seconds / $1.seconds }
    }

    /// The median over the rounds of the floor, on all threads, divided by this project's time. Above 1 less than the
    /// direct algorithm was done.
    var shareOfFloor: Double? { median(zip(floors, rounds["partita"] ?? []).map { $0.allThreads / $1.seconds }) }

    /// Who multiplied fastest on all threads, in most rounds.
    var floorBy: String? {
        let names = floors.map(\.rates.allBy)
        return Set(names).sorted().max { a, b in names.count { $0 == a } < names.count { $0 == b } }
    }

    /// Whether an exact reduction was run, which does other arithmetic than the direct algorithm.
    var isReduced: Bool { engine.contains("modes") || engine.contains("moments") }

    func peakMegabytes(_ name: String) -> Double? { rounds[name]?.map(\.peakMegabytes).max() }

    /// Whether the checks of all implementations agree; `nil` where there is but one.
    var agreement: Bool? {
        guard let own = rounds["partita"]?.last else { return nil }
        let others = rounds.filter { $0.key != "partita" }.compactMap(\.value.last)
        return others.isEmpty ? nil : others.allSatisfy(own.agrees)
    }

    /// Measures a workload: in each round this project with every engine, NumPy and JAX one after the other; in every other
    /// round in the opposite order, so that each goes first and each comes after each.
    static func measure(
        _ workload: Workload, rounds: Int, peers: Peers, _ settings: Settings, executable: String
    ) throws -> [Comparison] {
        var servers: [(name: String, server: Server)] = []
        defer { for entry in servers { entry.server.stop() } }
        for engine in workload.engines {
            let arguments = [
                "run", workload.name, "--serve", "--repeat", "1", "--engine", engine.rawValue, "--scale",
                "\(settings.scale)", "--threads", "\(settings.threads)", "--partita", settings.partita,
            ]
            servers.append((engine.rawValue, try Server(executable, arguments)))
        }
        if workload.hasPeers {
            for peer in peers.names { servers.append((peer, try peers.server(peer, workload, settings))) }
        }
        let rates = workload.floor == nil ? nil : try FloorServers(workload, settings, executable: executable)
        defer { rates?.stop() }
        // All are ready, and have done it once, before the first round counts: peers compile while others are measured.
        if !workload.isProcess { for entry in servers { _ = try entry.server.measure() } }
        var taken: [String: [Measurement]] = [:]
        var floors: [Floor.Seconds] = []
        for round in 0..<rounds {
            for entry in round % 2 == 0 ? servers : servers.reversed() {
                taken[entry.name, default: []].append(try entry.server.measure())
            }
            if let floor = workload.floor, let rates = rates?.measure() { floors.append(floor.seconds(rates)) }
        }
        return workload.engines.map { engine in
            var comparison = Comparison(
                workload: workload.name, what: workload.what, engine: taken[engine.rawValue]?.last?.engine ?? "")
            comparison.floors = floors
            comparison.replicas = workload.replicas
            comparison.rounds["partita"] = taken[engine.rawValue]
            for peer in peers.names { comparison.rounds[peer] = taken[peer] }
            return comparison
        }
    }
}
