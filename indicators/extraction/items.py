"""What the cross-pilot step needs of a pilot's survey items: counts by answer, never a row per answer."""

from collections import defaultdict
from datetime import date
from typing import Any

from django.db.models import Count, Sum
from django.db.models.fields.json import KeyTransform

from foundation.inference.disclosure import SMALLEST_SHOWN
from indicators.extraction.surveys import NOT_BY_PILOT
from indicators.models import PilotComputation
from pilots.models import Pilot
from surveys.choices import QuestionType
from surveys.counting import RESPONSES
from surveys.models import AnswerCount, CountDelta, Question, Response

Item = tuple[str, int, str]  # survey, family of comparable versions, question


def item_units(pilot: Pilot, cutoff: date) -> dict[str, dict[str, Any]]:
    """{survey: {question: {family, lowest, highest, counts, persons}}} of the pilot's scale questions.

    counts: answers from lowest to highest, of the months up to the cut-off's. persons: distinct ones at least, for
    whoever answered a survey more than once may have answered the question each time.
    """
    counted, repeats = _counts(pilot, cutoff), _repeats(pilot)
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for survey, family, code, lowest, highest in _scales(pilot):
        by_value = counted.get((survey, family, code), {})
        counts = [by_value.get(value, 0) for value in range(lowest, highest + 1)]
        if total := sum(counts):
            found[survey][code] = {
                "family": family, "lowest": lowest, "highest": highest, "counts": counts,
                "persons": max(0, total - repeats.get(survey, 0)),
            }
    return dict(found)


def languages_of(pilot: Pilot) -> dict[str, list[str]]:
    """{survey: languages that its answers were given in}, where they were kept and five or more used it.

    While answers to a survey wait for their release, what was known of it before stays: else the next refresh would
    tell in which language the few were given that came in between.
    """
    rows = (
        Response.objects.counted().filter(pilot=pilot).exclude(language="")
        .values_list("wave__questionnaire__code", "language").annotate(times=Count("pk"))
        .order_by("wave__questionnaire__code", "language")
    )
    found: dict[str, list[str]] = defaultdict(list)
    for survey, language, times in rows:
        if times >= SMALLEST_SHOWN:
            found[survey].append(language)
    return _while_waiting(pilot, dict(found))


def _while_waiting(pilot: Pilot, found: dict[str, list[str]]) -> dict[str, list[str]]:
    waiting = set(
        CountDelta.objects.filter(wave__pilot=pilot, question_code=RESPONSES).order_by()
        .values_list("wave__questionnaire__code", flat=True).distinct()
    )
    if not waiting:
        return found
    stored = PilotComputation.objects.filter(pilot=pilot).values_list(KeyTransform("languages", "units"), flat=True)
    before = stored.first() or {}
    kept = {survey: before[survey] for survey in sorted(waiting) if survey in before}
    return {survey: languages for survey, languages in found.items() if survey not in waiting} | kept


def _scales(pilot: Pilot) -> Any:
    """Scale questions that the pilot asks, older versions first, so that the newest one of a code is kept."""
    return (
        Question.objects.filter(version__waves__pilot=pilot, kind=QuestionType.SCALE, lowest__isnull=False)
        .exclude(version__questionnaire__code__in=NOT_BY_PILOT)
        .order_by("version__questionnaire__code", "version__number", "position")
        .values_list("version__questionnaire__code", "version__family", "code", "lowest", "highest")
    )


def _counts(pilot: Pilot, cutoff: date) -> dict[Item, dict[int, int]]:
    rows = (
        AnswerCount.objects.filter(wave__pilot=pilot, split="", period__lte=f"{cutoff:%Y-%m}")
        .exclude(wave__questionnaire__code__in=NOT_BY_PILOT).exclude(value="")
        .values_list("wave__questionnaire__code", "family", "question_code", "value").annotate(total=Sum("n"))
    )
    found: dict[Item, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for survey, family, code, value, total in rows:
        if value.lstrip("-").isdecimal():
            found[survey, family, code][int(value)] += total
    return found


def _repeats(pilot: Pilot) -> dict[str, int]:
    """By survey, how many responses came from somebody who had answered it already."""
    rows = (
        Response.objects.counted().filter(pilot=pilot, identity__pilot=pilot)
        .values_list("wave__questionnaire__code")
        .annotate(identified=Count("identity"), people=Count("identity__stakeholder", distinct=True))
    )
    return {survey: identified - people for survey, identified, people in rows}
