"""Time to an event with censored cases: Kaplan-Meier curve, median, log-log limits."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from foundation.inference.intervals import Interval, normal_quantile

TOLERANCE = 1e-9  # S within this of one half counts as exactly one half


@dataclass(frozen=True)
class Survival:
    """Times (>= 0) of n cases and whether the event happened (else censored at that time)."""

    times: tuple[float, ...]
    events: tuple[bool, ...]
    conf: float = 0.95

    def __post_init__(self) -> None:
        """Refuse unequal lengths and times that are negative or not finite."""
        if len(self.times) != len(self.events):
            raise ValueError("every time needs to say whether the event happened")
        if any(not (0 <= t < float("inf")) for t in self.times):
            raise ValueError("times must be finite and not negative")

    @property
    def n(self) -> int:
        """Number of cases."""
        return len(self.times)

    @cached_property
    def _curve(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Distinct times, S after each, and the two log-log (Greenwood) limits, NaN at S = 0 and S = 1."""
        t = np.asarray(self.times, dtype=float)
        event = np.asarray(self.events, dtype=bool)
        distinct, place = np.unique(t, return_inverse=True)
        happened = np.bincount(place, weights=event, minlength=len(distinct))
        leaving = np.bincount(place, minlength=len(distinct))
        at_risk = len(t) - (np.cumsum(leaving) - leaving)
        S = np.cumprod(1 - happened / at_risk)
        with np.errstate(divide="ignore", invalid="ignore"):
            greenwood = np.cumsum(happened / (at_risk * (at_risk - happened)))
            half = normal_quantile(self.conf) * np.sqrt(greenwood) / np.abs(np.log(S))
            inside = (S > 0) & (greenwood > 0)
            lower = np.where(inside, S ** np.exp(half), np.nan)
            upper = np.where(inside, S ** np.exp(-half), np.nan)
        return distinct, S, lower, upper

    def at(self, time: float) -> Interval:
        """S(time), the last value beyond the last time; no limits where S is 1 or 0 (Kaplan & Meier 1958)."""
        if not self.n:
            return Interval(None, None, None)
        distinct, S, lower, upper = self._curve
        i = int(np.searchsorted(distinct, time, side="right")) - 1
        if i < 0:
            return Interval(1.0, None, None)
        return Interval(float(S[i]), _number(lower[i]), _number(upper[i]))

    def median(self) -> Interval:
        """First time S is at most one half, with the times its limits cross (Brookmeyer & Crowley 1982).

        S exactly one half on a stretch: its midpoint. Never reached: None.
        """
        if not self.n:
            return Interval(None, None, None)
        distinct, S, lower, upper = self._curve
        return Interval(_crossing(distinct, S), _crossing(distinct, lower), _crossing(distinct, upper))


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _crossing(times: np.ndarray, curve: np.ndarray) -> float | None:
    reached = np.flatnonzero(curve <= 0.5 + TOLERANCE)  # NaN compares false
    if not len(reached):
        return None
    first = times[reached[0]]
    if curve[reached[0]] < 0.5 - TOLERANCE:
        return float(first)
    beyond = np.flatnonzero(curve < 0.5 - TOLERANCE)
    return float((first + (times[beyond[0]] if len(beyond) else times[-1])) / 2)
