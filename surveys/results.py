"""What may be shown of a wave's answers: counts with those of few people withheld."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Sum

from foundation.inference.disclosure import is_disclosive, suppress_choices, suppress_counts
from foundation.translated import in_language
from surveys.counting import ANSWERED, NOT_ANSWERED, RESPONSES
from surveys.definition import Definition, QuestionDefinition
from surveys.models import AnswerCount, Wave

Released = dict[tuple[str, str], int]


@dataclass(frozen=True)
class ValueResult:
    """How often one value was given; ``n`` None: withheld."""

    label: str
    n: int | None
    percent: int | None


@dataclass(frozen=True)
class QuestionResult:
    """The counts of one question; ``values`` is empty for an open question or where all is withheld."""

    code: str
    label: str
    answered: int | None
    not_answered: int | None
    values: tuple[ValueResult, ...]


def released_counts(wave: Wave) -> Released:
    """(question, value) → n over all months, of the family of versions now asked."""
    rows = (
        AnswerCount.objects.filter(wave=wave, family=wave.version.family, split="").order_by()
        .values_list("question_code", "value").annotate(total=Sum("n"))
    )
    return {(code, value): total for code, value, total in rows}


def question_results(definition: Definition, counts: Released, language: str) -> list[QuestionResult]:
    """The counts of every question; nothing at all where fewer than five people answered the survey."""
    if is_disclosive(counts.get((RESPONSES, ANSWERED), 0)):
        return [QuestionResult(q.code, in_language(q.label, language), None, None, ()) for q in definition.questions]
    return [_result(question, counts, language) for question in definition.questions]


def _result(question: QuestionDefinition, counts: Released, language: str) -> QuestionResult:
    missing = counts.get((question.code, NOT_ANSWERED), 0)
    given = [counts.get((question.code, value), 0) for value in question.values]
    overlapping = question.type == "multiple" or not question.values
    answered = counts.get((question.code, ANSWERED), 0) if overlapping else sum(given)
    # answered and not answered add up to a number that is shown, and so do the values: none hides alone
    shown_answered, shown_missing = suppress_counts([answered, missing])
    cells: list[int | None] = []
    if question.type == "multiple":
        cells = [None] * len(given) if shown_answered is None else list(suppress_choices(given, answered))
    elif given:
        *cells, shown_missing = suppress_counts([*given, missing])
        shown_answered = None if shown_missing is None else answered
    labels = [_value_label(question, value, language) for value in question.values]
    return QuestionResult(
        question.code, in_language(question.label, language), shown_answered, shown_missing,
        tuple(ValueResult(label, n, _percent(n, shown_answered)) for label, n in zip(labels, cells, strict=True)),
    )


def _percent(n: int | None, of: int | None) -> int | None:
    return round(100 * n / of) if n is not None and of else None


def _value_label(question: QuestionDefinition, value: str, language: str) -> str:
    if question.type == "scale":
        ends = {str(question.lo): question.lo_label, str(question.hi): question.hi_label}
        end = in_language(ends.get(value), language)
        return f"{value} – {end}" if end else value
    return next(in_language(choice.label, language) for choice in question.choices if choice.code == value)


def response_counts(waves: Iterable[Wave]) -> dict[int, int]:
    """Released numbers of responses by wave, from one query."""
    rows = (
        AnswerCount.objects.filter(wave__in=waves, question_code=RESPONSES, value=ANSWERED, split="").order_by()
        .values_list("wave_id").annotate(total=Sum("n"))
    )
    return dict(rows)
