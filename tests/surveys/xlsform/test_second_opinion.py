"""What pyxform remarks about a form, and that it reaches nothing."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from foundation.sheets import Row
from surveys.xlsform import examine_xlsform
from surveys.xlsform.second_opinion import CHILD, second_opinion
from tests.surveys.xlsform.books import book

SAYS = "pyxform, which other programs read forms with, says: "


def sheet(*rows: list[str]) -> list[Row]:
    return [Row(number, tuple(row)) for number, row in enumerate(rows, start=1) if row]


def test_a_remark_has_the_sheet_row_and_column_of_what_it_names() -> None:
    survey = sheet(["type", "name", "label", "relevant"], [], ["text", "a", "A"], ["text", "b", "B", "${zz} = 1"])
    assert [str(remark) for remark in second_opinion({"survey": survey})] == [
        f"survey:4:D: {SAYS}On the 'survey' sheet, the 'relevant' value is invalid. Reference variables must contain a "
        "name from the 'survey' sheet. Could not find the name 'zz'."]


def test_rows_are_counted_as_the_sheet_counts_them() -> None:
    survey = sheet([], ["type", "name", "label"], ["text", "a", "A"], [], [], ["text", "a", "B"])
    (remark,) = second_opinion({"survey": survey})
    assert (remark.sheet, remark.row, remark.column, remark.is_error) == ("survey", 6, "B", False)


def test_where_pyxform_refuses_and_we_do_not_it_is_a_warning() -> None:
    form = examine_xlsform(book(survey=[["type", "name", "label"], ["text", "weiß nicht.1-a", "A"][:0],
                                        ["text", "a", "A"], ["begin_score", "s", "S"], ["end_score"]]))
    assert (form.document is None, form.errors) == (True, 1)  # ours: a matrix without rows
    form = examine_xlsform(book(survey=[["type", "name", "label", "kobo--rank-items"], ["begin_rank", "r", "R", "yn"],
                                        ["rank__level", "r1", "First"], ["end_rank"]],
                                choices=[["list_name", "name", "label"], ["yn", "y", "Y"], ["yn", "n", "N"]]))
    assert form.document is not None
    assert [(p.sheet, p.row, p.is_error, p.message.startswith(SAYS)) for p in form.problems] == [
        ("survey", 4, False, True)]


def test_a_row_with_an_error_is_not_named_twice() -> None:
    form = examine_xlsform(book(survey=[["type", "name", "label"], ["text", "a", "A"], ["text", "a", "B"]]))
    assert [str(problem) for problem in form.problems] == ["survey:3:B: The name a is taken by row 2."]


def test_files_and_network_that_a_form_names_are_not_touched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("name,label\na,A\n")
    survey = sheet(
        ["type", "name", "label", "calculation"], [f"select_one_from_file {secret}", "a", "A"],
        ["csv-external", "secret"], ["calculate", "c", "", "pulldata('secret', 'label', 'name', 'a')"],
        ["xml-external", "far"], ["select_one_external cities", "city", "City"])
    external = sheet(["list_name", "name", "label"], ["cities", "x", "X"])
    for remark in second_opinion({"survey": survey, "external_choices": external}):
        assert not remark.is_error
        assert "Error" not in remark.message


@pytest.mark.parametrize("attempt", [
    "open('/etc/hostname')", "__import__('socket').create_connection(('127.0.0.1', 9), 1)",
    "__import__('os').system('true')", "__import__('subprocess').run(['true'])", "open('/tmp/peripheria-x', 'w')",
    "__import__('os').remove('/tmp/peripheria-x')",
])
def test_the_process_may_do_nothing_else(attempt: str, tmp_path: Path) -> None:
    code = (f"import runpy, socket, subprocess, sys; sys.argv = ['child', {str(tmp_path)!r}]\n"
            f"sys.addaudithook(runpy.run_path({str(CHILD)!r})['only_own'])\n{attempt}\n")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (done.returncode, b"PermissionError" in done.stderr) == (1, True)


def test_a_form_too_big_for_its_memory_only_leaves_a_remark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("surveys.xlsform.second_opinion.SECONDS", 0.05)
    remarks = second_opinion({"survey": sheet(["type", "name", "label"], ["text", "a", "A"])})
    assert [str(remark) for remark in remarks] == [
        "workbook:0:: The second check, with pyxform, did not come to an end; it is left out."]


def test_the_child_answers_in_json(tmp_path: Path) -> None:
    question: dict[str, Any] = {"survey": [{"type": "text", "name": "a", "label": "A"}], "choices": [], "settings": []}
    done = subprocess.run([sys.executable, "-I", str(CHILD), str(tmp_path)], input=json.dumps(question).encode(),
                          capture_output=True, check=True)
    assert (json.loads(done.stdout), list(tmp_path.iterdir())) == ({"error": "", "warnings": []}, [])
