"""The vocabularies of all floors: files are valid, codes agree with the closed lists of the models."""

import json
from pathlib import Path

import jsonschema
import pytest

import engagement.vocabularies
import pilots.vocabularies
import stakeholders.vocabularies
from engagement.choices import ContributionStatus, DecisionRoleCode
from pilots.choices import Helix, Level, Maturity, PhaseCode
from pilots.vocabularies import Term, read_terms

FLOORS = [pilots.vocabularies, stakeholders.vocabularies, engagement.vocabularies]
VOCABULARIES = [
    pytest.param(floor, path, id=f"{floor.__name__.split('.')[0]}-{path.stem}")
    for floor in FLOORS
    for path in sorted(Path(floor.__file__).parent.glob("*.json"))
    if path.name != "vocabulary.schema.json"
]


def codes(floor, name: str) -> list[str]:
    return [term.code for term in floor.load_vocabulary(name)]


@pytest.mark.parametrize(("floor", "path"), VOCABULARIES)
def test_a_vocabulary_meets_its_schema(floor, path: Path) -> None:
    schema = json.loads((path.parent / "vocabulary.schema.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(json.loads(path.read_text()))


@pytest.mark.parametrize(("floor", "path"), VOCABULARIES)
def test_the_loader_reads_every_row(floor, path: Path) -> None:
    assert codes(floor, path.stem) == [row["code"] for row in json.loads(path.read_text())]


@pytest.mark.parametrize(("floor", "name", "expected"), [
    (pilots.vocabularies, "phases", PhaseCode.values),
    (pilots.vocabularies, "maturity", Maturity.values),
    (stakeholders.vocabularies, "helix", Helix.values),
    (engagement.vocabularies, "participation_levels", [level.name.lower() for level in Level]),
    (engagement.vocabularies, "decision_roles", DecisionRoleCode.values),
    (engagement.vocabularies, "contribution_status", ContributionStatus.values),
    (engagement.vocabularies, "living_lab_items", [f"LL{number}" for number in range(1, 12)]),
    (engagement.vocabularies, "obstacles", [f"OB{number}" for number in range(1, 26)]),
])
def test_codes_agree_with_the_closed_list(floor, name: str, expected: list[str]) -> None:
    assert codes(floor, name) == expected


def test_every_group_has_a_helix() -> None:
    groups = stakeholders.vocabularies.load_vocabulary("groups")
    assert [term.code for term in groups if not term.helix] == []


@pytest.mark.parametrize("floor", FLOORS)
@pytest.mark.parametrize("name", ["unheard_of", "../apps", "vocabulary"])
def test_an_unknown_vocabulary_is_refused(floor, name: str) -> None:
    with pytest.raises(KeyError):
        floor.load_vocabulary(name)


@pytest.mark.parametrize(("fields", "problem"), [
    ({"code": "a b", "label": {"en": "x"}}, "malformed code"),
    ({"code": "a", "label": {"sv": "x"}}, "no English label"),
    ({"code": "a", "label": {"en": "x"}, "helix": "church"}, "unknown helix or side"),
])
def test_a_malformed_term_is_refused(fields: dict, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        Term(**fields)


def test_a_code_that_occurs_twice_is_refused(tmp_path: Path) -> None:
    row = {"code": "a", "label": {"en": "x"}}
    (tmp_path / "twice.json").write_text(json.dumps([row, row]))
    with pytest.raises(ValueError, match="twice"):
        read_terms(tmp_path / "twice.json")
