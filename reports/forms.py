"""Forms of the reports floor."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReportForm(forms.Form):
    """Ask for a report."""

    title = forms.CharField(label=_("Title"), max_length=200)
