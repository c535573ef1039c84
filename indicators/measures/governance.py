"""Family I: who decides, what becomes of ideas, and whether impact and capacity last. Nothing is withheld."""

from calendar import monthrange
from collections import Counter
from datetime import date
from math import log
from statistics import median

from foundation.inference.survival import Survival
from indicators.measures.measure import NO_DATA, Measure, mean, measure, proportion
from indicators.samples import GOVERNMENT, HELICES, PHASES, Contribution, PilotSample, Service, SessionFacts

ACCEPTED = ("accepted", "accepted_in_part", "implemented")
REFUSED = ("rejected", "out_of_scope")
CLOSURE_DAYS = 60
FEWEST_ANSWERS = 5  # a session's perceived level needs as many
EARLY_PHASES = PHASES[:2]
INVOLVE = 3
DELIVERED = ("live", "scaled")
ANNIVERSARIES = (12, 24)
LIVING_LAB = tuple(f"LL{i}" for i in range(1, 12))
LARGEST_SHOWN = 3


def share(x: int, n: int, n_missing: int = 0) -> Measure:
    """A descriptive share without an interval; n = 0 has no value."""
    return measure(x / n if n else None, n=n, n_missing=n_missing, numerator=x, denominator=n)


def measure_decisions(sample: PilotSample) -> dict[str, Measure]:
    """Who decides: share with a party outside government, Herfindahl index over the helices."""
    known = [d.deciders for d in sample.governance.decisions if d.deciders]
    missing = len(sample.governance.decisions) - len(known)
    pairs = Counter(h for deciders in known for h in deciders if h in HELICES)
    n = pairs.total()
    matrix: dict[str, dict[str, int]] = {}
    for (role, helix), count in sorted(sample.governance.role_counts.items()):
        matrix.setdefault(role, {})[helix] = count
    return {
        "shared_decision_share": proportion(
            sum(bool(deciders - {GOVERNMENT}) for deciders in known), len(known), n_missing=missing
        ),
        "decision_concentration": measure(
            sum((c / n) ** 2 for c in pairs.values()) if n else None, n=n, detail={"roles": matrix}
        ),
    }


def _waits(contributions: tuple[Contribution, ...], cutoff: date) -> list[tuple[int, bool, bool]]:
    """(days until answered or cut-off, answered, old enough) of contributions with usable days."""
    waits = []
    for c in contributions:
        answered = c.answered if c.answered is not None and c.answered <= cutoff else None
        if c.received is not None and (answered or cutoff) >= c.received:
            old = (cutoff - c.received).days >= CLOSURE_DAYS
            waits.append((((answered or cutoff) - c.received).days, answered is not None, old))
    return waits


def measure_contributions(sample: PilotSample) -> dict[str, Measure]:
    """Ideas taken up, carried out and answered; out of scope counts as decided and is shown beside."""
    contributions = sample.governance.contributions
    tally = Counter(c.status for c in contributions)
    accepted, refused = (sum(tally[s] for s in group) for group in (ACCEPTED, REFUSED))
    waits = _waits(contributions, sample.cutoff)
    missing = len(contributions) - len(waits)
    old = [(days, event) for days, event, is_old in waits if is_old]
    half = Survival(tuple(float(d) for d, _, _ in waits), tuple(e for _, e, _ in waits)).median()
    closed = sum(event and days <= CLOSURE_DAYS for days, event in old)
    unreached = bool(waits) and half.estimate is None
    return {
        "influence_rate": proportion(
            accepted, accepted + refused, detail={"out_of_scope": tally["out_of_scope"]}
        ),
        "implementation_rate": proportion(tally["implemented"], accepted),
        "feedback_closure_60d": proportion(closed, len(old), n_missing=missing),
        "answer_days_median": measure(
            half.estimate,
            n=len(waits),
            limits=half,
            n_missing=missing,
            flags=("not_reached",) if unreached else (),
        ),
    }


def promise_gap(sample: PilotSample) -> Measure:
    """Mean over sessions of perceived minus promised level; sessions with a promise and 5 answers."""
    gaps = [
        s.perceived_sum / s.perceived - s.promised_level
        for s in sample.sessions
        if s.promised_level is not None and s.perceived >= FEWEST_ANSWERS
    ]
    return mean(gaps)


def measure_phases(sample: PilotSample) -> dict[str, Measure]:
    """Share of the person-hours in commission and design; phases with a session at involve or deeper."""
    phased = [s for s in sample.sessions if s.phase]
    levelled = [s for s in phased if s.level is not None]
    hours = sum(s.person_hours for s in phased)
    early = sum(s.person_hours for s in phased if s.phase in EARLY_PHASES)
    covered = len({s.phase for s in levelled if s.level is not None and s.level >= INVOLVE})
    missing = len(sample.sessions) - len(phased)
    return {
        "early_involvement": measure(
            early / hours if hours else None,
            n=len(phased),
            n_missing=missing,
            numerator=early,
            denominator=hours,
        ),
        "phase_coverage": measure(
            covered / len(PHASES) if levelled else None,
            n=len(levelled),
            n_missing=len(sample.sessions) - len(levelled),
            numerator=covered,
            denominator=len(PHASES),
        ),
    }


