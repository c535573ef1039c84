"""What is written as a form is read again as the same questionnaire."""

import io
import random
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.definition import Definition, read_definition
from surveys.definition.elements import CHOSEN, TYPES
from surveys.templates_catalogue import load_template, template_codes
from surveys.xlsform import CellTooLong, read_xlsform, write_xlsform
from tests.factories.surveys import ALL_TYPES
from tests.surveys.test_definition import WHOLE
from tests.surveys.test_interview_browser import some_definition
from tests.surveys.xlsform.books import book

REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "xlsforms"


def again(definition: Definition) -> Definition:
    """Written and read; expressions may be anything here, so only errors of other kinds count."""
    form = read_xlsform(io.BytesIO(write_xlsform(definition)), name="another name")
    assert [str(problem) for problem in form.problems if problem.is_error] == []
    assert form.document is not None
    return read_definition(form.document)


def cells(definition: Definition) -> dict[str, list[dict[str, Any]]]:
    """Each sheet of the written form as rows by heading, only the cells that say something."""
    loaded = openpyxl.load_workbook(io.BytesIO(write_xlsform(definition)))
    found = {}
    for sheet in loaded:
        head, *rows = sheet.iter_rows(values_only=True)
        found[sheet.title] = [{name: cell for name, cell in zip(head, row, strict=True) if cell is not None}
                              for row in rows]
    return found


@pytest.mark.parametrize("code", template_codes())
def test_templates_come_back(code: str) -> None:
    definition = read_definition(load_template(code))
    assert again(definition) == definition


@pytest.mark.parametrize("document", [WHOLE, ALL_TYPES], ids=["whole", "all_types"])
def test_definitions_of_the_tests_come_back(document: dict[str, Any]) -> None:
    definition = read_definition(document)
    assert again(definition) == definition


@pytest.mark.skipif(not REAL.is_dir(), reason="the real forms are not beside the checkout (../shared/data/xlsforms)")
def test_real_forms_come_back() -> None:
    found = {}
    for path in sorted(REAL.glob("*.xlsx")):
        with path.open("rb") as file:
            first = read_xlsform(file, name=path.stem)
        assert first.document is not None
        definition = read_definition(first.document)
        found[path.stem[:2]] = again(definition) == definition
    assert found == {"02": True, "07": True, "08": True, "09": True}


FORM = {
    "code": "walk", "title": {"en": "Walk", "sv": "Promenad"}, "intro": {"en": "Welcome", "sv": "Välkommen"},
    "languages": ["en", "sv"], "paging": "questions", "quota": 40, "settings": {"version": "3", "style": "pages"},
    "lists": {"yn": [{"code": "yes", "label": {"en": "Yes", "sv": "Ja"}, "numeric": 1},
                     {"code": "no", "label": {"en": "No", "sv": "Nej"}, "numeric": 0,
                      "columns": {"Region": "north"}, "quota": 9, "image": "no.png"}]},
    "elements": [
        {"code": "a", "type": "scale", "label": {"en": "=1+1", "sv": "-ja"}, "lo": 1, "hi": 5,
         "lo_label": {"en": "Low"}, "hi_label": {"en": "High"}, "construct": "trust_1_5", "bank": "q17",
         "is_core": True, "pii": True, "required": True, "hint": {"en": "@home"}, "guidance": {"en": "Ask twice"}},
        {"code": "g", "type": "group", "label": {"en": "Group"}, "is_page": True, "relevant": "${a}  >  2 ",
         "elements": [
             {"code": "r", "type": "repeat", "label": {"en": "People"}, "count": "${a} + 1", "most": 4, "elements": [
                 {"code": "mail", "type": "email", "label": {"en": "E-mail"}, "constraint": "regex(., '.+@.+')",
                  "constraint_message": {"en": "No address"}}]},
             {"code": "m", "type": "matrix", "label": {"en": "Views"}, "elements": [
                 {"code": "m1", "type": "single", "label": {"en": "Bus"}, "list_name": "yn"},
                 {"code": "m2", "type": "single", "label": {"en": "Tram"}, "list_name": "yn"}]}]},
        {"code": "many", "type": "multiple", "label": {"en": "Which?"}, "list_name": "yn", "randomize": True,
         "choice_filter": "Region = 'north'"},
        {"code": "own", "type": "rank", "label": {"en": "Order"}, "choices": [
            {"code": "x y", "label": {"en": "X"}}, {"code": "z", "label": {}}]},
        {"code": "slide", "type": "range", "label": {"en": "Slide"}, "lo": 0, "hi": 2.5, "step": 0.5},
        {"code": "n", "type": "number", "label": {"en": "Number"}, "lo": 0, "hi": 1000, "default": "+7"},
        {"code": "long", "type": "text", "label": {"en": "Tell"}, "multiline": True, "appearance": "w2",
         "extra": {"My column": "keep", "read_only": "yes", "deep": {"er": [1, None]}}},
        {"code": "sum", "type": "calculation", "calculation": "${a}*2"},
        {"code": "sound", "type": "note", "label": {"en": "Sing!"}, "extra": {"type": "audio"}},
    ],
}


