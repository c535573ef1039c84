"""What is wrong with the expressions of a questionnaire, found before it is published."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from surveys.definition import CHOSEN, Definition, Group, QuestionDefinition
from surveys.expressions import ExpressionError, Scene, Tree, evaluate, parse
from surveys.expressions.parsing import nodes
from surveys.expressions.patterns import refusal
from surveys.expressions.signatures import SIGNATURES
from surveys.expressions.values import NUMERIC, days_of, truth_of
from surveys.interview.compiled import compile_questionnaire, expressions_of, question_named

COMPARISONS = ("=", "!=")
ARITHMETIC = ("+", "-", "*", "div", "mod", "neg")
CHANGING = frozenset({"today", "now", "random", "once", "position", "jr:choice-name"})  # constant nowhere
KINDS = {"integer": "number", "number": "number", "scale": "number", "range": "number"}


@dataclass(frozen=True)
class Problem:
    """One problem: of which question, in which of its expressions, and a reason's code with the words it names.

    is_error: it cannot be published so; else it can, but will hardly do what its author wants. at: the character of
    the expression, from 1; 0: all of it.
    """

    code: str
    use: str
    reason: str
    words: dict[str, str] = field(default_factory=dict)
    at: int = 0
    is_error: bool = True


def problems_of(definition: Definition) -> list[Problem]:
    """All problems, in the order of the questionnaire: what cannot be read, unknown names, rings, patterns that not
    every engine reads, and (no errors) conditions that never hold, choices that do not exist, text that is calculated
    with."""
    found: list[Problem] = []
    for place in definition.places:
        for use, said in expressions_of(place.element):
            try:
                tree = parse(said)
            except ExpressionError as error:
                found.append(Problem(place.element.code, use, error.code, error.words, error.at))
                continue
            found += _of_tree(definition, place.element.code, use, tree)
    cycle = compile_questionnaire(definition).cycle
    if cycle:
        found.append(Problem(cycle[0], "relevant", "cycle", {"codes": ", ".join(dict.fromkeys(cycle))}))
    return found


def _of_tree(definition: Definition, code: str, use: str, tree: Tree) -> Iterator[Problem]:
    columns = _columns(definition, code) if use == "choice_filter" else frozenset()
    for node in nodes(tree):
        for reason, words, is_error in _of_node(definition, columns, node):
            yield Problem(code, use, reason, words, is_error=is_error)
    if use in ("relevant", "constraint") and _is_constant(tree) and not truth_of(evaluate(tree, Scene())):
        yield Problem(code, use, "never_holds", is_error=False)


Found = tuple[str, dict[str, str], bool]


def _of_node(definition: Definition, columns: frozenset[str], node: Tree) -> Iterator[Found]:
    if node[0] == "ref" and not question_named(definition, node[1]):
        yield "unknown_name", {"name": node[1]}, True
    elif node[0] == "column" and node[1] not in columns:
        yield "unknown_column", {"name": node[1]}, True
    elif node[0] == "call" and node[1] == "regex":
        yield from _of_pattern(node[3])
    elif node[0] in COMPARISONS:
        yield from _of_choice(definition, node[1], node[2])
        yield from _of_choice(definition, node[2], node[1])
    elif node[0] == "call" and node[1] == "selected":
        yield from _of_choice(definition, node[2], node[3])
    if node[0] in ARITHMETIC:
        for part in node[1:]:
            if _kind(definition, part) == "text":
                yield "text_calculated", {"part": _shown(part)}, False


def _of_pattern(pattern: Tree) -> Iterator[Found]:
    if pattern[0] != "text":
        yield "pattern_not_literal", {}, True
    elif reason := refusal(pattern[1]):
        yield f"pattern_{reason}", {"pattern": pattern[1]}, True


def _of_choice(definition: Definition, asked: Tree, said: Tree) -> Iterator[Found]:
    """A choice question compared with a code that none of its choices has."""
    place = definition.place_of.get(asked[1]) if asked[0] == "ref" else None
    question = place.element if place else None
    if not isinstance(question, QuestionDefinition) or question.type not in CHOSEN:
        return
    if said[0] in ("text", "number"):
        code = str(said[1])
        if code and code not in question.values:
            yield "unknown_choice", {"choice": code, "name": question.code}, False


def _columns(definition: Definition, code: str) -> frozenset[str]:
    question = definition.place_of[code].element
    choices = question.choices if isinstance(question, QuestionDefinition) else ()
    return frozenset({"name", "label", *(column for choice in choices for column in choice.columns)})


def _kind(definition: Definition, tree: Tree) -> str:
    """The kind of a tree's value as far as it is certain: number, text, boolean or any."""
    if tree[0] == "text":
        return "number" if NUMERIC.fullmatch(tree[1]) or days_of(tree[1]) is not None else "text"
    if tree[0] == "ref":
        place = definition.place_of.get(tree[1])
        if place is None or isinstance(place.element, Group):
            return "any"
        return "text" if place.element.type in ("note", "email", "geopoint", "image", "file") else KINDS.get(
            place.element.type, "any")
    if tree[0] == "call":
        gives = SIGNATURES[tree[1]].gives
        return "any" if gives == "text" else gives  # a text that is made may well be a date or a number
    return "any"


def _is_constant(tree: Tree) -> bool:
    return not any(
        node[0] in ("ref", "self", "here", "column") or node[0] == "call" and node[1] in CHANGING
        for node in nodes(tree)
    )


def _shown(tree: Tree) -> str:
    return f"${{{tree[1]}}}" if tree[0] == "ref" else str(tree[1])
