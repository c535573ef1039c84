"""Questionnaires from and to XLSForm, the workbook in which most survey tools write theirs."""

from surveys.xlsform.cells import CellTooLong
from surveys.xlsform.reading import LIMITS, ImportedForm, form_sheets, read_form, read_xlsform
from surveys.xlsform.second_opinion import examine_xlsform, with_second_opinion
from surveys.xlsform.sheets import SheetProblem
from surveys.xlsform.writing import write_xlsform

__all__ = [
    "LIMITS", "CellTooLong", "ImportedForm", "SheetProblem", "examine_xlsform", "form_sheets", "read_form",
    "read_xlsform", "with_second_opinion", "write_xlsform",
]
