"""One list of expressions with what each gives, for the interpreters on the server and in the browser."""

import datetime as dt
import json
import random
from pathlib import Path
from typing import Any

import pytest

from surveys.expressions import ExpressionError, Scene, Value, Values, evaluate, parse, references
from surveys.expressions.patterns import matches, refusal

VECTORS = json.loads(Path(__file__).with_name("vectors.json").read_text(encoding="utf-8"))
NOW = dt.datetime(2026, 11, 23, 10, 5, 30, 400_000)


def answer(given: Any) -> Any:
    return Values(given["repeated"]) if isinstance(given, dict) else given


def given_by_python(vector: dict[str, Any]) -> Value:
    answers = {name: answer(given) for name, given in vector.get("answers", {}).items()}
    scene = Scene(
        lookup=answers.get, own=vector.get("own"), columns=vector.get("columns", {}), now=NOW,
        position=vector.get("position"), random=lambda: vector.get("random", 0.0),
        label=lambda question, code: f"Label of {question}: {code}",
    )
    return evaluate(vector.get("tree") or parse(vector["expression"]), scene)


BROWSER = """async ([vectors]) => {
    const { evaluate, Repeated } = await import("/static/js/expressions.js");
    const answer = (given) => (given?.repeated ? Repeated.from(given.repeated) : given);
    return vectors.map((vector) => evaluate(vector.tree, {
        lookup: (name) => answer(vector.answers?.[name]), own: vector.own, columns: vector.columns,
        now: "2026-11-23T10:05:30", position: vector.position, random: () => vector.random ?? 0,
        label: (question, code) => `Label of ${question}: ${code}`,
    }));
}"""


def given_by_the_browser(page: Any, live_server: Any, vectors: list[dict[str, Any]]) -> list[Value]:
    page.goto(f"{live_server.url}/healthz")
    return page.evaluate(BROWSER, [[{"tree": parse(v["expression"])} | v for v in vectors]])


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["expression"] for vector in VECTORS])
def test_the_server_gives_what_the_vectors_say(vector: dict[str, Any]) -> None:
    found = given_by_python(vector)
    assert (found, type(found) is bool) == (vector["result"], type(vector["result"]) is bool)


@pytest.mark.journey
def test_the_browser_gives_what_the_vectors_say(page: Any, live_server: Any) -> None:
    found = given_by_the_browser(page, live_server, VECTORS)
    assert [(v["expression"], f, type(f) is bool) for v, f in zip(VECTORS, found, strict=True)] == [
        (v["expression"], v["result"], type(v["result"]) is bool) for v in VECTORS
    ]


