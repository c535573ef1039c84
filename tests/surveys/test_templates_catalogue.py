"""The survey templates: valid files with the constructs that indicators refer to."""

import json
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest

import surveys.templates_catalogue as catalogue
from surveys.actions.questionnaires import questionnaire_from_template
from tests.factories.pilots import ProgrammeFactory

FOLDER = Path(catalogue.__file__).parent
CHOICES = [{"code": "a", "numeric": 1, "label": {}}, {"code": "b", "numeric": 1, "label": {}}]


def test_the_templates_are_known() -> None:
    assert catalogue.template_codes() == ("T1", "T2", "T3", "T4", "T5", "T6", "T8", "T9", "citizen")


@pytest.mark.parametrize("code", catalogue.template_codes())
def test_a_template_meets_the_schema(code: str) -> None:
    schema = json.loads((FOLDER / catalogue.SCHEMA).read_text())
    jsonschema.Draft202012Validator(schema).validate(catalogue.load_template(code))


@pytest.mark.parametrize(("code", "constructs"), [
    ("T1", {"method_rating": "method_rating", "perceived_level": "perceived_level",
            "would_return": "would_return"}),
    ("T2", {f"sus_{n}": f"sus_{n}" for n in range(1, 11)}), ("T3", {"recommendation": "recommendation"}),
    ("T4", {f"trust_{whom}": "trust_0_10" for whom in ("neighbours", "council", "staff", "team", "companies")}
     | {"uptake": "opinion_uptake"}),
    ("T5", {"fits_elsewhere": "fits_elsewhere"}),
    ("T6", {f"sk{n}_{side}": f"skill_{side}" for n in range(1, 19) for side in ("required", "available")}),
    ("T8", {code: code for code in ("age_band", "gender", "district", "education", "work")}), ("T9", {}),
    ("citizen", {f"trust_{n}": "trust_1_5" for n in range(1, 6)} | {"nps": "recommendation"}),
])
def test_questions_carry_their_constructs(code: str, constructs: dict[str, str]) -> None:
    questions = catalogue.load_template(code)["questions"]
    assert {q["code"]: q["construct"] for q in questions if "construct" in q} == constructs


def test_the_citizen_survey_uses_every_other_type_than_single() -> None:
    kinds = {question["type"] for question in catalogue.load_template("citizen")["questions"]}
    assert kinds == {"multiple", "scale", "number", "text", "date"}


def test_a_caller_cannot_change_the_template() -> None:
    catalogue.load_template("T1")["questions"].clear()
    assert len(catalogue.load_template("T1")["questions"]) == 18


@pytest.mark.parametrize("code", ["T99", "questionnaire.schema", "../apps"])
def test_an_unknown_template_is_refused(code: str) -> None:
    with pytest.raises(KeyError):
        catalogue.load_template(code)


