"""What is wrong with the files of a world. Pure Python, no Django."""

from dataclasses import dataclass, field

MOST_SHOWN = 50


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: where, which value, what was expected instead."""

    file: str
    message: str
    line: int | None = None
    column: str = ""
    value: str | None = None

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part not in (None, ""))
        found = "" if self.value is None else f"{self.value!r}: "
        return f"{place}: {found}{self.message}"


class WorldRefused(Exception):  # noqa: N818  says what happened, like DoesNotExist
    """The files cannot be loaded; nothing has been written."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class TooManyProblems(Exception):  # noqa: N818  a signal, not an error
    """Enough is known to refuse the files."""


@dataclass
class ProblemList:
    """Collects problems and stops the reading after MOST_SHOWN of them."""

    found: list[Problem] = field(default_factory=list)

    def add(self, problem: Problem) -> None:
        self.found.append(problem)
        if len(self.found) >= MOST_SHOWN:
            raise TooManyProblems
