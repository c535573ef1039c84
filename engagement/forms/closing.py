"""The ten-minute close in its fixed order."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from engagement.models import Session
from pilots.choices import Helix
from pilots.forms import date_input

PROMISES = 2


class WrapUpForm(forms.Form):
    """Heads, three contributions, who decided, promises. Nothing is required: what is empty is not stored."""

    head_count = forms.IntegerField(
        label=_("How many people came"), required=False, min_value=0, max_value=100_000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}), help_text=_("Leave empty if nobody counted."))
    said_1 = forms.CharField(label=_("First thing people said"), required=False, max_length=2000)
    said_2 = forms.CharField(label=_("Second thing"), required=False, max_length=2000)
    said_3 = forms.CharField(label=_("Third thing"), required=False, max_length=2000)
    decided = forms.CharField(label=_("What was decided"), required=False, max_length=300)
    decided_by = forms.ChoiceField(label=_("Who decided"), required=False,
                                   choices=[("", _("Not noted")), *Helix.choices])
    promise_1 = forms.CharField(label=_("First promise"), required=False, max_length=300)
    owner_1 = forms.CharField(label=_("Who keeps it"), required=False, max_length=200)
    due_1 = forms.DateField(label=_("By when"), required=False, widget=date_input())
    promise_2 = forms.CharField(label=_("Second promise"), required=False, max_length=300)
    owner_2 = forms.CharField(label=_("Who keeps it"), required=False, max_length=200)
    due_2 = forms.DateField(label=_("By when"), required=False, widget=date_input())

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.session = session
        self.initial.setdefault("head_count", session.head_count)

    @property
    def steps(self) -> list[dict[str, Any]]:
        """The questions in their order, by step."""
        return [
            {"id": "heads", "title": _("1. Heads"), "fields": [self["head_count"]]},
            {"id": "said", "title": _("2. Three contributions"), "fields": [self[f"said_{n}"] for n in (1, 2, 3)]},
            {"id": "decided", "title": _("3. Who decided"), "fields": [self["decided"], self["decided_by"]]},
            {"id": "promised", "title": _("4. Promises"), "fields": [
                self[f"{name}_{n}"] for n in range(1, PROMISES + 1) for name in ("promise", "owner", "due")]},
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("decided_by") and not data.get("decided"):
            self.add_error("decided", _("Say what was decided."))
        for n in range(1, PROMISES + 1):
            if (data.get(f"owner_{n}") or data.get(f"due_{n}")) and not data.get(f"promise_{n}"):
                self.add_error(f"promise_{n}", _("Say what was promised."))
            due = data.get(f"due_{n}")
            if due and due < self.session.held_on:
                self.add_error(f"due_{n}", _("This day lies before the session."))
        if self.session.held_on > self.session.pilot.local_date():
            self.add_error(None, _("This session is still to come."))
        return data

    @property
    def closing(self) -> dict[str, Any]:
        """What ``close_session`` takes."""
        data = self.cleaned_data
        return {
            "head_count": data["head_count"], "said": [data[f"said_{n}"] for n in (1, 2, 3)],
            "decided": data["decided"], "decided_by": data["decided_by"],
            "promises": [
                {"text": data[f"promise_{n}"], "owner": data[f"owner_{n}"], "due_on": data[f"due_{n}"]}
                for n in range(1, PROMISES + 1) if data[f"promise_{n}"]
            ],
        }
