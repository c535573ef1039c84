"""Who decides, what became of it, impact and capacity: the optional records of a pilot."""

from collections import defaultdict
from datetime import date, timedelta

from django.db.models import Max, Min, OuterRef, Q, Subquery

from engagement.models import (
    Attendance,
    Contribution,
    Decision,
    DecisionRole,
    LivingLabScore,
    Obstacle,
    SkillAssessment,
)
from indicators import samples
from pilots.models import ImpactObservation, Pilot
from stakeholders.models import GroupMembership, Involvement, PilotGroup

DECIDING = ("decides", "co_decides")


def governance_record(pilot: Pilot, cutoff: date) -> samples.Governance:
    """The pilot's governance records; empty parts mean "not documented"."""
    planned, overdue = _contacts(pilot, cutoff)
    roles = _helix_rows(pilot, cutoff)
    answered = LivingLabScore.objects.filter(pilot=pilot, score__isnull=False).order_by("item")
    scores = list(answered.values_list("item", "score", "evidence"))
    return samples.Governance(
        decisions=_decisions(pilot, cutoff, roles),
        role_counts=_role_counts(roles),
        contributions=_contributions(pilot, cutoff),
        services=tuple(
            samples.Service(maturity or None, since, until)
            for maturity, since, until in pilot.services.order_by("pk").values_list(
                "maturity", "live_since", "live_until")
        ),
        impacts=_impacts(pilot, cutoff),
        obstacles=_obstacles(pilot, cutoff),
        skills=tuple(
            samples.Skill(*row)
            for row in SkillAssessment.objects.filter(pilot=pilot).order_by("skill").values_list(
                "skill", "required", "available")
        ),
        living_lab={item: score for item, score, _evidence in scores},
        living_lab_evidence=sum(bool(evidence) for _item, _score, evidence in scores),
        relevant_groups=frozenset(
            PilotGroup.objects.filter(pilot=pilot, is_relevant=True).values_list("group__code", flat=True)
        ),
        engaged_groups=_engaged_groups(pilot, cutoff),
        contacts_planned=planned,
        contacts_overdue=overdue,
    )


def _helix_rows(pilot: Pilot, cutoff: date) -> list[tuple[int, str, str]]:
    """(decision, role, helix) of decisions taken up to the cut-off; the row's own helix, else its stakeholder's."""
    rows = DecisionRole.objects.filter(decision__pilot=pilot, decision__decided_on__lte=cutoff).values_list(
        "decision", "role", "helix", "group__helix", "stakeholder__helix"
    )
    return [(key, role, own or group or person or "") for key, role, own, group, person in rows]


def _decisions(pilot: Pilot, cutoff: date, rows: list[tuple[int, str, str]]) -> tuple[samples.DecisionTaken, ...]:
    roles: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for key, role, helix in rows:
        if helix:
            roles[key].add((role, helix))
    taken = Decision.objects.filter(pilot=pilot, decided_on__lte=cutoff).order_by("pk").values_list(
        "pk", "decided_on", "session__phase")
    return tuple(
        samples.DecisionTaken(
            frozenset(helix for role, helix in roles[key] if role in DECIDING), frozenset(roles[key]), day,
            phase or None,
        )
        for key, day, phase in taken
    )


def _role_counts(rows: list[tuple[int, str, str]]) -> dict[tuple[str, str], int]:
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for _key, role, helix in set(rows):
        if helix:
            counts[role, helix] += 1
    return dict(counts)


def _contributions(pilot: Pilot, cutoff: date) -> tuple[samples.Contribution, ...]:
    rows = (
        Contribution.objects.filter(pilot=pilot)
        .filter(Q(received_on__isnull=True) | Q(received_on__lte=cutoff))
        .order_by("pk").values_list("status", "received_on", "answered_on", "session__held_on", "session__phase")
    )
    return tuple(samples.Contribution(*row, phase or None) for *row, phase in rows)


def _impacts(pilot: Pilot, cutoff: date) -> tuple[samples.ImpactTarget, ...]:
    latest: dict[int, float] = {}
    observations = ImpactObservation.objects.filter(
        impact_target__pilot=pilot, observed_on__lte=cutoff
    ).order_by("observed_on", "pk").values_list("impact_target", "observed")
    for target, observed in observations:
        latest[target] = observed
    rows = pilot.impact_targets.order_by("pk").values_list("pk", "baseline", "target")
    return tuple(samples.ImpactTarget(base, target, latest.get(key)) for key, base, target in rows)


def _obstacles(pilot: Pilot, cutoff: date) -> tuple[samples.Obstacle, ...]:
    rows = (
        Obstacle.objects.filter(pilot=pilot).filter(Q(opened_on__isnull=True) | Q(opened_on__lte=cutoff))
        .order_by("pk").values_list("severity", "resolved_on")
    )
    return tuple(samples.Obstacle(severity, resolved is None or resolved > cutoff) for severity, resolved in rows)


def _present(pilot: Pilot, cutoff: date) -> Q:
    return Q(session__pilot=pilot, session__status="held", session__held_on__lte=cutoff, present=True)


def _engaged_groups(pilot: Pilot, cutoff: date) -> frozenset[str]:
    people = Attendance.objects.filter(_present(pilot, cutoff)).values("stakeholder")
    return frozenset(
        GroupMembership.objects.filter(stakeholder__in=people).values_list("group__code", flat=True).distinct()
    )


def _contacts(pilot: Pilot, cutoff: date) -> tuple[int, int]:
    """Involvements with a planned level, and those of them without a contact for longer than the programme's limit.

    A contact is a session at which they, or for an organisation one of its people, were present; without any it counts
    from their first day in the pilot.
    """
    limit = cutoff - timedelta(days=pilot.programme.contact_limit_days)
    current = Involvement.objects.filter(pilot=pilot, planned_level__isnull=False, valid_until__isnull=True)
    rows = Attendance.objects.filter(_present(pilot, cutoff)).order_by()
    last: dict[int, date] = {}
    for person, organisation, day in rows.values_list("stakeholder", "stakeholder__organisation").annotate(
        Max("session__held_on")
    ):
        for met in (person, organisation):
            last[met] = max(last.get(met, day), day)
    parts = Involvement.objects.filter(pilot=pilot, stakeholder=OuterRef("stakeholder")).order_by()
    since = parts.values("stakeholder").annotate(first=Min("valid_from")).values("first")
    planned = list(current.values_list("stakeholder", Subquery(since)))
    overdue = sum(1 for person, first in planned if (last.get(person) or first or date.min) < limit)
    return len(planned), overdue
