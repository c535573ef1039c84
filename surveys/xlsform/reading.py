"""Read a form: accepted whole or not at all, every problem with its sheet, row and column."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from foundation.sheets import Limits, Row, SheetRefused, read_sheets
from surveys.definition import Definition, DefinitionError, read_definition
from surveys.interview.problems import problems_of
from surveys.problem_sentences import SENTENCES
from surveys.xlsform.choices import lists_of
from surveys.xlsform.headings import language_code
from surveys.xlsform.questions import elements_of
from surveys.xlsform.sheets import FormRow, FormSheet, SheetProblem, sheet_of

LIMITS = Limits(columns=1_200, cell=32_767)  # what spreadsheets save of blank columns; the longest cell there is
COLUMN_OF = {"count": "repeat_count"}  # of an expression, where the column is called otherwise
KEPT_SETTINGS = ("form_id", "form_title", "version", "default_language")


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
        sheets = {title.strip().lower(): rows for title, rows in read_sheets(file, limits=LIMITS).items()}
    except SheetRefused as refused:
        return ImportedForm(None, (SheetProblem("workbook", 0, "", str(refused)),))
    if not sheets.get("survey"):
        return ImportedForm(None, (SheetProblem("survey", 1, "A", _("The workbook has no sheet “survey” with rows.")),))
    settings = _settings(sheets.get("settings", []))
    language = language_code(settings.get("default_language") or "en")
    survey = sheet_of("survey", sheets["survey"], language)
    problems: list[SheetProblem] = []
    lists = lists_of(sheet_of("choices", sheets.get("choices", []), language), problems)
    elements, rows = elements_of(survey, lists, problems)
    document = _document(settings, name, language, survey, lists, elements)
    definition = _definition(document, problems) if not any(p.is_error for p in problems) else None
    if definition is not None:
        problems += _of_expressions(definition, rows)
    ordered = tuple(sorted(problems, key=lambda p: (p.sheet != "survey", p.sheet, p.row, p.column)))
    asked = len(definition.every_question) if definition else 0
    is_whole = definition is not None and not any(problem.is_error for problem in problems)
    return ImportedForm(document if is_whole else None, ordered, asked)


def _settings(rows: list[Row]) -> dict[str, str]:
    if len(rows) < 2:
        return {}
    return {name.strip().lower().replace(" ", "_"): cell
            for name, cell in zip(rows[0].cells, rows[1].cells, strict=False) if name.strip() and cell}


def _document(settings: Mapping[str, str], name: str, language: str, survey: FormSheet,
              lists: Mapping[str, Any], elements: list[dict[str, Any]]) -> dict[str, Any]:
    languages = list(dict.fromkeys([
        language, *(heading.language for heading in survey.headings if heading.language)]))
    has_pages = "pages" in settings.get("style", "") or any(element.get("is_page") for element in elements)
    title = settings.get("form_title") or settings.get("title") or name or "Questionnaire"
    return {
        "code": settings.get("form_id") or settings.get("id_string") or name or "questionnaire",
        "title": {language: title}, "languages": languages, "paging": "groups" if has_pages else "all",
        "elements": elements, "lists": dict(lists), "settings": dict(settings),
    }


def _definition(document: dict[str, Any], problems: list[SheetProblem]) -> Definition | None:
    try:
        return read_definition(document)
    except DefinitionError as error:
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
