"""Questionnaires from and to XLSForm, the workbook in which most survey tools write theirs."""

from surveys.xlsform.cells import CellTooLong
from surveys.xlsform.reading import ImportedForm, form_sheets, read_form, read_xlsform
from surveys.xlsform.sheets import SheetProblem
from surveys.xlsform.writing import write_xlsform

__all__ = ["CellTooLong", "ImportedForm", "SheetProblem", "form_sheets", "read_form", "read_xlsform", "write_xlsform"]
