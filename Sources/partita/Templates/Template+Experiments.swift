// Schedules and sub-models side by side.

extension Template {
    static let race = Template(
        "race", "schedules side by side, at the same cost",
        """
        # A race: several schedules on one model, compared at the same cost in multiply-adds. It needs no
        # bound; `partita check` prints who reaches which level first (exit status 0).
        claim: race                       # names the folder of the results: a-z, digits and hyphens
        title: Full steps against masked ones, at the same cost
        model:
          quadratic:                      # f(x) = 1/2 (x - x*)' H (x - x*)
            hessian: {spectrum: {power-law: {dimension: 12, exponent: 1, max: 4}}, basis: dct}
            optimum: ones
        start: zeros
        race:                             # names of your choice, each with the stages of a schedule
          full:
            - {operator: full, step-size: 1/L, steps: 60}
          half of the coordinates:
            - {operator: {mask: {subset: 6}}, step-size: 1/L, steps: 120}
          frozen, then full:
            - {operator: {freeze: {coordinates: [7, 8, 9, 10, 11, 12]}}, step-size: 1/L, steps: 40}
            - {operator: full, step-size: 1/L, steps: 40}
        observe: excess                   # the expectation, where a schedule is random
        levels: [1, 0.1]                  # values to reach; without this key they are chosen for you
        """)

    static let extract = Template(
        "extract", "smaller models, cut out of the trained one",
        """
        # Extraction: after training, sub-models of leading layers and units are cut out, each beside the same
        # sub-model trained alone at the same cost. It needs no bound (exit status 0).
        claim: extract                    # names the folder of the results: a-z, digits and hyphens
        title: Sub-models of a network that was trained with random depth
        model:
          residual-linear:                # f = 1/2 |(I + s W_L) ... (I + s W_1) - target|^2
            depth: 3
            scale: 1/2
            target: {spectrum: [2, 1.5, 1.2, 1.1], basis: standard}
        start: {gaussian: 0.02}
        train:
          - operator: {depth: {nested: [1/3, 1/3, 1/3]}}
                                          # the leading k layers with probability number k
            step-size: 0.1
            steps: 60
        observe: loss
        replicas: 20                      # independent runs, of which the mean is shown
        extract:
          depths: [1, 2, 3]               # leading layers
          widths: [2, 4]                  # leading units
          budget: 24                      # names the best sub-model of at most so many parameters
        """)
}
