import CKernels
import LinearAlgebra

/// What a step does to all parameters, one pass over memory for all of it. Parameters are cut in chunks of a fixed size, which a
/// team shares; their sums are added in the order of the chunks, whoever had them.
extension Parameters {
    private static let chunk = 4096

    /// `x <- x - eta g`. Returns `|x|` after the step, `|g|`, and the number of entries that changed, which are set to 1 in
    /// `moved`, unless nothing is to be noted.
    mutating func descend(
        _ eta: Double, _ g: Parameters, noting moved: inout [UInt8], isNoted: Bool, _ workspace: Workspace
    ) -> (point: Double, slope: Double, moves: Int) {
        let count = values.count
        let chunks = (count + Self.chunk - 1) / Self.chunk
        let sums = workspace.buffer(2, 3 * chunks)
        // Of what is not noted the notes go where nobody reads them.
        let aside = UnsafeMutableRawPointer(workspace.buffer(3, isNoted ? 0 : (count + 7) / 8))
            .assumingMemoryBound(to: UInt8.self)
        values.withUnsafeMutableBufferPointer { x in
            g.values.withUnsafeBufferPointer { g in
                moved.withUnsafeMutableBufferPointer { moved in
                    guard let x = x.baseAddress, let g = g.baseAddress, let noted = moved.baseAddress else { return }
                    let moved = isNoted ? noted : aside
                    workspace.share(chunks) { part in
                        let start = part * Self.chunk
                        let length = min(Self.chunk, count - start)
                        let (xx, gg) = (sums + 3 * part, sums + 3 * part + 1)
                        sums[3 * part + 2] = Double(
                            partita_descend(length, x + start, g + start, eta, moved + start, xx, gg))
                    }
                }
            }
        }
        func total(_ which: Int) -> Double { (0..<chunks).reduce(0) { $0 + sums[3 * $1 + which] } }
        return (safeNorm(total(0)), g.safeNorm(total(1)), Int(total(2)))
    }

    /// The Euclidean norm.
    func norm(_ workspace: Workspace) -> Double {
        let count = values.count
        let chunks = (count + Self.chunk - 1) / Self.chunk
        let sums = workspace.buffer(2, chunks)
        values.withUnsafeBufferPointer { x in
            guard let x = x.baseAddress else { return }
            workspace.share(chunks) { part in
                let start = part * Self.chunk
                sums[part] = partita_squares(min(Self.chunk, count - start), x + start)
            }
        }
        return safeNorm((0..<chunks).reduce(0) { $0 + sums[$1] })
    }

    /// The root of the sum of squares, or where squares could overflow or vanish the norm by another way.
    private func safeNorm(_ squares: Double) -> Double {
        squares > 1e-280 && squares < 1e280 ? squares.squareRoot() : LinearAlgebra.norm(values)
    }
}
