"""A questionnaire as a form on paper: numbered questions, boxes and lines, and in words who is asked what."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from foundation.translated import in_language
from surveys.actions.submit import definition_of
from surveys.definition import Definition
from surveys.definition.elements import COMPUTED, OTHER, UPLOADS, Element, Group, QuestionDefinition
from surveys.models import Wave

FORM = Path(__file__).parent / "typst" / "paper.typ"
LINES, LINES_OF_TEXT = 1, 4
MOST_ROUNDS = 4  # of a repeat on one form; more need a second form
WIDE_SCALE = 11  # steps from which on a number is written instead of ticked
# "${travel} = 'bus'" and "selected(${travel}, 'bus')": the conditions that can be said as a sentence
CHOSEN_IS = re.compile(
    r"\s*(?:\$\{(\w+)\}\s*=\s*['\"]([^'\"]*)['\"]|selected\(\s*\$\{(\w+)\}\s*,\s*['\"]([^'\"]*)['\"]\s*\))\s*")
NAMED = re.compile(r"\$\{(\w+)\}")


def numbers_of(definition: Definition) -> dict[str, int]:
    """The number of each question on paper by its code: those that people answer by hand, in their order."""
    asked = [q.code for q in definition.every_question if q.is_asked and q.type not in UPLOADS]
    return {code: number for number, code in enumerate(asked, start=1)}


def condition(definition: Definition, expression: str, language: str) -> str:
    """In words who is asked, "" for everybody; what is no plain choice keeps its signs, with numbers for codes."""
    if not expression:
        return ""
    numbers = numbers_of(definition)
    if found := CHOSEN_IS.fullmatch(expression):
        code, value = found[1] or found[3], found[2] or found[4]
        question = next((q for q in definition.every_question if q.code == code), None)
        label = next((in_language(c.label, language) for c in question.choices if c.code == value), value) \
            if question else value
        if code in numbers:
            return _("Only if you ticked “%(choice)s” in question %(n)d. If not, leave this out.") % {
                "choice": label, "n": numbers[code]}
    said = NAMED.sub(lambda name: _("question %(n)d") % {"n": numbers[name[1]]} if name[1] in numbers else name[1],
                     expression)
    return _("Only if: %(condition)s. If not, leave this out.") % {"condition": said}


def paper_form(wave: Wave, language: str) -> bytes:
    """The form of the version now asked, as tagged PDF (PDF/UA-1), with version and page number on each page.

    Pictures and files cannot be put on paper and are left out. What people typed is data and never markup.
    """
    import typst  # noqa: PLC0415  only this page needs the typesetter

    definition, version = definition_of(wave.version), wave.version
    with override(language):
        data: dict[str, Any] = {
            "language": language.split("-")[0], "title": in_language(definition.title, language),
            "intro": in_language(definition.intro, language), "pilot": wave.pilot.name,
            "programme": wave.pilot.programme.name, "sheet": _("Number of the sheet"), "page": _("Page"),
            "version": f"{wave.slug} · {_('Version')} {version.number}",
            "items": list(_items(definition, definition.elements, language)),
        }
    written: bytes = typst.compile(  # type: ignore[call-overload]  # its stubs leave out bytes with these options
        FORM.read_bytes(), format="pdf", pdf_standards=["ua-1"], ignore_system_fonts=True,
        font_paths=[str(settings.BASE_DIR / "static" / "vendor" / "inter-ttf")],
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    return written


def _items(definition: Definition, elements: tuple[Element, ...], language: str) -> Iterator[dict[str, Any]]:
    for element in elements:
        only = condition(definition, element.relevant, language)
        hint = in_language(element.hint, language)
        label = in_language(element.label, language)
        if isinstance(element, Group):
            rounds = min(element.most or MOST_ROUNDS, MOST_ROUNDS) if element.kind == "repeat" else 1
            for number in range(1, rounds + 1):
                heading = f"{label} ({number})" if rounds > 1 else label
                yield {"kind": "heading", "label": heading, "hint": hint, "only": only}
                yield from _items(definition, element.elements, language)
        elif element.type == "note":
            yield {"kind": "note", "label": label, "hint": hint, "only": only}
        elif element.type not in (*COMPUTED, *UPLOADS):
            yield {"kind": "question", "label": label, "hint": " ".join(filter(None, [hint, _how(element)])),
                   "only": only, "number": numbers_of(definition)[element.code], **_field(element, language)}


def _how(question: QuestionDefinition) -> str:
    said = {"multiple": _("Tick all that apply."), "rank": _("Number them, 1 for the first."),
            "single": _("Tick one."), "date": _("Day, month, year"), "time": _("Hours and minutes"),
            "geopoint": _("Street and number, or a place nearby")}
    if question.type == "range":
        return _("A number from %(lo)g to %(hi)g") % {"lo": question.lo, "hi": question.hi}
    return said.get(question.type, "")


def _field(question: QuestionDefinition, language: str) -> dict[str, Any]:
    """Boxes in a column, boxes in a row (a scale), or empty lines."""
    if question.choices:
        boxes = [in_language(choice.label, language) for choice in question.choices]
        if question.other and OTHER not in {choice.code for choice in question.choices}:
            boxes.append(in_language(question.other_label, language) or _("Something else"))
        return {"boxes": boxes, "steps": [], "ends": [], "lines": LINES if question.other else 0}
    if question.type == "acknowledge":
        return {"boxes": [_("Yes")], "steps": [], "ends": [], "lines": 0}
    if question.type == "scale" and len(question.values) <= WIDE_SCALE:
        ends = [in_language(question.lo_label, language), in_language(question.hi_label, language)]
        return {"boxes": [], "steps": list(question.values), "ends": ends, "lines": 0}
    return {"boxes": [], "steps": [], "ends": [], "lines": LINES_OF_TEXT if question.type == "text" else LINES}
