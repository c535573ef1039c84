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


def survey_counts(
    pilot: Pilot, cutoff: date
) -> tuple[tuple[SurveyCounts, ...], dict[str, tuple[SurveyCounts, ...]]]:
    """Invitations and released responses by how far they went, for each survey that had invitations; by kind of wave
    those of the waves that had some."""
    invited: dict[str, Counter[str]] = defaultdict(Counter)  # "" has all kinds together
    rows = Wave.objects.filter(pilot=pilot, invited_count__isnull=False).order_by("questionnaire__code")
    for survey, kind, people in rows.values_list("questionnaire__code", "kind", "invited_count"):
        invited[""][survey] += people
        invited[kind][survey] += people
    reached = _reached(pilot, cutoff)
    found = {
        kind: tuple(_survey(survey, people, reached[kind, survey]) for survey, people in surveys.items())
        for kind, surveys in sorted(invited.items())
    }
    return found.pop("", ()), found


def _survey(survey: str, invited: int, reached: Counter[str]) -> SurveyCounts:
    return SurveyCounts(survey, invited, reached.total(), reached["complete"], reached["partial"])


def _counts(pilot: Pilot, cutoff: date) -> QuerySet[AnswerCount]:
    """The rolled-up counts of the months up to the cut-off's."""
    return AnswerCount.objects.filter(wave__pilot=pilot, period__lte=f"{cutoff:%Y-%m}").order_by()


def _reached(pilot: Pilot, cutoff: date) -> dict[tuple[str, str], Counter[str]]:
    """By kind of wave ("": all) and survey, how many responses were complete, partial and broken off."""
    rows = (
        _counts(pilot, cutoff).filter(question_code=REACHED)
        .values_list("wave__kind", "wave__questionnaire__code", "value").annotate(total=Sum("n"))
    )
    found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for kind, survey, value, total in rows:
        answered, asked = (int(number) for number in value.split("/"))
        for place in ("", kind):
            found[place, survey][classify_completion(answered, asked) if asked else "break_off"] += total
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


def scale_samples(
    pilot: Pilot, cutoff: date
) -> tuple[tuple[ScaleSample, ...], dict[str, tuple[ScaleSample, ...]]]:
    """Questions that share a construct are the items of a scale; their joint answers come as counted patterns. Of all
    waves, and by the kind of wave."""
    scales: dict[tuple[int, str], list[Question]] = defaultdict(list)
    for question in scale_questions(pilot):
        if question.construct:
            scales[question.version_id, question.construct].append(question)
    found: dict[str, list[ScaleSample]] = {"": []}
    for (version, construct), questions in scales.items():
        if len(questions) > 1:
            for kind, patterns in _patterns(_counts(pilot, cutoff), version, construct, questions).items():
                found.setdefault(kind, []).append(_scale(construct, questions, patterns))
    return tuple(found.pop("")), {kind: tuple(samples) for kind, samples in sorted(found.items())}


def _patterns(
    counts: QuerySet[AnswerCount], version: int, construct: str, questions: list[Question]
) -> dict[str, Counter[str]]:
    """By kind of wave ("": all, always there) how often the items were answered so."""
    rows = counts.filter(
        wave__questionnaire__versions=version, question_code=scale_code(construct, questions[0].version.number)
    ).order_by("value").values_list("value", "wave__kind").annotate(times=Sum("n"))
    found: dict[str, Counter[str]] = {"": Counter()}
    for value, kind, n in rows:
        for place in ("", kind):
            found.setdefault(place, Counter())[value] += n
    return found


def _scale(construct: str, questions: list[Question], patterns: Counter[str]) -> ScaleSample:
    rows = [
        (tuple(float(text) if text else None for text in value.split(",")), n) for value, n in patterns.items() if n
    ]
    return ScaleSample(
        construct.split("_")[0], tuple(question.code for question in questions),
        ScaleAnswers(tuple(p for p, _n in rows), tuple(n for _p, n in rows)),
    )
