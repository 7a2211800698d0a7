import LinearAlgebra
import PartialTraining

extension Derivation {
    /// Workers with matrices `L[i]` and linear terms `b[i]`, their means `H` and `target`, and every draw of the sketches: `n` of
    /// them, `q[k]`, `B[k]` and `shift[k]`.
    ///
    /// Of permuted coordinates `B` needs the squares of the factors only, which are rational.
    init(_ workers: Subnetworks, start: Vector) {
        self.init()
        set("L", family: workers.locals)
        for (index, shift) in workers.shifts.enumerated() { set("b[\(index + 1)]", shift) }
        set("x0", start)
        append(
            """
            d = rows(x0)
            workers = \(workers.locals.count)
            H = zeros(d, d)
            target = zeros(d, 1)
            for i = 1 to workers
              H = H + L[i]/workers
              target = target + b[i]/workers
            end
            xs = solve(H, target)
            """)
        switch workers.scaling {
        case .given: appendSketches(workers.draws)
        case .factors(let factors):
            for (i, row) in factors.enumerated() { set("scale[\(i + 1)]", row) }
            append(
                """
                for i = 1 to workers
                  squares[i] = had(scale[i], scale[i])
                end
                """)
            append(Self.permutedText)
        case .identity:
            append(
                """
                for i = 1 to workers
                  squares[i] = zeros(d, 1)
                  for j = 1 to d
                    squares[i] = put(squares[i], j, workers/at(L[i], j, j))
                  end
                  scale[i] = squares[i]
                  for j = 1 to d
                    scale[i] = put(scale[i], j, sqrt(at(squares[i], j)))
                  end
                end
                """)
            append(Self.permutedText)
        }
    }

    private mutating func appendSketches(_ draws: [Subnetworks.Sketches]) {
        append("n = \(draws.count)")
        for (index, draw) in draws.enumerated() {
            let k = index + 1
            set("q[\(k)]", draw.probability)
            append("B[\(k)] = zeros(d, d)\nshift[\(k)] = zeros(d, 1)")
            for (i, map) in draw.maps.enumerated() {
                set("C", map)
                append(
                    """
                    B[\(k)] = B[\(k)] + C*L[\(i + 1)]*C/workers
                    shift[\(k)] = shift[\(k)] + C*b[\(i + 1)]/workers
                    """)
            }
        }
    }

    /// Worker `i` keeps coordinate `j` of a permutation; the digits of `code` choose among those that are free.
    private static var permutedText: String {
        """
        n = factorial(d)
        for k = 1 to n
          q[k] = 1/n
          B[k] = zeros(d, d)
          shift[k] = zeros(d, 1)
          code = k - 1
          free = zeros(d, 1)
          for i = 1 to d
            free = put(free, i, i)
          end
          for i = 1 to d
            left = d - i + 1
            place = code - left*floor(code/left) + 1
            code = floor(code/left)
            j = at(free, place)
            free = put(free, place, at(free, left))
            B[k] = put(B[k], j, j, at(squares[i], j)*at(L[i], j, j)/workers)
            shift[k] = put(shift[k], j, at(scale[i], j)*at(b[i], j)/workers)
          end
        end
        """
    }
}

extension SubnetworkDescent {
    /// Part A: second moments through all draws; `theta` is told 2^-60 above the pencil's eigenvalue.
    static func unshiftedDerivation(
        _ workers: Subnetworks, start: Vector, stepSize: Double, steps: Int, theta: Double?
    ) -> Derivation {
        var result = Derivation(workers, start: start)
        result.set("eta", stepSize)
        result.append(
            """
            W = zeros(d, d)
            cost = zeros(d, d)
            for k = 1 to n
              W = W + q[k]*(H*B[k] + B[k]*H)/2
              cost = cost + q[k]*(B[k]*H*B[k])
            end
            """)
        let isDiagonal = [workers.mean, workers.descent, workers.cost].allSatisfy(\.isDiagonal)
        if isDiagonal {
            result.append("lambda = at(eigenvalues(W*inverse(H)), 1)")
        } else {
            result.appendCholesky(of: "H")
            result.append("lambda = at(eigenvalues(V*W*T(V)), 1)")
        }
        if let theta {
            result.set("theta", theta)
        } else if isDiagonal {
            result.append("theta = at(eigenvalues(cost*inverse(W)), d)")
        } else {
            result.appendCholesky(of: "W")
            result.append("theta = ceil(2^60*at(eigenvalues(V*cost*T(V)), d) + 1/3)/2^60")
        }
        result.append(
            """
            pencilDefect = at(eigenvalues(cost - theta*W), d)
            M = x0*T(x0)
            loss0 = dot(H, M)/2
            sum = 0
            for t = 0 to \(steps)
              observe "contraction" at t = dot(H, M)
              if t > 0
                observe "descent" at t = sum/t with loss = dot(H, M)/2
              end
              sum = sum + dot(W, M)
              next = zeros(d, d)
              for k = 1 to n
                next = next + q[k]*((I(d) - eta*B[k])*M*(I(d) - eta*B[k]))
              end
              M = next
            end
            """)
        result.give("eta", "theta", "lambda", "pencilDefect", "loss0")
        return result
    }

    /// Part B: second moments of (error, 1) through all draws; `sigma` is told 2^-40 above its root.
    static func shiftedDerivation(
        _ workers: Subnetworks, start: Vector, stepSize: Double, steps: Int, sigma: Double?
    ) -> Derivation {
        var result = Derivation(workers, start: start)
        result.set("eta", stepSize)
        result.append(
            """
            h = xs
            for i = 1 to workers
              for j = 1 to d
                h = put(h, j, at(h, j) - at(b[i], j)/(workers*sqrt(workers*at(L[i], j, j))))
              end
            end
            h2 = dot(h, H*h)
            centre = zeros(d, 1)
            defect = 0
            for k = 1 to n
              centre = centre + q[k]*shift[k]
              defect = max(defect, norm(B[k] - I(d)))
            end
            variance = 0
            for k = 1 to n
              variance = variance + q[k]*dot(shift[k] - centre, H*(shift[k] - centre))
            end
            sigma = ceil(2^40*sqrt(variance) + 1/3)/2^40
            """)
        if let sigma { result.set("sigma", sigma) }
        result.append(
            """
            corner = beside(zeros(1, d), [1])
            for k = 1 to n
              A[k] = stack(beside(I(d) - eta*B[k], eta*(shift[k] - B[k]*xs)), corner)
            end
            z = stack(x0 - xs, [1])
            Z = z*T(z)
            loss0 = dot(x0 - xs, H*(x0 - xs))/2
            sum = 0
            for t = 0 to \(steps)
              loss = dot(H, sub(Z, 1, d, 1, d))/2
              if t > 0
                observe "bias" at t = sum/t with loss = loss
              end
              sum = sum + 2*loss
              next = zeros(d + 1, d + 1)
              for k = 1 to n
                next = next + q[k]*(A[k]*Z*T(A[k]))
              end
              Z = next
            end
            """)
        result.give("eta", "h2", "variance", "sigma", "loss0")
        result.quantities["scaleDefect"] = "defect"
        return result
    }
}
