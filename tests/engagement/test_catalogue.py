"""The catalogue of methods: the file is valid, and the loader refuses what is not."""

import json
from pathlib import Path

import jsonschema
import pytest

import engagement.catalogue
from engagement.catalogue import MethodEntry, load_methods, method_entry

FOLDER = Path(engagement.catalogue.__file__).parent
WORLD_CODES = {
    "co_design_workshop", "world_cafe", "gamified_app", "online_forum", "participatory_budgeting",
    "living_lab", "citizens_assembly", "hackathon",
}
ROW = {
    "code": "world_cafe", "kind": "method", "name": {"en": "World Café"}, "definition": {"en": "Tables."},
    "phases": ["commission", "design"], "level_min": "consult", "level_max": "involve", "group_size_min": 12,
    "group_size_max": None, "mode": "face_to_face", "family": "deliberation", "sources": ["A title"],
}


def test_the_file_meets_its_schema() -> None:
    schema = json.loads((FOLDER / "methods.schema.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(json.loads((FOLDER / "methods.json").read_text()))


def test_the_loader_reads_every_row_of_the_file() -> None:
    codes = [row["code"] for row in json.loads((FOLDER / "methods.json").read_text())]
    assert ([entry.code for entry in load_methods()], len(set(codes))) == (codes, 61)


def test_the_codes_of_generated_worlds_are_in_the_catalogue() -> None:
    assert WORLD_CODES - {entry.code for entry in load_methods() if entry.kind in {"method", "tool"}} == set()


def test_every_definition_is_distinct() -> None:
    definitions = [entry.definition["en"] for entry in load_methods()]
    assert len(set(definitions)) == len(definitions)


def test_a_row_becomes_an_entry() -> None:
    assert method_entry(ROW) == MethodEntry(
        "world_cafe", "method", {"en": "World Café"}, {"en": "Tables."}, ("commission", "design"), "consult",
        "involve", 12, None, "face_to_face", "deliberation", ("A title",),
    )


@pytest.mark.parametrize(("change", "problem"), [
    ({"code": "World Café"}, "code is not snake_case"),
    ({"kind": "gadget"}, "unknown kind"),
    ({"mode": "hybrid"}, "unknown mode"),
    ({"name": {"sv": "Världskafé"}}, "no English name or definition"),
    ({"phases": []}, "phases missing or unknown"),
    ({"phases": ["plan"]}, "phases missing or unknown"),
    ({"level_min": "empower"}, "levels unknown or reversed"),
    ({"level_max": None}, "levels unknown or reversed"),
    ({"group_size_max": 3}, "group sizes below one or reversed"),
    ({"group_size_min": 0}, "group sizes below one or reversed"),
])
def test_a_contradiction_is_refused(change: dict[str, object], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        method_entry(ROW | change)


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(TypeError):
        method_entry(ROW | {"colour": "red"})
