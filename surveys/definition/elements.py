"""What a questionnaire is made of. Pure Python, no Django."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

CHOSEN = ("single", "multiple", "rank")  # answered from a list of choices
CLOSED = ("single", "multiple", "scale")
NUMERIC = ("scale", "range", "integer", "number")
UPLOADS = ("image", "file")
COMPUTED = ("calculation", "hidden")  # hold a value, but nobody is asked
SHOWN = ("note",)  # hold nothing
TYPES = (
    *CLOSED, "rank", "range", "integer", "number", "text", "email", "date", "time", "datetime", "geopoint", *UPLOADS,
    "acknowledge", *COMPUTED, *SHOWN,
)
GROUPS = ("group", "repeat", "matrix")
OTHER = "other"  # the code of the choice that opens a text field
Text = Mapping[str, str]
Single = str | int | float | list[str] | bool | None
Answer = Any  # a Single, or the rows of a repeat: a list of {code: Answer}


class DefinitionError(ValueError):
    """The document is no questionnaire definition; the message says where."""


@dataclass(frozen=True)
class ChoiceDefinition:
    """One choice; a negative ``numeric`` means "cannot say" and the like: shown, but no value.

    columns: further columns of the choice, which filters may ask for; quota: how many may choose it, None: any number.
    """

    code: str
    label: Text
    numeric: float | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    quota: int | None = None
    image: str = ""


@dataclass(frozen=True)
class QuestionDefinition:
    """One question; ``lo`` and ``hi`` are inclusive. Expressions are kept as their authors wrote them.

    required: True, False or an expression. bank: the entry of the question bank that it was taken from; is_core: a
    pilot may not redefine it. pii: the answer is about an identifiable person.
    """

    code: str
    type: str
    label: Text = field(default_factory=dict)
    hint: Text = field(default_factory=dict)
    guidance: Text = field(default_factory=dict)
    required: bool | str = False
    required_message: Text = field(default_factory=dict)
    relevant: str = ""
    constraint: str = ""
    constraint_message: Text = field(default_factory=dict)
    calculation: str = ""
    default: str = ""
    choice_filter: str = ""
    list_name: str = ""
    choices: tuple[ChoiceDefinition, ...] = ()
    other: bool = False
    other_label: Text = field(default_factory=dict)
    randomize: bool = False
    lo: float | None = None
    hi: float | None = None
    step: float | None = None
    lo_label: Text = field(default_factory=dict)
    hi_label: Text = field(default_factory=dict)
    multiline: bool = False
    appearance: str = ""
    image: str = ""
    construct: str = ""
    bank: str = ""
    is_core: bool = False
    pii: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.type not in TYPES:
            raise DefinitionError(f"{self.code}: unknown type {self.type!r}")
        if self.type in CHOSEN and not self.choices:
            raise DefinitionError(f"{self.code}: a question of choices needs choices")
        if len({choice.code for choice in self.choices}) != len(self.choices):
            raise DefinitionError(f"{self.code}: a choice code occurs twice")
        if self.type in ("scale", "range") and (self.lo is None or self.hi is None or self.lo >= self.hi):
            raise DefinitionError(f"{self.code}: a scale needs lo below hi")

    @property
    def is_asked(self) -> bool:
        """Whether a person answers it."""
        return self.type not in (*COMPUTED, *SHOWN)

    @property
    def is_required(self) -> bool:
        """Whether it must always be answered; an expression decides from answer to answer."""
        return self.required is True

    @property
    def values(self) -> tuple[str, ...]:
        """What a closed question can be answered with, as counted; empty for an open one."""
        if self.type == "scale" and self.lo is not None and self.hi is not None:
            return tuple(str(step) for step in range(int(self.lo), int(self.hi) + 1))
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
        is_number = isinstance(answer, int | float) and not isinstance(answer, bool)
        return float(answer) if self.type in NUMERIC and is_number else None


@dataclass(frozen=True)
class Group:
    """Questions under one heading. kind: group; repeat, asked again and again; matrix, whose rows share their choices.

    is_page: shown on a page of its own. count: the expression that says how often a repeat is asked; most: the largest
    number of times.
    """

    code: str
    kind: str
    elements: tuple["Element", ...]
    label: Text = field(default_factory=dict)
    hint: Text = field(default_factory=dict)
    relevant: str = ""
    count: str = ""
    most: int | None = None
    is_page: bool = False
    appearance: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.kind not in GROUPS:
            raise DefinitionError(f"{self.code}: unknown kind of group {self.kind!r}")
        if self.kind == "matrix":
            self._check_matrix()

    def _check_matrix(self) -> None:
        rows = [row for row in self.elements if isinstance(row, QuestionDefinition)]
        if not rows or len(rows) != len(self.elements) or any(row.type not in CLOSED for row in rows):
            raise DefinitionError(f"{self.code}: the rows of a matrix are questions of one or several choices")
        if len({(row.type, row.values) for row in rows}) > 1:
            raise DefinitionError(f"{self.code}: the rows of a matrix need the same type and the same choices")


Element = QuestionDefinition | Group


@dataclass(frozen=True)
class Place:
    """A question or group with the groups around it, outermost first."""

    element: Element
    around: tuple[Group, ...]

    @property
    def repeats(self) -> tuple[str, ...]:
        """Codes of the repeats around it, outermost first."""
        return tuple(group.code for group in self.around if group.kind == "repeat")


def walk(elements: tuple[Element, ...], around: tuple[Group, ...] = ()) -> Iterator[Place]:
    """Every question and group, in the order of the questionnaire."""
    for element in elements:
        yield Place(element, around)
        if isinstance(element, Group):
            yield from walk(element.elements, (*around, element))
