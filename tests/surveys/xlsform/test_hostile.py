"""Forms that are broken, huge, odd or meant ill: read rightly, or refused with the place and a sentence."""

import datetime as dt
import io
import json
import time
import zipfile
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.sheets import Row
from foundation.sheets.cells import cell_text
from surveys.definition import read_definition
from surveys.expressions.signatures import SIGNATURES
from surveys.xlsform import ImportedForm, read_form, read_xlsform, write_xlsform
from surveys.xlsform.foreign import NAMES
from tests.surveys.xlsform.books import book

SURVEY = ["type", "name", "label"]
CHOICES = [["list_name", "name", "label"], ["yn", "yes", "Yes"], ["yn", "no", "No"]]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def read(*rows: list[Any], more: list[str] | None = None, **sheets: list[list[Any]]) -> ImportedForm:
    """A form with the usual headings and ``more`` of them."""
    return read_xlsform(book(survey=[[*SURVEY, *(more or [])], *rows], **{"choices": CHOICES} | sheets), name="form")


def lines(form: ImportedForm) -> list[str]:
    return [str(problem) for problem in form.problems]


def elements(form: ImportedForm) -> list[dict[str, Any]]:
    assert form.document is not None, lines(form)
    found: list[dict[str, Any]] = form.document["elements"]
    return found


def made(*rows: list[Any], change: Any = None) -> io.BytesIO:
    """A workbook with cells that are not only texts."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "survey"
    for row in rows:
        sheet.append(row)
    if change:
        change(sheet)
    out = io.BytesIO()
    workbook.save(out)
    return out


def patched(source: io.BytesIO, part: str, change: Any) -> io.BytesIO:
    """The workbook with one part of its archive changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            new.writestr(info.filename, change(content) if info.filename == part else content)
    return out


NAME_RULE = "letters, digits, “_”, “-” and “.”, beginning with a letter, at most 60."


@pytest.mark.parametrize(("rows", "more", "expected"), [
    ([["text", "a", "A", "${b} = 1"], ["text", "b", "B", "${a} = 1"]], ["relevant"],
     ["survey:2:D: These depend on each other in a ring: a, b."]),
    ([["begin group", "g", "G"], ["begin repeat", "r", "R"], ["text", "a", "A"], ["end group"], ["end repeat"]], [],
     ["survey:2:A: This group does not end.", "survey:5:A: This ends a group that has not begun."]),
    ([["text", 1, "A"], ["text", 2.5, "B"]], [],
     [f"survey:2:B: 1 cannot be a name: {NAME_RULE}", f"survey:3:B: 2.5 cannot be a name: {NAME_RULE}"]),
    ([["text", "a😀", "A"]], [], [f"survey:2:B: a😀 cannot be a name: {NAME_RULE}"]),
    ([["select_one", "a", "A"]], [], ["survey:2:A: select_one needs the name of a list of choices after it."]),
    ([["select_one yes no", "a", "A"]], [], ["survey:2:A: There is no list of choices yes no."]),
    ([["select_one yn or_other", "a", "A"], ["text", "a_other", "B"]], [],
     ["survey:3:B: The name a_other is taken by row 2."]),
    ([["score__row", "a", "A"]], [], [
        "survey:2:A: score__row needs a table around it that names its choices, in the column kobo--score-choices / "
        "kobo--rank-items."]),
    ([["begin_score", "s", "S", "yn"], ["end_score"]], ["kobo--score-choices"],
     ["survey:2:A: The table has no rows."]),
    ([["begin_kobomatrix", "m", "M", "tools"], ["text", "a", "A"], ["end_kobomatrix"]], ["kobo--matrix_list"],
     ["survey:2:D: There is no list of choices tools."]),
    ([["range", "a", "A", "start=a"], ["range", "b", "B", "start=5 end=1"], ["range", "c", "C", "step=nan"]],
     ["parameters"], [
         "survey:2:D: The limits of a range are numbers, as in start=0 end=10 step=1.",
         "survey:3:D: A range needs a start below its end, and a step above 0.",
         "survey:4:D: The limits of a range are numbers, as in start=0 end=10 step=1."]),
    ([["range", "a", "A", "start=0 end=1000000000", "scale"]], ["parameters", "peripheria_type"],
     ["survey:2:D: A scale has at most 100 steps."]),
    ([["text", "a", "A", "${a} = ‘x"]], ["constraint"],
     ["survey:2:D: character 8: From here on it cannot be read: ‘x"]),
    ([["text", "a", "A", "${a} ＝ 'x'"]], ["constraint"],
     ["survey:2:D: character 6: From here on it cannot be read: ＝ 'x'"]),
    ([["begin group", "g", "G", "${a"], ["text", "a", "A"], ["end group"]], ["relevant"],
     ["survey:2:D: character 1: From here on it cannot be read: ${a"]),
    ([["begin group", f"g{number}", "G"] for number in range(50)] + [["text", "a", "A"]] + [["end group"]] * 50, [],
     ["survey:11:A: More than 8 groups lie inside each other."]),
    ([], [], ["survey:1:A: The form asks nothing."]),
])
def test_what_cannot_be_taken_in_is_named_with_its_place(rows: list[list[Any]], more: list[str],
                                                        expected: list[str]) -> None:
    form = read(*rows, more=more)
    assert (lines(form), form.document) == (expected, None)


