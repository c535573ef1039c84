"""Answers that belong together: those of a respondent and their margins, and pairs that one person gave. No Django."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class WeightedItems:
    """Respondents of a survey counted by what decides their weight, and what those of each kind answered.

    margins: names of the columns of a cell, a category of the census each. respondents: cell -> people who answered the
    survey and whose margins are all known; unknown: people of whom one is not. answers: question -> (cell, value) ->
    people of those cells, empty answers left out. is_waiting: part of the answers is not released yet; cells are empty
    then, and only the questions are named.
    """

    survey: str
    margins: tuple[str, ...]
    respondents: Mapping[tuple[str, ...], int]
    unknown: int = 0
    answers: Mapping[str, Mapping[tuple[tuple[str, ...], int], int]] = field(default_factory=dict)
    is_waiting: bool = False

    def __post_init__(self) -> None:
        """Refuse cells of another width and more answers in a cell than people."""
        if any(len(cell) != len(self.margins) for cell in self.respondents):
            raise ValueError("a cell needs every margin")
        for answered in self.answers.values():
            people: dict[tuple[str, ...], int] = {}
            for (cell, _value), n in answered.items():
                people[cell] = people.get(cell, 0) + n
            if any(n > self.respondents.get(cell, 0) for cell, n in people.items()):
                raise ValueError("more answers than respondents")


@dataclass(frozen=True, slots=True)
class SkillPairs:
    """How many managers gave each pair (importance, performance) of a skill; incomplete: who gave one or none.

    is_waiting: part of the answers is not released yet; they are told only together with those of other pilots.
    """

    skill: str
    pairs: Mapping[tuple[int, int], int]
    incomplete: int = 0
    is_waiting: bool = False

    def __post_init__(self) -> None:
        """Refuse negative counts."""
        if min((*self.pairs.values(), self.incomplete)) < 0:
            raise ValueError("counts must not be negative")
