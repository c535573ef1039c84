"""Why does it depend? One covariate of the cities at a time, exploratory, from ten cities on."""

from collections.abc import Mapping, Sequence
from typing import Any

from foundation.inference.meta_analysis import Effects, meta_regression

Covariates = Mapping[str, Mapping[str, float]]  # covariate -> pilot -> value, where known
FEWEST = 10


def meta_regressions(pilots: Sequence[str], effects: Effects, covariates: Covariates) -> dict[str, dict[str, Any]]:
    """{covariate: {k, intercept, slope, se, p, tau2, R2}} over the cities where it is known; R2 in per cent.

    Left out: a covariate known of fewer than ten cities, or the same in all.
    """
    found = {}
    for name, known in sorted(covariates.items()):
        at = [i for i, pilot in enumerate(pilots) if pilot in known]
        if len(at) < FEWEST:
            continue
        part = Effects(tuple(effects.y[i] for i in at), tuple(effects.v[i] for i in at))
        fit = meta_regression(part, [known[pilots[i]] for i in at])
        if fit.b[1] is not None:
            found[name] = {"k": len(at), "intercept": fit.b[0], "slope": fit.b[1], "se": fit.se[1], "p": fit.p[1],
                           "tau2": fit.tau2, "R2": fit.R2}
    return found
