// Schemes that train in few dimensions.

extension Template {
    static let lowRank = Template(
        "low-rank", "the leading singular directions of the gradient",
        """
        # Low-rank gradients: a step moves along the leading singular direction alone, which holds at least a
        # third of the squared gradient of a 3 x 3 matrix. The verdict is `holds` (exit status 0).
        claim: low-rank                   # names the folder of the results: a-z, digits and hyphens
        title: Gradients of rank r contract the excess loss by their share of the squared norm
        model:
          matrix:                         # f = 1/2 |W - target|^2
            target: [[3, 1, 0], [1, 2, 0], [0, 0, 1]]
        start: zeros
        train:
          - operator:
              low-rank:
                rank: 1                   # the number r of directions
                of: gradient              # or iterate: truncates the matrix itself, where this bound is false
                refresh: 1                # or more: keeps the directions for so many steps (GaLore; then no `r`)
            step-size: 1/2
            steps: 40
        observe: excess                   # or rank
        let:
          side: 3                         # of the matrix
        bound: excess0 * (1 - eta*(2 - eta)*r/side)^t
        assume:
          - eta < 2
        """)

    static let subspace = Template(
        "subspace", "the gradient on a random subspace",
        """
        # Random subspaces: each step moves in r of d dimensions, drawn anew. What is observed is the
        # expectation. The verdict is `holds` (exit status 0).
        claim: subspace                   # names the folder of the results: a-z, digits and hyphens
        title: Descent in random subspaces contracts the expected excess loss by the share of dimensions
        model:
          quadratic:                      # f(x) = 1/2 (x - x*)' H (x - x*)
            hessian: {spectrum: {geometric: {dimension: 6, min: 1, max: 4}}, basis: dct}
            optimum: ones
        start: zeros
        train:
          - operator:
              subspace:
                dimension: 2              # r
                kind: haar                # an orthogonal projection; or gaussian: a sketch, with another rate
                refresh: true             # false: one subspace for the whole stage, where the rate fails
            step-size: 1/L
            steps: 60
        observe: excess
        bound: excess0 * (1 - eta*mu*r/d*(2 - eta*L))^t
        assume:
          - eta < 2/L
        """)

    static let sparse = Template(
        "sparse", "few coordinates at a time, replaced now and then",
        """
        # Dynamic sparse training: three of six coordinates are trained, the others are zero; now and then the
        # smallest is dropped and another grown. The verdict is `holds` (exit status 0).
        claim: sparse                     # names the folder of the results: a-z, digits and hyphens
        title: Dynamic sparse training stays below the loss of its start
        model:
          quadratic:                      # f(x) = 1/2 (x - x*)' H (x - x*)
            hessian: {spectrum: {geometric: {dimension: 6, min: 1, max: 2}}, basis: dct}
            optimum: [3, 0, -2, 0, 1, 0]
        start: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]
        train:
          - operator:
              sparse:
                keep: 3                   # so many are trained
                drop: 1                   # so many of them, the smallest, are replaced
                grow: gradient            # where it is largest (RigL); or random (SET)
                every: 10                 # steps between two replacements
            step-size: 1/L                # pruning for good: {prune: {keep: 3, score: magnitude}}
            steps: 60
        observe: loss
        bound: loss0
        """)
}
