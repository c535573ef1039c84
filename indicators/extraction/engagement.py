"""Sessions, people and commitments of a pilot."""

from collections import defaultdict
from datetime import date
from typing import Any

from django.db.models import Count, F, FloatField, Max, Min, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, ExtractQuarter, ExtractYear

from engagement.actions.attendance_totals import with_other_heads
from engagement.models import Attendance, Heads, Session
from indicators.periods import phase_period
from indicators.samples import MARGINS, Commitment, People, Ratings, SessionFacts
from pilots.models import Pilot
from stakeholders.models import GroupMembership
from surveys.counting import construct_code, is_late, session_of_split
from surveys.models import AnswerCount

TOP2_FROM = 4
NO_ROWS: dict[str, Any] = {}
# of the rows of a person; unknown hours are the session's duration
SUMS = {
    "hours_sum": Sum(Coalesce(F("hours"), F("session__duration_hours"), output_field=FloatField())),
    "first": Min("session__held_on"),
    "last": Max("session__held_on"),
}


def held_sessions(pilot: Pilot, cutoff: date) -> QuerySet[Session]:
    """Sessions that count: held, and on a day up to the cut-off."""
    return Session.objects.held().filter(pilot=pilot, held_on__lte=cutoff)


def present_rows(pilot: Pilot, cutoff: date) -> QuerySet[Attendance]:
    """Attendance that counts: present, at a held session up to the cut-off."""
    return Attendance.objects.filter(
        present=True, session__pilot=pilot, session__status="held", session__held_on__lte=cutoff
    )


def people_table(pilot: Pilot, cutoff: date) -> tuple[tuple[int, ...], People]:
    """Keys and one entry per distinct person with a named row, aggregated by the database, in one order."""
    rows = list(
        present_rows(pilot, cutoff)
        .values("stakeholder", "stakeholder__helix", *(f"stakeholder__{margin}" for margin in MARGINS))
        .annotate(times=Count("pk"), **SUMS)
        .order_by("stakeholder")
    )
    people = People(
        sessions=tuple(row["times"] for row in rows),
        hours=tuple(row["hours_sum"] or 0.0 for row in rows),
        first=tuple(row["first"] for row in rows),
        last=tuple(row["last"] for row in rows),
        helix=tuple(row["stakeholder__helix"] for row in rows),
        attributes={margin: tuple(row[f"stakeholder__{margin}"] or None for row in rows) for margin in MARGINS},
    )
    return tuple(row["stakeholder"] for row in rows), people


def people_by_period(pilot: Pilot, cutoff: date, keys: tuple[int, ...], people: People) -> dict[str, People]:
    """Who came in each quarter and phase, one row per person, quarter and phase from the database."""
    position = {key: i for i, key in enumerate(keys)}
    spells: dict[str, dict[int, list[Any]]] = defaultdict(dict)
    rows = (
        present_rows(pilot, cutoff).order_by("stakeholder")
        .values_list("stakeholder", "session__phase", ExtractYear("session__held_on"),
                     ExtractQuarter("session__held_on"))
        .annotate(times=Count("pk"), **SUMS)
    )
    for key, phase, year, quarter, *sums in rows.iterator(chunk_size=2000):
        for period in (f"{year}-Q{quarter}", *([phase_period(phase)] if phase else [])):
            _add_spell(spells[period], position[key], sums)
    return {period: _people_of(spells[period], people) for period in sorted(spells)}


def _add_spell(spells: dict[int, list[Any]], at: int, sums: list[Any]) -> None:
    times, hours, first, last = sums
    if at in spells:
        before = spells[at]
        spells[at] = [before[0] + times, before[1] + (hours or 0.0), min(before[2], first), max(before[3], last)]
    else:
        spells[at] = [times, hours or 0.0, first, last]


def _people_of(spells: dict[int, list[Any]], people: People) -> People:
    at = list(spells)
    columns = zip(*spells.values(), strict=True)
    sessions, hours, first, last = (tuple(column) for column in columns)
    return People(
        sessions, hours, first, last, tuple(people.helix[i] for i in at),
        {margin: tuple(column[i] for i in at) for margin, column in people.attributes.items()},
    )


def group_members(keys: tuple[int, ...], pilot: Pilot, cutoff: date) -> dict[str, frozenset[int]]:
    """By stakeholder group, the positions of its members among the people with those keys."""
    position = {key: i for i, key in enumerate(keys)}
    members: dict[str, set[int]] = defaultdict(set)
    came = present_rows(pilot, cutoff).values("stakeholder")
    rows = GroupMembership.objects.filter(stakeholder__in=came).order_by("group__code")
    for key, code in rows.values_list("stakeholder", "group__code"):
        members[code].add(position[key])
    return {code: frozenset(places) for code, places in members.items()}


