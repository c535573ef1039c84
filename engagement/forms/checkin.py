"""What is sent from the door."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from engagement.models import DeviceEntry

ARRIVALS = [choice for choice in DeviceEntry.Kind.choices if choice[0] != DeviceEntry.Kind.SESSION]
CONTENT = ("kind", "stakeholder", "registration", "token", "name")


class ArrivalForm(forms.Form):
    """One arrival with the key that makes sending it twice harmless."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=ARRIVALS, widget=forms.HiddenInput)
    stakeholder = forms.CharField(required=False, max_length=20)
    registration = forms.CharField(required=False, max_length=20)
    token = forms.CharField(required=False, max_length=200)
    name = forms.CharField(
        label=_("Name"), required=False, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Leave empty for somebody who does not say it."),
    )

    @classmethod
    def blank(cls, kind: str) -> "ArrivalForm":
        """A form to be filled in, with a fresh key."""
        return cls(initial={"key": uuid.uuid4(), "kind": kind}, auto_id=f"{kind}_%s")

    @property
    def content(self) -> dict[str, str]:
        """What was said, without the key and without what was left empty."""
        return {name: self.cleaned_data[name] for name in CONTENT if self.cleaned_data[name]}

    def clean_token(self) -> str:
        """The code alone, also where the whole address of the badge was scanned."""
        return self.cleaned_data["token"].strip().rstrip("/").rsplit("/", 1)[-1]


class UndoForm(forms.Form):
    """The key of the arrival to take back."""

    key = forms.UUIDField(widget=forms.HiddenInput)


class TotalForm(forms.Form):
    """A total against the computed one; empty goes back to the computed one."""

    people = forms.IntegerField(
        label=_("People in all, as you say"), required=False, min_value=0, max_value=100_000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}), help_text=_("Empty: the computed number holds."),
    )
    note = forms.CharField(label=_("Why it differs"), required=False, max_length=300)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("people") is not None and not data.get("note", "").strip():
            self.add_error("note", _("Say why the total differs from what was noted."))
        return data
