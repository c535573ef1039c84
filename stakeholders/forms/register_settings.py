"""Forms of what a programme adds to its register: groups and fields of its own."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilots.choices import Helix
from stakeholders.choices import FieldKind


class GroupForm(forms.Form):
    """A stakeholder group of the programme's own."""

    name = forms.CharField(label=_("Name of the group"), max_length=100)
    helix = forms.ChoiceField(label=_("Helix"), choices=Helix.choices, widget=forms.RadioSelect,
                              error_messages={"required": _("Choose for which part of society they speak.")})


class CustomFieldForm(forms.Form):
    """A new field; its kind is settled at the start."""

    label = forms.CharField(label=_("Name of the field"), max_length=80)
    kind = forms.ChoiceField(label=_("What it takes"), choices=FieldKind.choices, widget=forms.RadioSelect,
                             initial=FieldKind.TEXT)
    options = forms.CharField(label=_("Choices"), required=False, widget=forms.Textarea(attrs={"rows": 4}),
                              help_text=_("Only for a choice: one on each line."))

    def clean_options(self) -> list[str]:
        return str(self.cleaned_data["options"]).splitlines()


class CustomFieldChangeForm(CustomFieldForm):
    """Reword a field or switch it off."""

    kind = None  # type: ignore[assignment]
    is_active = forms.BooleanField(label=_("Shown in forms, pages and filters"), required=False)

    def __init__(self, *args: Any, has_options: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_options:
            del self.fields["options"]
