"""Which values may stand beside each other. A gate without Django: what it refuses is hatched with its reason."""

from collections import Counter
from dataclasses import dataclass

FEWEST_PILOTS = 3
FEWEST_UNITS = 3
TOO_FEW, OTHER_VERSION, OTHER_PERIOD = "too_few_cases", "other_version", "other_period"
OTHER_TARGET = "other_target"
WHOLE = "all"
# flags of a value that keep it apart from the others, the gravest first
DISQUALIFYING = ("population_wrong", "margins_incompatible", "mostly_unidentified", "much_missing")


@dataclass(frozen=True)
class Candidate:
    """What the gate looks at: n is the number of cases, None where withheld; period: what time the value is of.

    target: what it is measured against, where pilots may set it themselves (wanted shares, year of a factor).
    """

    version: int
    n: int | None
    has_value: bool
    flags: tuple[str, ...] = ()
    period: str = WHOLE
    target: str = ""


def fewest_cases(interval: str, minimum_n: int) -> int:
    """Cases a value needs to be compared: a plain count needs none, an estimate at least three units."""
    return 0 if interval == "none" else max(FEWEST_UNITS, minimum_n)


def reason_against(
    candidate: Candidate, *, newest_version: int, fewest: int, period: str = WHOLE, target: str = ""
) -> str:
    """Why the value must not be compared, "" where it may; a value that is not shown has nothing to be refused.

    period, target: those that are compared.
    """
    if not candidate.has_value:
        return ""
    if candidate.period != period:
        return OTHER_PERIOD
    if candidate.version != newest_version:
        return OTHER_VERSION
    if candidate.target != target:
        return OTHER_TARGET
    if candidate.n is not None and candidate.n < fewest:
        return TOO_FEW
    return next((flag for flag in DISQUALIFYING if flag in candidate.flags), "")


def reasons(candidates: list[Candidate], *, fewest: int, period: str = WHOLE) -> list[str]:
    """The reason of each candidate among its like, measured against the newest definition and the most usual target."""
    newest = max((c.version for c in candidates if c.has_value), default=1)
    targets = Counter(c.target for c in candidates if c.has_value)
    usual = max(targets, key=lambda target: (targets[target], target), default="")
    return [reason_against(c, newest_version=newest, fewest=fewest, period=period, target=usual) for c in candidates]
