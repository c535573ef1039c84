"""Survey counts, answer histograms and scale patterns of a pilot: all from released counts, never from responses."""

from collections import Counter, defaultdict
from datetime import date

from django.db.models import QuerySet, Sum

from foundation.inference.likert import Histogram
from foundation.inference.reliability import ScaleAnswers
from indicators.samples import ItemAnswers, ScaleSample, SurveyCounts, classify_completion
from pilots.models import Pilot
from surveys.choices import QuestionType
from surveys.counting import REACHED, scale_code
from surveys.models import AnswerCount, Question, Wave

# Answers from one session hang together (they enter by session), and few managers answer in one pilot (they are
# pooled over the programme): neither is summarised by question and pilot.
NOT_BY_PILOT = ("session_feedback", "manager")
RECOMMENDATION = {"nps", "recommendation"}


def survey_counts(pilot: Pilot, cutoff: date) -> tuple[SurveyCounts, ...]:
    """Invitations and released responses by how far they went, for each survey that had invitations."""
    invited = (
        Wave.objects.filter(pilot=pilot, invited_count__isnull=False)
        .values_list("questionnaire__code").annotate(Sum("invited_count")).order_by("questionnaire__code")
    )
    reached = _reached(pilot, cutoff)
    return tuple(
        SurveyCounts(survey, people, reached[survey].total(), reached[survey]["complete"], reached[survey]["partial"])
        for survey, people in invited
    )


def _counts(pilot: Pilot, cutoff: date) -> QuerySet[AnswerCount]:
    """The rolled-up counts of the months up to the cut-off's."""
    return AnswerCount.objects.filter(wave__pilot=pilot, period__lte=f"{cutoff:%Y-%m}").order_by()


def _reached(pilot: Pilot, cutoff: date) -> dict[str, Counter[str]]:
    """By survey, how many responses were complete, partial and broken off."""
    rows = (
        _counts(pilot, cutoff).filter(question_code=REACHED)
        .values_list("wave__questionnaire__code", "value").annotate(total=Sum("n"))
    )
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for survey, value, total in rows:
        answered, asked = (int(number) for number in value.split("/"))
        found[survey][classify_completion(answered, asked) if asked else "break_off"] += total
    return found


def scale_questions(pilot: Pilot) -> list[Question]:
    """Scale questions that are summarised by pilot, newest version of each questionnaire."""
    return list(
        Question.objects.filter(version__waves__pilot=pilot, kind=QuestionType.SCALE, lowest__isnull=False)
        .exclude(version__questionnaire__code__in=NOT_BY_PILOT)
        .select_related("version__questionnaire").order_by("version", "position").distinct()
    )


def is_recommendation(question: Question) -> bool:
    """Whether a question of 0..10 asks for a recommendation."""
    return bool(RECOMMENDATION & {question.construct, question.code})


def item_answers(
    pilot: Pilot, cutoff: date
) -> tuple[tuple[ItemAnswers, ...], dict[str, tuple[ItemAnswers, ...]]]:
    """A histogram per scale question, of all waves and by the kind of wave, from the rolled-up counts of the months up
    to the cut-off's."""
    counts: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)  # "" has all kinds together
    rows = (
        _counts(pilot, cutoff).filter(split="").exclude(wave__questionnaire__code__in=NOT_BY_PILOT)
        .values_list("wave__kind", "question_code", "value").annotate(total=Sum("n"))
    )
    for kind, code, value, total in rows:
        counts[""][code, value] += total
        counts[kind][code, value] += total
    questions = list({q.code: q for q in scale_questions(pilot)}.values())
    return tuple(_item(question, counts[""]) for question in questions), {
        kind: tuple(item for item in (_item(q, counts[kind]) for q in questions) if item.answers.n + item.n_missing)
        for kind in sorted(filter(None, counts))
    }


def _item(question: Question, counts: Counter[tuple[str, str]]) -> ItemAnswers:
    given = {int(float(value)): n for (code, value), n in counts.items() if code == question.code and value != ""}
    return ItemAnswers(
        question=question.code,
        answers=Histogram.of_mapping(given, question.lowest, question.highest),
        n_missing=counts[question.code, ""],
        kind="recommendation" if is_recommendation(question) else "likert",
    )


def scale_samples(pilot: Pilot, cutoff: date) -> tuple[ScaleSample, ...]:
    """Questions that share a construct are the items of a scale; their joint answers come as counted patterns."""
    scales: dict[tuple[int, str], list[Question]] = defaultdict(list)
    for question in scale_questions(pilot):
        if question.construct:
            scales[question.version_id, question.construct].append(question)
    return tuple(
        _scale(_counts(pilot, cutoff), version, construct, questions)
        for (version, construct), questions in scales.items() if len(questions) > 1
    )


def _scale(counts: QuerySet[AnswerCount], version: int, construct: str, questions: list[Question]) -> ScaleSample:
    codes = tuple(question.code for question in questions)
    patterns = (
        counts.filter(
            wave__questionnaire__versions=version,
            question_code=scale_code(construct, questions[0].version.number),
        )
        .order_by("value").values_list("value").annotate(times=Sum("n"))
    )
    rows = [(tuple(float(text) if text else None for text in value.split(",")), n) for value, n in patterns if n]
    return ScaleSample(
        construct.split("_")[0], codes, ScaleAnswers(tuple(p for p, _n in rows), tuple(n for _p, n in rows))
    )
