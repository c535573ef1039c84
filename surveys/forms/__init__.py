"""Forms of the surveys floor."""

from surveys.forms.answering import AnswerForm
from surveys.forms.codes import CodeForm, ReceiptForm

__all__ = ["AnswerForm", "CodeForm", "ReceiptForm"]
