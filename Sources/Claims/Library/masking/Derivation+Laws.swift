import PartialTraining

extension Derivation {
    /// What a mask of `d` coordinates declares: `s`, its scale, and `kappa[j]`, the probability that `j` given coordinates, up
    /// to 4, are all kept.
    mutating func declare(_ mask: Mask) {
        switch mask.law {
        case .bernoulli(let p):
            set("p", p)
            append(
                """
                for j = 1 to 4
                  kappa[j] = p^j
                end
                """)
        case .subset(let k):
            append(
                """
                for j = 1 to 4
                  kappa[j] = binomial(d - j, \(k) - j)/binomial(d, \(k))
                end
                """)
        case .coordinates(let list):
            append("kappa[1] = \(list.count)/d")
        }
        append("s = \(mask.rescale ? "1/kappa[1]" : "1")")
    }

    /// All outcomes of masks: `n` of them, `C[k]` the row of zeros and ones of what is kept and `q[k]` its chance; `S[k]` the
    /// diagonal matrix, with the declared scale.
    /// With `keep` that is the chance of one coordinate, in place of the law's double.
    mutating func appendDraws(_ law: any FiniteLaw, keep: String? = nil) {
        switch law {
        case let mask as Mask: appendDraws(mask.law, keep: keep)
        case let composition as Composition where composition.parts.count == 2:
            // A fixed choice of coordinates after another mask.
            guard let first = composition.parts[0] as? Mask, let second = composition.parts[1] as? Mask,
                case .coordinates = second.law
            else { return }
            appendDraws(second.law)
            append("fixed = C[1]")
            appendDraws(first.law)
            append(
                """
                for k = 1 to n
                  C[k] = had(C[k], fixed)
                end
                """)
        case let common as CommonMask:
            set("q[1]", common.probability)
            append(
                """
                q[2] = 1 - q[1]
                C[1] = ones(1, d)
                C[2] = zeros(1, d)
                n = 2
                """)
        default: return
        }
        append(
            """
            for k = 1 to n
              S[k] = s*diag(T(C[k]))
            end
            """)
    }

    private mutating func appendDraws(_ law: Mask.Law, keep: String? = nil) {
        switch law {
        case .bernoulli(let p):
            append("p = \(keep ?? Self.text(p))")
            append(
                """
                K = masks(d)
                n = rows(K)
                for k = 1 to n
                  C[k] = row(K, k)
                  q[k] = p^sum(C[k])*(1 - p)^(d - sum(C[k]))
                end
                """)
        case .subset(let k):
            append(
                """
                K = subsets(d, \(k))
                n = rows(K)
                for k = 1 to n
                  C[k] = row(K, k)
                  q[k] = 1/n
                end
                """)
        case .coordinates(let list):
            set("C[1]", list.map(Double.init))
            append(
                """
                places = C[1]
                kept = zeros(d, 1)
                for i = 1 to rows(places)
                  kept = put(kept, at(places, i), 1)
                end
                C[1] = T(kept)
                q[1] = 1
                n = 1
                """)
        }
    }

    /// `lawDefect`: how far the chance that up to `order` coordinates are all kept is from the declared one, at most.
    mutating func appendLawDefect(order: Int) {
        append(
            """
            lawDefect = 0
            sets = masks(d)
            for b = 2 to rows(sets)
              size = sum(row(sets, b))
              if size <= \(order)
                share = 0
                for k = 1 to n
                  if dot(row(sets, b), C[k]) = size
                    share = share + q[k]
                  end
                end
                lawDefect = max(lawDefect, abs(share - kappa[size]))
              end
            end
            """)
        give("lawDefect")
    }

    /// `V`, the inverse of a lower triangular matrix `R` with `R R'` the positive definite matrix of that name; `R` remains.
    mutating func appendCholesky(of matrix: String = "H", inverse: String = "V") {
        append(
            """
            R = zeros(d, d)
            for j = 1 to d
              for i = j to d
                rest = at(\(matrix), i, j) - dot(row(R, i), row(R, j))
                if i = j
                  R = put(R, j, j, sqrt(rest))
                else
                  R = put(R, i, j, rest/at(R, j, j))
                end
              end
            end
            \(inverse) = inverse(R)
            """)
    }
}
