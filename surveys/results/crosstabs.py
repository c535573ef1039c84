"""A question of a wave by another one or by a split: joint counts with margins, what is of few people withheld."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from engagement.models import Method, Session
from foundation.charts.numbers import Table
from foundation.inference.disclosure import is_disclosive, suppress_margins, suppress_table
from foundation.translated import in_language
from surveys.actions.submit import definition_of
from surveys.choices import AnswerChannel
from surveys.counting import NOT_ANSWERED, construct_code, session_of_split
from surveys.definition import Definition, QuestionDefinition
from surveys.joint import SPLITS, WAVES, crossed_questions
from surveys.models import AnswerCount, JointCount, Wave
from surveys.results.labels import value_label
from surveys.results.waves import waves_beside

LARGEST_TABLE = 60  # cells of which it is worked out which must give way


@dataclass(frozen=True)
class CrossTab:
    """Counts of rows by columns; None: withheld. v: Cramér's V, descriptive; p is not shown of a self-chosen sample."""

    row_labels: tuple[str, ...]
    column_labels: tuple[str, ...]
    cells: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int | None, ...]
    column_totals: tuple[int | None, ...]
    n: int
    v: float | None
    computed_at: datetime | None

    @property
    def rows(self) -> list[dict[str, Any]]:
        """One entry for each row: label, cells with the share of their column, total."""
        return [
            {"label": label, "total": total, "cells": [
                {"n": n, "percent": round(100 * n / of) if n is not None and of else None}
                for n, of in zip(row, self.column_totals, strict=True)
            ]}
            for label, row, total in zip(self.row_labels, self.cells, self.row_totals, strict=True)
        ]


def column_choices(wave: Wave, language: str) -> list[tuple[str, str]]:
    """What a question may be counted by: other questions, language, channel, method and wave."""
    definition = definition_of(wave.version)
    splits = [("#language", _("Language of the answers")), ("#channel", _("How the answers came")),
              ("#method", _("Method of the session")), (WAVES, _("Wave"))]
    return [(q.code, in_language(q.label, language) or q.code) for q in crossed_questions(definition)] + splits


def stored_crosstab(wave: Wave, rows: str, columns: str, language: str) -> CrossTab | None:
    """The cross-tab as it was counted last; by wave it is made of the released counts. None: not counted yet."""
    definition = definition_of(wave.version)
    question = next((q for q in crossed_questions(definition) if q.code == rows), None)
    if question is None:
        return None
    if columns == WAVES:
        return _by_wave(wave, question, language)
    if is_counted_already(definition, question.code, columns):
        return _by_method(wave, question, language)
    count = JointCount.objects.filter(wave=wave, other_wave=wave, rows=rows, columns=columns).first()
    if count is None:
        return None
    counted = {(row, column): n for row, column, n in count.cells}
    names = _columns_of(definition, columns, sorted({column for _row, column in counted}), language)
    return crosstab(question, counted, names, language, count.computed_at)


def is_counted_already(definition: Definition, rows: str, columns: str) -> bool:
    """Whether released counts hold the cross-tab: by wave, and by method of what is published by method (ratings). A
    second count of these, from the answers, would differ by those that wait."""
    if columns != "#method":
        return columns == WAVES
    constructs = [question.construct for question in definition.questions if question.construct]
    return any(q.code == rows and q.construct and constructs.count(q.construct) == 1 for q in definition.questions)


def _by_method(wave: Wave, question: QuestionDefinition, language: str) -> CrossTab:
    rows = AnswerCount.objects.filter(
        wave=wave, family=wave.version.family, question_code=construct_code(question.construct)
    ).exclude(value=NOT_ANSWERED).values_list("value", "split", "n")
    found = [(value, session_of_split(split), n) for value, split, n in rows]
    keys = {key for _value, key, _n in found if key is not None}
    methods = dict(Session.objects.filter(pk__in=keys).values_list("pk", "method__code"))
    codes = {f"{c.numeric:.12g}": c.code for c in question.choices if c.numeric is not None and c.numeric >= 0}
    counted: Counter[tuple[str, str]] = Counter()
    for value, key, n in found:
        counted[codes.get(value, value), methods.get(key, "")] += n
    names = _columns_of(definition_of(wave.version), "#method", sorted({code for _value, code in counted}), language)
    return crosstab(question, dict(counted), names, language, None)


def _by_wave(wave: Wave, question: QuestionDefinition, language: str) -> CrossTab:
    waves = waves_beside(wave)
    counted: dict[tuple[str, str], int] = {}
    rows = AnswerCount.objects.filter(wave__in=waves, question_code=question.code, split="").exclude(
        value=NOT_ANSWERED).values_list("wave__slug", "value", "n", "family")
    for slug, value, n, family in rows:
        if family == wave.version.family:
            counted[value, slug] = counted.get((value, slug), 0) + n
    return crosstab(question, counted, [(one.slug, str(one.get_kind_display())) for one in waves], language, None)


def _columns_of(
    definition: Definition, columns: str, found: Sequence[str], language: str
) -> list[tuple[str, str]]:
    """(value, label) of every column in its order."""
    if columns not in SPLITS:
        question = next(q for q in crossed_questions(definition) if q.code == columns)
        return [(value, value_label(question, value, language)) for value in question.values]
    if columns == "#method":
        names = {method.code: in_language(method.name, language) for method in Method.objects.filter(code__in=found)}
    else:
        names = {str(code): str(label) for code, label in AnswerChannel.choices}
    return [(value, names.get(value) or value or _("not known")) for value in found]


def crosstab(
    question: QuestionDefinition, counted: dict[tuple[str, str], int], columns: Sequence[tuple[str, str]],
    language: str, computed_at: datetime | None,
) -> CrossTab:
    """Joint counts as they may be shown; all is withheld where few people are in them, or cells are too many."""
    table = [[counted.get((value, column), 0) for column, _label in columns] for value in question.values]
    n = sum(map(sum, table))
    labels = tuple(value_label(question, value, language) for value in question.values)
    names = tuple(label for _column, label in columns)
    has_few = any(is_disclosive(cell) for row in table for cell in row)
    if is_disclosive(n) or (has_few and len(table) * len(columns) > LARGEST_TABLE):
        nothing = tuple((None,) * len(names) for _label in labels)
        return CrossTab(labels, names, nothing, (None,) * len(labels), (None,) * len(names), 0, None, computed_at)
    rows, down = suppress_margins(table)
    return CrossTab(labels, names, suppress_table(table), rows, down, n, _cramers_v(table), computed_at)


def _cramers_v(table: Sequence[Sequence[int]]) -> float | None:
    from foundation.inference.association import cramers_v  # noqa: PLC0415  brings scipy

    return cramers_v(table).v if any(map(sum, table)) else None


def crosstab_table(found: CrossTab, rows: str) -> Table:
    """The cross-tab for a file; what is withheld is empty."""
    body: list[list[Any]] = [
        [label, *cells, total] for label, cells, total in zip(found.row_labels, found.cells, found.row_totals,
                                                              strict=True)
    ]
    return Table([rows, *found.column_labels, _("All")], [*body, [_("All"), *found.column_totals, found.n or None]])
