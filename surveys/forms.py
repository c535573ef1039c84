"""The form of a questionnaire: native inputs, checked by the same validator as the API."""

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.translated import in_language
from surveys.definition import Definition, QuestionDefinition
from surveys.validators import LONGEST_TEXT, Checked, check_answers


class RawField(forms.Field):
    """Passes on what was typed; ``check_answers`` judges it."""

    def __init__(self, question: QuestionDefinition, language: str) -> None:
        super().__init__(
            label=in_language(question.label, language), help_text=in_language(question.hint, language),
            widget=_widget(question, language), required=question.is_required,
        )
        self.question = question
        self.lo_label = in_language(question.lo_label, language)
        self.hi_label = in_language(question.hi_label, language)

    def validate(self, value: Any) -> None:
        """Everything passes."""


class AnswerForm(forms.Form):
    """All questions of a definition. After ``is_valid()`` the clean answers are in ``checked``."""

    use_required_attribute = False  # the server answers with a summary that links to each question
    response_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    prefix = "q"

    def __init__(self, *args: Any, definition: Definition, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.definition = definition
        self.checked = Checked({}, {})
        for question in definition.questions:
            self.fields[question.code] = RawField(question, language)

    def given(self) -> dict[str, Any]:
        """What was typed, by question code, as it is kept in a draft."""
        return {
            q.code: value for q in self.definition.questions
            if (value := self._typed(q)) not in (None, "", [])
        }

    def _typed(self, question: QuestionDefinition) -> Any:
        widget = self.fields[question.code].widget
        value = widget.value_from_datadict(self.data, self.files, self.add_prefix(question.code))
        if isinstance(value, list):
            return [str(one).replace("\0", "")[:200] for one in value[:100]]
        return value.replace("\0", "")[:2 * LONGEST_TEXT] if isinstance(value, str) else value

    def clean(self) -> dict[str, Any]:
        self.checked = check_answers(self.definition, self.given())
        for code, sentence in self.checked.errors.items():
            self.add_error(code if code in self.fields else None, sentence)
        return self.cleaned_data

    def key(self) -> uuid.UUID | None:
        """The key of the response that the page carried."""
        try:
            return uuid.UUID(self.data.get(self.add_prefix("response_id"), ""))
        except ValueError:
            return None

    @property
    def questions(self) -> list[forms.BoundField]:
        return [self[question.code] for question in self.definition.questions]

    @property
    def error_links(self) -> list[tuple[str, str, str]]:
        """(id of the first input, label, sentence) in the order of the page."""
        return [
            (_first_input(bound), str(bound.label), str(sentence))
            for bound in self.questions for sentence in bound.errors
        ]


def _first_input(bound: forms.BoundField) -> str:
    return f"{bound.auto_id}_0" if bound.use_fieldset else str(bound.auto_id)


def _widget(question: QuestionDefinition, language: str) -> forms.Widget:
    labels = [(choice.code, in_language(choice.label, language)) for choice in question.choices]
    none = [] if question.is_required else [("", _("No answer"))]
    if question.type == "single":
        return forms.RadioSelect(choices=labels + none)
    if question.type == "scale":
        return forms.RadioSelect(choices=[(step, step) for step in question.values] + none)
    if question.type == "multiple":
        return forms.CheckboxSelectMultiple(choices=labels)
    if question.type == "number":
        return forms.TextInput({"inputmode": "decimal", "autocomplete": "off", "class": "short"})
    if question.type == "date":
        return forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.Textarea({"rows": 4, "maxlength": LONGEST_TEXT})


def filled_with(answers: Mapping[str, Any], key: uuid.UUID) -> dict[str, Any]:
    """Initial values of the form: a draft's answers and the key of the response to come."""
    return {**answers, "response_id": key}


class CodeForm(forms.Form):
    """The short code of a session, as read from a wall, or the one that a person got at the door."""

    code = forms.CharField(
        label=gettext_lazy("Code"), max_length=20,
        help_text=gettext_lazy("Six letters and digits from a poster, or eight from a slip."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        plain = "".join(self.cleaned_data["code"].split()).replace("-", "").upper()
        return plain[:8] if len(plain) >= 8 else plain[:6]


class ReceiptForm(forms.Form):
    """The receipt of a response."""

    receipt = forms.CharField(
        label=gettext_lazy("Receipt"), max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("The sixteen letters and digits you got when you sent your answers."),
    )