def measure_variety(sessions: tuple[SessionFacts, ...]) -> dict[str, Measure]:
    """Distinct main methods of the held sessions, and the entropy of their use in natural units."""
    tally = Counter(s.method for s in sessions if s.method)
    n = tally.total()
    unnamed = len(sessions) - n
    entropy = sum(c / n * log(n / c) for c in tally.values()) if n else None
    return {
        "method_variety": measure(len(tally) if n else None, n=n, n_missing=unnamed),
        "method_entropy": measure(entropy, n=n, n_missing=unnamed),
    }


def impact_achievement(sample: PilotSample) -> Measure:
    """Median over targets of (observed - baseline)/(target - baseline), not cut."""
    reached = [
        (i.observed - i.baseline) / (i.target - i.baseline)
        for i in sample.governance.impacts
        if i.observed is not None
        and i.baseline is not None
        and i.target is not None
        and i.target != i.baseline
    ]
    missing = len(sample.governance.impacts) - len(reached)
    return measure(median(reached) if reached else None, n=len(reached), n_missing=missing)


def months_later(day: date, months: int) -> date:
    """The same day that many months on, else the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _live_on(service: Service, day: date) -> bool:
    since, until = service.live_since, service.live_until
    return since is not None and since <= day and (until is None or until >= day)


def _sustained(sample: PilotSample, months: int) -> Measure:
    if sample.end_date is None:
        return NO_DATA
    due = months_later(sample.end_date, months)
    if due > sample.cutoff:
        return measure(None, n=0, flags=("not_yet_due",))
    services = sample.governance.services
    dated = [s for s in services if s.maturity != "stopped" or s.live_until is not None]
    unknown = len(services) - len(dated)
    live = [s for s in dated if _live_on(s, sample.end_date)]
    return share(sum(s.live_until is None or s.live_until >= due for s in live), len(live), unknown)


def measure_services(sample: PilotSample) -> dict[str, Measure]:
    """Services that got past the idea and are live, and those still live 12 and 24 months after the end."""
    maturities = [s.maturity for s in sample.governance.services]
    started = [m for m in maturities if m is not None and m != "idea"]
    unknown = sum(m is None for m in maturities)
    return {
        "services_delivered": share(sum(m in DELIVERED for m in started), len(started), unknown),
        **{f"services_sustained_{months}m": _sustained(sample, months) for months in ANNIVERSARIES},
    }


def measure_obstacles(sample: PilotSample) -> dict[str, Measure]:
    """Severity of the open obstacles added up; share resolved. None recorded: not documented."""
    recorded = sample.governance.obstacles
    graded = [(o.severity, o.is_open) for o in recorded if o.severity is not None]
    load = sum(severity for severity, is_open in graded if is_open)
    return {
        "obstacle_load": measure(
            load if graded else None, n=len(graded), n_missing=len(recorded) - len(graded)
        ),
        "obstacle_resolved": share(sum(not o.is_open for o in recorded), len(recorded)),
    }


def measure_capacity(sample: PilotSample) -> dict[str, Measure]:
    """Mean shortfall of skills with the largest named; living-lab score of 100."""
    skills = sample.governance.skills
    gaps = {
        s.code: max(0.0, s.required - s.available)
        for s in skills
        if s.required is not None and s.available is not None
    }
    largest = sorted((code for code, gap in gaps.items() if gap > 0), key=lambda code: (-gaps[code], code))
    scores = [score for item, score in sample.governance.living_lab.items() if item in LIVING_LAB]
    return {
        "capacity_gap": measure(
            sum(gaps.values()) / len(gaps) if gaps else None,
            n=len(gaps),
            n_missing=len(skills) - len(gaps),
            detail={"largest": tuple(largest[:LARGEST_SHOWN])},
        ),
        "living_lab_score": measure(
            25 * sum(scores) / len(scores) if scores else None,
            n=len(scores),
            n_missing=len(LIVING_LAB) - len(scores) if scores else 0,
            detail={"evidence": sample.governance.living_lab_evidence},
        ),
    }


def measure_governance(sample: PilotSample) -> dict[str, Measure]:
    """Indicators of family I that belong to one pilot."""
    g = sample.governance
    overdue = g.contacts_overdue if g.contacts_planned else None
    return {
        **measure_decisions(sample),
        **measure_contributions(sample),
        "promise_gap": promise_gap(sample),
        **measure_phases(sample),
        "stakeholder_coverage": share(len(g.relevant_groups & g.engaged_groups), len(g.relevant_groups)),
        "contact_overdue": measure(overdue, n=g.contacts_planned),
        **measure_variety(sample.sessions),
        "impact_achievement": impact_achievement(sample),
        **measure_services(sample),
        **measure_obstacles(sample),
        **measure_capacity(sample),
    }