def test_a_whole_form_as_other_programs_see_it() -> None:
    definition = read_definition(FORM)
    assert again(definition) == definition
    sheets = cells(definition)
    english, swedish = "label::English (en)", "label::Swedish (sv)"
    assert sheets["settings"] == [{
        "form_title": "Walk", "form_title::Swedish (sv)": "Promenad", "form_id": "walk", "version": "3",
        "default_language": "English (en)", "languages": "en sv", "intro::English (en)": "Welcome",
        "intro::Swedish (sv)": "Välkommen", "paging": "questions", "response_limit": "40", "style": "pages"}]
    assert sheets["choices"] == [
        {"list_name": "yn", "name": "yes", english: "Yes", swedish: "Ja", "numeric_code": "1"},
        {"list_name": "yn", "name": "no", english: "No", swedish: "Nej", "numeric_code": "0", "quota": "9",
         "media::image": "no.png", "Region": "north"},
        {"list_name": "own", "name": "x_y", english: "X", "peripheria_exact": '{"code": ["x_y", "x y"]}'},
        {"list_name": "own", "name": "z"}]
    rows = {row.get("name", row["type"]): row for row in sheets["survey"]}
    assert rows["a"] == {
        "type": "range", "name": "a", english: "=1+1", swedish: "-ja", "hint::English (en)": "@home",
        "guidance_hint::English (en)": "Ask twice", "low_label::English (en)": "Low",
        "high_label::English (en)": "High", "required": "yes", "parameters": "start=1 end=5", "indicator": "trust_1_5",
        "question_bank_id": "q17", "core": "yes", "pii": "yes", "peripheria_type": "scale"}
    assert rows["g"] == {
        "type": "begin_group", "name": "g", english: "Group", "appearance": "field-list", "relevant": "${a}  >  2",
        "peripheria_exact": '{"relevant": ["${a}  >  2", "${a}  >  2 "]}'}
    assert rows["m"] == {"type": "begin_group", "name": "m", english: "Views", "appearance": "table-list",
                         "peripheria_type": "matrix"}
    assert rows["many"] == {"type": "select_multiple yn", "name": "many", english: "Which?",
                            "choice_filter": "Region = 'north'", "parameters": "randomize=true"}
    assert rows["own"] == {"type": "rank own", "name": "own", english: "Order", "own_list": "yes"}
    assert rows["long"] == {
        "type": "text", "name": "long", english: "Tell", "appearance": "multiline w2", "read_only": "yes",
        "My column": "keep", "peripheria_exact": '{"extra": [{"My column": "keep", "read_only": "yes"}, {"My column": '
                                                 '"keep", "read_only": "yes", "deep": {"er": [1, null]}}]}'}
    assert rows["sound"] == {"type": "audio", "name": "sound", english: "Sing!"}
    assert [row["type"] for row in sheets["survey"]] == [
        "range", "begin_group", "begin_repeat", "text", "end_repeat", "begin_group", "select_one yn", "select_one yn",
        "end_group", "end_group", "select_multiple yn", "rank own", "range", "decimal", "text", "calculate", "audio"]


