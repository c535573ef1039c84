"""Which rows do not count in a number, and why: counts by reason, made by the database as the extraction makes its own.

Counts of people stay vague where they are small; those of sessions, money or decisions hold no personal data.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, Max, Min, Q, Sum
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from engagement.choices import SessionStatus
from engagement.models import Attendance, Session
from foundation.inference.disclosure import is_disclosive
from indicators.views.basis import ON_SESSIONS, Basis, basis_of
from indicators.views.left_out_records import record_reasons
from indicators.views.parts import Part
from pilots.choices import Helix
from pilots.models import Pilot
from surveys.counting import REACHED, construct_code, session_of_split
from surveys.models import AnswerCount, Response

CITIZENS_ONLY = ("engagement_reach", "representativeness_", "weighting_deff")
FOUR_HELICES = ("stakeholder_diversity", "stakeholder_evenness", "helix_balance", "helix_coverage")
FEWEST_PERCEIVED = 5
ALL_OF_IT = Part()


@dataclass(frozen=True)
class Reason:
    """Why so many rows do not count; ``of_people``: a count of few of them is kept back."""

    label: str
    count: int
    of_people: bool = False
    of_part: bool = False

    @property
    def text(self) -> str:
        """The count as a page writes it; of people in a part of the pilot no count at all: it could be subtracted."""
        if self.of_people and self.of_part:
            return _("some")
        return count_text(self.count, of_people=self.of_people)


def count_text(count: float, *, of_people: bool) -> str:
    """A count with separators; one of few people only says that they are few."""
    if of_people and is_disclosive(int(count)):
        return _("fewer than five")
    places = 0 if float(count).is_integer() else 2
    return str(number_format(round(count, places), places, use_l10n=True, force_grouping=True))


def reasons_for(pilot: Pilot, indicator: str, *, method: str, cutoff: date, part: Part = ALL_OF_IT) -> list[Reason]:
    """Reasons that occur in a part, with their counts; the same number of queries for any number of rows."""
    basis = basis_of(indicator)
    found = [Reason(label, count) for label, count in record_reasons(pilot, indicator, basis, cutoff, part)]
    if basis in ON_SESSIONS:
        found += _session_reasons(pilot, indicator, method, cutoff, part)
    if basis in (Basis.PEOPLE, Basis.ATTENDANCES) or indicator in ("person_hours", "cost_per_person_hour"):
        found += _attendance_reasons(pilot, indicator, cutoff, part)
    if basis == Basis.ANSWERS:
        found += _answer_reasons(pilot, indicator, cutoff, part)
    return [replace(reason, of_part=not part.is_whole) for reason in found if reason.count]


def _session_reasons(pilot: Pilot, indicator: str, method: str, cutoff: date, part: Part) -> list[Reason]:
    sessions = Session.objects.filter(part.sessions(), pilot=pilot).order_by()
    if method:
        sessions = sessions.filter(method__code=method)
    held = Q(status=SessionStatus.HELD, held_on__lte=cutoff)
    gaps = _session_gaps(indicator)
    rated = Q(pk__in=list(_released(pilot, "method_rating")) if "no_rating" in gaps else ())
    tally = sessions.with_word_on_who_came().aggregate(
        planned=Count("pk", filter=Q(status=SessionStatus.PLANNED)),
        cancelled=Count("pk", filter=Q(status=SessionStatus.CANCELLED)),
        postponed=Count("pk", filter=Q(status=SessionStatus.POSTPONED)),
        nobody=Count("pk", filter=Q(status=SessionStatus.NOBODY_CAME)),
        later=Count("pk", filter=Q(status=SessionStatus.HELD, held_on__gt=cutoff)),
        no_cost=Count("pk", filter=held & Q(cost__isnull=True)),
        no_level=Count("pk", filter=held & Q(level__isnull=True)),
        no_phase=Count("pk", filter=held & Q(phase="")),
        no_level_in_phase=Count("pk", filter=held & ~Q(phase="") & Q(level__isnull=True)),
        no_promise=Count("pk", filter=held & Q(promised_level__isnull=True)),
        no_names=Count("pk", filter=held & Q(is_counted=False)),
        no_rating=Count("pk", filter=held & ~rated),
    )
    own = [Reason(label, tally[key]) for key, label in gaps.items()]
    if indicator == "promise_gap":
        few = _("Sessions with a promise and fewer than five answers on it")
        own.append(Reason(few, _few_perceived(pilot, cutoff, part)))
    return [
        Reason(_("Sessions that are only planned"), tally["planned"]),
        Reason(_("Sessions that were cancelled"), tally["cancelled"]),
        Reason(_("Sessions that were postponed"), tally["postponed"]),
        Reason(_("Sessions to which nobody came"), tally["nobody"]),
        Reason(_("Sessions held after the cut-off"), tally["later"]), *own,
    ]


def _session_gaps(indicator: str) -> dict[str, str]:
    """What a held session must have recorded to count in this indicator."""
    if indicator.startswith("cost_per_"):
        return {"no_cost": _("Held sessions without a cost (a free session counts as 0)")}
    return {
        "attendance_per_session": {"no_names": _("Held sessions without a word on who came: they count as 0 people")},
        "iap2_depth": {"no_level": _("Held sessions without a participation level")},
        "iap2_involve_share": {"no_level": _("Held sessions without a participation level")},
        "early_involvement": {"no_phase": _("Held sessions without a phase")},
        "phase_coverage": {"no_phase": _("Held sessions without a phase"),
                           "no_level_in_phase": _("Held sessions without a participation level")},
        "promise_gap": {"no_promise": _("Held sessions without a promised level")},
        "method_rating": {"no_rating": _("Held sessions that nobody rated")},
        "method_top2": {"no_rating": _("Held sessions that nobody rated")},
    }.get(indicator, {})


def _few_perceived(pilot: Pilot, cutoff: date, part: Part) -> int:
    answered = _released(pilot, "perceived_level")
    promised = Session.objects.held().filter(
        part.sessions(), pilot=pilot, held_on__lte=cutoff, promised_level__isnull=False)
    return sum(answered.get(key, 0) < FEWEST_PERCEIVED for key in promised.values_list("pk", flat=True))


def _attendance_reasons(pilot: Pilot, indicator: str, cutoff: date, part: Part) -> list[Reason]:
    held = Q(session__status=SessionStatus.HELD, session__held_on__lte=cutoff)
    here = held & Q(present=True)
    no_hours = here & Q(hours__isnull=True)
    rows = Attendance.objects.filter(part.sessions("session__"), part.people("stakeholder__"), session__pilot=pilot)
    tally = rows.order_by().aggregate(
        absent=Count("pk", filter=held & Q(present=False)),
        not_held=Count("pk", filter=Q(present=True) & ~Q(session__status=SessionStatus.HELD)),
        later=Count("pk", filter=Q(present=True, session__status=SessionStatus.HELD, session__held_on__gt=cutoff)),
        filled=Count("pk", filter=no_hours & Q(session__duration_hours__isnull=False)),
        no_hours=Count("pk", filter=no_hours & Q(session__duration_hours__isnull=True)),
        no_mode=Count("pk", filter=here & Q(mode="")),
        no_end=Count("pk", filter=here & Q(completed__isnull=True)),
        officials=Count("stakeholder", distinct=True, filter=here & ~Q(stakeholder__helix=Helix.PEOPLE)),
        others=Count("stakeholder", distinct=True, filter=here & Q(stakeholder__helix=Helix.OTHER)),
        **_unknown_attribute(indicator, here),
    )
    labels = {
        "absent": _("Attendances marked as absent"),
        "not_held": _("Attendances at sessions that were not held"),
        "later": _("Attendances after the cut-off"),
        **_attendance_gaps(indicator),
    }
    found = [Reason(label, tally[key], of_people=True) for key, label in labels.items()]
    if indicator == "return_rate":
        label = _("People who first came on the day of the last session: they could not come back yet")
        found.append(Reason(label, _first_at_the_end(pilot, cutoff, part), of_people=True))
    return found


def _unknown_attribute(indicator: str, here: Q) -> dict[str, Any]:
    margin = indicator.removeprefix("representativeness_")
    if margin not in ("age_band", "gender", "district"):
        return {}
    unknown = Q(stakeholder__helix=Helix.PEOPLE) & Q(**{f"stakeholder__{margin}": ""})
    return {"unknown": Count("stakeholder", distinct=True, filter=here & unknown)}


def _attendance_gaps(indicator: str) -> dict[str, str]:
    if indicator in ("participation_intensity", "person_hours", "cost_per_person_hour"):
        return {"filled": _("Attendances without hours: the duration of the session is taken"),
                "no_hours": _("Attendances without hours at sessions without a duration: they add nothing")}
    if indicator == "digital_share":
        return {"no_mode": _("Attendances without a word on whether they were online")}
    if indicator == "session_completion":
        return {"no_end": _("Attendances without a word on whether the person stayed to the end")}
    if indicator in FOUR_HELICES:
        return {"others": _("People of none of the four helices")}
    citizens = {"officials": _("People who do not take part as citizens")}
    if indicator.startswith("representativeness_"):
        return {**citizens, "unknown": _("Citizens whose category is not known")}
    return citizens if indicator.startswith(CITIZENS_ONLY) else {}


def _first_at_the_end(pilot: Pilot, cutoff: date, part: Part) -> int:
    sessions = Session.objects.held().filter(part.sessions(), pilot=pilot, held_on__lte=cutoff)
    closing = sessions.aggregate(day=Max("held_on"))["day"]
    if closing is None:
        return 0
    people = Attendance.objects.filter(part.people("stakeholder__"), session__in=sessions, present=True)
    first = people.order_by().values("stakeholder").annotate(first=Min("session__held_on"))
    return first.filter(first__gte=closing).count()


def _answer_reasons(pilot: Pilot, indicator: str, cutoff: date, part: Part) -> list[Reason]:
    """Answers to one question, or responses to one survey."""
    for prefix in ("survey_response_rate_", "survey_completion_rate_"):
        if indicator.startswith(prefix):
            return _response_reasons(pilot, indicator.removeprefix(prefix), part, rate=prefix)
    question = indicator
    for prefix in ("likert_mean_weighted_", "likert_mean_", "top2_", "item_nonresponse_", "within_pilot_agreement_"):
        question = question.removeprefix(prefix)
    counts = AnswerCount.objects.filter(
        part.waves(), wave__pilot=pilot, question_code=question, split="").order_by()
    later = Q(period__gt=f"{cutoff:%Y-%m}")
    tally = counts.aggregate(later=Sum("n", filter=later & ~Q(value="")), blank=Sum("n", filter=~later & Q(value="")))
    blank = [] if indicator.startswith("item_nonresponse_") else [
        Reason(_("People who did not answer the question"), tally["blank"] or 0, of_people=True)]
    return [*blank, Reason(_("Answers after the month of the cut-off"), tally["later"] or 0, of_people=True)]


def _response_reasons(pilot: Pilot, survey: str, part: Part, *, rate: str) -> list[Reason]:
    tests = Response.objects.filter(
        part.waves(), pilot=pilot, wave__questionnaire__code=survey, is_test=True).count()
    counts = AnswerCount.objects.filter(
        part.waves(), wave__pilot=pilot, wave__questionnaire__code=survey, question_code=REACHED)
    halves = ((*map(int, value.split("/")), n) for value, n in counts.values_list("value", "n"))
    broken_off = sum(n for answered, asked, n in halves if not answered or 2 * answered < asked)
    broken = [Reason(_("Responses with less than half of the questions answered"), broken_off, of_people=True)]
    return [Reason(_("Test answers"), tests), *(broken if rate == "survey_response_rate_" else [])]


def _released(pilot: Pilot, construct: str) -> dict[int, int]:
    """Released answers to a construct by session: what waits for its release is told of nowhere."""
    counts = AnswerCount.objects.filter(
        wave__pilot=pilot, question_code=construct_code(construct)).exclude(value="").order_by()
    sums = counts.values_list("split").annotate(answers=Sum("n")).filter(answers__gt=0)
    return {key: n for split, n in sums if (key := session_of_split(split)) is not None}
