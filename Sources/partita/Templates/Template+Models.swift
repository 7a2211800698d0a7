// Models: quadratics, data, and products of layers.

extension Template {
    static let quadratic = Template(
        "quadratic", "gradient descent on a quadratic with a Hessian of your own, and its linear rate",
        """
        # Gradient descent on a quadratic. The verdict is `holds` (exit status 0); a smaller bound would be
        # `violated` (status 1), and a step size of 2/L or more `not-applicable` (status 3).
        claim: quadratic                  # names the folder of the results: a-z, digits and hyphens
        title: Gradient descent contracts the excess loss at a linear rate
        model:
          quadratic:                      # f(x) = 1/2 (x - x*)' H (x - x*)
            hessian: [[4, 1, 0], [1, 3, 1], [0, 1, 2]]
                                          # or {csv: h.csv}, {covariance: data.csv}, or by its eigenvalues:
                                          # {spectrum: {geometric: {dimension: 3, min: 1, max: 5}}, basis: haar}
            optimum: [1, -2, 3]           # or zeros, ones, gaussian, {csv: optimum.csv}
        start: [0, 0, 0]                  # or zeros, ones, gaussian, {gaussian: SCALE}, {csv: start.csv}
        train:                            # the stages of the schedule, one after the other
          - operator: full                # which part is trained; `partita new masked` and others have more
            step-size: 1/L                # an expression in L, mu, kappa, d, ...: numbers may be expressions
            steps: 40                     # or until: {..}, or time: {end: 5, points: 50} for gradient flow
        observe: excess                   # loss minus minimum; or loss, distance, gradient-norm-squared, ...
        bound: excess0 * (1 - eta*mu*(2 - eta*L))^t
                                          # compared at every step t; lower-bound and equals may stand beside it
        assume:                           # hypotheses: where one is false, nothing is claimed
          - eta < 2/L
        """)

    static let leastSquares = Template(
        "least-squares", "linear regression on the columns of a CSV file",
        """
        # Least squares on your own data. The verdict is `holds` (exit status 0); where the columns depend on
        # each other, lmin = 0, and it is `not-applicable` (status 3): then leave the hypothesis out.
        claim: least-squares              # names the folder of the results: a-z, digits and hyphens
        title: Gradient descent on least squares contracts the excess loss at a linear rate
        model:
          least-squares:                  # f(w) = 1/(2n) |X w - y|^2 + ridge/2 |w|^2
            data: least-squares.csv       # beside this file; a first line of names, then one line a sample
            target: y                     # the column y; all others are X
            standardize: true             # columns to mean 0 and variance 1, the target to mean 0
            ridge: 0                      # or a positive weight
            missing: error                # or drop: leaves rows with missing values out
        start: zeros                      # or ones, gaussian, {gaussian: SCALE}, a list, {csv: start.csv}
        train:
          - operator: full                # or {mask: {bernoulli: 0.5}}, {freeze: {coordinates: [1]}}, ...
            step-size: 1/L                # L and mu are the extreme positive eigenvalues of the Hessian
            steps: 100
        observe: excess                   # loss minus minimum; or loss, distance, gradient-norm-squared, ...
        bound: excess0 * (1 - eta*mu*(2 - eta*L))^t
        assume:                           # hypotheses: where one is false, nothing is claimed
          - eta < 2/L
          - lmin > 0
        """,
        data: """
            height,weight,age,y
            1.62,55,23,4.1
            1.75,72,41,6.0
            1.81,80,35,6.4
            1.58,61,52,5.3
            1.69,66,29,5.0
            1.90,95,47,7.9
            1.73,58,60,5.6
            1.66,77,38,6.1
            """)

    static let deepLinear = Template(
        "deep-linear", "a product of square layers, from the zero-asymmetric start",
        """
        # A deep linear network. The verdict is `holds` (exit status 0); with a step size that is too large
        # the bound is `violated` (status 1).
        claim: deep-linear                # names the folder of the results: a-z, digits and hyphens
        title: From the zero-asymmetric start, gradient descent learns a target at a linear rate
        model:
          deep-linear:                    # f = 1/2 |W_L ... W_1 - target|^2, square layers
            depth: 4
            target: [[2, 0.5, 0], [0, 1.5, 0.3], [0, 0, 1]]
                                          # or {csv: t.csv}, or {spectrum: [2, 1, 0.5], basis: haar}
        start: zas                        # W_1 .. W_{L-1} = I, W_L = 0; or identity, {gaussian: SCALE},
                                          # {orthogonal: SCALE}, one matrix, or a list of one matrix a layer
        train:
          - operator: full                # or {share: all}, {freeze: {layers: [1]}}, {low-rank: {..}}, ...
            step-size: 0.01
            steps: 300
        observe: loss
        bound: loss0 * (1 - eta)^t        # `depth` and `min` are known here, too
        """)
}
