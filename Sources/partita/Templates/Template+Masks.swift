// Schemes that train some coordinates or layers, or tie them.

extension Template {
    static let masked = Template(
        "masked", "random coordinates of the gradient; the expectation is computed exactly",
        """
        # Masked gradients: each step trains some coordinates. What is observed is the expectation, computed
        # exactly where that can be done, without sampling. The verdict is `holds` (exit status 0).
        claim: masked                     # names the folder of the results: a-z, digits and hyphens
        title: Gradient masking contracts the expected excess loss
        model:
          quadratic:                      # f(x) = 1/2 (x - x*)' H (x - x*)
            hessian: [[4, 1, 0], [1, 3, 1], [0, 1, 2]]
            optimum: [1, -2, 3]
        start: zeros
        train:
          - operator:
              mask:
                bernoulli: 0.5            # keeps each coordinate with probability p; or subset: 2 (this many),
                                          # or coordinates: [1, 3] (these)
                forward: false            # true: the gradient is taken at the masked point, too
                rescale: false            # true: divides by the probability of being kept
            step-size: 1/L
            steps: 40
        observe: excess                   # or distance-squared, masked-gradient-mean, core-loss, ...
        bound: excess0 * (1 - eta*mu*p*(2 - eta*L))^t
        assume:                           # `p` is the mask's: its probability, or k/d of a subset
          - eta < 2/L
        engine: auto                      # exact moments here; `ensemble` samples, so many `replicas:`
        """)

    static let frozen = Template(
        "frozen", "coordinates that stay as they are in a first stage",
        """
        # Freeze, then train all: two stages. The verdict is `holds` (exit status 0): while coordinates are
        # frozen the excess does not rise, and afterwards it falls at the full rate.
        claim: frozen                     # names the folder of the results: a-z, digits and hyphens
        title: After unfreezing, the excess loss contracts at the full rate
        model:
          quadratic:                      # f(x) = 1/2 (x - x*)' H (x - x*)
            hessian: [[4, 1, 0], [1, 3, 1], [0, 1, 2]]
            optimum: [1, -2, 3]
        start: zeros
        train:
          - operator: {freeze: {coordinates: [2, 3]}}
                                          # they count from 1; or layers: [1, 2] of a model of layers
            step-size: 1/L
            steps: 20
          - operator: full                # the second stage begins where the first has ended
            step-size: 1/L
            steps: 40
        observe: excess
        let:                              # names for expressions, each in terms of the earlier ones
          frozen: 20                      # steps of the first stage
        bound: excess0 * (1 - eta*mu)^(2*max(t - frozen, 0))
        assume:                           # eta is that of the stage; eta1 and eta2 are those of each
          - eta <= 1/L
        """)

    static let shared = Template(
        "shared", "layers that move together, and are untied later",
        """
        # Sharing: all layers move together, by the mean of their gradients, and are untied when gradients of
        # adjacent layers no longer agree. The verdict is `holds` (exit status 0): the loss does not rise.
        claim: shared                     # names the folder of the results: a-z, digits and hyphens
        title: Sharing, then unsharing, the layers of a deep linear network never raises the loss
        model:
          deep-linear:                    # f = 1/2 |W_L ... W_1 - target|^2, square layers
            depth: 4
            target: [[2, 0.5, 0], [0, 1.5, 0.3], [0.2, 0, 1]]
        start: identity                   # shared layers must start alike to stay so
        train:
          - operator: {share: all}        # or {share: {groups: [[1, 2], [3, 4]]}}, or split groups where they
                                          # disagree: {share: {split: {below: 0.9, patience: 3}}}
            step-size: 0.02
            until: {correlation-below: 0.9, patience: 3, at-most: 200}
          - operator: full
            step-size: 0.02
            steps: 200
        observe: loss
        bound: loss0
        """)
}
