"""The native input of every type of question; ``check_answers`` judges what was typed."""

from collections.abc import Mapping, Sequence, Set
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from foundation.translated import in_language
from surveys.definition import ChoiceDefinition, QuestionDefinition
from surveys.validators import LONGEST_TEXT

LONGEST_LINE = 500  # characters of a text in one line
MOST_CODES = 200


class RawField(forms.Field):
    """Passes on what was typed. ``label`` and ``hint`` may say what was answered before, so they come from outside.

    offered: codes of the choices that are shown now, None: all.
    """

    def __init__(self, question: QuestionDefinition, language: str, *, label: str, hint: str, is_required: bool,
                 choices: Sequence[ChoiceDefinition], offered: Set[str] | None = None) -> None:
        super().__init__(label=label, help_text=hint, required=is_required,
                         widget=_widget(question, choices, language, is_required=is_required))
        self.question, self.offered = question, offered
        self.constraint_message = in_language(question.constraint_message, language) or _("Please check this answer.")
        self.lo_label = in_language(question.lo_label, language)
        self.hi_label = in_language(question.hi_label, language)
        self.guidance = in_language(question.guidance, language)

    def validate(self, value: Any) -> None:
        """Everything passes."""


class RankWidget(forms.Widget):
    """A place for every choice, from a list: ranking needs neither a mouse nor a script."""

    template_name = "surveys/widgets/rank.html"
    use_fieldset = True

    def __init__(self, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.choices = list(choices)

    def id_for_label(self, id_: str, index: Any = None) -> str:
        return f"{id_}_0"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        places = places_of(value)
        context["widget"]["rows"] = [
            {"name": f"{name}.{code}", "id": f"{(attrs or {}).get('id', name)}_{number}", "label": label,
             "place": places.get(code, "")}
            for number, (code, label) in enumerate(self.choices)
        ]
        context["widget"]["places"] = [str(number + 1) for number in range(len(self.choices))]
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> dict[str, str]:
        given = {code: str(data.get(f"{name}.{code}", ""))[:3] for code, _label in self.choices}
        return {code: place for code, place in given.items() if place}

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return not any(f"{name}.{code}" in data for code, _label in self.choices)


def places_of(value: Any) -> dict[str, str]:
    """Code → place, of what was typed or of a clean ranking."""
    if isinstance(value, Mapping):
        return {str(code): str(place) for code, place in value.items()}
    return {str(code): str(number + 1) for number, code in enumerate(value or [])}


def typed_value(value: Any) -> Any:
    """What was typed, small enough to be kept and without what no database takes."""
    if isinstance(value, list):
        return [str(one).replace("\0", "")[:200] for one in value[:MOST_CODES]]
    return value.replace("\0", "")[:2 * LONGEST_TEXT] if isinstance(value, str) else value


def _widget(question: QuestionDefinition, choices: Sequence[ChoiceDefinition], language: str, *,
            is_required: bool) -> forms.Widget:
    labels = [(choice.code, in_language(choice.label, language) or choice.code) for choice in choices]
    none = [] if is_required else [("", _("No answer"))]
    if question.type == "single":
        return forms.RadioSelect(choices=labels + none)
    if question.type == "scale":
        return forms.RadioSelect(choices=[(step, step) for step in question.values] + none)
    if question.type == "multiple":
        return forms.CheckboxSelectMultiple(choices=labels)
    if question.type == "rank":
        return RankWidget(labels)
    if question.type == "acknowledge":
        return forms.CheckboxInput({"value": "true"}, check_test=lambda value: value in (True, "true", "on"))
    return _text_widget(question)


def _text_widget(question: QuestionDefinition) -> forms.Widget:
    if question.type == "date":
        return forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    if question.type == "text" and question.multiline:
        return forms.Textarea({"rows": 4, "maxlength": LONGEST_TEXT})
    attributes: dict[str, dict[str, Any]] = {
        "number": {"inputmode": "decimal", "autocomplete": "off", "class": "short"},
        "integer": {"inputmode": "numeric", "autocomplete": "off", "class": "short"},
        "range": {"inputmode": "decimal", "autocomplete": "off", "class": "short"},
        "email": {"type": "email", "autocomplete": "email"}, "time": {"type": "time", "class": "short"},
        "datetime": {"type": "datetime-local"}, "geopoint": {"inputmode": "text", "autocomplete": "off"},
        "text": {"maxlength": LONGEST_LINE},
    }
    return forms.HiddenInput() if question.type == "hidden" else forms.TextInput(attributes[question.type])
