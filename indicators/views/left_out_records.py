"""What does not count among commitments, contributions, decisions and the other records of a pilot."""

from collections.abc import Callable
from datetime import date, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from engagement.models import DecisionRole
from indicators.views.basis import Basis
from indicators.views.parts import Part
from pilots.models import ImpactObservation, Pilot
from stakeholders.models import GroupMembership

CLOSURE_DAYS = 60
Counts = list[tuple[str, int]]
ACCEPTED = ["accepted", "partly"]
TAKEN_UP = ["accepted", "accepted_in_part", "implemented"]


def record_reasons(pilot: Pilot, indicator: str, basis: Basis, cutoff: date, part: Part) -> Counts:
    """(reason, number of records) in a part of the pilot; zeros included."""
    if dated := _DATED.get(basis):
        return dated(pilot, indicator, cutoff, part)
    count = _COUNTERS.get(basis)
    return count(pilot, indicator, cutoff) if count else []


def _commitments(pilot: Pilot, indicator: str, cutoff: date, part: Part) -> Counts:
    counted = Q(raised_on__isnull=True) | Q(raised_on__lte=cutoff)
    accepted = counted & Q(decision__in=ACCEPTED)
    tally = pilot.commitments.filter(part.commitments(indicator)).order_by().aggregate(
        later=Count("pk", filter=Q(raised_on__gt=cutoff)),
        pending=Count("pk", filter=counted & Q(decision="pending")),
        refused=Count("pk", filter=counted & Q(decision="rejected")),
        undated=Count("pk", filter=accepted & Q(decided_on__isnull=True)),
        backwards=Count("pk", filter=accepted & Q(delivered_on__lt=F("decided_on"), delivered_on__lte=cutoff)),
        undecided=Count("pk", filter=accepted & Q(decided_on__gt=cutoff)),
    )
    found = [(_("Commitments raised after the cut-off"), tally["later"])]
    if indicator != "decision_influence":
        found.append((_("Commitments not decided yet"), tally["pending"]))
    if indicator in ("commitment_delivery", "delivery_days_median"):
        found.append((_("Commitments that were rejected"), tally["refused"]))
    if indicator == "delivery_days_median":
        found += [(_("Accepted commitments without a day of decision"), tally["undated"]),
                  (_("Accepted commitments delivered before their decision"), tally["backwards"]),
                  (_("Accepted commitments decided after the cut-off"), tally["undecided"])]
    return found


def _contributions(pilot: Pilot, indicator: str, cutoff: date, part: Part) -> Counts:
    counted = Q(received_on__isnull=True) | Q(received_on__lte=cutoff)
    open_yet, refused = Q(status__in=["received", "under_review"]), Q(status__in=["rejected", "out_of_scope"])
    tally = pilot.contributions.filter(part.contributions()).order_by().aggregate(
        later=Count("pk", filter=Q(received_on__gt=cutoff)), waiting=Count("pk", filter=counted & open_yet),
        refused=Count("pk", filter=counted & refused), undated=Count("pk", filter=Q(received_on__isnull=True)),
        backwards=Count("pk", filter=counted & Q(answered_on__lt=F("received_on"))),
        young=Count("pk", filter=Q(received_on__lte=cutoff, received_on__gt=cutoff - timedelta(CLOSURE_DAYS))),
    )
    found = [(_("Contributions received after the cut-off"), tally["later"])]
    if indicator in ("influence_rate", "implementation_rate"):
        found.append((_("Contributions not decided yet"), tally["waiting"]))
    if indicator == "implementation_rate":
        found.append((_("Contributions that were not accepted"), tally["refused"]))
    if indicator in ("feedback_closure_60d", "answer_days_median"):
        found += [(_("Contributions without a day of receipt"), tally["undated"]),
                  (_("Contributions answered before they were received"), tally["backwards"])]
    if indicator == "feedback_closure_60d":
        found.append((_("Contributions received less than 60 days before the cut-off"), tally["young"]))
    return found


def _decisions(pilot: Pilot, _indicator: str, cutoff: date, part: Part) -> Counts:
    known = ~Q(helix="") | Q(group__isnull=False) | Q(stakeholder__isnull=False)
    deciders = DecisionRole.objects.filter(known, decision=OuterRef("pk"), role__in=["decides", "co_decides"])
    tally = pilot.decisions.filter(part.decisions()).order_by().annotate(has_deciders=Exists(deciders)).aggregate(
        untaken=Count("pk", filter=Q(decided_on__isnull=True)), later=Count("pk", filter=Q(decided_on__gt=cutoff)),
        silent=Count("pk", filter=Q(decided_on__lte=cutoff, has_deciders=False)),
    )
    return [(_("Decisions not taken yet"), tally["untaken"]), (_("Decisions after the cut-off"), tally["later"]),
            (_("Decisions without a word on who decided"), tally["silent"])]