def test_no_cell_is_a_formula_a_number_or_a_link() -> None:
    definition = read_definition({"code": "=A1", "title": {"en": "@SUM(1)"}, "elements": [
        {"code": "q", "type": "text", "label": {"en": "=cmd|' /C calc'!A0"}, "hint": {"en": "https://example.org"},
         "default": "12"}]})
    loaded = openpyxl.load_workbook(io.BytesIO(write_xlsform(definition)))
    assert {cell.data_type for sheet in loaded for row in sheet.iter_rows() for cell in row
            if cell.value is not None} == {"s"}
    assert again(definition) == definition


def test_a_change_of_the_cells_wins_over_what_was_noted_of_them() -> None:
    headings = ["type", "name", "label", "peripheria_exact"]
    exact = '{"label": [{"en": "Old"}, {"en": " Old "}]}'
    read = {words: read_xlsform(book(survey=[headings, ["text", "a", words, exact]])).document
            for words in ("Old", "New")}
    assert [document["elements"][0]["label"] if document else None for document in read.values()] == [
        {"en": " Old "}, {"en": "New"}]


@pytest.mark.parametrize("cell", [
    "{", "[]", "7", '{"label": 5}', '{"label": [{"en": "A"}, 5]}', '{"elements": [null, []]}',
    '{"hi": [null, NaN]}', '{"hi": [null, 1e999]}', "[" * 9000, '{"extra": [null, {"a": "\\u0000"}]}',
    '{"choices": [null, [{"code": 1, "label": {}}]]}', '{"type": ["text", 3]}', '{"multiline": [null, "yes"]}',
])
def test_what_is_noted_wrongly_is_left_out_with_a_warning(cell: str) -> None:
    form = read_xlsform(book(survey=[["type", "name", "label", "peripheria_exact"], ["text", "a", "A", cell]]))
    assert [str(problem) for problem in form.problems] == [
        "survey:2:D: This column is written by the export; here it cannot be read and is left out."]
    assert form.document is not None
    assert form.document["elements"] == [{"code": "a", "type": "text", "label": {"en": "A"}}]


def test_a_text_longer_than_a_cell_is_said_and_not_cut() -> None:
    definition = read_definition({"code": "q", "title": {}, "elements": [
        {"code": "a", "type": "note", "label": {"en": "x" * 32_768}}]})
    with pytest.raises(CellTooLong):
        write_xlsform(definition)


@pytest.mark.parametrize("seed", range(40))
def test_random_questionnaires_with_expressions_come_back(seed: int) -> None:
    definition = some_definition(random.Random(seed))
    written = read_xlsform(io.BytesIO(write_xlsform(definition)), name="x")
    errors = [problem for problem in written.problems if problem.is_error]
    if errors:  # an expression that nobody may publish: then nothing is read, and the place is said
        assert (written.document, {problem.sheet for problem in errors}) == (None, {"survey"})
        return
    assert written.document is not None
    assert read_definition(written.document) == definition


WORDS = st.one_of(st.text(st.characters(exclude_characters="\0"), max_size=12), st.sampled_from([
    "=1+1", "'=x", "''@y", " a ", "a\r\nb", "\x01", "_x0041_", "x005F_", "yes", "1", "x" * 70, "a\xa0b", "\ufeffz", "",
    "label", "::", "a::b (c)", "list-nolabel", "table-list field-list", "label list-nolabel", "\ud800", "None"]))
