// %% [markdown]
// # Depth by random paths: when a jump is smooth
//
// Train random parts of the layers first and the whole network later: at the change the loss jumps. **When is the jump
// small?** With outputs $F$ of the whole and $F_S$ of the part $S$, a $G$-Lipschitz loss of the direction obeys
//
// $$ |\mathbb E\, \ell(F_S) - \ell(F)| \le 2 G\, \mathbb E\, \psi_S, \quad \psi_S = \lVert F_S - F \rVert / \lVert F \rVert. $$
//
// How large is $\psi$, at the start of training, and how does it go with depth? Layers have independent Gaussian
// entries of variance $1/d$. With $u = y / \lVert y \rVert$ under layer norm and $u = y$ without, a layer does
// $y \leftarrow y + W u$ with a residual branch, and $y \leftarrow W u$ without.

// %%
import Foundation
import Lessons
import LinearAlgebra

let lesson = Lesson()
let width = 64
let depths = [4, 8, 16, 32, 64]
let keep = 0.5
let nets = 4
typealias Kind = (name: String, residual: Bool, normed: Bool)
let kinds: [Kind] = [
    ("both", true, true), ("residual", true, false),
    ("norm", false, true), ("neither", false, false),
]
func output(_ net: [Matrix], _ kind: Kind, kept: (Int) -> Bool) -> Vector {
    var y = Vector(repeating: 0, count: width)
    y[0] = 1
    for (l, w) in net.enumerated() where kept(l) {
        let from = kind.residual ? y : Vector(repeating: 0, count: width)
        y = add(from, kind.normed ? 1 / norm(y) : 1, w * y)
    }
    return y
}
func network(_ depth: Int, _ index: Int) -> [Matrix] {
    var g = Generator(seed: 1, "depth \(depth)", "net \(index)")
    let (d, s) = (width, 1 / Double(width).squareRoot())
    return (1...depth).map { _ in
        s * g.gaussianMatrix(rows: d, columns: d)
    }
}

// %% [markdown]
// ## Leaving out one layer
//
// The mean of $\psi$ over the layer that is left out, and over some networks; and the jump of the loss
// $\tfrac12 \lVert F / \lVert F \rVert - v \rVert^2$ with a unit vector $v$, for which $G = 1$.

// %%
func loss(_ y: Vector) -> Double { 1 - y[1] / norm(y) }
func dropOne(_ depth: Int, _ kind: Kind) -> (psi: Double, jump: Double) {
    var (psi, jump) = (0.0, 0.0)
    for index in 0..<nets {
        let layers = network(depth, index)
        let full = output(layers, kind) { _ in true }
        for l in 0..<depth {
            let part = output(layers, kind) { $0 != l }
            psi += norm(subtract(part, full)) / norm(full)
            jump += loss(part) - loss(full)
        }
    }
    let count = Double(depth * nets)
    return (psi / count, abs(jump) / count)
}
let logs = depths.map { log2(Double($0)) }
let drops = depths.map { depth in kinds.map { dropOne(depth, $0) } }
lesson.table(
    ["layers"] + kinds.map { $0.name },
    zip(depths, drops).map { [Double($0)] + $1.map { $0.psi } }, digits: 3)
lesson.plot(
    "Mean relative change of the output when one layer is left out.",
    x: "log2 of the number of layers", y: "change",
    kinds.indices.map { k in
        .init(kinds[k].name, drops.map { $0[k].psi }, steps: logs)
    }, logY: false)

// %% [markdown]
// ## The formula behind it
//
// Only the network with both, residual branch and layer norm, gets more stable with depth: with 64 layers its change is
// 0.207, that of the others 0.916 and more. There each step has length about $1$ in a fresh random direction: $y_l$ is
// a random walk, of length $\sqrt{1 + L}$ at the end, and a layer that is left out is one step of it. In wide networks
// the exact value is
//
// $$ \psi_l^2 = \frac{2L + 1 - 2\, l \prod_{m=l+1}^{L} \left( 1 + \frac{1}{\sqrt{m (m-1)}} \right)}{1 + L}, \qquad
//    \frac{1}{\sqrt{1 + L}} \le \frac1L \sum_l \psi_l \le \frac{2}{\sqrt L}. $$
//
// Without layer norm the walk multiplies: a step is as long as the state, and $\psi$ about $1/\sqrt2$ in wide networks
// of every depth. Without the residual branch $F$ and $F_{-l}$ are uncorrelated, $\psi \approx \sqrt2$.

// %%
func wideMean(_ depth: Int) -> Double {
    var (sum, product) = (0.0, 1.0)
    for l in stride(from: depth, through: 1, by: -1) {
        let square = Double(2 * depth + 1) - 2 * Double(l) * product
        sum += (square / Double(1 + depth)).squareRoot()
        product *= 1 + 1 / Double(l * max(l - 1, 1)).squareRoot()
    }
    return sum / Double(depth)
}
lesson.table(
    ["layers", "change", "wide networks", "jump of the loss", "its bound"],
    zip(depths, drops.map { $0[0] }).map {
        [Double($0), $1.psi, wideMean($0), $1.jump, 2 * $1.psi]
    }, digits: 3)

// %% [markdown]
// ## Leaving out half of them
//
// A random path keeps each layer with probability $p$. In wide networks the cosine between its output and that of the
// whole is about $L^{-(1 - \sqrt p)}$: at constant $p$ the two become orthogonal (from 0.726 to 0.326 below), and no
// rescaling of the branches changes the power.

// %%
func cosine(_ depth: Int) -> Double {
    var generator = Generator(seed: 2, "paths", "depth \(depth)")
    return (0..<100).reduce(0.0) { sum, trial in
        let layers = network(depth, trial % nets)
        let mask = layers.map { _ in generator.uniform() < keep }
        let full = output(layers, kinds[0]) { _ in true }
        let path = output(layers, kinds[0]) { mask[$0] }
        return sum + dot(full, path) / (norm(full) * norm(path)) / 100
    }
}
let cosines = depths.map(cosine)
let power = keep.squareRoot() - 1
let law = depths.map { cosines[0] * pow(Double($0 / depths[0]), power) }
lesson.show("power of the law", power, digits: 3)
let rows = depths.indices.map { [Double(depths[$0]), cosines[$0], law[$0]] }
lesson.table(["layers", "cosine", "law, from the first"], rows, digits: 3)

// %% [markdown]
// ## What to remember
//
// - A jump from a part to the whole costs at most a Lipschitz constant times the change of the output.
// - One layer fewer: the change falls like $1/\sqrt L$ if there are both a residual branch and layer norm, and only
//   then.
// - A constant share fewer: the change grows with depth. Let the paths grow towards the whole before the jump.
// - In the library: `raptr-transition-bound`, `raptr-stability-residual-ln`, `raptr-random-subnet-ln-meanfield`.
//
// ## Exercises
//
// 1. Change `let keep = 0.5` to `let keep = 0.9`: is the jump from nine tenths of the layers smooth at these depths?
// 2. Change `let width = 64` to `let width = 8`: which columns of the first table were statements about wide networks?
// 3. Change `y[0] = 1` to `y[0] = 8`: a longer input, so the first layers matter less. Where does the table change?

// %%
await lesson.write()
