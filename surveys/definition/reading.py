"""From the stored JSON document to a definition."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from surveys.definition.elements import GROUPS, ChoiceDefinition, DefinitionError, Element, Group, QuestionDefinition
from surveys.definition.questionnaire import Definition

Choices = Mapping[str, tuple[ChoiceDefinition, ...]]
QUESTION_KEYS = {field.name for field in fields(QuestionDefinition)} - {"choices"}
GROUP_KEYS = {field.name for field in fields(Group)} - {"elements", "kind"}
DEEPEST = 8  # groups inside groups


def read_definition(document: Mapping[str, Any]) -> Definition:
    """Build a definition from its JSON; raises DefinitionError.

    ``elements`` holds questions and groups, ``lists`` the choices that several questions share. An older document with
    ``questions`` is a flat list of them.
    """
    try:
        lists = {name: _choices(rows) for name, rows in (document.get("lists") or {}).items()}
        rows = document["elements"] if "elements" in document else [_once(row) for row in document["questions"]]
        return Definition(
            code=str(document["code"]), title=document["title"], intro=document.get("intro") or {},
            languages=tuple(document.get("languages") or ("en",)),
            elements=tuple(_element(row, lists, 0) for row in rows), paging=document.get("paging") or "all",
            quota=document.get("quota"), settings=document.get("settings") or {},
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise DefinitionError(f"not a questionnaire definition: {error!r}") from error


def _once(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """A question of an older document: its texts have several lines."""
    return {**row, "multiline": True} if row["type"] == "text" else row


def _element(document: Mapping[str, Any], lists: Choices, depth: int) -> Element:
    if depth > DEEPEST:
        raise DefinitionError(f"{document['code']}: more than {DEEPEST} groups inside each other")
    return _group(document, lists, depth) if document["type"] in GROUPS else _question(document, lists)


def _group(document: Mapping[str, Any], lists: Choices, depth: int) -> Group:
    known = {name: document[name] for name in GROUP_KEYS if document.get(name) is not None}
    inside = tuple(_element(row, lists, depth + 1) for row in document["elements"])
    return Group(**known | {"kind": document["type"], "elements": inside})


def _question(document: Mapping[str, Any], lists: Choices) -> QuestionDefinition:
    known = {name: document[name] for name in QUESTION_KEYS if document.get(name) is not None}
    name = document.get("list_name") or ""
    if name and "choices" not in document:
        if name not in lists:
            raise DefinitionError(f"{document['code']}: there is no list of choices {name!r}")
        return QuestionDefinition(**known | {"choices": lists[name]})
    return QuestionDefinition(**known | {"choices": _choices(document.get("choices") or ())})


def _choices(rows: Any) -> tuple[ChoiceDefinition, ...]:
    return tuple(
        ChoiceDefinition(
            str(row["code"]), row.get("label") or {}, row.get("numeric"), columns=row.get("columns") or {},
            quota=row.get("quota"), image=row.get("image") or "",
        )
        for row in rows
    )
