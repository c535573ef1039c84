"""Short codes and receipts, as people type them."""

from django import forms
from django.utils.translation import gettext_lazy


class CodeForm(forms.Form):
    """The short code of a session, as read from a wall, or the one that a person got at the door."""

    code = forms.CharField(
        label=gettext_lazy("Code"), max_length=20,
        help_text=gettext_lazy("Six letters and digits from a poster, or eight from a slip."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        plain = "".join(self.cleaned_data["code"].split()).replace("-", "").upper()
        return plain[:8] if len(plain) >= 8 else plain[:6]


class ReceiptForm(forms.Form):
    """The receipt of a response."""

    receipt = forms.CharField(
        label=gettext_lazy("Receipt"), max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("The sixteen letters and digits you got when you sent your answers."),
    )
