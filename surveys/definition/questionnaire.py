"""A whole questionnaire."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from surveys.definition.elements import OTHER, DefinitionError, Element, Place, QuestionDefinition, Text, walk

PAGINGS = ("all", "groups", "questions")


@dataclass(frozen=True)
class Definition:
    """A whole questionnaire. paging: all on one page, a page per group, or one question at a time.

    quota: how many responses it takes, None: any number. settings: what other programs keep there (XLSForm).
    """

    code: str
    title: Text
    intro: Text
    languages: tuple[str, ...]
    elements: tuple[Element, ...]
    paging: str = "all"
    quota: int | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        codes = [place.element.code for place in self.places]
        codes += [f"{q.code}_{OTHER}" for q in self.every_question if q.other]
        if len(set(codes)) != len(codes):
            raise DefinitionError(f"{self.code}: a question code occurs twice")
        if self.paging not in PAGINGS:
            raise DefinitionError(f"{self.code}: unknown paging {self.paging!r}")

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Every question and group in its order."""
        return tuple(walk(self.elements))

    @cached_property
    def place_of(self) -> Mapping[str, Place]:
        """Questions and groups by their code."""
        return {place.element.code: place for place in self.places}

    @cached_property
    def every_question(self) -> tuple[QuestionDefinition, ...]:
        """Questions of all types, in repeats too."""
        return tuple(place.element for place in self.places if isinstance(place.element, QuestionDefinition))

    @cached_property
    def questions(self) -> tuple[QuestionDefinition, ...]:
        """The questions that a person answers once: no notes, no calculations, nothing inside a repeat."""
        return tuple(
            place.element for place in self.places
            if isinstance(place.element, QuestionDefinition) and place.element.is_asked and not place.repeats
        )

    @cached_property
    def is_plain(self) -> bool:
        """Whether every question is asked of everybody, so that one page shows them all without a decision."""
        return all(
            isinstance(element, QuestionDefinition) and element.is_asked and not _decides(element)
            for element in self.elements
        )

    def comparable_with(self, other: "Definition") -> bool:
        """Whether every question that both ask has the same type, choices and scale."""
        mine = {question.code: question.shape for question in self.every_question}
        return all(mine.get(question.code, question.shape) == question.shape for question in other.every_question)


def _decides(question: QuestionDefinition) -> bool:
    return bool(question.relevant or question.constraint or question.calculation or question.choice_filter
                or isinstance(question.required, str))
