"""The rows behind a number, for those who may see them: with names or under pseudonyms, one page at a time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, FloatField, Max, Min, Prefetch, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from engagement.models import Attendance, Session
from foundation.accounts.access import allowed
from indicators.views.basis import Basis, basis_of
from indicators.views.left_out import ALL_OF_IT, CITIZENS_ONLY, FOUR_HELICES
from indicators.views.parts import Part
from pilots.choices import Helix, Margin
from pilots.models import Pilot
from stakeholders.models import Stakeholder

Cells = list[str]


@dataclass(frozen=True)
class Table:
    """Rows that a page cuts out of, what stands above each column and how a row becomes cells."""

    rows: Any
    columns: Sequence[dict[str, Any]]
    cells: Callable[[Any], Cells]


def table_for(
    pilot: Pilot, indicator: str, *, method: str, cutoff: date, user: Any, part: Part = ALL_OF_IT
) -> Table | None:
    """The rows behind an indicator, or a part of it, as ``user`` may see them; None where they are shown to nobody.

    Answers are never shown one by one: they were given without a name. The caller has asked for
    ``indicators.view_rows``.
    """
    named = allowed(user, "stakeholders.view_names", pilot)
    basis = basis_of(indicator)
    if basis == Basis.PEOPLE:
        return _people(pilot, indicator, cutoff, user, named, part)
    if basis == Basis.ATTENDANCES or (basis == Basis.SESSIONS and part.split):  # of some people, not of the session
        return _attendances(pilot, cutoff, user, named, part)
    if basis == Basis.SESSIONS:
        return _sessions(pilot, method, cutoff, named, part)
    if basis == Basis.COMMITMENTS:
        return _commitments(pilot, cutoff, named, part.commitments(indicator))
    if basis == Basis.CONTRIBUTIONS:
        return _contributions(pilot, cutoff, named, part.contributions())
    if basis == Basis.DECISIONS:
        return _decisions(pilot, cutoff, named, part.decisions())
    if basis == Basis.CONTACTS:
        return _contacts(pilot, user, named)
    build = _RECORDS.get(basis)
    return build(pilot, cutoff, named) if build else None


def _people(pilot: Pilot, indicator: str, cutoff: date, user: Any, named: bool, part: Part) -> Table:
    people = Stakeholder.objects.with_names(user, all_named=named).filter(
        part.sessions("attendances__session__"), part.people(),
        attendances__present=True, attendances__session__pilot=pilot, attendances__session__status="held",
        attendances__session__held_on__lte=cutoff,
    )
    if indicator.startswith(CITIZENS_ONLY):
        people = people.filter(helix=Helix.PEOPLE)
    elif indicator in FOUR_HELICES:
        people = people.exclude(helix=Helix.OTHER)
    hours = Coalesce(F("attendances__hours"), F("attendances__session__duration_hours"), output_field=FloatField())
    rows = people.annotate(
        times=Count("attendances"), hours=Sum(hours), first=Min("attendances__session__held_on"),
        last=Max("attendances__session__held_on"),
    ).order_by("shown_name", "pk")
    margin = indicator.removeprefix("representativeness_")
    label = dict(Margin.choices).get(margin)

    def cells(person: Any) -> Cells:
        told = [_person(person), person.get_helix_display(), _number(person.times), _number(person.hours),
                _day(person.first), _day(person.last)]
        return [*told, getattr(person, margin).replace("_", " ") or _unknown()] if label else told

    columns = [*_columns(_("Person"), _("Speaks for")), *_numeric(_("Sessions"), _("Hours")),
               *_columns(_("First time"), _("Last time"), *([label] if label else []))]
    return Table(rows, columns, cells)


def _attendances(pilot: Pilot, cutoff: date, user: Any, named: bool, part: Part) -> Table:
    shown = Stakeholder.objects.with_names(user, all_named=named)
    rows = Attendance.objects.filter(
        part.sessions("session__"), part.people("stakeholder__"),
        present=True, session__pilot=pilot, session__status="held", session__held_on__lte=cutoff
    ).select_related("session__method").prefetch_related(Prefetch("stakeholder", shown)).order_by(
        "session__held_on", "session_id", "pk"
    )
    ended = {True: _("yes"), False: _("no"), None: _unknown()}
    return Table(
        rows, _columns(_("Session"), _("Person"), _("How"), _("Stayed to the end")),
        lambda row: [_session(row.session, named), _person(row.stakeholder), row.get_mode_display() or _unknown(),
                     ended[row.completed]],
    )


def _sessions(pilot: Pilot, method: str, cutoff: date, named: bool, part: Part) -> Table:
    rows = Session.objects.held().filter(part.sessions(), pilot=pilot, held_on__lte=cutoff)
    rows = rows.select_related("method").with_counts()
    if method:
        rows = rows.filter(method__code=method)
    currency = pilot.programme.currency

    def cells(row: Any) -> Cells:
        cost = f"{_number(float(row.cost))} {currency}" if row.cost is not None else _unknown()
        return [_session(row, named), str(row.method), row.get_level_display() or _unknown(),
                row.get_phase_display() or _unknown(), _number(row.named), _number(row.head_count),
                _number(row.duration_hours), cost]

    columns = [*_columns(_("Session"), _("Method"), _("Participation level"), _("Phase")),
               *_numeric(_("Named people"), _("Head count"), _("Duration in hours"), _("Cost"))]
    return Table(rows.order_by("held_on", "pk"), columns, cells)


def _commitments(pilot: Pilot, cutoff: date, named: bool, of_part: Q) -> Table:
    rows = pilot.commitments.filter(of_part).exclude(raised_on__gt=cutoff).order_by("raised_on", "pk")
    return Table(
        rows, _columns(_("Commitment"), _("Raised"), _("Decision"), _("Decided"), _("Delivered")),
        lambda row: [_record(row, named), _day(row.raised_on), row.get_decision_display(), _day(row.decided_on),
                     _day(row.delivered_on)],
    )


def _contributions(pilot: Pilot, cutoff: date, named: bool, of_part: Q) -> Table:
    rows = pilot.contributions.filter(of_part).exclude(received_on__gt=cutoff).order_by("received_on", "pk")
    return Table(
        rows, _columns(_("Contribution"), _("Received"), _("Status"), _("Told back")),
        lambda row: [_record(row, named), _day(row.received_on), row.get_status_display(), _day(row.answered_on)],
    )


def _decisions(pilot: Pilot, cutoff: date, named: bool, of_part: Q) -> Table:
    rows = pilot.decisions.filter(of_part, decided_on__lte=cutoff).prefetch_related(
        "roles__group", "roles__stakeholder").order_by("decided_on", "pk")
    helices = dict(Helix.choices)

    def deciders(decision: Any) -> str:
        found = {
            role.helix or (role.group.helix if role.group else role.stakeholder.helix if role.stakeholder else "")
            for role in decision.roles.all() if role.role in ("decides", "co_decides")
        }
        return ", ".join(str(label) for code, label in helices.items() if code in found) or _unknown()

    return Table(rows, _columns(_("Decision"), _("Decided"), _("Who decided")),
                 lambda row: [_record(row, named), _day(row.decided_on), deciders(row)])


def _services(pilot: Pilot, _cutoff: date, _named: bool) -> Table:
    return Table(
        pilot.services.order_by("name"), _columns(_("Service"), _("Maturity"), _("Live since"), _("Last day live")),
        lambda row: [row.name, row.get_maturity_display() or _unknown(), _day(row.live_since), _day(row.live_until)],
    )


def _impacts(pilot: Pilot, cutoff: date, _named: bool) -> Table:
    rows = pilot.impact_targets.prefetch_related("observations").order_by("name")

    def latest(target: Any) -> str:
        seen = [o for o in target.observations.all() if o.observed_on and o.observed_on <= cutoff]
        newest = max(seen, key=lambda o: (o.observed_on, o.pk), default=None)
        return f"{_number(newest.observed)} ({_day(newest.observed_on)})" if newest else _unknown()

    columns = [*_columns(_("Impact")), *_numeric(_("Baseline"), _("Target"), _("Last observation"))]
    return Table(rows, columns, lambda row: [row.name, _number(row.baseline), _number(row.target), latest(row)])


def _obstacles(pilot: Pilot, cutoff: date, _named: bool) -> Table:
    rows = pilot.obstacles.exclude(opened_on__gt=cutoff).order_by("opened_on", "pk")
    columns = [*_columns(_("Obstacle")), *_numeric(_("Severity")), *_columns(_("Since"), _("Resolved"))]
    return Table(rows, columns, lambda row: [row.code.replace("_", " "), _number(row.severity), _day(row.opened_on),
                                             _day(row.resolved_on)])


def _skills(pilot: Pilot, _cutoff: date, _named: bool) -> Table:
    columns = [*_columns(_("Skill")), *_numeric(_("Required"), _("Available"))]
    return Table(pilot.skills.order_by("skill"), columns,
                 lambda row: [row.skill.replace("_", " "), _number(row.required), _number(row.available)])


def _living_lab(pilot: Pilot, _cutoff: date, _named: bool) -> Table:
    columns = [*_columns(_("Item")), *_numeric(_("Score")), *_columns(_("Evidence"))]
    return Table(pilot.living_lab_scores.order_by("item"), columns,
                 lambda row: [row.item, _number(row.score), row.evidence])


def _groups(pilot: Pilot, _cutoff: date, _named: bool) -> Table:
    relevance = {True: _("relevant"), False: _("not relevant")}
    rows = pilot.groups.select_related("group").order_by("group__code")
    return Table(rows, _columns(_("Group"), _("Mapped as")), lambda row: [str(row.group), relevance[row.is_relevant]])


def _contacts(pilot: Pilot, user: Any, named: bool) -> Table:
    shown = Stakeholder.objects.with_names(user, all_named=named)
    rows = pilot.involvements.filter(planned_level__isnull=False, valid_until__isnull=True).prefetch_related(
        Prefetch("stakeholder", shown)).order_by("pk")
    return Table(rows, _columns(_("Person"), _("Planned level"), _("Since")),
                 lambda row: [_person(row.stakeholder), row.get_planned_level_display(), _day(row.valid_from)])


_RECORDS: dict[Basis, Callable[[Pilot, date, bool], Table]] = {
    Basis.SERVICES: _services, Basis.IMPACTS: _impacts, Basis.OBSTACLES: _obstacles, Basis.SKILLS: _skills,
    Basis.LIVING_LAB: _living_lab, Basis.GROUPS: _groups,
}


def _columns(*labels: Any) -> list[dict[str, Any]]:
    return [{"label": label} for label in labels]


def _numeric(*labels: Any) -> list[dict[str, Any]]:
    return [{"label": label, "numeric": True} for label in labels]


def _person(person: Any) -> str:
    return person.shown_name or person.pseudonym


def _session(session: Any, named: bool) -> str:
    """The day, with the title for those who may read names: titles may hold one."""
    told = _day(session.held_on)
    return f"{told}, {session.title}" if named and session.title else f"{told}, {session.method}"


def _record(row: Any, named: bool) -> str:
    """What was said or decided, for those who may read names; its code or number for others."""
    return str(row) if named else row.external_id or _("No. %(number)s") % {"number": row.pk}


def _day(day: date | None) -> str:
    return date_format(day, "SHORT_DATE_FORMAT") if day else _unknown()


def _number(value: float | None) -> str:
    if value is None:
        return _unknown()
    return str(number_format(value, 0 if float(value).is_integer() else 2, use_l10n=True, force_grouping=True))


def _unknown() -> str:
    return pgettext("not recorded", "–")
