"""From which score on influence and interest are high, and after how many days contact is overdue: only here.

A programme sets one number of days (``contact_limit_days``); everything else is a multiple of it.
"""

from stakeholders.choices import Quadrant

HIGH_FROM = 4
"""4 and 5 of 5 are high, 1 to 3 are not: the middle of the scale is no claim."""

LIMIT_FACTORS: dict[Quadrant, int | None] = {
    Quadrant.MANAGE_CLOSELY: 1,
    Quadrant.KEEP_SATISFIED: 2,
    Quadrant.KEEP_INFORMED: 2,
    Quadrant.MONITOR: None,  # whom one only watches is never overdue
}


def quadrant_of(influence: int | None, interest: int | None) -> Quadrant | None:
    """How to treat somebody; None where either score is not set."""
    if influence is None or interest is None:
        return None
    if influence >= HIGH_FROM:
        return Quadrant.MANAGE_CLOSELY if interest >= HIGH_FROM else Quadrant.KEEP_SATISFIED
    return Quadrant.KEEP_INFORMED if interest >= HIGH_FROM else Quadrant.MONITOR


def limit_days(quadrant: Quadrant, programme_days: int) -> int | None:
    """Days without contact after which somebody of this quadrant is overdue; None for never.

    Somebody with a planned level has the programme's own number of days, whatever the quadrant.
    """
    factor = LIMIT_FACTORS[quadrant]
    return None if factor is None else factor * programme_days
