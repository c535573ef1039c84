"""What a form would become, a line for every question and group."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from foundation.translated import in_language
from surveys.choices import QuestionType
from surveys.definition import CHOSEN, Group, Place, QuestionDefinition, read_definition

SHOWN = 300  # lines
CHOICES_SHOWN = 6


@dataclass(frozen=True)
class Line:
    """A question or group: how deep it lies, what it says, what kind it is, what can be answered."""

    depth: int
    code: str
    label: str
    kind: str
    answers: str
    is_group: bool
    is_required: bool


@dataclass(frozen=True)
class Preview:
    """The lines shown, and how many more there are."""

    title: str
    languages: tuple[str, ...]
    lines: list[Line]
    more: int


def preview_of(document: Mapping[str, Any], language: str) -> Preview:
    """The first lines of a questionnaire in ``language`` where it has it."""
    definition = read_definition(document)
    lines = [_line(place, language) for place in definition.places[:SHOWN]]
    return Preview(in_language(definition.title, language) or definition.code, definition.languages, lines,
                   len(definition.places) - len(lines))


def _line(place: Place, language: str) -> Line:
    element, depth = place.element, len(place.around)
    label = in_language(element.label, language)
    if isinstance(element, Group):
        kinds = {"group": _("Group"), "repeat": _("Asked again and again"), "matrix": _("Table of questions")}
        return Line(depth, element.code, label, kinds[element.kind], "", True, False)
    return Line(depth, element.code, label, str(QuestionType(element.type).label), _answers(element, language), False,
                bool(element.required))


def _answers(question: QuestionDefinition, language: str) -> str:
    if question.type in CHOSEN:
        labels = [in_language(choice.label, language) or choice.code for choice in question.choices[:CHOICES_SHOWN]]
        more = len(question.choices) - len(labels)
        return ", ".join([*labels, *([_("%(n)s more") % {"n": more}] if more else [])])
    if question.lo is not None and question.hi is not None:
        return _("%(lo)s to %(hi)s") % {"lo": question.lo, "hi": question.hi}
    return question.calculation
