import CKernels
import CLAPACKE

/// The settings of the linear-algebra backend.
public enum Backend {
    /// Whether the products are this project's own kernels at all sizes. They are on processors with wide vectors and in optimised
    /// builds, where they are up to four times as fast as a BLAS on small matrices and as fast on large ones; entries
    /// are then summed in an order that depends on the shapes alone, and columns can be computed by different threads
    /// without a change in any bit. Else only products of up to 16^3 multiply-adds are, and the BLAS does the others.
    public static var hasFastKernels: Bool { partita_kernels_are_fast() }

    /// The instruction set that the kernels use here.
    public static var kernelDescription: String { String(cString: partita_best_kernels().pointee.name) }

    /// Whether a product of so many multiply-adds is left to the kernels.
    static func prefersKernels(_ multiplyAdds: Int) -> Bool { hasFastKernels || multiplyAdds <= 4096 }

    /// The BLAS uses one thread until told otherwise: results then do not depend on the machine's core count, and
    /// parallelism is left to work over independent problems.
    static let oneThreadByDefault: Void = openblas_set_num_threads(1)

    /// Lets one large problem use `threads` BLAS threads. Bits may depend on the number.
    public static func setThreads(_ threads: Int) {
        _ = oneThreadByDefault
        openblas_set_num_threads(Int32(clamping: max(threads, 1)))
    }

    /// What the linked BLAS says of itself, for example `OpenBLAS 0.3.21 ...`.
    public static var blasDescription: String { String(cString: openblas_get_config()) }
}

/// `C <- alpha op(A) op(B) + beta C`, in place. Shapes: `op(A)` m x k, `op(B)` k x n, `C` m x n, not overlapping `A`, `B`.
/// O(mnk), no allocation.
public func multiply(
    _ a: MatrixView, transposed transposeA: Bool = false, _ b: MatrixView,
    secondTransposed transposeB: Bool = false, into c: MutableMatrixView, alpha: Double = 1,
    beta: Double = 0
) {
    _ = Backend.oneThreadByDefault
    let (m, k) = transposeA ? (a.columns, a.rows) : (a.rows, a.columns)
    let (kb, n) = transposeB ? (b.columns, b.rows) : (b.rows, b.columns)
    precondition(k == kb && c.rows == m && c.columns == n, "shapes of a product do not fit")
    guard m > 0, n > 0 else { return }
    guard !Backend.prefersKernels(m * n * k) else {
        return partita_product(
            m, n, k, alpha, a.base, a.stride, transposeA, b.base, b.stride, transposeB, beta, c.base, c.stride)
    }
    cblas_dgemm(
        CblasColMajor, transposeA ? CblasTrans : CblasNoTrans,
        transposeB ? CblasTrans : CblasNoTrans, Int32(m), Int32(n), Int32(k), alpha,
        a.base, Int32(a.stride), b.base, Int32(b.stride), beta, c.base, Int32(c.stride))
}

/// `y <- alpha op(A) x + beta y`, in place. Shapes: `op(A)` m x n, `x` n, `y` m. O(mn), no allocation.
public func multiply(
    _ a: MatrixView, transposed: Bool = false, _ x: UnsafePointer<Double>,
    into y: UnsafeMutablePointer<Double>, alpha: Double = 1, beta: Double = 0
) {
    _ = Backend.oneThreadByDefault
    guard a.rows > 0, a.columns > 0 else {
        let count = transposed ? a.columns : a.rows
        for i in 0..<count { y[i] = beta == 0 ? 0 : beta * y[i] }
        return
    }
    cblas_dgemv(
        CblasColMajor, transposed ? CblasTrans : CblasNoTrans, Int32(a.rows), Int32(a.columns),
        alpha, a.base,
        Int32(a.stride), x, 1, beta, y, 1)
}

extension Matrix {
    /// `A B`. Shapes: m x k, k x n.
    public static func * (a: Matrix, b: Matrix) -> Matrix {
        var c = Matrix(rows: a.rows, columns: b.columns)
        c.withMutableView { c in a.withView { a in b.withView { b in multiply(a, b, into: c) } } }
        return c
    }

    /// `A x`. Shapes: m x n, n.
    public static func * (a: Matrix, x: Vector) -> Vector {
        precondition(a.columns == x.count, "shapes of a product do not fit")
        var y = Vector(repeating: 0, count: a.rows)
        a.withView { view in
            x.withUnsafeBufferPointer { x in
                y.withUnsafeMutableBufferPointer { y in
                    if let x = x.baseAddress, let y = y.baseAddress { multiply(view, x, into: y) }
                }
            }
        }
        return y
    }

    /// `scale A`. O(mn).
    public static func * (scale: Double, a: Matrix) -> Matrix {
        Matrix(rows: a.rows, columns: a.columns, storage: a.storage.map { scale * $0 })
    }

    /// `A + B`, of one shape m x n. O(mn).
    public static func + (a: Matrix, b: Matrix) -> Matrix { zip(a, b, +) }
    /// `A - B`, of one shape m x n. O(mn).
    public static func - (a: Matrix, b: Matrix) -> Matrix { zip(a, b, -) }

    private static func zip(_ a: Matrix, _ b: Matrix, _ f: (Double, Double) -> Double) -> Matrix {
        precondition(a.rows == b.rows && a.columns == b.columns, "shapes of a sum do not fit")
        return Matrix(
            rows: a.rows, columns: a.columns, storage: Swift.zip(a.storage, b.storage).map(f))
    }

    /// The Frobenius norm, safe against overflow and underflow. O(mn).
    public var frobeniusNorm: Double { norm(storage) }

    /// The sum of the diagonal entries.
    public var trace: Double { diagonal.reduce(0, +) }

    /// The largest absolute entry, 0 if empty.
    public var maxAbs: Double { storage.reduce(0) { max($0, abs($1)) } }
}