LANGUAGE = st.sampled_from(["en", "sv", "el", "pt-br", "x-klingon", "x-العربية", "zz", "a b", "", "EN", "de::x"])
TEXT = st.dictionaries(LANGUAGE, WORDS, max_size=3)
PLACES = st.one_of(st.none(), st.integers(-10**6, 10**6), st.floats(-1e6, 1e6))
EXTRA = st.dictionaries(WORDS, st.one_of(WORDS, st.integers(), st.booleans(), st.lists(WORDS, max_size=2)), max_size=3)


@st.composite
def choices(draw: Any) -> list[dict[str, Any]]:
    codes = draw(st.lists(WORDS.map(lambda word: word or "c"), min_size=1, max_size=4, unique=True))
    if draw(st.booleans()):
        codes = [*[code for code in codes if code != "other"], "other"]
    return [{"code": code, "label": draw(TEXT), "numeric": draw(PLACES), "image": draw(WORDS),
             "columns": draw(st.dictionaries(WORDS, WORDS, max_size=2)), "quota": draw(st.none() | st.integers(0, 9))}
            for code in codes]


@st.composite
def question(draw: Any, code: str, types: tuple[str, ...] = TYPES) -> dict[str, Any]:
    type_ = draw(st.sampled_from(types))
    found: dict[str, Any] = {"code": code, "type": type_, "required": draw(st.booleans())}
    for name in ("label", "hint", "guidance", "required_message", "constraint_message", "other_label", "lo_label"):
        found[name] = draw(TEXT) if draw(st.booleans()) else {}
    for name in ("default", "appearance", "image", "construct", "bank"):
        found[name] = draw(WORDS).replace("(", "").replace("${", "") if draw(st.booleans()) else ""
    for name in ("multiline", "is_core", "pii", "randomize"):
        found[name] = draw(st.booleans())
    found |= {"lo": draw(PLACES), "hi": draw(PLACES), "step": draw(PLACES)}
    if type_ in ("scale", "range"):
        found |= {"lo": draw(st.integers(-5, 5)), "hi": draw(st.integers(6, 20)), "step": draw(PLACES)}
    if type_ in CHOSEN or draw(st.integers(0, 9)) == 0:
        found |= {"choices": draw(choices()), "other": draw(st.booleans()), "list_name": draw(WORDS)}
    return found | {"extra": draw(EXTRA)}


@st.composite
def documents(draw: Any) -> dict[str, Any]:
    count = iter(range(100))

    def code() -> str:
        return f"{draw(st.sampled_from(['q', 'fråga', 'a.b-', 'two words ', '9', 'ÅÄ=']))}{next(count)}"

    def some(depth: int) -> list[dict[str, Any]]:
        return [one(depth) for _ in range(draw(st.integers(1, 3)))]

    def one(depth: int) -> dict[str, Any]:
        kind = draw(st.sampled_from(["question", "question", "group", "repeat", "matrix"])) if depth < 3 else "question"
        if kind == "question":
            return draw(question(code()))
        shared = {"code": code(), "type": kind, "label": draw(TEXT), "hint": draw(TEXT), "appearance": draw(WORDS),
                  "is_page": draw(st.booleans()), "most": draw(st.none() | st.integers(0, 9)), "extra": draw(EXTRA)}
        if kind == "matrix":
            row = draw(question(code(), ("single", "multiple")))
            return shared | {"elements": [row | {"code": code()}, row | {"code": code()}]}
        return shared | {"elements": some(depth + 1)}

    return {"code": draw(WORDS), "title": draw(TEXT), "intro": draw(TEXT), "elements": some(0),
            "languages": draw(st.lists(LANGUAGE, min_size=1, max_size=3, unique=True)),
            "paging": draw(st.sampled_from(["all", "groups", "questions"])), "quota": draw(st.none() | st.integers(0)),
            "settings": draw(EXTRA)}


@settings(max_examples=60, deadline=None)
@given(documents())
def test_whatever_a_definition_holds_comes_back(document: dict[str, Any]) -> None:
    definition = read_definition(document)
    assert again(definition) == definition
