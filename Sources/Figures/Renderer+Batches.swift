extension Renderer {
    /// Renders many scripts, each in every format, with `jobs` processes of gnuplot at a time, which share the scripts in
    /// batches. `progress(done, all)` counts scripts.
    ///
    /// - Throws: ``RenderError``; what other batches drew stays.
    public func render(
        scripts: [String], in folder: OutputFolder, as formats: [RenderFormat], jobs: Int,
        progress: (_ done: Int, _ all: Int) -> Void = { _, _ in }
    ) async throws {
        // Starting gnuplot costs more than most drawings, but no process should be left with all of them.
        let size = max(1, min(25, (scripts.count + jobs - 1) / jobs))
        let batches = stride(from: 0, to: scripts.count, by: size).map {
            Array(scripts[$0..<min($0 + size, scripts.count)])
        }
        try await withThrowingTaskGroup(of: Int.self) { group in
            var next = 0
            var done = 0
            func start() {
                guard next < batches.count else { return }
                let batch = batches[next]
                next += 1
                group.addTask {
                    try await render(scripts: batch, in: folder, as: formats)
                    return batch.count
                }
            }
            for _ in 0..<jobs { start() }
            while let count = try await group.next() {
                done += count
                progress(done, scripts.count)
                start()
            }
        }
    }
}
