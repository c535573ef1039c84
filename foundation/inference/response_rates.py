"""How far responses went and what became of those invited (AAPOR, Standard Definitions, 2023)."""

from collections.abc import Mapping
from dataclasses import dataclass

from foundation.inference.intervals import NO_INTERVAL, Interval, wilson

COMPLETE_PERCENT, PARTIAL_PERCENT = 80, 50  # of the questions asked
COMPLETE, PARTIAL, BREAK_OFF = "complete", "partial", "break_off"


def completion_of(answered: int, asked: int) -> str:
    """complete from 80 % of the questions asked on, partial from 50 %, else break_off; nothing asked: break_off.

    Raises ValueError for more answers than questions.
    """
    if not 0 <= answered <= asked:
        raise ValueError(f"answered must lie between 0 and the questions asked: {answered}, {asked}")
    if not asked:
        return BREAK_OFF
    if 100 * answered >= COMPLETE_PERCENT * asked:
        return COMPLETE
    return PARTIAL if 100 * answered >= PARTIAL_PERCENT * asked else BREAK_OFF


@dataclass(frozen=True)
class ResponseRates:
    """Shares with Wilson limits; no estimate where the denominator is 0 or cannot be.

    response: RR2, (complete + partial)/invited, none where more answered than were invited. completion:
    complete/started. cooperation: COOP2, (complete + partial)/(complete + partial + break-offs). breaking_off:
    break-offs/started.
    """

    invited: int | None
    complete: int
    partial: int
    break_off: int
    response: Interval
    completion: Interval
    cooperation: Interval
    breaking_off: Interval

    @property
    def started(self) -> int:
        """All responses, however far they went."""
        return self.complete + self.partial + self.break_off


def response_rates(by_completion: Mapping[str, int], invited: int | None) -> ResponseRates:
    """Rates of a survey from its responses by `completion_of`; invited: None or 0 where nobody was invited by name.

    Raises ValueError on negative counts.
    """
    complete, partial, broken = (by_completion.get(name, 0) for name in (COMPLETE, PARTIAL, BREAK_OFF))
    if min(complete, partial, broken, invited or 0) < 0:
        raise ValueError("counts must not be negative")
    started, usable = complete + partial + broken, complete + partial
    response = wilson(usable, invited) if invited and usable <= invited else NO_INTERVAL
    return ResponseRates(
        invited, complete, partial, broken, response, wilson(complete, started), wilson(usable, started),
        wilson(broken, started),
    )