def _services(pilot: Pilot, indicator: str, _cutoff: date) -> Counts:
    tally = pilot.services.order_by().aggregate(
        ideas=Count("pk", filter=Q(maturity="idea")), unknown=Count("pk", filter=Q(maturity="")),
        stopped=Count("pk", filter=Q(maturity="stopped", live_until__isnull=True)),
    )
    if indicator == "services_delivered":
        return [(_("Services that are only an idea"), tally["ideas"]),
                (_("Services without a recorded maturity"), tally["unknown"])]
    return [(_("Services stopped on an unknown day"), tally["stopped"])]


def _impacts(pilot: Pilot, _indicator: str, cutoff: date) -> Counts:
    seen = ImpactObservation.objects.filter(impact_target=OuterRef("pk"), observed_on__lte=cutoff)
    tally = pilot.impact_targets.order_by().annotate(is_seen=Exists(seen)).aggregate(
        unseen=Count("pk", filter=Q(is_seen=False)),
        open=Count("pk", filter=Q(is_seen=True) & (Q(baseline__isnull=True) | Q(target__isnull=True))),
        flat=Count("pk", filter=Q(is_seen=True, target=F("baseline"))),
    )
    later = ImpactObservation.objects.filter(impact_target__pilot=pilot, observed_on__gt=cutoff).count()
    return [(_("Targets without an observation up to the cut-off"), tally["unseen"]),
            (_("Targets without a baseline or a target value"), tally["open"]),
            (_("Targets that equal their baseline"), tally["flat"]),
            (_("Observations after the cut-off"), later)]


def _obstacles(pilot: Pilot, indicator: str, cutoff: date) -> Counts:
    counted = Q(opened_on__isnull=True) | Q(opened_on__lte=cutoff)
    tally = pilot.obstacles.order_by().aggregate(
        later=Count("pk", filter=Q(opened_on__gt=cutoff)),
        ungraded=Count("pk", filter=counted & Q(severity__isnull=True)),
        resolved=Count("pk", filter=counted & Q(resolved_on__lte=cutoff, severity__isnull=False)),
    )
    found = [(_("Obstacles that came up after the cut-off"), tally["later"])]
    if indicator == "obstacle_load":
        found += [(_("Obstacles without a severity"), tally["ungraded"]),
                  (_("Obstacles that are resolved: they add nothing to the load"), tally["resolved"])]
    return found


def _skills(pilot: Pilot, _indicator: str, _cutoff: date) -> Counts:
    half = Q(required__isnull=True) | Q(available__isnull=True)
    return [(_("Skills of which only one level is recorded, or none"), pilot.skills.filter(half).count())]


def _living_lab(pilot: Pilot, _indicator: str, _cutoff: date) -> Counts:
    return [(_("Items without a score"), pilot.living_lab_scores.filter(score__isnull=True).count())]


def _groups(pilot: Pilot, _indicator: str, _cutoff: date) -> Counts:
    members = GroupMembership.objects.filter(group=OuterRef("group"))
    tally = pilot.groups.order_by().annotate(has_members=Exists(members)).aggregate(
        other=Count("pk", filter=Q(is_relevant=False)),
        empty=Count("pk", filter=Q(is_relevant=True, has_members=False)),
    )
    return [(_("Groups not mapped as relevant"), tally["other"]),
            (_("Relevant groups of which nobody is in the register: they count as not engaged"), tally["empty"])]


def _contacts(pilot: Pilot, _indicator: str, _cutoff: date) -> Counts:
    tally = pilot.involvements.order_by().aggregate(
        ended=Count("pk", filter=Q(valid_until__isnull=False)),
        unplanned=Count("pk", filter=Q(valid_until__isnull=True, planned_level__isnull=True)),
    )
    return [(_("Involvements that have ended"), tally["ended"]),
            (_("Involvements without a planned level"), tally["unplanned"])]


_DATED: dict[Basis, Callable[[Pilot, str, date, Part], Counts]] = {
    Basis.COMMITMENTS: _commitments, Basis.CONTRIBUTIONS: _contributions, Basis.DECISIONS: _decisions,
}
_COUNTERS: dict[Basis, Callable[[Pilot, str, date], Counts]] = {
    Basis.SERVICES: _services, Basis.IMPACTS: _impacts, Basis.OBSTACLES: _obstacles, Basis.SKILLS: _skills,
    Basis.LIVING_LAB: _living_lab, Basis.GROUPS: _groups, Basis.CONTACTS: _contacts,
}
