"""Questionnaires from and to XLSForm, the workbook in which most survey tools write theirs."""

from surveys.xlsform.reading import ImportedForm, read_xlsform
from surveys.xlsform.sheets import SheetProblem

__all__ = ["ImportedForm", "SheetProblem", "read_xlsform"]