def test_a_list_whose_sheet_is_missing() -> None:
    form = read_xlsform(book(survey=[SURVEY, ["select_one yn", "a", "A"]]))
    assert (lines(form), form.document) == (["survey:2:A: There is no list of choices yn."], None)


def test_choices_under_one_name_even_where_another_program_allows_it() -> None:
    form = read(["select_one d", "a", "A"], choices=[CHOICES[0], ["d", "x", "X"], ["d", "x", "Y"]],
                settings=[["allow_choice_duplicates"], ["yes"]])
    assert (lines(form), form.document) == (["choices:3:B: x is in the list d already, in row 2."], None)


def test_a_sheet_without_headings() -> None:
    form = read_xlsform(book(survey=[["text", "a", "A"]]))
    assert lines(form) == ["survey:1:A: The first row names the columns; there is none called type, name."]


def test_headings_in_the_wild() -> None:
    form = read_xlsform(book(SURVEY=[
        ["TYPE", " Name ", "Label :: Swedish (sv)", "label:English", "LABEL::العربية", "Hint::English(en)", "Required",
         "Constraint Message", "Read Only", "media::IMAGE"],
        ["TEXT", "a", "Namn", "Name", "اسم", "First", "YES", "no", "TRUE", "a.png"]], Choices=CHOICES))
    assert lines(form) == []
    assert elements(form) == [
        {"code": "a", "type": "text", "label": {"sv": "Namn", "en": "Name", "ar": "اسم"}, "hint": {"en": "First"},
         "constraint_message": {"sv": "no"}, "image": "a.png", "required": True, "extra": {"read_only": "yes"}}]
    assert (form.document or {})["languages"] == ["sv", "en", "ar"]


def test_caption_is_a_label_and_two_columns_of_labels_are_told() -> None:
    form = read_xlsform(book(survey=[["type", "name", "caption", "label"], ["text", "a", "A", "B"]]))
    assert lines(form) == ["survey:1:D: Column C means label too; where both say something, that one counts."]
    assert elements(form) == [{"code": "a", "type": "text", "label": {"en": "A"}}]


def test_labels_from_right_to_left_are_the_form_s_own_language() -> None:
    form = read_xlsform(book(survey=[["type", "name", "label::العربية"], ["text", "a", "اسمك؟"]],
                             settings=[["form_title"], ["استبيان"]]))
    assert (form.document or {})["title"] == {"ar": "استبيان"}
    assert elements(form) == [{"code": "a", "type": "text", "label": {"ar": "اسمك؟"}}]


