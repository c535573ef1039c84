"""Which values may stand beside each other. A gate without Django: what it refuses is hatched with its reason."""

from dataclasses import dataclass

FEWEST_PILOTS = 3
FEWEST_UNITS = 3
TOO_FEW, OTHER_VERSION, OTHER_PERIOD = "too_few_cases", "other_version", "other_period"
WHOLE = "all"
# flags of a value that keep it apart from the others, the gravest first
DISQUALIFYING = ("population_wrong", "margins_incompatible", "mostly_unidentified", "much_missing")


@dataclass(frozen=True)
class Candidate:
    """What the gate looks at: n is the number of cases, None where withheld; period: what time the value is of."""

    version: int
    n: int | None
    has_value: bool
    flags: tuple[str, ...] = ()
    period: str = WHOLE


def fewest_cases(interval: str, minimum_n: int) -> int:
    """Cases a value needs to be compared: a plain count needs none, an estimate at least three units."""
    return 0 if interval == "none" else max(FEWEST_UNITS, minimum_n)


def reason_against(candidate: Candidate, *, newest_version: int, fewest: int, period: str = WHOLE) -> str:
    """Why the value must not be compared, "" where it may; a value that is not shown has nothing to be refused.

    period: the one that is compared.
    """
    if not candidate.has_value:
        return ""
    if candidate.period != period:
        return OTHER_PERIOD
    if candidate.version != newest_version:
        return OTHER_VERSION
    if candidate.n is not None and candidate.n < fewest:
        return TOO_FEW
    return next((flag for flag in DISQUALIFYING if flag in candidate.flags), "")


def reasons(candidates: list[Candidate], *, fewest: int, period: str = WHOLE) -> list[str]:
    """The reason of each candidate among its like, measured against the newest definition that any of them has."""
    newest = max((c.version for c in candidates if c.has_value), default=1)
    return [reason_against(c, newest_version=newest, fewest=fewest, period=period) for c in candidates]
