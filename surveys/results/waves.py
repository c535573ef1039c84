"""Waves of a questionnaire side by side, question by question, and what changed within the same people."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from foundation.charts.forest import Estimate, Forest, ForestWords, forest, forest_table
from foundation.inference.disclosure import is_disclosive
from surveys.actions.joint_counts import PAIRS
from surveys.actions.submit import definition_of
from surveys.choices import WaveKind
from surveys.definition import QuestionDefinition
from surveys.joint import comparable_questions, has_one_value
from surveys.models import JointCount, Wave
from surveys.results.labels import value_label
from surveys.results.means import Mean, mean_of_counts
from surveys.results.pictures import Picture, decimal_format, share_picture
from surveys.results.questions import QuestionResult, number_counts, question_results, released_counts

ORDER = (WaveKind.BASELINE, WaveKind.FOLLOW_UP, WaveKind.ENDLINE, WaveKind.ALWAYS_OPEN)


def waves_beside(wave: Wave) -> list[Wave]:
    """The waves of the same questionnaire in the same pilot whose versions can be compared, in their order."""
    waves = Wave.objects.filter(
        pilot=wave.pilot_id, questionnaire=wave.questionnaire_id, version__family=wave.version.family
    ).select_related("pilot__programme", "version", "questionnaire")
    return sorted(waves, key=lambda one: ORDER.index(WaveKind(one.kind)))


@dataclass(frozen=True)
class Beside:
    """One question in several waves: its result in each, and its mean where it has numbers (None: withheld)."""

    question: QuestionDefinition
    label: str
    around: str
    results: tuple[QuestionResult, ...]
    means: tuple[Mean | None, ...]

    @property
    def is_numeric(self) -> bool:
        """Whether means are compared, and not shares."""
        return self.question.type != "single" and has_one_value(self.question)


def compared(waves: Sequence[Wave], language: str) -> list[Beside]:
    """Every question of choices and numbers that all waves ask, from released counts."""
    if len(waves) < 2:
        return []
    counts = [released_counts(wave) for wave in waves]
    results = [
        {result.code: result for result in question_results(definition_of(wave.version), one, language)}
        for wave, one in zip(waves, counts, strict=True)
    ]
    found = []
    for question in definition_of(waves[-1].version).questions:
        own = [by_code.get(question.code) for by_code in results]
        is_compared = question.type == "multiple" or has_one_value(question)
        if is_compared and all(result is not None and result.kind == question.type for result in own):
            there = tuple(result for result in own if result is not None)
            means = tuple(
                None if result.answered is None else _mean(question, one)
                for result, one in zip(there, counts, strict=True)
            )
            found.append(Beside(question, there[-1].label, there[-1].around, there, means))
    return found


def _mean(question: QuestionDefinition, counts: dict[tuple[str, str], int]) -> Mean | None:
    own = {value: n for (code, value), n in counts.items() if code == question.code and value not in ("", "*")}
    return mean_of_counts(number_counts(question, own))


def beside_picture(beside: Beside, waves: Sequence[Wave]) -> Picture | None:
    """Means of the waves with their intervals, or the share of each choice in each wave."""
    names = [str(wave.get_kind_display()) for wave in waves]
    if not beside.is_numeric:
        rows = [
            (f"{value.label} · {name}", value.n, result.answered)
            for at, value in enumerate(beside.results[-1].values)
            for name, result, value in _values_at(at, names, beside.results)
        ]
        return share_picture(beside.label, _("Share of those who answered"), rows) if rows else None
    data = Forest(tuple(
        Estimate(name, mean.estimate, mean.lower, mean.upper, mean.n) if mean
        else Estimate(name, None, note=_("kept back") if result.answered != 0 else _("No data yet"))
        for name, mean, result in zip(names, beside.means, beside.results, strict=True)
    ), domain=_domain(beside.question))
    words = ForestWords(
        description=beside.label, pilot=_("Wave"), value=_("Mean"), lower=_("Lower limit"), upper=_("Upper limit"),
        n=_("n"), note=_("Note"), pooled="", prediction="", reference=_("Reference"),
        not_comparable=_("Not comparable"), exploratory=_("Exploratory"),
    )
    number = decimal_format()
    return Picture(
        lambda width, theme: forest(data, words, width=width, theme=theme, number=number), forest_table(data, words),
        number,
    )


def _values_at(at: int, names: Sequence[str], results: Sequence[QuestionResult]) -> list[tuple[str, Any, Any]]:
    return [(name, result, result.values[at]) for name, result in zip(names, results, strict=True)
            if at < len(result.values)]


def _domain(question: QuestionDefinition) -> tuple[float, float] | None:
    return None if question.lo is None or question.hi is None else (float(question.lo), float(question.hi))


@dataclass(frozen=True)
class Change:
    """What changed within the same people: a mean or the share of one choice, second less first."""

    label: str
    n: int
    estimate: float
    lower: float | None
    upper: float | None
    is_share: bool


@dataclass(frozen=True)
class Paired:
    """Pairs of two waves; counts of few people are None. changes: by question; () where its pairs are withheld."""

    pairs: int | None
    unpaired: int | None
    ambiguous: int | None
    changes: dict[str, tuple[Change, ...]]
    computed_at: Any


def paired(first: Wave, second: Wave, language: str) -> Paired | None:
    """What was counted of the pairs of two waves; None where nothing was counted yet."""
    stored = {count.rows: count for count in JointCount.objects.filter(wave=first, other_wave=second)}
    if first == second or PAIRS not in stored:
        return None
    told = {name: n for name, _column, n in stored[PAIRS].cells}
    shown = {name: None if is_disclosive(n) else n for name, n in told.items()}
    questions = comparable_questions(definition_of(first.version), definition_of(second.version))
    changes = {q.code: changes_of(q, stored[q.code], language) for q in questions if q.code in stored}
    return Paired(shown.get("paired", 0), shown.get("unpaired", 0), shown.get("ambiguous", 0), changes,
                  stored[PAIRS].computed_at)


def changes_of(question: QuestionDefinition, count: JointCount, language: str) -> tuple[Change, ...]:
    """The paired difference of a question's mean, or of the share of each choice; () for fewer than five pairs."""
    from foundation.inference.paired import paired_difference, paired_share_difference  # noqa: PLC0415  brings scipy

    if not count.n or is_disclosive(count.n):
        return ()
    if question.type != "single":
        numbers = {(float(before), float(after)): n for before, after, n in count.cells}
        found = paired_difference(numbers)
        return (Change("", found.n, found.mean or 0.0, found.lower, found.upper, is_share=False),)
    changes = []
    for value in question.values:
        cells = {(had, has): sum(n for before, after, n in count.cells if ((before == value), (after == value)) == (
            had, has)) for had in (True, False) for has in (True, False)}
        share = paired_share_difference(
            cells[True, True], cells[True, False], cells[False, True], cells[False, False])
        changes.append(Change(value_label(question, value, language), count.n, share.estimate or 0.0, share.lower,
                              share.upper, is_share=True))
    return tuple(changes)