def test_names_in_any_script_can_be_referred_to() -> None:
    form = read(["text", "åäö", "A"], ["text", "имя", "B", "${åäö} = ‘x’"], ["text", "名前", "C", "${имя} = “x y”"],
                more=["relevant"])
    assert [(part["code"], part.get("relevant")) for part in elements(form)] == [
        ("åäö", None), ("имя", "${åäö} = ‘x’"), ("名前", "${имя} = “x y”")]
    assert lines(form) == []


def test_every_way_to_write_yes_and_no() -> None:
    said = ["yes", "TRUE", "true()", "Yes ", True, 1, "no", "FALSE", "false()", False, "${q0} = 'a'"]
    form = read(*(["text", f"q{number}", "Q", word] for number, word in enumerate(said)), more=["required"])
    assert [part.get("required") for part in elements(form)] == [True] * 6 + [None] * 4 + ["${q0} = 'a'"]


def test_spaces_and_capitals_of_types() -> None:
    form = read(["  select_one   yn  ", "a", "A"], ["Select One from yn", "b", "B"], ["SELECT_MULTIPLE yn", "c", "C"],
                ["Begin Group", "g", "G"], ["DateTime", "d", "D"], ["END_GROUP"])
    assert [(part["type"], part.get("list_name")) for part in elements(form)] == [
        ("single", "yn"), ("single", "yn"), ("multiple", "yn"), ("group", None)]


def test_what_other_programs_bring_along_is_left_out_or_kept_as_words() -> None:
    form = read(
        ["select_one_from_file a.csv", "a", "A"], ["csv-external", "b"], ["calculate", "c", "", "pulldata('x', 'y')"],
        ["text", "d", "D", "", "instance('x')/a", "${last-saved#d}"],
        ["begin group", "g", "G", "", "indexed-repeat(1)"], ["text", "e", "E"], ["end group"],
        more=["calculation", "relevant", "default"])
    assert lines(form) == [
        "survey:2:A: select_one_from_file is not supported: the text is kept as a note.",
        "survey:3:A: csv-external is not supported and is left out.",
        "survey:4:D: pulldata() is not supported: the expression is left out.",
        "survey:4:D: Nothing is calculated here.",
        "survey:5:E: instance() is not supported: the expression is left out.",
        "survey:5:F: last-saved() is not supported: the expression is left out.",
        "survey:6:E: indexed-repeat() is not supported: the expression is left out."]
    assert elements(form) == [
        {"code": "a", "type": "note", "label": {"en": "A"}, "extra": {"type": "select_one_from_file a.csv"}},
        {"code": "c", "type": "calculation"}, {"code": "d", "type": "text", "label": {"en": "D"}},
        {"code": "g", "type": "group", "label": {"en": "G"}, "elements": [
            {"code": "e", "type": "text", "label": {"en": "E"}}]}]


def test_pictures_are_taken_in_and_said_to_keep_the_form_from_being_published() -> None:
    form = read(["image", "a", "A picture"])
    assert elements(form) == [{"code": "a", "type": "image", "label": {"en": "A picture"}}]
    assert lines(form) == [
        "survey:2:A: Files cannot be sent with answers yet: a questionnaire with this question cannot be published."]


@pytest.mark.parametrize(("said", "name"), [
    ("once(uuid())", "uuid"), ("substring-before('a b', ' ')", "substring-before"), ("count-if(${n}, 1)", "count-if"),
    ("weighted-checklist(1, 2, 3)", "weighted-checklist"), ("randomize(instance('x'))", "randomize"),
])
def test_functions_of_other_programs_leave_the_rest_of_the_form_standing(said: str, name: str) -> None:
    form = read(["integer", "n", "N", ""], ["calculate", "c", "", said], more=["calculation"])
    assert lines(form)[0] == f"survey:3:D: {name}() is not supported: the expression is left out."
    assert elements(form)[1] == {"code": "c", "type": "calculation"}


