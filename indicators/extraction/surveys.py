"""Survey counts, answer histograms and scale patterns of a pilot."""

from collections import defaultdict
from datetime import date

from django.db.models import Count, F, Q, Sum
from django.db.models.fields.json import KT

from foundation.inference.likert import Histogram
from foundation.inference.reliability import ScaleAnswers
from indicators.samples import COMPLETE_PERCENT, PARTIAL_PERCENT, ItemAnswers, ScaleSample, SurveyCounts
from pilots.models import Pilot
from surveys.choices import QuestionType
from surveys.models import AnswerCount, Question, Response, Wave

# Answers from one session hang together (they enter by session), and few managers answer in one pilot (they are
# pooled over the programme): neither is summarised by question and pilot.
NOT_BY_PILOT = ("session_feedback", "manager")
RECOMMENDATION = {"nps", "recommendation"}


def survey_counts(pilot: Pilot) -> tuple[SurveyCounts, ...]:
    """Invitations and responses by how far they went, for each survey that had invitations."""
    share = F("question_count")
    complete = Q(answered_count__gt=0) & Q(answered_count__gte=share * COMPLETE_PERCENT / 100.0)
    partial = Q(answered_count__gt=0) & Q(answered_count__gte=share * PARTIAL_PERCENT / 100.0) & ~complete
    counted = dict(
        (row["wave__questionnaire__code"], row)
        for row in Response.objects.counted().filter(pilot=pilot).values("wave__questionnaire__code").annotate(
            started=Count("pk"), complete=Count("pk", filter=complete), partial=Count("pk", filter=partial)
        )
    )
    invited = (
        Wave.objects.filter(pilot=pilot, invited_count__isnull=False)
        .values("questionnaire__code").annotate(invited=Sum("invited_count")).order_by("questionnaire__code")
    )
    none = {"started": 0, "complete": 0, "partial": 0}
    return tuple(
        SurveyCounts(row["questionnaire__code"], row["invited"],
                     *(counted.get(row["questionnaire__code"], none)[key] for key in none))
        for row in invited
    )


def _questions(pilot: Pilot) -> list[Question]:
    """Scale questions that are summarised by pilot, newest version of each questionnaire."""
    return list(
        Question.objects.filter(version__waves__pilot=pilot, kind=QuestionType.SCALE, lowest__isnull=False)
        .exclude(version__questionnaire__code__in=NOT_BY_PILOT)
        .order_by("version", "position").distinct()
    )


def item_answers(pilot: Pilot, cutoff: date) -> tuple[ItemAnswers, ...]:
    """A histogram per scale question, from the rolled-up counts of the months up to the cut-off's."""
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    rows = (
        AnswerCount.objects.filter(wave__pilot=pilot, split="", period__lte=f"{cutoff:%Y-%m}")
        .exclude(wave__questionnaire__code__in=NOT_BY_PILOT)
        .values_list("question_code", "value").annotate(total=Sum("n"))
    )
    for code, value, total in rows:
        counts[code][value] = total
    return tuple(
        ItemAnswers(
            question=question.code,
            answers=Histogram.of_mapping(
                {int(float(value)): n for value, n in counts[question.code].items() if value != ""},
                question.lowest, question.highest,
            ),
            n_missing=counts[question.code].get("", 0),
            kind="recommendation" if RECOMMENDATION & {question.construct, question.code} else "likert",
        )
        for question in {q.code: q for q in _questions(pilot)}.values()
    )


def scale_samples(pilot: Pilot) -> tuple[ScaleSample, ...]:
    """Questions that share a construct are the items of a scale; their joint answers come as counted patterns."""
    scales: dict[tuple[int, str], list[Question]] = defaultdict(list)
    for question in _questions(pilot):
        if question.construct:
            scales[question.version_id, question.construct].append(question)
    return tuple(
        _scale(pilot, version, construct, questions)
        for (version, construct), questions in scales.items() if len(questions) > 1
    )


def _scale(pilot: Pilot, version: int, construct: str, questions: list[Question]) -> ScaleSample:
    codes = tuple(question.code for question in questions)
    patterns = (
        Response.objects.counted().filter(pilot=pilot, version=version)
        .annotate(**{f"item_{i}": KT(f"answers__{code}") for i, code in enumerate(codes)})
        .values_list(*(f"item_{i}" for i in range(len(codes)))).annotate(times=Count("pk"))
        .order_by(*(f"item_{i}" for i in range(len(codes))))
    )
    rows = [(tuple(_answer(text) for text in row[:-1]), row[-1]) for row in patterns]
    return ScaleSample(
        construct.split("_")[0], codes, ScaleAnswers(tuple(p for p, _n in rows), tuple(n for _p, n in rows))
    )


def _answer(text: str | None) -> float | None:
    """A number out of the JSON document; SQLite gives a JSON null as the word."""
    return None if text in {None, "null", ""} else float(text)
