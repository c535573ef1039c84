"""How counted values are called."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.translated import in_language
from surveys.counted_values import NUMBERS, bin_end, possible_numbers, text_of
from surveys.definition import QuestionDefinition


def value_label(question: QuestionDefinition, value: str, language: str) -> str:
    """A choice or a step of a scale in the language of the page."""
    if question.type == "scale":
        ends = {str(int(question.lo or 0)): question.lo_label, str(int(question.hi or 0)): question.hi_label}
        end = in_language(ends.get(value), language)
        return f"{value} – {end}" if end else value
    return next((in_language(one.label, language) or one.code for one in question.choices if one.code == value), value)


def span_label(question: QuestionDefinition, first: str, last: str) -> str:
    """Neighbouring bins as one, such as "10–19" or "2026-03 – 2026-05"."""
    if question.type in NUMBERS:
        return _numbers(question, float(first), float(last))
    if question.type == "time":
        return f"{first}:00–{int(last) + 1:02d}:00"
    return first if first == last else f"{first} – {last}"


def _numbers(question: QuestionDefinition, start: float, last: float) -> str:
    if possible_numbers(question):
        return text_of(start) if start == last else f"{text_of(start)}–{text_of(last)}"
    end = bin_end(question, last)
    if question.type == "integer" and end.is_integer():
        top = min(end - 1, question.hi) if question.hi is not None else end - 1
        return text_of(start) if top <= start else f"{text_of(start)}–{text_of(top)}"
    return _("%(start)s to below %(end)s") % {"start": text_of(start), "end": text_of(end)}


def rows_label(rows: str) -> str:
    """How many entries of a repeat somebody made."""
    return ngettext("%(n)d entry", "%(n)d entries", int(rows)) % {"n": int(rows)}
