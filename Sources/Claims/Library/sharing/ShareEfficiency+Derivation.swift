import LinearAlgebra
import PartialTraining

extension ShareEfficiency {
    /// The decreases along a chain of partitions of `count` members, whose gradients the lines of `gradients` call `g[1]`, ....
    static func derivation(_ gradients: String, count: Int, chain: [[[Int]]]) -> Derivation {
        var derivation = Derivation(gradients)
        let labels = Matrix(rows: chain.count, columns: count) { i, l in
            Double((chain[i].firstIndex { $0.contains(l + 1) } ?? 0) + 1)
        }
        derivation.set("groups", labels)
        derivation.append("depth = \(count)")
        derivation.append(decreases)
        derivation.append(neighbours)
        for name in ["depth", "square", "normSpread", "least", "meanCorrelation"] { derivation.quantities[name] = name }
        derivation.left["equal-angles"] = "an angle is no function of the language"
        return derivation
    }

    /// The gradients of the layers of a deep linear network.
    static func gradients(_ model: DeepLinear, at x: Parameters) -> String {
        var derivation = Derivation()
        derivation.set("A", model.target)
        derivation.set("W", family: x.blocks)
        derivation.append(
            """
            B[0] = I(cols(A))
            for k = 1 to \(model.depth)
                B[k] = W[k]*B[k - 1]
            end
            Y = B[\(model.depth)] - A
            for k = \(model.depth) down to 1
                g[k] = vec(Y*T(B[k - 1]))
                Y = T(W[k])*Y
            end
            """)
        return derivation.body.joined(separator: "\n")
    }

    /// Every member moves by the mean gradient of its group; `grouped` is the sum of `|sum of the group|^2 / size`.
    private static let decreases = """
        square = 0
        for l = 1 to depth
            square = square + norm2(g[l])
        end
        for i = 1 to rows(groups)
            decrease = 0
            grouped = 0
            for j = 1 to depth
                size = 0
                total = 0*g[1]
                for l = 1 to depth
                    if at(groups, i, l) = j
                        size = size + 1
                        total = total + g[l]
                    end
                end
                if size > 0
                    grouped = grouped + norm2(total)/size
                    for l = 1 to depth
                        if at(groups, i, l) = j
                            decrease = decrease + dot(g[l], total/size)
                        end
                    end
                end
            end
            observe "decrease" at i = decrease with grouped = grouped
            observe "efficiency" at i = decrease/square
            if i > 1
                observe "splitting" at i - 1 = decrease/square with before = before
            else
                observe "correlation" at 1 = decrease/square
                observe "neighbours" at 1 = decrease/square
            end
            before = grouped/square
        end
        """

    /// `least`: cosines of sums of neighbours' angles by the addition theorem; a sum exceeds pi where its sine becomes negative.
    private static let neighbours = """
        shortest = norm2(g[1])
        longest = shortest
        for l = 2 to depth
            shortest = min(shortest, norm2(g[l]))
            longest = max(longest, norm2(g[l]))
        end
        normSpread = 0
        if shortest < longest
            normSpread = 1 - sqrt(shortest/longest)
        end
        meanCorrelation = 0
        least = 0
        for i = 1 to depth
            cosine = 1
            sine = 0
            isOpen = 1
            least = least + norm2(g[i])
            meanCorrelation = meanCorrelation + 1/depth^2
            for j = i + 1 to depth
                turn = dot(g[j - 1], g[j])/sqrt(norm2(g[j - 1])*norm2(g[j]))
                other = sqrt(max(0, norm2(g[j - 1])*norm2(g[j]) - dot(g[j - 1], g[j])^2)/(norm2(g[j - 1])*norm2(g[j])))
                before = cosine
                cosine = cosine*turn - sine*other
                sine = sine*turn + before*other
                if sine < 0
                    isOpen = 0
                end
                lengths = sqrt(norm2(g[i])*norm2(g[j]))
                if j = i + 1
                    least = least + 2*dot(g[i], g[j])
                else
                    if isOpen = 1
                        least = least + 2*lengths*cosine
                    else
                        least = least - 2*lengths
                    end
                end
                meanCorrelation = meanCorrelation + 2*dot(g[i], g[j])/lengths/depth^2
            end
        end
        """
}
