"""What pyxform, the reader of ODK, says about a form. Ours decides what is taken in; pyxform warns."""

import json
import logging
import re
import subprocess  # noqa: S404  our own file, in a process whose memory and time can be limited
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.utils.translation import gettext as _

from foundation.sheets import Row, SheetRefused, column_letter
from surveys.xlsform.formulas import formulas_without_value
from surveys.xlsform.headings import heading_of
from surveys.xlsform.reading import ImportedForm, form_sheets, read_form, refused_form
from surveys.xlsform.sheets import SheetProblem

log = logging.getLogger(__name__)
CHILD = Path(__file__).with_name("pyxform_child.py")
SECONDS = 25
MOST = 50  # remarks
LONGEST = 400  # characters of one
SHEETS = ("survey", "choices", "settings")
ROW = re.compile(r"\[row : (\d+)\]\s*")
SHEET = re.compile(r"'(survey|choices|settings)' sheet")
QUOTED = re.compile(r"'([^'\n]{1,60})'")
Sheets = Mapping[str, list[Row]]


def examine_xlsform(file: Any, *, name: str = "") -> ImportedForm:
    """The questionnaire of an XLSX file with our problems and pyxform's remarks; it takes seconds."""
    try:
        sheets = form_sheets(file)
    except SheetRefused as refused:
        return refused_form(refused)
    form = read_form(sheets, name=name, known=formulas_without_value(file, sheets))
    return with_second_opinion(form, sheets) if sheets.get("survey") else form


def with_second_opinion(form: ImportedForm, sheets: Sheets) -> ImportedForm:
    """The form with pyxform's remarks as warnings, but for those on a row with an error or a cell with a warning."""
    rows = {(problem.sheet, problem.row) for problem in form.problems if problem.is_error}
    cells = {(problem.sheet, problem.row, problem.column) for problem in form.problems}
    remarks = tuple(remark for remark in second_opinion(sheets) if (remark.sheet, remark.row) not in rows
                    and (remark.sheet, remark.row, remark.column) not in cells)
    return replace(form, problems=form.problems + remarks)


def second_opinion(sheets: Sheets) -> tuple[SheetProblem, ...]:
    """All that pyxform remarks; one remark that it said nothing where it did not answer in time."""
    said = _asked({key: part for name in SHEETS for key, part in _sheet(name, sheets.get(name, [])).items()})
    if said is None:
        return (SheetProblem("workbook", 0, "", _("The second check, with pyxform, did not come to an end; it is left "
                                                  "out."), is_error=False),)
    remarks = dict.fromkeys([*filter(None, [said["error"]]), *said["warnings"]])
    return tuple(_problem(remark, sheets) for remark in list(remarks)[:MOST])


def _asked(question: dict[str, Any]) -> dict[str, Any] | None:
    try:
        with TemporaryDirectory() as own:
            done = subprocess.run(  # noqa: S603  a fixed file of ours; what was uploaded is only its input
                [sys.executable, "-I", str(CHILD), own], input=json.dumps(question).encode(), capture_output=True,
                timeout=SECONDS, check=True, cwd=own, env={"LANG": "C.UTF-8", "TMPDIR": own},
            )
        found: dict[str, Any] = json.loads(done.stdout)
        return found
    except (subprocess.SubprocessError, OSError, ValueError) as error:
        log.warning("pyxform gave no opinion: %s %s", error, (getattr(error, "stderr", None) or b"")[-1500:])
        return None


def _sheet(name: str, rows: list[Row]) -> dict[str, Any]:
    """The sheet as pyxform takes it, its headings and its rows by heading; blank ones stay in between, so that it
    counts as the sheet does.
    """
    if not rows:
        return {name: []}
    headings = [" ".join(heading.split()) for heading in rows[0].cells]
    found: list[dict[str, str]] = []
    for row in rows[1:]:
        found += [{}] * (row.number - rows[0].number - 1 - len(found))
        found.append({heading: cell for heading, cell in zip(headings, row.cells, strict=False) if heading and cell})
    return {name: found, f"{name}_header": [dict.fromkeys(filter(None, headings))]}


def _problem(remark: str, sheets: Sheets) -> SheetProblem:
    named = SHEET.search(remark)
    sheet = named[1] if named else "survey"
    rows = sheets.get(sheet) or [Row(1, ())]
    place = ROW.search(remark)
    number = int(place[1]) + rows[0].number - 1 if place else rows[0].number
    text = " ".join(ROW.sub("", remark).split())[:LONGEST]
    return SheetProblem(sheet, number, _column(remark, rows[0].cells),
                        _("pyxform, which other programs read forms with, says: %(said)s") % {"said": text},
                        is_error=False)


def _column(remark: str, headings: tuple[str, ...]) -> str:
    """The first column that the remark names; the first of the sheet where it names none."""
    names = [heading_of(heading).name for heading in headings]
    places = (names.index(name) + 1 for name in map(str.lower, QUOTED.findall(remark)) if name in names)
    return column_letter(next(places, 1))
