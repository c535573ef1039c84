"""A verdict for every subject of every family, with all figures that are stored, shown and exported."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from statistics import median
from typing import Any

from foundation.inference.meta_analysis import (
    Effects,
    deleted_residuals,
    logit_effects,
    prediction_limits,
    random_effects,
)
from foundation.inference.one_size import (
    MethodVerdict,
    Settings,
    exceptional,
    judged_together,
    one_size_family,
    one_size_proportion,
    relative_to_city,
)
from indicators.reduction.covariates import Covariates, meta_regressions
from indicators.reduction.families import Family, Shares, Subject, digest
from indicators.reduction.outcomes import BY_METHOD, OVERALL, Kind
from indicators.reduction.panel import classic_tests, table_test
from indicators.reduction.remembering import remembered

# every verdict has these keys, null where the figure is undefined (two pilots, say)
KEYS = (
    "k", "mu", "se", "ci_lower", "ci_upper", "tau2", "tau", "Q", "Q_df", "Q_p", "I2", "H2", "pi95_lower", "pi95_upper",
    "pi90_lower", "pi90_upper", "tau2_ci90_lower", "tau2_ci90_upper", "tau_max", "F_het", "df2_het", "p_het",
    "F_margin", "df2_margin", "p_eq", "p_large", "pi90_halfwidth", "q_het", "q_eq", "q_large", "sp2", "yi", "vi",
    "units_needed_per_pilot", "verdict", "reason",
)
FEWEST_FORESEEN = 2  # cities with which there is a Student t
# of a proportion, the figures above being log odds
SHARE_KEYS = ("delta_logit", "p", "p_lower", "p_upper", "p_pi90_lower", "p_pi90_upper", "p_pi95_lower", "p_pi95_upper")
ADJUSTED_KEYS = ("verdict", "reason", "k", "mu", "tau", "pi90_lower", "pi90_upper", "q_het", "q_eq", "q_large",
                 "pilots", "yi", "exceptions", "units_needed_per_pilot", "median_units")


@dataclass(frozen=True)
class Judged:
    """One verdict. ``working`` is what stands beside it and does not decide: adjusted, classic, covariates,
    sensitivity.
    """

    outcome: str
    subject: str
    verdict: str
    reason: str
    k: int
    figures: dict[str, Any]
    settings: dict[str, Any]
    working: dict[str, Any]

    @cached_property
    def digest(self) -> str:
        """Two verdicts of one subject with the same digest say the same."""
        return digest([self.figures, self.working, self.settings])


def judged(families: list[Family], shares: list[Shares], plan: Mapping[str, Any],
           covariates: Covariates) -> list[Judged]:
    """Every verdict of a programme; p values are adjusted within each family."""
    found = [one for family in families for one in _family(family, plan, covariates)]
    return found + [_proportion(one, plan, covariates) for one in shares]


@remembered
def _family(family: Family, plan: Mapping[str, Any], covariates: Covariates) -> list[Judged]:
    verdicts = judged_together((subject.units, subject.settings) for subject in family.subjects)
    beside = adjusted(family)
    return [
        Judged(
            family.outcome, subject.name, found.verdict.value, found.reason.value, found.k,
            _figures(found, family.kind, subject.settings),
            _settings(subject.settings, plan) | {"languages": sorted(subject.languages)},
            {
                "adjusted": beside.get(subject.name), "classic": _classic(subject, found),
                "covariates": meta_regressions(found.pilots, Effects(found.yi, found.vi), covariates)
                if found.spread else {},
                "sensitivity": sensitivity(Effects(found.yi, found.vi)) if found.spread else {},
            },
        )
        for subject, found in zip(family.subjects, verdicts, strict=True)
    ]


def adjusted(family: Family) -> dict[str, dict[str, Any]]:
    """By method, the verdict on units less their city's mean over the methods that all cities share."""
    if family.outcome not in BY_METHOD:
        return {}
    first = family.subjects[0].settings
    settings = Settings(delta=first.delta, step=first.step, benchmark=None, alpha=first.alpha, content=first.content,
                        d0=first.d0, min_units=first.min_units, min_persons=first.min_persons)
    found = one_size_family(relative_to_city([subject.units for subject in family.subjects], settings), settings)
    return {one.method: {key: figures.get(key) for key in ADJUSTED_KEYS} for one in found if (figures := one.figures())}


