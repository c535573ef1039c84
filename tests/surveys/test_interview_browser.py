"""The interview in the browser against the one on the server."""

import datetime as dt
import json
import random
from typing import Any

import pytest

from surveys.definition import Definition, read_definition
from surveys.interview import Interview
from surveys.interview.for_browser import browser_data
from tests.surveys.expressions.test_vectors import some_tree

NOW = dt.datetime(2026, 11, 23, 10, 5)
NAMES = ("n", "text", "choice", "many", "inner", "deep", "calc", "calc2", "rows", "who", "pet", "pets")
CHOICES = [{"code": str(number), "label": {"en": f"Choice {number}"}, "columns": {"size": str(number * 3)}}
           for number in range(4)]


def expression(chance: random.Random) -> str:
    """Some expression over the names of the questionnaire."""
    return written(some_tree(chance, 2), chance)


def written(tree: Any, chance: random.Random) -> str:
    kind = tree[0]
    if kind == "ref":
        return "${" + chance.choice(NAMES) + "}"
    if kind in ("number", "text"):
        return str(tree[1]) if kind == "number" else f"'{tree[1]}'"
    if kind in ("self", "here"):
        return "." if kind == "self" else "position(..)"
    if kind == "neg":
        return f"-({written(tree[1], chance)})"
    if kind == "call":
        return f"{tree[1]}({', '.join(written(part, chance) for part in tree[2:])})"
    return f"({written(tree[1], chance)} {kind} {written(tree[2], chance)})"


def some_definition(chance: random.Random) -> Definition:
    def q(code: str, kind: str, **more: Any) -> dict[str, Any]:
        said = {"code": code, "type": kind, "label": {"en": code}, **more}
        for use in ("relevant", "constraint", "required"):
            if chance.random() < 0.3:
                said[use] = expression(chance)
        return said

    return read_definition({"code": "Q", "title": {}, "elements": [
        q("n", "number"), q("text", "text"), q("choice", "single", choices=CHOICES,
                                                choice_filter=f"size > {expression(chance)}"),
        {"code": "g", "type": "group", "relevant": expression(chance), "elements": [
            q("inner", "text"), {"code": "g2", "type": "group", "elements": [q("deep", "integer")]}]},
        q("many", "multiple", choices=CHOICES), q("calc", "calculation", calculation=expression(chance)),
        {"code": "rows", "type": "repeat", **({"count": "${n}"} if chance.random() < 0.5 else {}), "elements": [
            q("who", "text"), q("calc2", "calculation", calculation=expression(chance)),
            {"code": "pets", "type": "repeat", "elements": [q("pet", "text")]}]},
    ]})


def some_answers(chance: random.Random) -> dict[str, Any]:
    values = [None, 0, 2, 3.5, "a", "7", "2026-11-20"]
    return {
        "n": chance.choice([None, 0, 1, 2, -1.5]), "text": chance.choice(values), "inner": chance.choice(values),
        "choice": chance.choice([None, "0", "2"]), "deep": chance.choice([None, 4]),
        "many": chance.choice([None, ["1"], ["0", "3"]]),
        "rows": [{"who": chance.choice(values), "pets": [{"pet": chance.choice(values)}] * chance.randint(0, 2)}
                 for _ in range(chance.randint(0, 2))],
    }


def state_of(interview: Interview) -> dict[str, Any]:
    found = {}
    for place in interview.definition.places:
        code = place.element.code
        for at in interview.instances(place):
            filtered = bool(getattr(place.element, "choice_filter", ""))
            found[f"{code}@{','.join(map(str, at))}"] = [
                interview.is_asked(code, at), interview.value(code, at), interview.is_required(code, at),
                interview.fits(code, at), [c.code for c in interview.choices(code, at)] if filtered else None,
            ]
    return found


BROWSER = """async (cases) => {
    const { Interview } = await import("/static/js/interview.js");
    const state = (interview) => Object.fromEntries(Object.entries(interview.codes).flatMap(([code, said]) =>
        interview.below(said.repeats, []).map((at) => [`${code}@${at}`, [
            interview.isAsked(code, at), interview.value(code, at), interview.isRequired(code, at),
            interview.fits(code, at), interview.offered(code, at)]])));
    return cases.map(({ data, changes, after }) => {
        const interview = new Interview(data);
        const before = state(interview);
        for (const [name, value] of changes) interview.set(name, value);
        return [before, state(interview)];
    });
}"""


@pytest.mark.journey
def test_browser_and_server_agree_before_and_after_changes(page: Any, live_server: Any) -> None:
    chance = random.Random(20261123)
    cases, here = [], []
    while len(cases) < 150:
        definition, answers = some_definition(chance), some_answers(chance)
        before = Interview(definition, answers, now=NOW, seed="one")
        if before.compiled.cycle:
            continue
        changed = some_answers(chance)
        names = chance.sample(["n", "text", "inner", "choice", "deep", "many"], 3)
        after = {**answers, **{name: changed[name] for name in names}}
        if answers["rows"]:
            names.append("rows.0.who")
            after["rows"] = [{**answers["rows"][0], "who": "new"}, *answers["rows"][1:]]
        cases.append({"data": json.loads(json.dumps(browser_data(before))), "changes": [
            [name, "new" if name == "rows.0.who" else after[name]] for name in names]})
        here.append([state_of(before), state_of(Interview(definition, after, now=NOW, seed="one"))])
    page.goto(f"{live_server.url}/healthz")
    there = page.evaluate(BROWSER, cases)
    wrong = [(case, a, b) for case, a, b in zip(cases, here, there, strict=True) if a != b]
    assert wrong == []
