"""Parts of a pilot's time: quarters by the local date of the session, and the phases that its sessions record."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from indicators.samples import PHASES, Commitment, DecisionTaken, Governance, People, PilotSample

WHOLE = "all"
PHASE = "phase:"


def quarter_of(day: date) -> str:
    """The quarter of a day, as "2025-Q3"."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def phase_period(phase: str) -> str:
    """The period that the sessions of a phase make up."""
    return f"{PHASE}{phase}"


def is_quarter(period: str) -> bool:
    """Whether a period is a quarter."""
    return period != WHOLE and not period.startswith(PHASE)


def is_period(code: str) -> bool:
    """Whether a code names the whole time, a quarter or a phase."""
    if not is_quarter(code):
        return code == WHOLE or code.removeprefix(PHASE) in PHASES
    try:
        first, _following = days_of(code)
    except ValueError:
        return False
    return quarter_of(first) == code


def days_of(quarter: str) -> tuple[date, date]:
    """The first day of a quarter and the first one after it. Raises ValueError for what is no quarter."""
    year, number = (int(part) for part in quarter.split("-Q"))
    following = (year + 1, 1) if number == 4 else (year, 3 * number + 1)
    return date(year, 3 * number - 2, 1), date(*following, 1)


def periods_of(sample: PilotSample) -> tuple[str, ...]:
    """Quarters in which something happened, in time, then phases with a session, in their order.

    What happens: sessions, decisions, commitments raised and decided, and contributions received.
    """
    quarters = {quarter_of(s.day) for s in sample.sessions}
    quarters |= {quarter_of(day) for day in _days(sample) if day is not None and day <= sample.cutoff}
    phases = {s.phase for s in sample.sessions}
    return (*sorted(quarters), *(phase_period(p) for p in PHASES if p in phases))


def _days(sample: PilotSample) -> Iterator[date | None]:
    for commitment in sample.commitments:
        yield from (commitment.decided, commitment.came)
    yield from (decision.decided for decision in sample.governance.decisions)
    yield from (contribution.came for contribution in sample.governance.contributions)


def lies_in(period: str, day: date | None, phase: str | None) -> bool:
    """Whether what happened on a day, at a session of a phase, belongs to a period; a day not known is in none."""
    if period == WHOLE:
        return True
    if is_quarter(period):
        return day is not None and quarter_of(day) == period
    return phase is not None and phase_period(phase) == period


def during(sample: PilotSample, period: str) -> PilotSample:
    """The sessions of a period, who came to them, what was decided and what was said in it.

    Commitments and decisions belong to the quarter in which they were decided, contributions to that in which they were
    received (else that of their session); to a phase belongs what came of its sessions. Deliveries and answers still
    count up to the cut-off. Of ratings only those that were released within the period (ADR 4). Surveys are left out:
    their waves say when they were asked.
    """
    if period == WHOLE:
        return sample
    taken = tuple(d for d in sample.governance.decisions if lies_in(period, d.decided, d.phase))
    received = tuple(c for c in sample.governance.contributions if lies_in(period, c.came, c.phase))
    return replace(
        sample,
        people=sample.people_by_period.get(period, People()),
        sessions=tuple(s.in_time() for s in sample.sessions if lies_in(period, s.day, s.phase)),
        commitments=tuple(_decided(sample.commitments, period, sample.cutoff)),
        governance=Governance(decisions=taken, contributions=received, role_counts=_role_counts(taken)),
        surveys=(), items=(), scales=(), people_by_period={}, groups={}, items_by_wave={}, surveys_by_wave={},
        scales_by_wave={}, weighted=(), weighted_by_wave={}, skills=(), is_bootstrapped=False,
    )


def raised_during(sample: PilotSample, period: str) -> tuple[Commitment, ...]:
    """Commitments that were raised in a quarter, or at the sessions of a phase."""
    return tuple(c for c in sample.commitments if lies_in(period, c.came, c.phase))


def held_during(sample: PilotSample, period: str) -> tuple[Commitment, ...]:
    """Commitments that the sessions of a period raised."""
    return tuple(c for c in sample.commitments if lies_in(period, c.held, c.phase))


def _decided(commitments: Iterable[Commitment], period: str, cutoff: date) -> Iterator[Commitment]:
    if not is_quarter(period):
        yield from (c for c in commitments if lies_in(period, None, c.phase))
        return
    yield from (
        c for c in commitments if c.decided is not None and c.decided <= cutoff and quarter_of(c.decided) == period
    )


def _role_counts(decisions: Iterable[DecisionTaken]) -> dict[tuple[str, str], int]:
    counts: dict[tuple[str, str], int] = {}
    for decision in decisions:
        for role in decision.roles:
            counts[role] = counts.get(role, 0) + 1
    return counts