def sensitivity(effects: Effects) -> dict[str, float | None]:
    """What other ways of estimating give: tau2 by DL and PM, the interval of the mean by plain Hartung-Knapp."""
    plain = random_effects(effects, test="knha")
    return {
        "tau2_dl": random_effects(effects, "DL").tau2, "tau2_pm": random_effects(effects, "PM").tau2,
        "knha_lower": plain.ci_lower, "knha_upper": plain.ci_upper,
    }


def _classic(subject: Subject, found: MethodVerdict) -> dict[str, Any] | None:
    p_het = found.spread.tests.p_het if found.spread else None
    groups = subject.groups()
    return classic_tests(found.pilots, groups, p_het, subject.settings.alpha) if groups is not None else None


def _figures(found: MethodVerdict, kind: Kind, settings: Settings) -> dict[str, Any]:
    known = found.figures()
    return dict.fromkeys(SHARE_KEYS) | {key: known.get(key) for key in KEYS} | {
        "pilots": known["pilots"], "units": known["units"], "blup": known["blup"], "exceptions": known["exceptions"],
        "works": known["reading"], "chance_new_city": known["chance_in_new_city"],
        "median_units": known["median_units"], "benchmark": settings.benchmark, "scale": kind.value,
    } | predicted(known, settings.content)


def predicted(figures: Mapping[str, Any], content: float) -> dict[str, Any]:
    """Limits for a new city at the content of the plan; the verdict itself goes by the 90 % ones."""
    mu, se, tau2, k = (figures.get(name) for name in ("mu", "se", "tau2", "k"))
    lower, upper = None, None
    if mu is not None and se is not None and tau2 is not None and k is not None and k >= FEWEST_FORESEEN:
        lower, upper = prediction_limits(mu, se, tau2, k, content)
    return {"prediction_content": content, "prediction_lower": lower, "prediction_upper": upper}


def _settings(settings: Settings, plan: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that the verdict was reached with, the margin in the unit of the outcome."""
    return {
        "delta": settings.delta, "alpha": settings.alpha, "content": settings.content, "d0": settings.d0,
        "benchmark": settings.benchmark, "plan_version": plan["plan_version"],
    }


@remembered
def _proportion(shares: Shares, plan: Mapping[str, Any], covariates: Covariates) -> Judged:
    found = one_size_proportion(shares.successes, shares.totals, shares.delta, plan["alpha"])
    effects = logit_effects(shares.successes, shares.totals)
    known = found.figures()
    residuals = deleted_residuals(effects)
    away = exceptional(residuals, found.delta_logit, plan["alpha"]) if found.delta_logit is not None else ()
    figures = dict.fromkeys(SHARE_KEYS) | {key: known.get(key) for key in (*KEYS, *SHARE_KEYS)} | {
        "yi": list(effects.y), "vi": list(effects.v), "pilots": list(shares.pilots), "units": list(shares.totals),
        "blup": list(residuals.blup), "exceptions": [shares.pilots[i] for i in away], "works": None,
        "chance_new_city": None, "median_units": median(shares.totals), "benchmark": None,
        "scale": Kind.PROPORTION.value,
    } | predicted(known, plan["content"])
    settings = {"delta": shares.delta, "alpha": plan["alpha"], "content": plan["content"], "d0": None,
                "benchmark": None, "plan_version": plan["plan_version"], "languages": []}
    working = {
        "adjusted": None,
        "classic": table_test(shares, known.get("p_het"), plan["alpha"]),
        "covariates": meta_regressions(shares.pilots, effects, covariates) if found.spread else {},
        "sensitivity": sensitivity(effects) if found.spread else {},
    }
    return Judged(shares.outcome, OVERALL, found.verdict.value, found.reason.value, found.k, figures, settings, working)
