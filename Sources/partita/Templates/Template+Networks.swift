// Models: factors, residual layers, one matrix.

extension Template {
    static let factorization = Template(
        "factorization", "a product of two factors, whose loss never rises",
        """
        # A factorization. The verdict is `holds` (exit status 0): with a small step the loss does not rise.
        # A larger step, as 1, breaks that: `violated` (status 1), with the first step at which it happens.
        claim: factorization              # names the folder of the results: a-z, digits and hyphens
        title: With a small step size the loss of a factorization never exceeds its start
        model:
          factorization:                  # f = 1/2 |B A - target|^2, B with K columns and A with K rows
            rank: 2                       # the inner dimension K
            target: {spectrum: [3, 2, 1], basis: haar}
                                          # or rows [[..], ..], or {csv: t.csv}
        start: {gaussian: 0.3}            # or {orthogonal: SCALE}, or a list of two matrices: B, then A
        train:
          - operator: full                # or {width: {nested: [1/2, 1/2]}}: random leading pairs
            step-size: 0.05
            steps: 200
        observe: loss                     # `excess` is the loss above the best of this rank
        bound: loss0
        """)

    static let residualLinear = Template(
        "residual-linear", "residual layers that can be dropped",
        """
        # A linear residual network. The verdict is `holds` (exit status 0): with a small step the loss does
        # not rise. A larger step, as 2, breaks that: `violated` (status 1).
        claim: residual-linear            # names the folder of the results: a-z, digits and hyphens
        title: With a small step size the loss of a residual network never exceeds its start
        model:
          residual-linear:                # f = 1/2 |(I + s W_L) ... (I + s W_1) - target|^2
            depth: 6
            scale: 1/2                    # s, the scale of a layer's branch
            target: {spectrum: [2, 1.5, 1.2], basis: haar}
                                          # or rows [[..], ..], or {csv: t.csv}
        start: {gaussian: 0.02}           # or zeros, {orthogonal: SCALE}, one matrix, or one matrix a layer
        train:
          - operator: full                # or {depth: {count: 3, fixed: [1, 6]}}: random paths of layers,
            step-size: 0.1                # or {stack: {layers: 3}}: the leading layers alone
            steps: 150
        observe: loss
        bound: loss0
        """)

    static let matrix = Template(
        "matrix", "one matrix, on which low-rank operators act",
        """
        # One matrix that is to be a target. The verdict is `holds` (exit status 0); the exact rate is
        # (1 - eta)^(2*t), so that a bound below it is `violated` (status 1).
        claim: matrix                     # names the folder of the results: a-z, digits and hyphens
        title: Gradient descent moves a matrix to its target at a linear rate
        model:
          matrix:                         # f = 1/2 |W - target|^2
            target: [[3, 1, 0], [1, 2, 0], [0, 0, 1]]
                                          # or {csv: t.csv}, or {spectrum: [3, 2, 1], basis: haar}
        start: zeros                      # or identity, {gaussian: SCALE}, {orthogonal: SCALE}, rows
        train:
          - operator: full                # or {low-rank: {rank: 1, of: gradient}}, {lora: {rank: 1}}, ...
            step-size: 1/4
            steps: 30
        observe: excess                   # or rank: of the matrix itself
        bound: excess0 * (1 - eta)^t
        assume:
          - eta <= 1
        """)
}