LEAVES: tuple[Any, ...] = (
    ["number", 0], ["number", 1], ["number", 2.5], ["number", 40], ["text", ""], ["text", "a"], ["text", "7"],
    ["text", "2026-11-20"], ["text", "x y"], ["text", "É "], ["text", "2026-02-29"], ["self"], ["here"],
    *(["ref", name] for name in ("blank", "number", "text", "date", "many", "numbers", "texts", "yes", "none")),
    ["call", "today"], ["call", "now"], ["call", "true"], ["call", "position"],
)
BINARY = ("=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "div", "mod", "or", "and")
CALLS = {
    1: ("not", "number", "int", "round", "floor", "ceiling", "abs", "string", "string-length", "normalize-space",
        "count", "count-non-empty", "sum", "min", "max", "count-selected", "boolean", "date", "date-time",
        "decimal-date-time", "once", "boolean-from-string"),
    2: ("selected", "selected-at", "round", "contains", "starts-with", "ends-with", "substr", "join", "coalesce",
        "concat", "sum", "max", "format-date", "jr:choice-name"),
    3: ("if", "substr", "coalesce", "concat", "join"),
}
ANSWERS = {
    "blank": None, "number": 12, "text": "Straße", "date": "2024-02-29", "many": ["a", "7"],
    "numbers": {"repeated": [3, None, -1.5]}, "texts": {"repeated": ["b", "", "a"]}, "yes": True,
    "none": {"repeated": []},
}


def some_tree(chance: random.Random, depth: int) -> Any:
    if depth == 0 or chance.random() < 0.2:
        return chance.choice(LEAVES)
    if chance.random() < 0.1:
        return ["neg", some_tree(chance, depth - 1)]
    if chance.random() < 0.5:
        return [chance.choice(BINARY), some_tree(chance, depth - 1), some_tree(chance, depth - 1)]
    number = chance.choice((1, 2, 3))
    return ["call", chance.choice(CALLS[number]), *(some_tree(chance, depth - 1) for _ in range(number))]


@pytest.mark.journey
def test_server_and_browser_agree_on_random_trees(page: Any, live_server: Any) -> None:
    chance = random.Random(20261123)
    vectors = [
        {"expression": "1", "tree": some_tree(chance, 4), "answers": ANSWERS, "own": chance.choice([None, 3, "a"]),
         "position": 2}
        for _ in range(4000)
    ]
    here = [given_by_python(vector) for vector in vectors]
    there = given_by_the_browser(page, live_server, vectors)
    wrong = [(v["tree"], a, b) for v, a, b in zip(vectors, here, there, strict=True)
             if (a, type(a) is bool) != (b, type(b) is bool)]
    assert wrong == []


@pytest.mark.parametrize(("expression", "code", "at"), [
    ("", "empty", 1), ("1 +", "expected", 4), ("(1", "not_closed", 1), ("if(1, 2", "not_closed", 3),
    ("1 2", "left_over", 3), ("${a b}", "unreadable", 1), ("'open", "unreadable", 1), ("1 # 2", "unreadable", 3),
    ("if(1, 2)", "few_arguments", 1), ("1 + not(1, 2)", "many_arguments", 5), ("sleep(1)", "unknown_function", 1),
    ("/data/a", "not_supported", 1), ("${a} | ${b}", "not_supported", 6), ("(" * 70 + "1" + ")" * 70, "too_deep", 61),
    ("1" + "+1" * 100, "too_deep", 1), ("'" + "x" * 5000 + "'", "too_long", 5000), (")", "expected", 1),
    ("instance('a')", "unknown_function", 1), ("1 = = 2", "expected", 5), (",", "expected", 1),
])
def test_what_cannot_be_read_says_where(expression: str, code: str, at: int) -> None:
    with pytest.raises(ExpressionError) as raised:
        parse(expression)
    assert (raised.value.code, raised.value.at) == (code, at)


def test_long_rows_of_alternatives_are_not_deep() -> None:
    expression = " or ".join(f"selected(${{a}}, '{number}')" for number in range(150))
    tree = parse(expression)
    assert (len(tree), references(tree)) == (151, ["a"])


def test_the_tree_of_an_expression() -> None:
    assert parse("${a} >= 18 and not(selected(${b}, 'x')) and .=-1") == [
        "and", [">=", ["ref", "a"], ["number", 18]],
        ["call", "not", ["call", "selected", ["ref", "b"], ["text", "x"]]], ["=", ["self"], ["neg", ["number", 1]]],
    ]


@pytest.mark.parametrize(("pattern", "reason"), [
    (r"[a-z]+\d{2}", ""), ("a" * 501, "too_long"), ("(?=a)", "not_supported"), (r"\1", "not_supported"),
    (r"\p{L}", "not_supported"), ("[[:alpha:]]", "not_supported"), ("(", "broken"), ("a{2,1}", "broken"),
    (r"[\S]", "not_supported"), (r"\(\?=", ""), ("(?:a)", ""), (r"[\w\-]", ""),
])
def test_patterns_that_mean_the_same_everywhere(pattern: str, reason: str) -> None:
    assert refusal(pattern) == reason


def test_a_pattern_that_makes_others_hang_takes_no_time() -> None:
    assert not matches("(a*)*(a*)*(a|a)*b", "a" * 5000)
