"""What was spent."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from engagement.forms.outcome_choices import keep_code
from engagement.models.costs import UNDIVIDED
from engagement.vocabularies import load_vocabulary
from foundation.translated import in_language
from pilots.forms import date_input


def category_labels() -> dict[str, str]:
    """Words of the categories, and of what is not broken down."""
    labels = {term.code: in_language(term.label) for term in load_vocabulary("spending_categories")}
    return labels | {UNDIVIDED: str(_("Not broken down"))}


class SpendingForm(forms.Form):
    """One amount of one category."""

    category = forms.ChoiceField(label=_("Category"))
    amount = forms.DecimalField(
        label=_("Amount"), min_value=Decimal("0.01"), max_digits=12, decimal_places=2, localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    spent_on = forms.DateField(label=_("Day"), required=False, widget=date_input())
    note = forms.CharField(label=_("What for"), max_length=200, required=False)

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = category_labels()
        own = self.initial.get("category", "")
        offered = [(code, label) for code, label in labels.items() if code != UNDIVIDED or own == UNDIVIDED]
        self.fields["category"].choices = [("", _("Choose")), *offered]
        keep_code(self.fields["category"], own)
        self.fields["amount"].label = _("Amount (%(currency)s)") % {"currency": currency}
