"""The file of documented facts about the six pilots: valid, and every fact has a source that is named."""

import json
from pathlib import Path
from typing import Any

import jsonschema

import pilots
from pilots.vocabularies import load_vocabulary

FOLDER = Path(pilots.__file__).parent / "demo"
DOCUMENT = json.loads((FOLDER / "peripheria.json").read_text())


def cited(node: Any) -> set[str]:
    if isinstance(node, list):
        return set().union(*map(cited, node))
    if isinstance(node, dict):
        return {node["source"]} if "source" in node else set().union(*map(cited, node.values()))
    return set()


def test_the_file_meets_its_schema() -> None:
    schema = json.loads((FOLDER / "peripheria.schema.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(DOCUMENT)


def test_every_cited_source_is_named_and_every_named_one_cited() -> None:
    used = cited(DOCUMENT["pilots"]) | set(DOCUMENT["programme"]["sources"])
    assert used == set(DOCUMENT["sources"])


def test_arena_types_and_mandates_are_terms() -> None:
    arenas = {pilot["arena_type"] for pilot in DOCUMENT["pilots"]}
    mandates = {pilot["mandate"]["code"] for pilot in DOCUMENT["pilots"] if "mandate" in pilot}
    assert arenas == {term.code for term in load_vocabulary("arena_types")}
    assert mandates - {term.code for term in load_vocabulary("mandates")} == set()


def test_only_the_sourced_population_is_given() -> None:
    given = {p["slug"]: p["population"]["value"] for p in DOCUMENT["pilots"] if "population" in p}
    assert given == {"athens": 655780}
