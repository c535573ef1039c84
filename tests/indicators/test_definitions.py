"""The indicator definitions: the files are valid, complete, and resolve the codes of stored values."""

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

import indicators.definitions
from indicators.definitions import definition_for, load_definitions

FOLDER = Path(indicators.definitions.__file__).parent
FILES = sorted(FOLDER.glob("I*.json"))
STORED_CODES = [
    "engagement_reach", "participants", "sessions_held", "person_hours", "participation_intensity",
    "attendance_per_session", "stakeholder_diversity", "stakeholder_evenness", "helix_balance",
    "helix_coverage", "representativeness_age_band", "representativeness_gender",
    "representativeness_district", "weighting_deff", "participation_gini", "return_rate", "retention_90d",
    "retention_180d", "iap2_depth", "iap2_involve_share", "commitment_acceptance", "commitment_delivery",
    "decision_influence", "delivery_days_median", "cost_per_participation", "cost_per_person_hour",
    "cost_per_participant", "digital_share", "session_completion", "survey_response_rate_citizen",
    "survey_completion_rate_citizen", "survey_response_rate_manager", "survey_completion_rate_manager",
    "nps", "likert_mean_trust_1", "top2_trust_1", "likert_mean_influence", "top2_influence", "trust_alpha",
    "method_rating", "method_top2", "shared_decision_share", "decision_concentration", "influence_rate",
    "implementation_rate", "feedback_closure_60d", "answer_days_median", "promise_gap", "early_involvement",
    "phase_coverage", "stakeholder_coverage", "method_variety", "method_entropy", "impact_achievement",
    "services_delivered", "services_sustained_12m", "services_sustained_24m", "obstacle_load",
    "obstacle_resolved", "capacity_gap", "living_lab_score", "method_overlap", "method_group_fit",
]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_meets_the_schema(path: Path) -> None:
    schema = json.loads((FOLDER / "definition.schema.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(json.loads(path.read_text()))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_holds_the_indicator_of_its_number(path: Path) -> None:
    assert {row["id"] for row in json.loads(path.read_text())} == {f"I{int(path.stem[1:3])}"}


def test_there_is_one_file_for_each_of_the_44_indicators() -> None:
    assert [int(path.stem[1:3]) for path in FILES] == list(range(1, 45))


@pytest.mark.parametrize("code", STORED_CODES)
def test_every_stored_code_has_its_definition(code: str) -> None:
    assert definition_for(code).code == code


def test_a_pattern_fills_code_and_name() -> None:
    pattern = load_definitions()["likert_mean_<question>"]
    assert definition_for("likert_mean_trust_1") == replace(
        pattern, code="likert_mean_trust_1", names={"en": "Mean (trust 1)"},
    )


def test_the_more_specific_pattern_wins() -> None:
    assert definition_for("item_nonresponse_alpha").id == "I22"


@pytest.mark.parametrize("code", ["", "reach", "likert_mean_", "likert_mean_<question>", "nps_2"])
def test_an_unknown_code_has_no_definition(code: str) -> None:
    with pytest.raises(KeyError):
        definition_for(code)


@pytest.mark.parametrize(("change", "problem"), [
    ({"family": "Z"}, "unknown family"),
    ({"display": "stars"}, "unknown display"),
    ({"direction": "sideways"}, "unknown direction"),
    ({"interval": "guess"}, "unknown interval"),
    ({"formula": {"sv": "x"}}, "an English text is missing"),
    ({"range": (1, 0)}, "range is reversed"),
    ({"minimum_n": 4}, "persons need a minimum n of 5"),
    ({"version": 0}, "version or minimum n below one"),
])
def test_a_contradiction_is_refused(change: dict[str, object], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        replace(definition_for("engagement_reach"), **change)
