"""What one respondent said together with who they are, or with what else they said: counted by the database.

Rolled-up counts do not hold what belongs together, so these are counts of responses. Of a single pilot they are told
only where all of the answers are released: else the next refresh would tell what the few said that came in between.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import CharField, Count, F, FilteredRelation, Q, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from indicators.extraction.surveys import is_recommendation, scale_questions
from indicators.respondents import SkillPairs, WeightedItems
from indicators.samples import CensusMargin
from pilots.models import Pilot
from surveys.models import CountDelta, Question, Response

MANAGERS = "manager"
IMPORTANCE, PERFORMANCE = "skill_importance", "skill_performance"
PREFIXES = {IMPORTANCE: "imp_", PERFORMANCE: "perf_"}
NOT_GIVEN = (None, "", "null")  # SQLite gives a JSON null as the word


def weighted_items(
    pilot: Pilot, cutoff: date, census: Sequence[CensusMargin], waiting: set[str]
) -> tuple[tuple[WeightedItems, ...], dict[str, tuple[WeightedItems, ...]]]:
    """Respondents by the census margins of the pilot, one for each survey with rating questions; none without a census.
    Of all waves, and by the kind of wave.

    A margin is what the response says itself, else what is recorded of the person who gave it. waiting: surveys that
    are not wholly released; only their questions are named, and among all waves alone.
    """
    asked: dict[str, list[str]] = defaultdict(list)
    for question in scale_questions(pilot) if census else ():
        if not is_recommendation(question) and question.code not in asked[question.version.questionnaire.code]:
            asked[question.version.questionnaire.code].append(question.code)
    told = _told_by_response(pilot, [margin.margin for margin in census])
    found: dict[str, list[WeightedItems]] = {"": []}
    for survey, codes in asked.items():
        if survey in waiting:
            found[""].append(WeightedItems(
                survey, tuple(m.margin for m in census), {}, answers={c: {} for c in codes}, is_waiting=True))
            continue
        responses = _responses(pilot, cutoff, survey).annotate(
            # by the pilot: else PostgreSQL reads the identities of all pilots
            known_as=FilteredRelation("identity", condition=Q(identity__pilot=pilot)))
        rows = _weighted(responses, survey, codes, census, told[survey])
        for kind, items in rows.items():
            found.setdefault(kind, []).append(items)
    return tuple(found.pop("")), {kind: tuple(items) for kind, items in sorted(found.items())}


def surveys_waiting(pilot: Pilot) -> set[str]:
    """Surveys of which some answer in the pilot is not released yet."""
    rows = CountDelta.objects.filter(wave__pilot=pilot).order_by()
    return set(rows.values_list("wave__questionnaire__code", flat=True).distinct())


def _told_by_response(pilot: Pilot, margins: Sequence[str]) -> dict[str, set[str]]:
    """By survey, the margins that it asks for itself."""
    found: dict[str, set[str]] = defaultdict(set)
    rows = Question.objects.filter(version__waves__pilot=pilot, code__in=margins).order_by()
    for survey, code in rows.values_list("version__questionnaire__code", "code").distinct():
        found[survey].add(code)
    return found


def _responses(pilot: Pilot, cutoff: date, survey: str) -> "QuerySet[Response]":
    """Responses of the months up to the cut-off's, as the rolled-up counts have them."""
    next_month = (cutoff.replace(day=1) + timedelta(days=32)).replace(day=1)
    return Response.objects.counted().filter(
        Q(submitted_on__isnull=True) | Q(submitted_on__lt=next_month), pilot=pilot, wave__questionnaire__code=survey
    ).order_by()


def _weighted(responses: "QuerySet[Response]", survey: str, codes: list[str], census: Sequence[CensusMargin],
              told: set[str]) -> dict[str, WeightedItems]:
    """By kind of wave ("": all, always there) the respondents and what they answered."""
    margins, categories = tuple(m.margin for m in census), [set(m.shares) for m in census]
    columns = {
        f"margin_{margin}": KT(f"answers__{margin}") if margin in told else F(f"known_as__stakeholder__{margin}")
        for margin in margins
    }
    responses = responses.annotate(**columns)
    respondents: dict[str, Counter[tuple[str, ...]]] = defaultdict(Counter)
    unknown: Counter[str] = Counter()
    grouped = responses.values_list("wave__kind", *columns).annotate(times=Count("pk"))
    for kind, *row, n in grouped.order_by("wave__kind", *columns):
        for place in ("", kind):
            if _is_known(row, categories):
                respondents[place][tuple(row)] += n
            else:
                unknown[place] += n
    answers = {code: _answers_by_cell(responses, code, list(columns), categories) for code in codes}
    return {
        kind: WeightedItems(survey, margins, dict(respondents[kind]), unknown[kind], {
            code: dict(by_kind.get(kind, {})) for code, by_kind in answers.items()})
        for kind in {"", *respondents, *unknown}
    }


def _answers_by_cell(
    responses: "QuerySet[Response]", code: str, columns: list[str], categories: list[set[str]]
) -> dict[str, Counter[tuple[tuple[str, ...], int]]]:
    """By kind of wave ("": all) how many people of each cell gave each answer to a question."""
    counted: dict[str, Counter[tuple[tuple[str, ...], int]]] = defaultdict(Counter)
    rows = responses.annotate(given=_text(code)).values_list("wave__kind", *columns, "given")
    for kind, *row, given, n in rows.annotate(times=Count("pk")).order_by("wave__kind", *columns, "given"):
        if given not in NOT_GIVEN and _is_known(row, categories):
            for place in ("", kind):
                counted[place][tuple(row), int(float(given))] += n
    return counted


def _is_known(row: Sequence[Any], categories: list[set[str]]) -> bool:
    return all(category in known for category, known in zip(row, categories, strict=True))


def _text(code: str) -> Any:
    return Cast(KT(f"answers__{code}"), CharField())


def skill_pairs(pilot: Pilot, cutoff: date, waiting: set[str]) -> tuple[SkillPairs, ...]:
    """How the managers of a pilot paired importance and performance of each skill."""
    skills = _skills(pilot)
    columns = {f"{prefix}{skill}": _text(f"{prefix}{skill}") for skill in skills for prefix in PREFIXES.values()}
    pairs: dict[str, Counter[tuple[int, int]]] = {skill: Counter() for skill in skills}
    incomplete: Counter[str] = Counter()
    rows = _responses(pilot, cutoff, MANAGERS).annotate(**columns).values(*columns).order_by(*columns)
    for row in rows.iterator(chunk_size=500) if skills else ():
        for skill in skills:
            given = [row[f"{prefix}{skill}"] for prefix in PREFIXES.values()]
            if any(value in NOT_GIVEN for value in given):
                incomplete[skill] += 1
            else:
                importance, performance = (int(float(value)) for value in given)
                pairs[skill][importance, performance] += 1
    return tuple(SkillPairs(skill, dict(pairs[skill]), incomplete[skill], MANAGERS in waiting) for skill in skills)


def _skills(pilot: Pilot) -> list[str]:
    """Skills of which the managers are asked both, in order."""
    asked: dict[str, set[str]] = {kind: set() for kind in PREFIXES}
    rows = Question.objects.filter(
        version__waves__pilot=pilot, version__questionnaire__code=MANAGERS, construct__in=PREFIXES
    ).order_by()
    for construct, code in rows.values_list("construct", "code").distinct():
        if code.startswith(PREFIXES[construct]):
            asked[construct].add(code.removeprefix(PREFIXES[construct]))
    return sorted(asked[IMPORTANCE] & asked[PERFORMANCE])
