"""The form of one page of a questionnaire."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made
from typing import Any

from django import forms
from django.utils.html import escape

from foundation.translated import in_language
from surveys.definition import OTHER, Definition, Element, Group, QuestionDefinition
from surveys.forms.fields import RawField, typed_value
from surveys.interview import Interview
from surveys.interview.state import MOST_ROWS, At
from surveys.validators import Checked, check_answers, interview_of


@dataclass
class Item:
    """One thing on the page: a question, a note, a group, a row of a repeat. ``is_asked`` False: hidden at this moment.

    field: the bound field of a question, other: that of the text beside "other"; inside: the items of a group, or the
    rows of a repeat.
    """

    kind: str
    name: str
    is_asked: bool
    label: str = ""
    hint: str = ""
    field: forms.BoundField | None = None
    other: forms.BoundField | None = None
    inside: list["Item"] = made(default_factory=list)
    element: Element | None = None
    number: int = 0
    words: str = ""  # the label with the names of answers still in it


class AnswerForm(forms.Form):
    """The questions of some elements (all of them by default), with what was answered on the other pages.

    answers: the raw answers kept so far, {code: raw value}; a repeat's answer is a list of such documents. After
    ``is_valid()`` ``checked`` holds the clean answers of the whole questionnaire; errors are those of this page.
    """

    use_required_attribute = False  # the server answers with a summary that links to each question
    response_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    prefix = "q"

    def __init__(self, data: Any = None, files: Any = None, *, definition: Definition, language: str,
                 answers: Mapping[str, Any] | None = None, key: uuid.UUID | None = None,
                 elements: Sequence[Element] | None = None, now: dt.datetime | None = None) -> None:
        super().__init__(data, files, initial={"response_id": key})
        self.definition, self.language, self.now = definition, language, now
        self.elements = definition.elements if elements is None else elements
        self.checked = Checked({}, {})
        typed = self._typed(self.elements, "") if self.is_bound else {}
        self.answers: dict[str, Any] = {**(answers or {}), **typed}
        self.interview: Interview = interview_of(definition, self.answers, now=now, seed=str(self.key() or key or ""),
                                                 language=language)
        self.items = list(self._items(self.elements, self.answers, "", ()))

    # what was typed

    def _typed(self, elements: Sequence[Element], before: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for element in elements:
            if isinstance(element, QuestionDefinition):
                found |= self._typed_one(element, before)
            elif element.kind == "repeat":
                rows = range(self._number(f"{before}{element.code}.rows"))
                found[element.code] = [self._typed(element.elements, f"{before}{element.code}.{row}.") for row in rows]
            else:
                found |= self._typed(element.elements, before)
        return found

    def _typed_one(self, question: QuestionDefinition, before: str) -> dict[str, Any]:
        if question.type in ("note", "calculation"):
            return {}
        widget = RawField(question, self.language, label="", hint="", is_required=False,
                          choices=question.choices).widget
        name = self.add_prefix(before + question.code)
        found = {question.code: typed_value(widget.value_from_datadict(self.data, self.files, name))}
        if question.other:
            found[f"{question.code}_{OTHER}"] = typed_value(self.data.get(f"{name}_{OTHER}"))
        return found

    def _number(self, name: str) -> int:
        text = str(self.data.get(self.add_prefix(name), ""))
        return min(int(text), MOST_ROWS) if text.isdecimal() and len(text) < 4 else 0

    def given(self) -> dict[str, Any]:
        """The raw answers of the whole questionnaire, as they are kept in a draft."""
        return {code: value for code, value in self.answers.items() if value not in (None, "", [], {})}

    def answers_to_send(self) -> dict[str, Any]:
        """What is checked once more when it is taken in: of a questionnaire without decisions the clean answers."""
        return self.checked.answers if self.definition.is_plain else self.given()

    def key(self) -> uuid.UUID | None:
        """The key of the response that the page carried."""
        try:
            return uuid.UUID(self.data.get(self.add_prefix("response_id"), ""))
        except ValueError:
            return None

    # what is shown

    def _items(self, elements: Sequence[Element], given: Mapping[str, Any], before: str, at: At) -> Iterator[Item]:
        for element in elements:
            if isinstance(element, QuestionDefinition):
                if element.type != "calculation":
                    yield self._question(element, given, before, at)
                continue
            item = self._item(element.kind, element, before, at)
            if element.kind == "repeat":
                item.inside = list(self._rows(element, given, item.name, at))
            else:
                item.inside = list(self._items(element.elements, given, before, at))
            yield item

    def _rows(self, repeat: Group, given: Mapping[str, Any], name: str, at: At) -> Iterator[Item]:
        rows = given.get(repeat.code)
        for number in range(self.interview.rows_of(repeat.code, at)):
            own = rows[number] if isinstance(rows, list) and number < len(rows) else {}
            place = (*at, number)
            yield Item("row", f"{name}.{number}", True, number=number + 1,
                       inside=list(self._items(repeat.elements, own, f"{name}.{number}.", place)))

    def _question(self, question: QuestionDefinition, given: Mapping[str, Any], before: str, at: At) -> Item:
        name, code = before + question.code, question.code
        item = self._item("note" if question.type == "note" else "question", question, before, at)
        if question.type == "note":
            return item
        value = given.get(code)
        self.fields[name] = RawField(
            question, self.language, label=item.label, hint=escape(item.hint),
            is_required=self.interview.is_required(code, at), choices=question.choices,
            offered={choice.code for choice in self.interview.choices(code, at)} if question.choice_filter else None,
        )
        self.initial[name] = self.interview.default_of(code, at) if value is None else value
        item.field = self[name]
        if question.other:
            other = QuestionDefinition(f"{code}_{OTHER}", "text", label=question.other_label)
            field_name = f"{name}_{OTHER}"
            self.fields[field_name] = RawField(other, self.language, is_required=False, choices=(), hint="",
                                               label=in_language(question.other_label, self.language))
            self.initial[field_name] = given.get(f"{code}_{OTHER}")
            item.other = self[field_name]
        return item

    def _item(self, kind: str, element: Element, before: str, at: At) -> Item:
        words, said = self.interview.in_language(element.label), self.interview.said
        return Item(kind, before + element.code, self.interview.is_asked(element.code, at),
                    said(element.label, element.code, at), said(element.hint, element.code, at), element=element,
                    words=words if "${" in words else "")

    def clean(self) -> dict[str, Any]:
        self.checked = check_answers(self.definition, self.answers, now=self.now, seed=str(self.key() or ""),
                                     language=self.language)
        here = {item.name for item in every_item(self.items)}
        for code, sentence in self.checked.errors.items():
            if code in here or self.elements is self.definition.elements:
                self.add_error(code if code in self.fields else None, sentence)
        return self.cleaned_data

    @property
    def questions(self) -> list[forms.BoundField]:
        """The fields of the page in their order."""
        return [item.field for item in every_item(self.items) if item.field is not None]

    @property
    def error_links(self) -> list[tuple[str, str, str]]:
        """(id of the first input, label, sentence) in the order of the page."""
        return [
            (_first_input(bound), str(bound.label), str(sentence))
            for bound in self.questions for sentence in bound.errors
        ]


def every_item(items: Sequence[Item]) -> Iterator[Item]:
    """The items and all that is inside them, in the order of the page."""
    for item in items:
        yield item
        yield from every_item(item.inside)


def _first_input(bound: forms.BoundField) -> str:
    return f"{bound.auto_id}_0" if bound.use_fieldset else str(bound.auto_id)
