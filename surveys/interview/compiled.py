"""The expressions of a questionnaire as trees, and the order in which they can be worked out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from surveys.definition import OTHER, Definition, Element, Place
from surveys.expressions import ExpressionError, Tree, parse, references

DECIDING = ("relevant", "calculation", "count")  # whoever uses an answer depends on these of its question
JUDGING = ("required", "constraint", "choice_filter", "default")  # nothing but messages and choices hangs on these


@dataclass(frozen=True)
class CompiledQuestionnaire:
    """A definition with its trees.

    trees: code → use of the expression → tree; needs: code → the codes it depends on; order: all codes, each after
    those it depends on; cycle: codes that depend on each other in a ring, empty where none do.
    """

    definition: Definition
    trees: Mapping[str, Mapping[str, Tree]]
    needs: Mapping[str, tuple[str, ...]]
    order: tuple[str, ...]
    cycle: tuple[str, ...]

    def tree(self, code: str, use: str) -> Tree | None:
        """The tree of one expression; None where the question has none, or one that cannot be read."""
        return self.trees.get(code, {}).get(use)


def expressions_of(element: Element) -> Iterator[tuple[str, str]]:
    """(use, the author's text) of every expression of a question or group."""
    for use in (*DECIDING, *JUDGING):
        said = getattr(element, use, "")
        if isinstance(said, str) and said.strip() and not (use == "default" and not is_expression(said)):
            yield use, said


def is_expression(default: str) -> bool:
    """Whether a default is worked out; else it is the answer itself, as in "red" or "-5"."""
    return "${" in default or "(" in default


def compile_questionnaire(definition: Definition) -> CompiledQuestionnaire:
    """Read all expressions, once for each definition; one that cannot be read counts as none: publishing refuses it."""
    kept = vars(definition)  # as a cached property keeps its value
    if "compiled" not in kept:
        kept["compiled"] = _compiled(definition)
    return kept["compiled"]


def _compiled(definition: Definition) -> CompiledQuestionnaire:
    trees: dict[str, dict[str, Tree]] = {}
    for place in definition.places:
        for use, said in expressions_of(place.element):
            try:
                trees.setdefault(place.element.code, {})[use] = parse(said)
            except ExpressionError:
                continue
    needs = {place.element.code: _needs(definition, place, trees) for place in definition.places}
    order, cycle = _order(needs)
    return CompiledQuestionnaire(definition, trees, needs, order, cycle)


def _needs(definition: Definition, place: Place, trees: Mapping[str, Mapping[str, Tree]]) -> tuple[str, ...]:
    """What a question's value and its being asked depend on: the groups around it, and the names it mentions."""
    own = trees.get(place.element.code, {})
    names = [name for use, tree in own.items() if use in DECIDING for name in references(tree)]
    known = [code for name in names if (code := question_named(definition, name))]
    return tuple(dict.fromkeys([group.code for group in place.around] + known))


def question_named(definition: Definition, name: str) -> str:
    """The code of the question or group that a name means; the text field of "other" belongs to its question."""
    if name in definition.place_of:
        return name
    base = name.removesuffix(f"_{OTHER}")
    return base if base != name and base in definition.place_of else ""


def _order(needs: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    try:
        return tuple(TopologicalSorter(needs).static_order()), ()
    except CycleError as error:
        return tuple(needs), tuple(error.args[1][:-1])
