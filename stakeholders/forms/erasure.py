"""The form that erases who somebody is."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from stakeholders.erasure_preview import REASONS
from stakeholders.matching.names import folded


class ErasureForm(forms.Form):
    """Why; whether texts that say the name are rewritten; and the name, typed, so that nobody does it by mistake."""

    reason = forms.ChoiceField(label=_("Why"), choices=list(REASONS.items()), widget=forms.RadioSelect)
    is_taken_from_texts = forms.BooleanField(label=_("Write the pseudonym in place of the name in these texts"),
                                             required=False, initial=True)
    typed = forms.CharField(label=_("Type the name to confirm"), max_length=200,
                            widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args: Any, name: str, has_mentions: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = name
        if not has_mentions:
            del self.fields["is_taken_from_texts"]

    def clean_typed(self) -> str:
        typed = str(self.cleaned_data["typed"])
        if folded(" ".join(typed.split())) != folded(" ".join(self.name.split())):
            raise ValidationError(_("This is not the name. Type “%(name)s”, or leave the entry as it is.") % {
                "name": self.name})
        return typed
