"""Forms of other programs."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from surveys.definition import read_definition
from surveys.models import Questionnaire, QuestionnaireVersion, Wave
from surveys.xlsform import ImportedForm, read_xlsform
from surveys.xlsform.headings import Heading, heading_of
from tests.factories.pilots import PilotFactory
from tests.surveys.xlsform.books import book

REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "xlsforms"
SURVEY = ["type", "name", "label"]
CHOICES = [["list_name", "name", "label"], ["yn", "yes", "Yes"], ["yn", "no", "No"]]


def read(*rows: list[Any], headings: list[str] | None = None, choices: list[list[Any]] | None = None,
         settings: list[list[Any]] | None = None) -> ImportedForm:
    sheets = {"survey": [headings or SURVEY, *rows], "choices": choices or CHOICES}
    return read_xlsform(book(**sheets, **({"settings": settings} if settings else {})), name="form")


def said(form: ImportedForm) -> list[str]:
    return [str(problem) for problem in form.problems]


@pytest.mark.parametrize(("text", "heading"), [
    ("label", Heading("label")), ("label::Swedish (sv)", Heading("label", "sv")),
    ("label::English(en)", Heading("label", "en")), ("label::العربية", Heading("label", "ar")),
    ("label:English", Heading("label", "en")), ("caption", Heading("label")), ("Name ", Heading("name")),
    ("label::Swahili\n", Heading("label", "sw")), ("list name", Heading("list_name")),
    ("requiredMsg", Heading("required_message")), ("jr:constraintMsg", Heading("constraint_message")),
    ("constraint_message::French", Heading("constraint_message", "fr")),
    ("media::image::English", Heading("media::image", "en")), ("image", Heading("media::image")),
    ("label::pt-br", Heading("label", "pt-br")), ("hint::Klingon", Heading("hint", "x-klingon")),
    ("bind::odk:length", Heading("bind::odk:length")), ("repeat count", Heading("repeat_count")),
])
def test_spellings_of_headings(text: str, heading: Heading) -> None:
    assert heading_of(text) == heading


def test_a_whole_form() -> None:
    headings = ["type", "name", "label::English (en)", "label::Svenska", "hint", "required", "relevant", "constraint",
                "constraint_message", "calculation", "appearance", "parameters", "repeat_count", "choice_filter",
                "indicator", "pii", "my_column"]
    form = read(
        ["text", "who", "Name", "Namn", "First name", "yes", "", "", "", "", "multiline", "", "", "", "", "yes",
         "keep"],
        ["integer", "age", "Age", "Ålder", "", "${who} != ''", "", ". < 120", "Too old"],
        ["begin group", "home", "Home", "Hem", "", "", "${age} > 17", "", "", "", "field-list"],
        ["begin_repeat", "people", "People", "", "", "", "", "", "", "", "", "", "${age}"],
        ["select_one yn or_other", "pet", "A pet?"],
        ["end_repeat"],
        ["select_multiple yn", "both", "Both?", "", "", "", "", "", "", "", "", "randomize=true", "", "name != ${who}"],
        ["end group"],
        ["range", "hours", "Hours", "", "", "", "", "", "", "", "", "start=0 end=5 step=0.5", "", "", "intensity"],
        ["calculate", "twice", "", "", "", "", "", "", "", "${age} * 2"],
        ["acknowledge", "ok", "Agreed"],
        headings=headings, settings=[["form_title", "form_id", "version"], ["My form", "my_form", "7"]],
    )
    assert said(form) == []
    assert form.document == {
        "code": "my_form", "title": {"en": "My form"}, "languages": ["en", "sv"], "paging": "groups",
        "settings": {"version": "7"},
        "lists": {"yn": [{"code": "yes", "label": {"en": "Yes"}}, {"code": "no", "label": {"en": "No"}}]},
        "elements": [
            {"code": "who", "type": "text", "label": {"en": "Name", "sv": "Namn"}, "hint": {"en": "First name"},
             "required": True, "multiline": True, "pii": True,
             "extra": {"my_column": "keep"}},
            {"code": "age", "type": "integer", "label": {"en": "Age", "sv": "Ålder"}, "constraint": ". < 120",
             "constraint_message": {"en": "Too old"}, "required": "${who} != ''"},
            {"code": "home", "type": "group", "label": {"en": "Home", "sv": "Hem"}, "relevant": "${age} > 17",
             "is_page": True, "elements": [
                {"code": "people", "type": "repeat", "label": {"en": "People"}, "count": "${age}", "elements": [
                    {"code": "pet", "type": "single", "label": {"en": "A pet?"}, "other": True, "choices": [
                        {"code": "yes", "label": {"en": "Yes"}}, {"code": "no", "label": {"en": "No"}},
                        {"code": "other", "label": {"en": "Other"}}], "extra": {"list_name": "yn"}}]},
                {"code": "both", "type": "multiple", "label": {"en": "Both?"}, "choice_filter": "name != ${who}",
                 "randomize": True, "list_name": "yn"}]},
            {"code": "hours", "type": "range", "label": {"en": "Hours"}, "construct": "intensity", "lo": 0, "hi": 5,
             "step": 0.5},
            {"code": "twice", "type": "calculation", "calculation": "${age} * 2"},
            {"code": "ok", "type": "acknowledge", "label": {"en": "Agreed"}},
        ],
    }
    assert (form.questions, read_definition(form.document).code) == (7, "my_form")


def test_a_grid_becomes_a_matrix() -> None:
    headings = [*SURVEY, "appearance"]
    form = read(
        ["begin group", "g", "Views", "field-list"], ["select_one yn", "head", "Agree?", "label"],
        ["select_one yn", "a", "Bus", "list-nolabel"], ["select_one yn", "b", "Tram", "list-nolabel"], ["end group"],
        ["begin group", "t", "Table", "table-list"], ["select_one yn", "c", "C", ""], ["select_one yn", "d", "D", ""],
        ["end group"], headings=headings)
    assert said(form) == []
    assert form.document is not None
    groups = [[(inner["code"], inner["type"], [row["code"] for row in inner["elements"]])
               for inner in group["elements"]] for group in form.document["elements"]]
    assert groups == [[("head", "matrix", ["a", "b"])], [("t_rows", "matrix", ["c", "d"])]]


@pytest.mark.parametrize(("rows", "lines"), [
    ([["text", "a b", "A"]], ["survey:2:B: a b cannot be a name: letters, digits, “_”, “-” and “.”, beginning with a "
                              "letter, at most 60."]),
    ([["text", "a", "A"], ["text", "a", "B"]], ["survey:3:B: The name a is taken by row 2."]),
    ([["text", "", "A"]], ["survey:2:B: The row has no name."]),
    ([["telepathy", "a", "A"]], ["survey:2:A: There is no type telepathy."]),
    ([["select_one x", "a", "A"]], ["survey:2:A: There is no list of choices x."]),
    ([["begin group", "g", "G"], ["text", "a", "A"]], ["survey:2:A: This group does not end."]),
    ([["end group"]], ["survey:2:A: This ends a group that has not begun."]),
    ([["begin repeat", "g", "G"], ["end group"]],
     ["survey:2:A: This group does not end.", "survey:3:A: This ends a group that has not begun."]),
])
def test_what_is_wrong_is_named_with_its_place(rows: list[list[str]], lines: list[str]) -> None:
    form = read(*rows)
    assert (said(form), form.document) == (lines, None)


def test_expressions_that_break_are_named_with_their_cell() -> None:
    form = read(["integer", "a", "A", "${b} >", ""], ["text", "c", "C", "", "${x} = 1"],
                headings=[*SURVEY, "relevant", "constraint"])
    assert said(form) == [
        "survey:2:D: character 7: Something is missing here: a value, a name or a bracket.",
        "survey:3:E: No question or group is called x."]
    assert form.document is None


def test_what_is_not_supported_is_kept_as_words_with_a_warning() -> None:
    form = read(["audio", "a", "Sing!", ""], ["start", "start", "", ""], ["text", "b", "B", "instance('x')/y = 1"],
                headings=[*SURVEY, "relevant"])
    assert said(form) == [
        "survey:2:A: audio is not supported: the text is kept as a note.",
        "survey:3:A: start says something about the device or the person; it is not stored.",
        "survey:4:D: instance() is not supported: the expression is left out."]
    assert form.document is not None
    assert form.document["elements"] == [
        {"code": "a", "type": "note", "label": {"en": "Sing!"}, "extra": {"type": "audio"}},
        {"code": "b", "type": "text", "label": {"en": "B"}}]
    assert (form.questions, form.warnings, form.errors) == (2, 3, 0)


def test_choices_that_cannot_be_told_apart() -> None:
    choices = [["list_name", "name", "label", "numeric_code", "region"], ["yn", "a", "A", "1", "n"],
               ["yn", "a", "B", "", ""], ["yn", "c d", "C", "", ""], ["", "x", "X", "", ""], ["yn", "e", "", "x", ""]]
    form = read(["select_one yn", "q", "Q"], choices=choices)
    assert said(form) == [
        "choices:3:B: a is in the list yn already, in row 2.",
        "choices:4:B: A choice's name has no spaces and at most 60 characters.",
        "choices:5:A: The choice belongs to no list.", "choices:6:C: The choice has no label; its name is shown.",
        "choices:6:D: This is no number: x"]


def bomb() -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 210_000_000)
    return out


@pytest.mark.parametrize(("file", "line"), [
    (io.BytesIO(b""), "workbook:0:: The file is empty."),
    (io.BytesIO(b"type,name\ntext,a"), "workbook:0:: The file is no CSV or XLSX table: it contains no workbook."),
    (io.BytesIO(b"%PDF-1.7"), "workbook:0:: The file is no CSV or XLSX table: it contains a PDF."),
    (io.BytesIO(b"PK\x03\x04broken"), "workbook:0:: The workbook cannot be read: File is not a zip file."),
    (bomb(), "workbook:0:: The workbook unpacks to 210000004 bytes; at most 209715200 are read."),
    (book(data=[["a"]]), "survey:1:A: The workbook has no sheet “survey” with rows."),
])
def test_files_that_are_no_form(file: io.BytesIO, line: str) -> None:
    form = read_xlsform(file)
    assert (said(form), form.document) == ([line], None)


@pytest.mark.skipif(not REAL.is_dir(), reason="the real forms are not beside the checkout (../shared/data/xlsforms)")
def test_real_forms() -> None:
    found = {}
    for path in sorted(REAL.glob("*.xlsx")):
        with path.open("rb") as file:
            form = read_xlsform(file, name=path.stem)
        found[path.stem[:2]] = (form.questions, form.warnings, form.errors)
    assert found == {"02": (62, 14, 0), "07": (15, 0, 0), "08": (45, 13, 0), "09": (5, 0, 0)}


def run(path: Path, pilot: str, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, list[str]]:
    code = 0
    try:
        call_command("import_xlsform", str(path), "--pilot", pilot, *options)
    except SystemExit as left:
        code = int(str(left.code))
    return code, capsys.readouterr().out.splitlines()


def test_the_command_takes_a_form_in_once(db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pilot = PilotFactory(slug="linden")
    path = tmp_path / "walk.xlsx"
    path.write_bytes(book(survey=[SURVEY, ["text", "a", "A"], ["audio", "b", "B"]]).getvalue())
    lines = ["survey:3:A: audio is not supported: the text is kept as a note.", "2 questions, 1 warnings, 0 errors"]
    assert run(path, "linden", capsys, "--dry-run") == (0, lines)
    assert Questionnaire.objects.count() == 0
    assert [run(path, "linden", capsys) for _ in range(2)] == [(0, lines)] * 2
    wave = Wave.objects.get()
    assert (wave.slug, wave.is_published, wave.pilot, wave.questionnaire.programme) == (
        "linden-walk", False, pilot, pilot.programme)
    assert QuestionnaireVersion.objects.count() == 1


def test_the_command_changes_nothing_where_something_is_wrong(db: None, tmp_path: Path,
                                                              capsys: pytest.CaptureFixture[str]) -> None:
    PilotFactory(slug="linden")
    path = tmp_path / "walk.xlsx"
    path.write_bytes(book(survey=[SURVEY, ["text", "a", "A"], ["text", "a", "B"]]).getvalue())
    assert run(path, "linden", capsys) == (1, [
        "survey:3:B: The name a is taken by row 2.", "0 questions, 0 warnings, 1 errors"])
    assert Questionnaire.objects.count() == 0
