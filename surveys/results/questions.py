"""What may be shown of a wave's answers, question by question: counts with those of few people withheld."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from foundation.inference.disclosure import (
    is_disclosive,
    merged_neighbours,
    merged_rest,
    suppress_choices,
    suppress_counts,
    suppress_table,
)
from foundation.translated import in_language
from surveys.counted_values import DAYS, NUMBERS, nice_step, placed, possible_numbers, text_of
from surveys.counting import ANSWERED, NOT_ANSWERED, RESPONSES
from surveys.definition import OTHER, Definition, Group, Place, QuestionDefinition
from surveys.models import AnswerCount, Wave
from surveys.results.labels import rows_label, span_label, value_label

Released = dict[tuple[str, str], int]
Labelled = list[tuple[str, int]]
FEW_NUMBERS = 11  # possible numbers that are shown one by one
MOST_MONTHS = 36  # shown one by one
LARGEST_TABLE = 36  # cells of which it is worked out which must give way


@dataclass(frozen=True)
class ValueResult:
    """How often one value was given; ``n`` None: withheld."""

    label: str
    n: int | None
    percent: int | None


@dataclass(frozen=True)
class Ranking:
    """Of each choice how many gave it which place; None: withheld. The last column: no place. ``means``: mean place."""

    labels: tuple[str, ...]
    places: tuple[tuple[int | None, ...], ...]
    means: tuple[float | None, ...]

    @property
    def is_shown(self) -> bool:
        """Whether any count of the table may be seen."""
        return any(n is not None for row in self.places for n in row)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """One entry for each choice: label, mean and places."""
        return [
            {"label": label, "mean": mean, "places": places}
            for label, mean, places in zip(self.labels, self.means, self.places, strict=True)
        ]


@dataclass(frozen=True)
class QuestionResult:
    """The counts of one question; ``values`` is empty for an open question or where all is withheld.

    around: what the matrix or repeat is called that it stands in. overlapping: one person may be in several values.
    mean: of a scale, of numbers that are counted one by one and of choices with numbers.
    """

    code: str
    label: str
    answered: int | None
    not_answered: int | None
    values: tuple[ValueResult, ...]
    kind: str = ""
    around: str = ""
    overlapping: bool = False
    mean: float | None = None
    ranking: Ranking | None = None


def released_counts(wave: Wave) -> Released:
    """(question, value) → n over all months, of the family of versions now asked."""
    rows = (
        AnswerCount.objects.filter(wave=wave, family=wave.version.family, split="").order_by()
        .values_list("question_code", "value").annotate(total=Sum("n"))
    )
    return {(code, value): total for code, value, total in rows}


def question_results(definition: Definition, counts: Released, language: str) -> list[QuestionResult]:
    """The counts of every question; nothing at all where fewer than five people answered the survey."""
    is_empty = is_disclosive(counts.get((RESPONSES, ANSWERED), 0))
    return [
        QuestionResult(part.code, part.label, None, None, (), part.kind, part.around) if is_empty
        else _Counted(part, counts, language).result()
        for part in counted_parts(definition, language)
    ]


@dataclass(frozen=True)
class Part:
    """What is counted by itself: a question, own words beside its choices, or a repeat (``question`` None)."""

    code: str
    label: str
    kind: str
    around: str
    question: QuestionDefinition | None
    is_repeated: bool = False


def counted_parts(definition: Definition, language: str) -> Iterator[Part]:
    """Everything that `surveys.counting` counts of a questionnaire, in its order."""
    for place in definition.places:
        element, around = place.element, _around(place, language)
        label = in_language(element.label, language) or element.code
        if isinstance(element, Group):
            if element.kind == "repeat" and not place.repeats:
                yield Part(element.code, label, "repeat", around, None)
        elif element.is_asked:
            yield Part(element.code, label, element.type, around, element, bool(place.repeats))
            if element.other and not place.repeats:
                yield Part(f"{element.code}_{OTHER}", _("%(question)s – in own words") % {"question": label}, "text",
                           around, None)


def _around(place: Place, language: str) -> str:
    named = [group for group in place.around if group.kind in ("matrix", "repeat")]
    return in_language(named[-1].label, language) or named[-1].code if named else ""


class _Counted:
    """The counts of one part, and what of them may be shown."""

    def __init__(self, part: Part, counts: Released, language: str) -> None:
        self.part, self.language = part, language
        self.own = {value: n for (code, value), n in counts.items() if code == part.code and n}
        self.missing = self.own.pop(NOT_ANSWERED, 0)
        self.some = self.own.pop(ANSWERED, None)

    def result(self) -> QuestionResult:
        part = self.part
        values = self._values()
        overlapping = part.is_repeated or part.kind == "multiple"
        answered = self.some if self.some is not None else sum(self.own.values())
        # answered and not answered add up to a number that is shown, and so do the values: none hides alone
        shown_answered, shown_missing = suppress_counts([answered, self.missing])
        given = [n for _label, n in values]
        cells: list[int | None] = []
        if overlapping and given:
            cells = [None] * len(given) if shown_answered is None else list(suppress_choices(given, answered))
        elif given:
            given = [*given, rest] if (rest := answered - sum(given)) > 0 else given  # not yet counted by value
            *cells, shown_missing = suppress_counts([*given, self.missing])
            cells = cells[:len(values)]
            shown_answered = None if shown_missing is None else answered
        ranking = self._ranking(answered) if part.kind == "rank" and shown_answered and not overlapping else None
        if ranking and ranking.is_shown:  # one table decides what of it is withheld
            cells = [row[0] for row in ranking.places]
        return QuestionResult(
            part.code, part.label, shown_answered, shown_missing,
            tuple(ValueResult(label, n, _percent(n, shown_answered))
                  for (label, _n), n in zip(values, cells, strict=True)),
            part.kind, part.around, overlapping, None if shown_answered is None else self._mean(), ranking,
        )

    def _values(self) -> Labelled:
        """The values to be shown with their counts, before anything is withheld."""
        question, kind = self.part.question, self.part.kind
        if kind == "repeat":
            return [(rows_label(rows), self.own[rows]) for rows in sorted(self.own, key=int)]
        if question is None or not (question.values or self.own):
            return []
        if kind == "rank":
            return [(value_label(question, code, self.language), self.own.get(placed(1, code), 0))
                    for code in question.values] if not self.part.is_repeated else []
        if question.values:
            return [(value_label(question, value, self.language), self.own.get(value, 0)) for value in question.values]
        if kind == "geopoint":
            return self._places()
        return self._spans(question)

    def _places(self) -> Labelled:
        cells = sorted(self.own)
        if self.part.is_repeated:
            return [(cell, self.own[cell]) for cell in cells]
        shown = merged_rest([self.own[cell] for cell in cells])
        rest = sum(self.own.values()) - sum(self.own[cells[i]] for i in shown)
        found = [(cells[i].replace(" ", ", "), self.own[cells[i]]) for i in shown]
        return [*found, (_("Elsewhere"), rest)] if rest else found

    def _spans(self, question: QuestionDefinition) -> Labelled:
        """Numbers, days and hours in bins, neighbours together where one would be of few people."""
        if 0 < len(numbers := possible_numbers(question)) <= FEW_NUMBERS:
            return [(text_of(number), self.own.get(text_of(number), 0)) for number in numbers]
        bins = self._bins(question)
        counts = [n for _first, _last, n in bins]
        spans = [(i, i) for i in range(len(bins))] if self.part.is_repeated else merged_neighbours(counts)
        return [(span_label(question, bins[a][0], bins[b][1]), sum(counts[a:b + 1])) for a, b in spans]

    def _bins(self, question: QuestionDefinition) -> list[tuple[str, str, int]]:
        """(first value, last value, n) of everything counted, coarse enough to be read."""
        is_number = question.type in NUMBERS
        values = sorted(self.own, key=float) if is_number else sorted(self.own)
        if is_number and possible_numbers(question):
            width = nice_step(((question.hi or 0) - (question.lo or 0)) / FEW_NUMBERS)
            groups: Iterable[tuple[object, Iterator[str]]] = groupby(values, key=lambda value: float(value) // width)
        elif question.type in DAYS and len(values) > MOST_MONTHS:
            groups = groupby(values, key=lambda value: value[:4])
        else:
            groups = groupby(values)
        parts = [list(group) for _key, group in groups]
        return [(part[0], part[-1], sum(self.own[value] for value in part)) for part in parts]

    def _mean(self) -> float | None:
        """The mean of what has a number; None where few people gave one, or where one person gave several."""
        question = self.part.question
        if question is None or self.part.is_repeated:
            return None
        weighted = number_counts(question, self.own)
        n = sum(weighted.values())
        return sum(number * count for number, count in weighted.items()) / n if n and not is_disclosive(n) else None

    def _ranking(self, answered: int) -> Ranking | None:
        question = self.part.question
        if question is None:
            return None
        codes = question.values
        rows = [[self.own.get(placed(place, code), 0) for place in range(1, len(codes) + 1)] for code in codes]
        table = [[*row, answered - sum(row)] for row in rows]
        has_few = any(is_disclosive(n) for row in table for n in row)
        hides_all = has_few and len(codes) * (len(codes) + 1) > LARGEST_TABLE
        places = tuple((None,) * len(row) for row in table) if hides_all else suppress_table(table)
        return Ranking(
            tuple(value_label(question, code, self.language) for code in codes), places,
            tuple(_mean_place(row) for row in rows),
        )


def number_counts(question: QuestionDefinition, counts: dict[str, int]) -> dict[float, int]:
    """Number → n of a question's counted values that stand for an exact number; choices without one are left out."""
    if question.type == "single":
        numbers = {c.code: c.numeric for c in question.choices if c.numeric is not None and c.numeric >= 0}
        return {number: counts.get(code, 0) for code, number in numbers.items()}
    if question.type == "scale" or question.type in NUMBERS and possible_numbers(question):
        return {float(value): n for value, n in counts.items()}
    return {}


def _mean_place(row: Sequence[int]) -> float | None:
    n = sum(row)
    return None if not n or is_disclosive(n) else sum(i * count for i, count in enumerate(row, start=1)) / n


def _percent(n: int | None, of: int | None) -> int | None:
    return round(100 * n / of) if n is not None and of else None


def response_counts(waves: Iterable[Wave]) -> dict[int, int]:
    """Released numbers of responses by wave, from one query."""
    rows = (
        AnswerCount.objects.filter(wave__in=waves, question_code=RESPONSES, value=ANSWERED, split="").order_by()
        .values_list("wave_id").annotate(total=Sum("n"))
    )
    return dict(rows)
