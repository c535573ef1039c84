"""A questionnaire and its answers so far as the JSON that static/js/interview.js works with."""

from typing import Any

from surveys.definition import Element, Group, QuestionDefinition
from surveys.expressions.parsing import references
from surveys.interview.compiled import CompiledQuestionnaire, question_named
from surveys.interview.state import MOST_ROWS, PIPED, Interview


def browser_data(interview: Interview) -> dict[str, Any]:
    """Everything the browser needs to go on from here: trees, what hangs on what, answers, clock and seed."""
    return {
        "codes": {place.element.code: _said(interview, place.element, place.repeats,
                                            [group.code for group in place.around])
                  for place in interview.definition.places},
        "answers": interview.answers, "now": interview.now.replace(microsecond=0, tzinfo=None).isoformat(),
        "seed": interview.seed, "most": MOST_ROWS,
    }


def _said(interview: Interview, element: Element, repeats: tuple[str, ...], around: list[str]) -> dict[str, Any]:
    compiled, code = interview.compiled, element.code
    said: dict[str, Any] = {
        "kind": element.kind if isinstance(element, Group) else element.type, "isGroup": isinstance(element, Group),
        "repeats": repeats, "around": around, "trees": compiled.trees.get(code, {}), "needs": _needs(compiled, element),
    }
    if isinstance(element, Group):
        return said | {"most": element.most, "required": False}
    said |= {"required": element.is_required, "default": element.default}
    if element.choices:
        said["choices"] = [
            {"code": choice.code, "label": interview.words(code, choice.code), "columns": dict(choice.columns)}
            for choice in element.choices
        ]
    return said


def _needs(compiled: CompiledQuestionnaire, element: Element) -> list[str]:
    """What the question's place on the page hangs on: its conditions, and the answers named in its words."""
    names = [name for tree in compiled.trees.get(element.code, {}).values() for name in references(tree)]
    texts = [element.label, element.hint] if isinstance(element, QuestionDefinition | Group) else []
    names += [name for text in texts for words in text.values() for name in PIPED.findall(words)]
    known = [code for name in names if (code := question_named(compiled.definition, name)) and code != element.code]
    return list(dict.fromkeys([*compiled.needs[element.code], *known]))
