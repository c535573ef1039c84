"""Read a form: accepted whole or not at all, every problem with its sheet, row and column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from foundation.sheets import Limits, Row, SheetRefused, read_sheets
from surveys.definition import Definition, DefinitionError, read_definition
from surveys.interview.problems import problems_of
from surveys.problem_sentences import SENTENCES
from surveys.xlsform.choices import lists_of
from surveys.xlsform.exact import exactly
from surveys.xlsform.formulas import formulas_without_value
from surveys.xlsform.questions import elements_of
from surveys.xlsform.settings import default_language, settings_of, settings_row
from surveys.xlsform.sheets import FormRow, FormSheet, SheetProblem, sheet_of, twice_headed

LIMITS = Limits(columns=1_200, cell=32_767)  # what spreadsheets save of blank columns; the longest cell there is
COLUMN_OF = {"count": "repeat_count"}  # of an expression, where the column is called otherwise
Sheets = Mapping[str, list[Row]]


@dataclass(frozen=True)
class ImportedForm:
    """What came of a form: its definition's document (None where there is an error), and all problems."""

    document: dict[str, Any] | None
    problems: tuple[SheetProblem, ...]
    questions: int = 0

    @property
    def errors(self) -> int:
        return sum(problem.is_error for problem in self.problems)

    @property
    def warnings(self) -> int:
        return len(self.problems) - self.errors


def read_xlsform(file: Any, *, name: str = "") -> ImportedForm:
    """The questionnaire of an XLSX file. name: what it is called where the form does not say."""
    try:
        sheets = form_sheets(file)
    except SheetRefused as refused:
        return refused_form(refused)
    return read_form(sheets, name=name, known=formulas_without_value(file, sheets))


def refused_form(refused: SheetRefused) -> ImportedForm:
    """What came of a file that is not read at all."""
    return ImportedForm(None, (SheetProblem("workbook", 0, "", str(refused)),))


def form_sheets(file: Any) -> dict[str, list[Row]]:
    """The rows of each sheet, by its name in small letters; raises SheetRefused."""
    return {title.strip().lower(): rows for title, rows in read_sheets(file, limits=LIMITS).items()}


def read_form(sheets: Sheets, *, name: str = "", known: Sequence[SheetProblem] = ()) -> ImportedForm:
    """The questionnaire of the sheets of a form. known: problems that were found in the file already."""
    if not sheets.get("survey"):
        return ImportedForm(None, (SheetProblem("survey", 1, "A", _("The workbook has no sheet “survey” with rows.")),))
    language = default_language(sheets.get("settings", []), list(sheets["survey"][0].cells))
    survey = sheet_of("survey", sheets["survey"], language)
    if problem := _heading_missing(survey):
        return ImportedForm(None, (problem,))
    problems: list[SheetProblem] = list(known)
    choices = sheet_of("choices", sheets.get("choices", []), language)
    problems += [*twice_headed(survey), *twice_headed(choices)]
    lists = lists_of(choices, problems)
    elements, rows = elements_of(survey, lists, problems)
    if not elements and not any(problem.is_error for problem in problems):
        problems.append(SheetProblem("survey", 1, "A", _("The form asks nothing.")))
    settings = settings_row(sheets.get("settings", []), language)
    document = _document(settings, name, language, survey, lists, elements, problems)
    definition = _definition(document, rows, problems) if not any(p.is_error for p in problems) else None
    if definition is not None:
        problems += _of_expressions(definition, rows)
    ordered = tuple(sorted(problems, key=lambda p: (p.sheet != "survey", p.sheet, p.row, len(p.column), p.column)))
    asked = len(definition.every_question) if definition else 0
    is_whole = definition is not None and not any(problem.is_error for problem in problems)
    return ImportedForm(document if is_whole else None, ordered, asked)


def _heading_missing(survey: FormSheet) -> SheetProblem | None:
    missing = [name for name in ("type", "name") if name not in {heading.name for heading in survey.headings}]
    if not missing:
        return None
    return SheetProblem("survey", 1, "A", _("The first row names the columns; there is none called %(names)s.") % {
        "names": ", ".join(missing)})


def _document(row: FormRow, name: str, language: str, survey: FormSheet, lists: Mapping[str, Any],
              elements: list[dict[str, Any]], problems: list[SheetProblem]) -> dict[str, Any]:
    languages = list(dict.fromkeys([
        language, *(heading.language for heading in survey.headings if heading.language)]))
    has_pages = "pages" in row.cells.get("style", "") or any(element.get("is_page") for element in elements)
    found = {"languages": languages, "paging": "groups" if has_pages else "all"} | settings_of(row, name, language)
    return exactly(found, row, Definition, problems) | {"elements": elements, "lists": dict(lists)}


def _definition(document: dict[str, Any], rows: Mapping[str, FormRow],
                problems: list[SheetProblem]) -> Definition | None:
    try:
        return read_definition(document)
    except DefinitionError as error:
        code, _colon, what = str(error).partition(": ")
        if code in rows:
            problems.append(rows[code].problem("type", what))
        else:
            problems.append(SheetProblem("survey", 1, "A", str(error)))
        return None


def _of_expressions(definition: Definition, rows: Mapping[str, FormRow]) -> list[SheetProblem]:
    """Problems of expressions, at the cell in which each is written."""
    found = []
    for problem in problems_of(definition):
        row = rows[problem.code]
        sentence = str(SENTENCES[problem.reason]) % problem.words
        if problem.at:
            sentence = _("character %(at)s: %(what)s") % {"at": problem.at, "what": sentence}
        found.append(row.problem(COLUMN_OF.get(problem.use, problem.use), sentence, is_error=problem.is_error))
    return found