def test_every_function_that_is_left_out_is_one_that_is_not_known_here() -> None:
    assert set(NAMES) & set(SIGNATURES) == set()


def test_what_a_device_notes_is_empty_where_other_rows_ask_for_it() -> None:
    form = read(["start", "start", ""], ["username", "user", ""], ["deviceid", "device", ""],
                ["note", "n", "Hello ${user}", ""], ["text", "a", "A", "${start} != ''"], more=["relevant"])
    assert elements(form)[:2] == [{"code": "start", "type": "calculation", "calculation": "today()"},
                                  {"code": "user", "type": "hidden"}]
    assert lines(form) == [
        "survey:2:A: start comes from the device and is not stored; the day stands in for it, because other rows ask "
        "for it.",
        "survey:3:A: username comes from the device and is not stored; it is empty here, though other rows ask for it.",
        "survey:4:A: deviceid says something about the device or the person; it is not stored."]


def test_how_often_a_repeat_is_asked_may_be_worked_out() -> None:
    form = read(["integer", "n", "N"], ["begin_repeat", "r", "R", "if(${n} > 3, 3, ${n})"], ["text", "a", "A"],
                ["end_repeat"], more=["repeat_count"])
    assert elements(form)[1]["count"] == "if(${n} > 3, 3, ${n})"


def test_tables_of_kobo() -> None:
    columns = ["kobo--score-choices", "kobo--rank-items", "kobo--matrix_list"]
    form = read(
        ["begin_score", "s", "Views", "yn"], ["score__row", "s1", "Bus"], ["score__row", "s2", "Tram"], ["end_score"],
        ["begin_rank", "r", "Order", "", "yn"], ["rank__level", "r1", "First"], ["rank__level", "r2", "Second"],
        ["end_rank"], ["begin_kobomatrix", "m", "Tools", "", "", "yn"], ["integer", "n", "How many?"],
        ["end_kobomatrix"], more=columns)
    assert lines(form) == []
    row = {"type": "single", "list_name": "yn"}
    assert elements(form) == [
        {"code": "s", "type": "matrix", "label": {"en": "Views"}, "elements": [
            {"code": "s1", "label": {"en": "Bus"}, **row}, {"code": "s2", "label": {"en": "Tram"}, **row}]},
        {"code": "r", "type": "matrix", "label": {"en": "Order"}, "elements": [
            {"code": "r1", "label": {"en": "First"}, **row},
            {"code": "r2", "label": {"en": "Second"}, "constraint": "(. != ${r1})", **row}]},
        {"code": "m", "type": "group", "label": {"en": "Tools"}, "elements": [
            {"code": "m_yes", "type": "group", "label": {"en": "Yes"}, "elements": [
                {"code": "m_yes_n", "type": "integer", "label": {"en": "How many?"}}]},
            {"code": "m_no", "type": "group", "label": {"en": "No"}, "elements": [
                {"code": "m_no_n", "type": "integer", "label": {"en": "How many?"}}]}]}]


def test_the_dialect_of_surveycto() -> None:
    form = read(
        ["text audit", "ta", "", ""], ["select_one yn", "b", "B", "quick", ""],
        ["select_multiple yn", "c", "C", "", "selected(${b}, '1')"], more=["appearance", "relevance", "disabled"],
        choices=[["list_name", "value", "label", "filter"], ["yn", "1", "Yes", "a"], ["yn", "-99", "No answer", "b"]])
    assert lines(form) == ["survey:2:A: text audit says something about the device or the person; it is not stored."]
    assert (form.document or {})["lists"] == {"yn": [
        {"code": "1", "label": {"en": "Yes"}, "columns": {"filter": "a"}},
        {"code": "-99", "label": {"en": "No answer"}, "columns": {"filter": "b"}}]}


