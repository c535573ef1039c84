"""Count two things at once, from the answers, in the background: cross-tabs within a wave, and pairs of two waves.

What is stored is renewed as all counts are: only when five people more or fewer are in it, so that no two looks tell
what one to four people said.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from foundation.inference.disclosure import Batch, may_be_released
from surveys.actions.submit import definition_of
from surveys.counted_values import ANSWERED, values_of
from surveys.definition import Answer, QuestionDefinition
from surveys.joint import SPLITS, comparable_questions, without_waiting
from surveys.models import CountDelta, JointCount, KeptCount, PairingCode, Response, Wave
from surveys.pairing import matched

PAIRS = "#pairs"  # the "question" under which it is counted what became of the codes
Cells = Counter[tuple[str, str]]


@transaction.atomic
def store_joint_count(
    *, wave: Wave, other_wave: Wave, rows: str, columns: str, cells: Cells, people: int | None = None
) -> JointCount:
    """Keep joint counts, or go on showing the earlier ones where fewer than five people came or went since.

    people: how many are in them, where one person is in several cells; else those of all cells.
    """
    Wave.objects.select_for_update(of=("self",)).get(pk=wave.pk)
    name: dict[str, Any] = {"wave": wave, "other_wave": other_wave, "rows": rows, "columns": columns}
    kept = JointCount.objects.filter(**name).first()
    n = sum(cells.values()) if people is None else people
    is_said_anew = people is not None and kept is not None and kept.n == n  # other codes for the same people
    if kept is not None and not is_said_anew and not _may_replace(kept.n, n):
        return kept
    listed = [[row, column, count] for (row, column), count in sorted(cells.items()) if count or people is not None]
    now = timezone.now()
    return JointCount.objects.update_or_create(**name, defaults={"cells": listed, "n": n, "computed_at": now})[0]


def _may_replace(before: int, now: int) -> bool:
    """Whether counts of that many people may be shown in place of the earlier ones."""
    return not before or may_be_released(Batch(now - before, abs(now - before), 0, before))


@transaction.atomic
def count_crosstab(*, wave: Wave, rows: str, columns: str) -> JointCount | None:
    """Count a question of the wave by another one, or by a split (`surveys.joint.SPLITS`); the earlier count where it
    cannot be renewed now: while answers that were taken back wait, and once answers have been removed by their age.

    Answers that wait for their release are left out, so that the margins are the published counts of the questions.
    """
    Wave.objects.select_for_update(of=("self",)).get(pk=wave.pk)  # holds back new responses, which refer to it
    kept = JointCount.objects.filter(wave=wave, other_wave=wave, rows=rows, columns=columns).first()
    if KeptCount.objects.filter(wave=wave).exists():
        return kept
    released = without_waiting(
        _joint_cells(wave, rows, columns), _waiting(wave, rows), None if columns in SPLITS else _waiting(wave, columns)
    )
    if released is None:
        return kept
    cells: Cells = Counter()
    for (row, column), n in released.items():
        if row and column is not None and (column or columns in SPLITS):
            cells[row, column] += n
    return store_joint_count(wave=wave, other_wave=wave, rows=rows, columns=columns, cells=cells)


def _joint_cells(wave: Wave, rows: str, columns: str) -> Counter[tuple[str | None, str | None]]:
    questions = {question.code: question for question in definition_of(wave.version).questions}
    found: Counter[tuple[str | None, str | None]] = Counter()
    responses = Response.objects.counted().filter(wave=wave, version__family=wave.version.family)
    fields = ("answers", "language", "channel", "session__method__code")
    for answers, *split in responses.values_list(*fields).iterator(chunk_size=2000):
        column = split[SPLITS.index(columns)] or "" if columns in SPLITS else single_value(questions[columns], answers)
        found[single_value(questions[rows], answers), column] += 1
    return found


def _waiting(wave: Wave, code: str) -> Counter[str]:
    """Value → how many of it wait for their release, less those that were taken back."""
    deltas = CountDelta.objects.filter(wave=wave, family=wave.version.family, question_code=code, split="").order_by()
    return Counter({value: n for value, n in deltas.values_list("value").annotate(total=Sum("n")) if n})


def single_value(question: QuestionDefinition, answers: Mapping[str, Answer]) -> str | None:
    """The one value under which a question was answered, "" where it was not; None where it was not asked."""
    return values_of(question, answers[question.code])[0] if question.code in answers else None


def count_pairs(*, first: Wave, second: Wave) -> list[JointCount]:
    """Count what the same people said in two waves, and what became of the codes by which they are found.

    Once answers have been removed by their age the earlier counts stay.
    """
    if KeptCount.objects.filter(wave__in=(first, second)).exists():
        return list(JointCount.objects.filter(wave=first, other_wave=second))
    found = matched(_codes(first), _codes(second))
    cells: Cells = Counter({("paired", ""): len(found.pairs), ("unpaired", ""): found.unpaired,
                            ("ambiguous", ""): found.ambiguous})
    where: dict[str, Any] = {"wave": first, "other_wave": second}
    stored = [store_joint_count(**where, rows=PAIRS, columns=PAIRS, cells=cells)]
    answers = _answers([key for pair in found.pairs for key in pair])
    pairs = [(answers[a], answers[b]) for a, b in found.pairs]
    before, after = definition_of(first.version), definition_of(second.version)
    for question in comparable_questions(before, after):
        counted = Counter(value for pair in pairs for value in _said(question, *pair))
        stored.append(store_joint_count(**where, rows=question.code, columns=question.code, cells=counted))
    return stored


def _codes(wave: Wave) -> dict[Any, str]:
    codes = PairingCode.objects.filter(response__wave=wave, response__is_test=False)
    return dict(codes.values_list("response_id", "code_hash"))


def _answers(keys: list[Any]) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for start in range(0, len(keys), 500):
        found |= dict(Response.objects.filter(pk__in=keys[start:start + 500]).values_list("pk", "answers"))
    return found


def _said(question: QuestionDefinition, before: Mapping[str, Answer], after: Mapping[str, Answer]) -> Iterator[
        tuple[str, str]]:
    one, other = before.get(question.code), after.get(question.code)
    if one is not None and other is not None:
        yield _whole_value(values_of(question, one)), _whole_value(values_of(question, other))


def _whole_value(values: Iterable[str]) -> str:
    """The value of one answer: of a number that was counted one by one its own, besides that it was answered."""
    return next((value for value in values if value != ANSWERED), ANSWERED)
