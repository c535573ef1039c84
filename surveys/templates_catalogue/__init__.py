"""Questionnaire templates in our own wording, one file each. Pure Python, no Django."""

import copy
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

TYPES = ("single", "multiple", "scale", "number", "text", "date")
SCHEMA = "questionnaire.schema.json"


def template_codes() -> tuple[str, ...]:
    """The codes of all templates, sorted."""
    return tuple(sorted(path.stem for path in Path(__file__).parent.glob("*.json") if path.name != SCHEMA))


def load_template(code: str) -> dict[str, Any]:
    """The questionnaire definition of a template, a fresh copy. KeyError on an unknown code."""
    if code not in template_codes():
        raise KeyError(code)
    return copy.deepcopy(_checked(code))


@lru_cache
def _checked(code: str) -> dict[str, Any]:
    text = (Path(__file__).parent / f"{code}.json").read_text(encoding="utf-8")
    definition: dict[str, Any] = json.loads(text)
    check_definition(definition)
    return definition


def check_definition(definition: dict[str, Any]) -> None:
    """Raise ValueError where codes repeat or a question lacks what its type needs."""
    codes = [question["code"] for question in definition["questions"]]
    if len(set(codes)) != len(codes):
        raise ValueError(f"{definition['code']}: a question code occurs twice")
    for question in definition["questions"]:
        _check_question(question)


def _check_question(question: dict[str, Any]) -> None:
    kind = question["type"]
    if kind not in TYPES:
        raise ValueError(f"{question['code']}: unknown type {kind}")
    if (kind in ("single", "multiple")) != ("choices" in question):
        raise ValueError(f"{question['code']}: choices belong to choice questions only")
    for key in ("code", "numeric"):
        values = [choice[key] for choice in question.get("choices", ())]
        if len(set(values)) != len(values):
            raise ValueError(f"{question['code']}: a choice {key} occurs twice")
    if kind == "scale" and not question.get("lo", 0) < question.get("hi", 0):
        raise ValueError(f"{question['code']}: a scale needs lo below hi")