def test_columns_of_choices_keep_their_capitals_for_the_filters_that_name_them() -> None:
    form = read(["text", "r", "R"], ["select_one d", "a", "A", "Region = ${r}"], more=["choice_filter"],
                choices=[["list_name", "name", "label", "Region"], ["d", "x", "X", "north"]])
    assert lines(form) == []
    assert (form.document or {})["lists"]["d"][0]["columns"] == {"Region": "north"}


def test_a_row_of_labels_without_rows_below_is_no_table_and_no_loss() -> None:
    form = read(["begin group", "g", "G"], ["select_one yn", "h", "H", "label"], ["rank yn", "r", "R", "list-nolabel"],
                ["end group"], more=["appearance"])
    assert [part["code"] for part in elements(form)[0]["elements"]] == ["h", "r"]


def test_dates_times_numbers_and_truths_as_cells_and_merged_cells() -> None:
    form = read_xlsform(made(
        [*SURVEY, "default", "required"], ["date", "d", "D", dt.datetime(2026, 3, 1), True],
        ["time", "t", 7, dt.time(9, 30), False], ["number", "n", "N", 3.0, None],
        change=lambda sheet: sheet.merge_cells("C2:C3")))
    assert lines(form) == ["survey:3:C: The question has no label; its name is shown."]
    assert elements(form) == [
        {"code": "d", "type": "date", "label": {"en": "D"}, "default": "2026-03-01", "required": True},
        {"code": "t", "type": "time", "default": "09:30"},
        {"code": "n", "type": "number", "label": {"en": "N"}, "default": "3"}]


def test_a_formula_gives_the_value_it_had_and_is_an_error_where_it_had_none() -> None:
    source = made(SURVEY, ["text", "a", "=1+1"], ["text", "b", "=2+2"])
    some = patched(source, "xl/worksheets/sheet1.xml",
                   lambda xml: xml.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>").replace(
                       b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>").replace(b"<f>1+1</f><v/>", b"<f>1+1</f><v>2</v>"))
    form = read_xlsform(some)
    assert ([line for line in lines(form) if "formula" in line], form.document) == ([
        "survey:3:C: The cell holds a formula without a value. Open the workbook in a spreadsheet program, save it, "
        "and upload that file."], None)


def test_macros_are_not_read() -> None:
    source = book(survey=[SURVEY, ["text", "a", "A"]])
    out = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            new.writestr(info.filename, old.read(info))
        new.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 not looked at")
    assert elements(read_xlsform(out)) == [{"code": "a", "type": "text", "label": {"en": "A"}}]


@pytest.mark.parametrize(("content", "sentence"), [
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "The file is an old or password-protected workbook."),
    (b"type,name,label\ntext,a,A\n", "The file is no CSV or XLSX table: it contains no workbook."),
    (b"%PDF-1.7\n%%EOF", "The file is no CSV or XLSX table: it contains a PDF."),
    (b"", "The file is empty."), (b"PK" + b"0" * (10 * 1024 * 1024), "The file has 10485762 bytes"),
])
def test_files_that_only_are_called_xlsx(content: bytes, sentence: str) -> None:
    form = read_xlsform(io.BytesIO(content))
    assert (form.document, len(form.problems)) == (None, 1)
    assert lines(form)[0].startswith(f"workbook:0:: {sentence}")


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
def test_entities_of_a_document_type_are_refused(part: str) -> None:
    doctype = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    source = patched(book(survey=[SURVEY, ["text", "a", "A"]]), part,
                     lambda xml: xml.replace(b"?>", b"?>" + doctype, 1))
    assert lines(read_xlsform(source)) == [f"workbook:0:: The workbook cannot be read: {part} has a document type."]


def test_a_million_blank_rows_are_not_walked_through() -> None:
    def far(xml: bytes) -> bytes:
        blank = b"".join(b'<row r="%d"/>' % number for number in range(3, 60_000))
        return xml.replace(b"</sheetData>", blank + b'<row r="1048576"/></sheetData>')

    begun = time.monotonic()
    form = read_xlsform(patched(book(survey=[SURVEY, ["text", "a", "A"]]), "xl/worksheets/sheet1.xml", far))
    assert elements(form) == [{"code": "a", "type": "text", "label": {"en": "A"}}]
    assert time.monotonic() - begun < 5