@pytest.mark.parametrize(("questions", "problem"), [
    ([{"code": "a", "type": "text"}, {"code": "a", "type": "text"}], "a question code occurs twice"),
    ([{"code": "a", "type": "poem"}], "unknown type"),
    ([{"code": "a", "type": "single"}], "choices belong"),
    ([{"code": "a", "type": "text", "choices": CHOICES}], "choices belong"),
    ([{"code": "a", "type": "single", "choices": CHOICES}], "a choice numeric occurs twice"),
    ([{"code": "a", "type": "scale", "lo": 5, "hi": 1}], "lo below hi"),
])
def test_a_broken_definition_is_refused(questions: list[dict], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        catalogue.check_definition({"code": "x", "questions": questions})


def texts_in(part: object) -> Iterator[dict[str, str]]:
    """Every translated text of a template, wherever it stands."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name in ("title", "intro", "label", "hint", "lo_label", "hi_label"):
                yield value
            else:
                yield from texts_in(value)
    elif isinstance(part, list):
        for value in part:
            yield from texts_in(value)


SIX = ["en", "sv", "de", "el", "it", "pt"]


@pytest.mark.parametrize("code", catalogue.template_codes())
def test_every_text_is_there_in_every_language_of_its_template(code: str) -> None:
    template = catalogue.load_template(code)
    assert template["languages"] == (SIX if code in ("T1", "T4", "T8") else ["en"])
    assert {tuple(text) for text in texts_in(template)} == {tuple(template["languages"])}
    assert all(words == words.strip() and words for text in texts_in(template) for words in text.values())


@pytest.mark.parametrize("code", ["T1", "T4", "T8"])
def test_a_translation_says_who_made_it_and_that_nobody_has_checked_it(code: str) -> None:
    template = catalogue.load_template(code)
    assert template["translations"] == dict.fromkeys(SIX[1:], {
        "made_by": "Peripheria project", "checked_by": "",
        "note": "Translated by the project; not yet checked by a native speaker."})
    differing = [text for text in texts_in(template) if len(set(text.values())) > 1]
    assert len(differing) >= len(list(texts_in(template))) - 3  # the age bands are the same everywhere


@pytest.mark.parametrize(("code", "asked"), [
    ("T1", ["scale"] + ["single"] * 13 + ["scale"] * 3 + ["text"]), ("T2", ["scale"] * 10), ("T3", ["scale", "text"]),
    ("T4", ["scale"] * 6), ("T6", ["scale"] * 36 + ["text"]),
    ("T8", ["single", "single", "text", "text", "single", "single"]),
    ("T9", ["multiple", "text", "text", "multiple", "scale", "text", "multiple", "single"]),
])
def test_what_a_template_asks(code: str, asked: list[str]) -> None:
    assert [question["type"] for question in catalogue.load_template(code)["questions"]] == asked


@pytest.mark.parametrize("code", catalogue.template_codes())
def test_choices_have_codes_and_numbers_and_cannot_say_is_negative(code: str) -> None:
    for question in catalogue.load_template(code)["questions"]:
        by_code = {choice["code"]: choice["numeric"] for choice in question.get("choices", ())}
        assert len(set(by_code.values())) == len(by_code)
        assert {name for name, numeric in by_code.items() if numeric < 0} == (
            set(by_code) & {"cannot_say", "unsaid", "not_known"})


def test_the_usability_scale_is_cited_and_in_english_alone() -> None:
    template = catalogue.load_template("T2")
    assert template["source"].startswith("Brooke, J. (1996).")
    assert "Brooke (1996)" in template["intro"]["en"]
    ends = {(q["lo"], q["hi"], q["lo_label"]["en"], q["hi_label"]["en"]) for q in template["questions"]}
    assert (template["languages"], ends) == (["en"], {(1, 5, "Strongly disagree", "Strongly agree")})


def test_managers_are_asked_whether_it_would_fit_elsewhere_unchanged() -> None:
    questions = {question["code"]: question for question in catalogue.load_template("T5")["questions"]}
    assert questions["fits_elsewhere"] == {
        "code": "fits_elsewhere", "type": "scale", "required": False, "construct": "fits_elsewhere", "lo": 1, "hi": 5,
        "label": {"en": "A way of taking part that worked here would work unchanged somewhere else."},
        "lo_label": {"en": "Disagree strongly"}, "hi_label": {"en": "Agree strongly"}}
    assert questions["fits_elsewhere_why"]["type"] == "text"


def test_obstacles_and_skills_are_those_of_the_record() -> None:
    known = Path(catalogue.__file__).parents[2] / "engagement" / "vocabularies"
    obstacles = [one["code"] for one in json.loads((known / "obstacles.json").read_text(encoding="utf-8"))]
    skills = [one["code"] for one in json.loads((known / "skills.json").read_text(encoding="utf-8"))]
    asked = next(q for q in catalogue.load_template("T5")["questions"] if q["code"] == "obstacles")
    assert [choice["code"] for choice in asked["choices"]] == obstacles
    assert [q["code"].removesuffix("_required").upper() for q in catalogue.load_template("T6")["questions"]
            if q["code"].endswith("_required")] == [code for code in skills if code.startswith("SK")]


@pytest.mark.parametrize("code", catalogue.template_codes())
def test_a_template_can_be_published(db: None, code: str) -> None:
    version = questionnaire_from_template(programme=ProgrammeFactory(), code=code.lower(), template=code, by=None)
    assert [question.code for question in version.questions.all()] == [
        question["code"] for question in catalogue.load_template(code)["questions"]]