def session_facts(pilot: Pilot, cutoff: date) -> tuple[SessionFacts, ...]:
    """One entry per held session with the sums over its attendance rows and its feedback."""
    named = _attendance_sums(pilot, cutoff)
    feedback = _feedback_sums(pilot)
    fields = ("pk", "held_on", "method__code", "phase", "channel", "level", "promised_level", "duration_hours",
              "cost", "head_count", "grouped", "at_door", "stated")
    return tuple(
        _facts(row, named.get(row[0], NO_ROWS), feedback)
        for row in with_other_heads(held_sessions(pilot, cutoff)).order_by("held_on", "pk").values_list(*fields)
    )


def _facts(row: tuple[Any, ...], rows: dict[str, Any], feedback: dict[tuple[int, str], dict[str, Any]]) -> SessionFacts:
    key, day, method, phase, channel, level, promised, duration, cost, counted, grouped, at_door, stated = row
    heads = Heads(counted, rows.get("named", 0), grouped, at_door, stated).as_head_count
    rating = feedback.get((key, "method_rating"), NO_ROWS)
    perceived = feedback.get((key, "perceived_level"), NO_ROWS)
    without_hours = rows.get("without_hours", 0)
    return SessionFacts(
        day=day, method=method, phase=phase or None, channel=channel or None, level=level, promised_level=promised,
        duration_h=duration, cost=None if cost is None else float(cost), head_count=heads,
        named=rows.get("named", 0),
        named_hours=(rows.get("hours_known") or 0.0) + without_hours * (duration or 0.0),
        hours_missing=without_hours if duration is None else 0,
        completed=rows.get("stayed", 0), completed_known=rows.get("stay_known", 0),
        online=rows.get("online", 0), mode_known=rows.get("mode_known", 0),
        ratings=rating.get("answers", 0), rating_sum=rating.get("total") or 0.0, rating_top2=rating.get("top2", 0),
        raters=rating.get("answers", 0),  # one answer per response
        perceived=perceived.get("answers", 0), perceived_sum=perceived.get("total") or 0.0,
        rated_in_time=Ratings(*rating["in_time"]) if rating.get("is_partly_late") else None,
    )


def _attendance_sums(pilot: Pilot, cutoff: date) -> dict[int, dict[str, Any]]:
    sums = present_rows(pilot, cutoff).values("session").annotate(
        named=Count("pk"), hours_known=Sum("hours"), without_hours=Count("pk", filter=Q(hours__isnull=True)),
        stayed=Count("pk", filter=Q(completed=True)), stay_known=Count("pk", filter=Q(completed__isnull=False)),
        online=Count("pk", filter=Q(mode="online")), mode_known=Count("pk", filter=~Q(mode="")),
    )
    return {row["session"]: row for row in sums}


def _feedback_sums(pilot: Pilot) -> dict[tuple[int, str], dict[str, Any]]:
    """By session and construct, the released answers: how many, their sum, and how many of 4 and more.

    in_time: the same three of those that count in the quarter and the phase of the session, too.
    """
    constructs = {construct_code(construct): construct for construct in ("method_rating", "perceived_level")}
    rows = (
        AnswerCount.objects.filter(wave__pilot=pilot, question_code__in=constructs).exclude(value="")
        .order_by().values_list("question_code", "split", "value").annotate(times=Sum("n"))
    )
    sums: dict[tuple[int, str], dict[str, Any]] = {}
    for code, split, value, times in rows:
        session = session_of_split(split)
        if session is not None and times:
            found = sums.setdefault((session, constructs[code]), {
                "answers": 0, "total": 0.0, "top2": 0, "in_time": [0, 0.0, 0], "is_partly_late": False})
            told = [times, times * float(value), times if float(value) >= TOP2_FROM else 0]
            for name, amount in zip(("answers", "total", "top2"), told, strict=True):
                found[name] += amount
            if is_late(split):
                found["is_partly_late"] = True
            elif times > 0:  # taken back were more than had come in time: what is left came late
                found["in_time"] = [a + b for a, b in zip(found["in_time"], told, strict=True)]
    return sums


def commitment_facts(pilot: Pilot, cutoff: date) -> tuple[Commitment, ...]:
    """Commitments raised up to the cut-off (or on an unknown day); the measures apply it to deliveries."""
    raised = pilot.commitments.filter(Q(raised_on__isnull=True) | Q(raised_on__lte=cutoff)).order_by("pk")
    rows = raised.values_list("decision", "decided_on", "delivered_on", "session__method__code", "raised_on",
                              "session__held_on", "session__phase")
    return tuple(Commitment(*row, phase or None) for *row, phase in rows)
