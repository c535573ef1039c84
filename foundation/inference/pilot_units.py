"""What the engine compares: per method and pilot the number, mean and variance of the units."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite

import numpy as np

from foundation.inference.meta_analysis import Effects


@dataclass(frozen=True, slots=True)
class PilotUnits:
    """Sufficient statistics of one pilot: J units (session means or respondents), mean, variance with J - 1.

    answers: all answers behind the units, persons: distinct persons behind them; None = not known.
    """

    pilot: str
    units: int
    mean: float
    variance: float | None = None
    answers: int | None = None
    persons: int | None = None

    def __post_init__(self) -> None:
        """Refuse what no sample can give."""
        if self.units < 1 or not isfinite(self.mean):
            raise ValueError(f"{self.pilot}: at least one unit and a finite mean are needed")
        if self.units > 1 and (self.variance is None or not isfinite(self.variance) or self.variance < 0):
            raise ValueError(f"{self.pilot}: two or more units need a variance of 0 or more")

    @classmethod
    def of_values(
        cls, pilot: str, values: Sequence[float], answers: int | None = None, persons: int | None = None
    ) -> "PilotUnits":
        """From the units themselves; raises ValueError without any."""
        x = np.asarray(values, dtype=float)
        if len(x) == 0:
            raise ValueError(f"{pilot}: at least one unit is needed")
        variance = None if len(x) < 2 else 0.0 if np.ptp(x) == 0 else float(x.var(ddof=1))
        return cls(pilot, len(x), float(x.mean()), variance, answers, persons)

    def shifted(self, by: float) -> "PilotUnits":
        return replace(self, mean=self.mean + by)


@dataclass(frozen=True, slots=True)
class MethodUnits:
    """One method (or survey item) and its pilots, each once."""

    method: str
    pilots: tuple[PilotUnits, ...]

    def __post_init__(self) -> None:
        """Refuse a pilot given twice."""
        if len({p.pilot for p in self.pilots}) != len(self.pilots):
            raise ValueError(f"{self.method}: a pilot is given twice")

    def counting(self, min_units: int, min_persons: int) -> "MethodUnits":
        """Only pilots with enough units and, where known, enough distinct persons."""
        enough = (
            p for p in self.pilots if p.units >= min_units and (p.persons is None or p.persons >= min_persons)
        )
        return replace(self, pilots=tuple(enough))

    @property
    def answers_per_unit(self) -> float:
        """mbar over the pilots whose answers are known; 1 if none is."""
        known = [p for p in self.pilots if p.answers is not None]
        answers = sum(p.answers or 0 for p in known)
        return answers / sum(p.units for p in known) if answers else 1.0


@dataclass(frozen=True, slots=True)
class ModeratedMeans:
    """Means with moderated variances, their degrees of freedom and the pooled variance of a unit."""

    effects: Effects
    degrees_of_freedom: tuple[float, ...]
    sp2: float


def moderated_means(units: MethodUnits, step: float, d0: float, mbar: float | None = None) -> ModeratedMeans:
    """Each variance drawn towards the pooled one with d0 prior degrees of freedom (Smyth 2004).

    The pooled variance is at least step^2/(12 mbar), the rounding variance of the scale; mbar is taken
    from the answers if not given. Needs a pilot with two units, else the pooled variance is that floor.
    """
    floor = step**2 / (12 * (mbar or units.answers_per_unit))
    within = [(p.units - 1, p.variance or 0.0) for p in units.pilots]
    df = sum(n for n, _ in within)
    sp2 = max(floor, sum(n * s2 for n, s2 in within) / df if df else 0.0)
    nu = tuple(float(d0 + n) for n, _ in within)
    moderated = [(d0 * sp2 + n * s2) / (d0 + n) if d0 + n else sp2 for n, s2 in within]
    v = tuple(s2 / p.units for s2, p in zip(moderated, units.pilots, strict=True))
    return ModeratedMeans(Effects(tuple(p.mean for p in units.pilots), v), nu, sp2)
