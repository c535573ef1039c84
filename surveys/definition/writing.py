"""From a definition to the JSON document that is stored; reading it again gives an equal definition."""

from dataclasses import MISSING, fields
from typing import Any

from surveys.definition.elements import ChoiceDefinition, Element, Group, QuestionDefinition
from surveys.definition.questionnaire import Definition


def write_definition(definition: Definition) -> dict[str, Any]:
    """The JSON document of a definition; what has its default value is left out."""
    lists: dict[str, Any] = {}
    document: dict[str, Any] = {
        "code": definition.code, "title": dict(definition.title), "intro": dict(definition.intro),
        "languages": list(definition.languages), "paging": definition.paging,
        "elements": [_element(element, lists) for element in definition.elements],
    }
    if lists:
        document["lists"] = lists
    if definition.quota is not None:
        document["quota"] = definition.quota
    if definition.settings:
        document["settings"] = dict(definition.settings)
    return document


def _element(element: Element, lists: dict[str, Any]) -> dict[str, Any]:
    if isinstance(element, Group):
        said = _said(element, leave=("elements", "kind"))
        return {"type": element.kind, **said, "elements": [_element(inside, lists) for inside in element.elements]}
    said = _said(element, leave=("choices",))
    if not element.choices:
        return said
    choices = [_choice(choice) for choice in element.choices]
    if element.list_name and lists.setdefault(element.list_name, choices) == choices:
        return said
    return {**said, "choices": choices}


def _choice(choice: ChoiceDefinition) -> dict[str, Any]:
    return {**_said(choice, leave=()), "label": dict(choice.label)}


def _said(part: QuestionDefinition | Group | ChoiceDefinition, leave: tuple[str, ...]) -> dict[str, Any]:
    """The fields that say something, in their order."""
    found = {}
    for field in fields(part):
        value = getattr(part, field.name)
        usual = field.default_factory() if field.default_factory is not MISSING else field.default
        if field.name not in leave and (field.default is MISSING and field.default_factory is MISSING
                                        or value != usual):
            found[field.name] = value
    return found
