"""A questionnaire's definition as stored in ``QuestionnaireVersion.definition``. Pure Python, no Django."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

CLOSED = ("single", "multiple", "scale")
TYPES = (*CLOSED, "number", "text", "date")
Text = Mapping[str, str]
Answer = str | int | float | list[str] | None


class DefinitionError(ValueError):
    """The document is no questionnaire definition; the message says where."""


@dataclass(frozen=True)
class ChoiceDefinition:
    """One choice; a negative ``numeric`` means "cannot say" and the like: shown, but no value."""

    code: str
    label: Text
    numeric: float | None = None


@dataclass(frozen=True)
class QuestionDefinition:
    """One question; ``lo`` and ``hi`` are inclusive (scale and number)."""

    code: str
    type: str
    label: Text
    hint: Text = field(default_factory=dict)
    required: bool = False
    construct: str = ""
    choices: tuple[ChoiceDefinition, ...] = ()
    lo: int | None = None
    hi: int | None = None
    lo_label: Text = field(default_factory=dict)
    hi_label: Text = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.type not in TYPES:
            raise DefinitionError(f"{self.code}: unknown type {self.type!r}")
        if self.type in ("single", "multiple") and not self.choices:
            raise DefinitionError(f"{self.code}: a question of choices needs choices")
        if len({choice.code for choice in self.choices}) != len(self.choices):
            raise DefinitionError(f"{self.code}: a choice code occurs twice")
        if self.type == "scale" and (self.lo is None or self.hi is None or self.lo >= self.hi):
            raise DefinitionError(f"{self.code}: a scale needs lo below hi")

    @property
    def values(self) -> tuple[str, ...]:
        """What a closed question can be answered with, as counted; empty for an open one."""
        if self.type == "scale" and self.lo is not None and self.hi is not None:
            return tuple(str(step) for step in range(self.lo, self.hi + 1))
        return tuple(choice.code for choice in self.choices)

    @property
    def shape(self) -> tuple[Any, ...]:
        """What must be equal for answers to be comparable: type, values and range."""
        return (self.type, tuple((c.code, c.numeric) for c in self.choices), self.lo, self.hi)

    def number_of(self, answer: Answer) -> float | None:
        """The answer as a number (choice: its numeric code); None where it has none."""
        if self.type == "single":
            numeric = next((choice.numeric for choice in self.choices if choice.code == answer), None)
            return numeric if numeric is not None and numeric >= 0 else None
        return float(answer) if self.type in ("scale", "number") and isinstance(answer, int | float) else None


@dataclass(frozen=True)
class Definition:
    """A whole questionnaire."""

    code: str
    title: Text
    intro: Text
    languages: tuple[str, ...]
    questions: tuple[QuestionDefinition, ...]

    def __post_init__(self) -> None:
        if len({question.code for question in self.questions}) != len(self.questions):
            raise DefinitionError(f"{self.code}: a question code occurs twice")

    def comparable_with(self, other: "Definition") -> bool:
        """Whether every question that both ask has the same type, choices and scale."""
        mine = {question.code: question.shape for question in self.questions}
        return all(mine.get(question.code, question.shape) == question.shape for question in other.questions)


def read_definition(document: Mapping[str, Any]) -> Definition:
    """Build a definition from its JSON; raises DefinitionError."""
    try:
        return Definition(
            code=str(document["code"]), title=document["title"], intro=document.get("intro") or {},
            languages=tuple(document.get("languages") or ("en",)),
            questions=tuple(_question(question) for question in document["questions"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise DefinitionError(f"not a questionnaire definition: {error!r}") from error


def _question(document: Mapping[str, Any]) -> QuestionDefinition:
    known = {name: document[name] for name in QuestionDefinition.__dataclass_fields__ if document.get(name) is not None}
    choices = tuple(
        ChoiceDefinition(str(choice["code"]), choice["label"], choice.get("numeric"))
        for choice in document.get("choices") or ()
    )
    return QuestionDefinition(**known | {"choices": choices})
