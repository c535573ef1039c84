"""Evaluate a tree; the same, construct by construct, as static/js/expressions.js."""

import math
from collections.abc import Callable

from surveys.expressions.functions import FUNCTIONS
from surveys.expressions.parsing import Tree
from surveys.expressions.scene import Scene
from surveys.expressions.values import Value, Values, equal, number_of, order, plain, text_of, truth_of


def evaluate(tree: Tree, scene: Scene) -> Value:
    """The value of a tree in a scene; whatever people answer, it gives a value and no exception."""
    return plain(_evaluate(tree, scene))


def _evaluate(tree: Tree, scene: Scene) -> "Value | Values":
    kind = tree[0]
    if kind == "call":
        return _called(tree, scene)
    if kind in ("number", "text"):
        return plain(tree[1])
    if kind == "ref":
        return scene.lookup(tree[1])
    if kind == "self":
        return scene.own
    if kind == "column":
        return plain(scene.columns.get(tree[1]))
    if kind == "or":
        return any(truth_of(evaluate(part, scene)) for part in tree[1:])
    if kind == "and":
        return all(truth_of(evaluate(part, scene)) for part in tree[1:])
    if kind == "here":
        return scene.position
    if kind == "neg":
        number = number_of(evaluate(tree[1], scene))
        return None if number is None else 0.0 - number
    return _compared_or_computed(kind, evaluate(tree[1], scene), evaluate(tree[2], scene))


def _called(tree: Tree, scene: Scene) -> "Value | Values":
    name, given = tree[1], tree[2:]
    # these look at some of their arguments only
    if name == "if":
        return evaluate(given[1] if truth_of(evaluate(given[0], scene)) else given[2], scene)
    if name == "coalesce":
        return next((value for part in given if (value := evaluate(part, scene)) is not None), None)
    if name == "once":
        own = plain(scene.own)
        return evaluate(given[0], scene) if own is None else own
    if name == "jr:choice-name":
        return _choice_name(given, scene)
    return FUNCTIONS[name](scene, *(_evaluate(part, scene) for part in given))


def _choice_name(given: list[Tree], scene: Scene) -> Value:
    value, asked = evaluate(given[0], scene), given[1]
    question = asked[1] if asked[0] == "ref" else text_of(evaluate(asked, scene)).strip("${} ")
    codes = value if isinstance(value, list) else [] if value is None else [text_of(value)]
    return plain(", ".join(scene.label(question, code) for code in codes))


def _compared_or_computed(operator: str, left: Value, right: Value) -> Value:
    if operator in ("=", "!="):
        return equal(left, right) == (operator == "=")
    if operator in ORDERS:
        way = order(left, right)
        return way is not None and ORDERS[operator](way)
    one, two = number_of(left), number_of(right)
    if one is None or two is None:
        return None
    result = ARITHMETIC[operator](one, two)
    return result if result is None or math.isfinite(result) else None


ORDERS: dict[str, Callable[[int], bool]] = {
    "<": lambda way: way < 0, "<=": lambda way: way <= 0, ">": lambda way: way > 0, ">=": lambda way: way >= 0,
}
ARITHMETIC: dict[str, Callable[[float, float], float | None]] = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b,
    "div": lambda a, b: a / b if b else None, "mod": lambda a, b: math.fmod(a, b) if b else None,
}
