"""Form of a programme's own method."""

from django import forms
from django.utils.translation import gettext_lazy as _

from engagement.choices import MethodKind


class MethodForm(forms.Form):
    """Name, kind and what it is."""

    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=MethodKind.choices)
    definition = forms.CharField(label=_("What it is"), required=False, max_length=1000,
                                 widget=forms.Textarea(attrs={"rows": 3}))
