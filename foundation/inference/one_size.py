"""Does one size fit all? The verdict for each method of a family over the pilots that used it."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from math import inf
from statistics import fmean, median
from typing import Any

from scipy.special import ndtr

from foundation.inference.heterogeneity import (
    SpreadTests,
    largest_harmless_spread,
    spread_tests,
    units_needed,
)
from foundation.inference.meta_analysis import (
    CityResiduals,
    ProportionSummary,
    RandomEffects,
    deleted_residuals,
    logit_effects,
    logit_margin,
    random_effects,
    random_effects_proportion,
)
from foundation.inference.multiple_testing import benjamini_hochberg_of_known
from foundation.inference.pilot_units import MethodUnits, PilotUnits, moderated_means

__all__ = [
    "MethodUnits", "PilotUnits", "Settings", "Verdict", "judged_together", "one_size_family",
    "one_size_proportion",
]

FEWEST_TO_COMPARE = 3
FEWEST_TO_CONFIRM = 5


class Verdict(StrEnum):
    """The three answers."""

    FITS_ALL = "FITS_ALL"
    CONTEXT_DEPENDENT = "CONTEXT_DEPENDENT"
    NOT_ENOUGH_EVIDENCE = "NOT_ENOUGH_EVIDENCE"


class Reason(StrEnum):
    """Why this answer."""

    EQUIVALENT = "equivalent"
    SMALL_REAL_DIFFERENCES = "small_real_differences"
    STRONG = "strong"
    MODERATE = "moderate"
    DIFFERS_BUT_SIZE_UNCLEAR = "differs_but_size_unclear"
    TOO_FEW_PILOTS = "too_few_pilots"
    TOO_FEW_PILOTS_TO_CONFIRM = "too_few_pilots_to_confirm"
    PREDICTION_INTERVAL_TOO_WIDE = "prediction_interval_too_wide"
    IMPRECISE = "imprecise"


class Reading(StrEnum):
    """How well a method is rated; sameness is not goodness."""

    WELL = "well"
    MIDDLING = "middling"
    WEAKLY = "weakly"


@dataclass(frozen=True, slots=True)
class Settings:
    """Frozen before the answers are looked at. delta and step in the unit of the outcome (0.5 and 1 on 1..5).

    mbar: answers per unit if fixed for the family, else from the data. min_units: 3 sessions, 5 respondents.
    """

    delta: float = 0.5
    step: float = 1.0
    mbar: float | None = None
    benchmark: float | None = 3.5
    alpha: float = 0.05
    content: float = 0.90
    d0: float = 4.0
    min_units: int = 3
    min_persons: int = 5

    def __post_init__(self) -> None:
        """Refuse settings without meaning."""
        if not self.delta > 0 or not 0 < self.alpha < 1 or not 0 < self.content < 1:
            raise ValueError("delta must be positive, alpha and content between 0 and 1")
        if self.step < 0 or self.d0 < 0 or (self.mbar is not None and not self.mbar > 0):
            raise ValueError("step and d0 must not be negative, mbar must be positive")
        if self.min_units < 2:
            raise ValueError("a pilot needs two units for a variance")

    @property
    def tau_max(self) -> float:
        return largest_harmless_spread(self.delta, self.content)


@dataclass(frozen=True, slots=True)
class Spread:
    """Summary and tests of one method; q values are set once the whole family is known."""

    summary: RandomEffects
    tests: SpreadTests
    q_het: float | None = None
    q_eq: float | None = None
    q_large: float | None = None


@dataclass(frozen=True, slots=True)
class MethodVerdict:
    """The answer for one method, with all that is printed beside it; tuples follow `pilots`."""

    method: str
    k: int
    verdict: Verdict
    reason: Reason
    pilots: tuple[str, ...] = ()
    yi: tuple[float, ...] = ()
    vi: tuple[float, ...] = ()
    blup: tuple[float | None, ...] = ()
    units: tuple[int, ...] = ()
    spread: Spread | None = None
    sp2: float | None = None
    units_needed_per_pilot: int | None = None
    exceptions: tuple[str, ...] = ()
    reading: Reading | None = None
    chance_in_new_city: float | None = None

    @property
    def median_units(self) -> float | None:
        return median(self.units) if self.units else None

    @property
    def more_cities_not_sessions(self) -> bool:
        """Enough units a city already, so that only more cities would tell."""
        needed, have = self.units_needed_per_pilot, self.median_units
        return needed is not None and have is not None and have >= needed

    def figures(self) -> dict[str, Any]:
        """All figures, flat and ready for JSON."""
        own = {part.name: getattr(self, part.name) for part in fields(self) if part.name != "spread"}
        flat = {name: list(value) if isinstance(value, tuple) else value for name, value in own.items()}
        flat |= {"verdict": self.verdict.value, "reason": self.reason.value}
        flat["reading"] = self.reading.value if self.reading else None
        return flat | {"median_units": self.median_units} | (_flat(self.spread) if self.spread else {})


def _flat(spread: Spread) -> dict[str, Any]:
    qs = {"q_het": spread.q_het, "q_eq": spread.q_eq, "q_large": spread.q_large}
    halfwidth = {"pi90_halfwidth": spread.summary.pi90_halfwidth}
    return asdict(spread.summary) | asdict(spread.tests) | halfwidth | qs


def judge(spread: Spread, delta: float, alpha: float = 0.05) -> tuple[Verdict, Reason]:
    """The first line that holds: FITS_ALL needs a rejected equivalence null, never a mere lack of difference.

    delta in the unit of the summary. Undefined tests never hold.
    """
    s, k = spread.summary, spread.summary.k
    if k < FEWEST_TO_COMPARE:
        return Verdict.NOT_ENOUGH_EVIDENCE, Reason.TOO_FEW_PILOTS
    differs, alike, large = (q is not None and q < alpha for q in (spread.q_het, spread.q_eq, spread.q_large))
    narrow = s.pi90_halfwidth is not None and s.pi90_halfwidth <= delta
    if k >= FEWEST_TO_CONFIRM and alike and narrow:
        return Verdict.FITS_ALL, Reason.SMALL_REAL_DIFFERENCES if differs else Reason.EQUIVALENT
    if differs and s.tau is not None and s.tau > spread.tests.tau_max:
        return Verdict.CONTEXT_DEPENDENT, Reason.STRONG if large else Reason.MODERATE
    if differs:
        return Verdict.NOT_ENOUGH_EVIDENCE, Reason.DIFFERS_BUT_SIZE_UNCLEAR
    if alike and k < FEWEST_TO_CONFIRM:
        return Verdict.NOT_ENOUGH_EVIDENCE, Reason.TOO_FEW_PILOTS_TO_CONFIRM
    if alike:
        return Verdict.NOT_ENOUGH_EVIDENCE, Reason.PREDICTION_INTERVAL_TOO_WIDE
    return Verdict.NOT_ENOUGH_EVIDENCE, Reason.IMPRECISE


def benchmark_reading(summary: RandomEffects, benchmark: float) -> Reading | None:
    """Well if 9 cities in 10 lie above the benchmark, weakly if below, else middling."""
    if summary.pi90_lower is None or summary.pi90_upper is None:
        return None
    if summary.pi90_lower > benchmark:
        return Reading.WELL
    return Reading.WEAKLY if summary.pi90_upper < benchmark else Reading.MIDDLING


def exceptional(residuals: CityResiduals, delta: float, alpha: float = 0.05) -> tuple[int, ...]:
    """Positions of cities further than delta from the mean of the others, with BH-adjusted p < alpha."""
    p = [None if z is None else 2 * float(ndtr(-abs(z))) for z in residuals.z]
    adjusted = benjamini_hochberg_of_known(p)
    return tuple(
        i
        for i, (q, away) in enumerate(zip(adjusted, residuals.resid, strict=True))
        if q is not None and away is not None and q < alpha and abs(away) > delta
    )


def _unjudged(method: MethodUnits, settings: Settings) -> MethodVerdict:
    """Everything but q values and verdict."""
    counting = method.counting(settings.min_units, settings.min_persons)
    k = len(counting.pilots)
    too_few = Verdict.NOT_ENOUGH_EVIDENCE, Reason.TOO_FEW_PILOTS
    names, units = tuple(p.pilot for p in counting.pilots), tuple(p.units for p in counting.pilots)
    if k < FEWEST_TO_COMPARE:
        averages = tuple(p.mean for p in counting.pilots)
        return MethodVerdict(method.method, k, *too_few, pilots=names, yi=averages, units=units)
    means = moderated_means(counting, settings.step, settings.d0, settings.mbar)
    summary = random_effects(means.effects)
    residuals = deleted_residuals(means.effects)
    tests = spread_tests(means.effects, means.degrees_of_freedom, settings.tau_max)
    return MethodVerdict(
        method.method, k, *too_few, pilots=names, yi=means.effects.y, vi=means.effects.v,
        blup=residuals.blup, units=units, spread=Spread(summary, tests), sp2=means.sp2,
        units_needed_per_pilot=units_needed(means.sp2, k, settings.tau_max) if means.sp2 > 0 else None,
        exceptions=tuple(names[i] for i in exceptional(residuals, settings.delta, settings.alpha)),
        reading=None if settings.benchmark is None else benchmark_reading(summary, settings.benchmark),
        chance_in_new_city=None if settings.benchmark is None else summary.chance_above(settings.benchmark),
    )


def _judged(method: MethodVerdict, q: tuple[float | None, ...], settings: Settings) -> MethodVerdict:
    if method.spread is None:
        return method
    spread = replace(method.spread, q_het=q[0], q_eq=q[1], q_large=q[2])
    verdict, reason = judge(spread, settings.delta, settings.alpha)
    return replace(method, spread=spread, verdict=verdict, reason=reason)


def one_size_family(methods: Iterable[MethodUnits], settings: Settings) -> tuple[MethodVerdict, ...]:
    """A verdict for each method, in the order given.

    The p values are adjusted (Benjamini-Hochberg) within the family of methods that at least three pilots
    used often enough. Where all units of a method are equal on a continuous scale (step 0) the tests are
    undefined (None) and the answer is "imprecise".
    """
    return judged_together((method, settings) for method in methods)


def judged_together(compared: Iterable[tuple[MethodUnits, Settings]]) -> tuple[MethodVerdict, ...]:
    """As one_size_family, for items of one family that have scales, and so margins, of their own."""
    pairs = list(compared)
    found = [_unjudged(method, settings) for method, settings in pairs]
    tests = [method.spread.tests if method.spread else None for method in found]
    adjusted = [
        benjamini_hochberg_of_known([getattr(t, name) if t else None for t in tests])
        for name in ("p_het", "p_eq", "p_large")
    ]
    return tuple(
        _judged(method, q, settings)
        for method, q, (_, settings) in zip(found, zip(*adjusted, strict=True), pairs, strict=True)
    )


@dataclass(frozen=True, slots=True)
class ProportionVerdict:
    """The answer for one independent proportion; spread and margin on the logit scale."""

    k: int
    verdict: Verdict
    reason: Reason
    spread: Spread | None = None
    shares: ProportionSummary | None = None
    delta_logit: float | None = None

    def figures(self) -> dict[str, Any]:
        """All figures, flat and ready for JSON."""
        flat = {"k": self.k, "verdict": self.verdict.value, "reason": self.reason.value}
        if self.spread is None or self.shares is None:
            return flat
        shares = {name: value for name, value in asdict(self.shares).items() if name != "logits"}
        return flat | _flat(self.spread) | shares | {"delta_logit": self.delta_logit}


def one_size_proportion(
    successes: Sequence[float], totals: Sequence[float], delta: float = 0.10, alpha: float = 0.05
) -> ProportionVerdict:
    """The verdict for one share x/n a city, where answers are independent; delta in shares (0.10).

    A single comparison, so q = p. Cities without cases do not count. Clustered answers: use session
    shares as units of one_size_family. Raises ValueError unless 0 <= x <= n and delta > 0.
    """
    effects = logit_effects(successes, totals)
    k = len(effects.y)
    if k < FEWEST_TO_COMPARE:
        return ProportionVerdict(k, Verdict.NOT_ENOUGH_EVIDENCE, Reason.TOO_FEW_PILOTS)
    shares = random_effects_proportion(successes, totals)
    if shares.p is None:
        raise ValueError("three cities with cases always have a mean")
    margin = logit_margin(shares.p, delta)
    tests = spread_tests(effects, [inf] * k, largest_harmless_spread(margin))
    spread = Spread(shares.logits, tests, tests.p_het, tests.p_eq, tests.p_large)
    verdict, reason = judge(spread, margin, alpha)
    return ProportionVerdict(k, verdict, reason, spread, shares, margin)


def relative_to_city(methods: Sequence[MethodUnits], settings: Settings) -> tuple[MethodUnits, ...]:
    """The methods that every city used often enough, each mean less its city's mean over these methods.

    Methods weigh equally within a city. Fewer than two shared methods: empty. Feed it to one_size_family
    for the verdict "relative to the city's other methods"; the benchmark has no meaning there.
    """
    counting = [method.counting(settings.min_units, settings.min_persons) for method in methods]
    cities = {p.pilot for method in counting for p in method.pilots}
    shared = [method for method in counting if {p.pilot for p in method.pilots} == cities]
    if len(shared) < 2 or not cities:
        return ()
    level = {
        city: fmean(p.mean for method in shared for p in method.pilots if p.pilot == city) for city in cities
    }
    return tuple(
        replace(method, pilots=tuple(p.shifted(-level[p.pilot]) for p in method.pilots)) for method in shared
    )