def test_more_rows_than_are_read() -> None:
    form = read(*(["note", f"n{number}", "N"] for number in range(20_001)))
    assert lines(form) == ["workbook:0:: Row 20001: the table has more than 20000 rows."]


def test_five_thousand_questions_that_ask_for_each_other_in_seconds() -> None:
    begun = time.monotonic()
    form = read(*(["integer", f"q{number}", "Q", f"${{q{number - 1}}} > 1" if number else ""]
                  for number in range(5_000)), more=["relevant"])
    assert (form.questions, form.errors) == (5_000, 0)
    assert time.monotonic() - begun < 20


def test_ten_thousand_choices() -> None:
    form = read(["select_one big", "a", "A"],
                choices=[CHOICES[0], *(["big", f"c{number}", f"L{number}"] for number in range(10_000))])
    assert (form.document is not None, len((form.document or {"lists": {"big": []}})["lists"]["big"])) == (True, 10_000)


TYPES = ["text", "integer", "begin group", "begin_repeat", "end group", "end_repeat", "select_one yn", "rank yn",
         "range", "select_multiple yn or_other", "calculate", "note", "audio", "start", "begin_score", "score__row",
         "end_score", "begin_kobomatrix", "end_kobomatrix", "begin_rank", "rank__level", "end_rank", "select_one", "",
         "select_one x"]
COLUMNS = ["name", "label", "label::Swedish (sv)", "relevant", "constraint", "required", "calculation", "default",
           "choice_filter", "appearance", "parameters", "repeat_count", "lowest", "repeat_most", "own_list",
           "peripheria_type", "peripheria_exact", "kobo--score-choices", "kobo--matrix_list", "disabled", "Column"]
CELLS = st.one_of(st.text(max_size=8), st.sampled_from([
    "a", "b", "c", "yn", "yes", "${a} = 1", "${b}", "${", "start=1 end=9", "start=nan", "label", "list-nolabel",
    "table-list", "scale", "matrix", "email", "group", "1e999", "-1", "١", "instance(1)", "position(..)", "(" * 40,
    '{"label": [null, {"en": "x"}]}', '{"code": ["a", "b"]}', '{"choices": [null, []]}', '{"lo": [null, 1]}',
    '{"list_name": ["yn", "gone"]}', '{"other": [null, true]}', '{"extra": [null, {}]}']))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(TYPES), st.dictionaries(st.sampled_from(COLUMNS), CELLS, max_size=5)),
                max_size=8), st.lists(st.lists(CELLS, min_size=5, max_size=5), max_size=4))
def test_whatever_a_form_says_it_is_read_whole_or_refused_with_places(
    rows: list[tuple[str, dict[str, str]]], choices: list[list[str]]
) -> None:
    survey = [Row(1, ("type", *COLUMNS))] + [
        Row(number, tuple(map(cell_text, (said, *({"name": f"n{number}", **cells}.get(name, "") for name in COLUMNS)))))
        for number, (said, cells) in enumerate(rows, start=2)]
    lists = [Row(number, tuple(map(cell_text, row))) for number, row in enumerate(
        [["list_name", "name", "label", "numeric_code", "peripheria_exact"], *CHOICES[1:], *choices], start=1)]
    form = read_form({"survey": survey, "choices": lists}, name="form")
    assert (form.document is None) == (form.errors > 0)
    assert all(problem.message and problem.row > 0 and problem.column for problem in form.problems)
    if form.document is not None:
        definition = read_definition(json.loads(json.dumps(form.document, allow_nan=False)))
        again = read_xlsform(io.BytesIO(write_xlsform(definition)))
        assert again.document is not None, lines(again)
        assert read_definition(again.document) == definition
