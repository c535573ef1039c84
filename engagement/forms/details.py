"""The optional parts of a session that are columns of its own row; each form saves by itself."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from engagement.forms.logging import MethodChoiceField, methods_by_use
from engagement.lifecycle import check_status_change
from engagement.models import Method, Session
from engagement.validators import check_session_day
from pilots.forms import date_input


class FactsForm(forms.ModelForm):
    """What, when, where."""

    class Meta:
        model = Session
        fields = ["title", "method", "status", "held_on", "start_time", "duration_hours", "place", "channel", "phase"]
        field_classes = {"method": MethodChoiceField}
        widgets = {
            "held_on": date_input(), "start_time": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "duration_hours": forms.NumberInput(attrs={"min": "0.25", "step": "0.25", "inputmode": "decimal"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        methods = methods_by_use(self.instance.programme)
        if not methods.filter(pk=self.instance.method_id).exists():
            # the session's own method is no longer offered, or is a tool: it must stay choosable
            methods = Method.objects.filter(pk=self.instance.method_id)
        self.fields["method"].queryset = methods

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("status"):
            # the model form writes into its instance only after this
            check_status_change(self.instance.status, data["status"])
        if data.get("status") and data.get("held_on"):
            check_session_day(data["status"], data["held_on"], self.instance.pilot.local_date())
        return data


class HeadsForm(forms.ModelForm):
    """How many people came; empty means not counted."""

    class Meta:
        model = Session
        fields = ["head_count", "head_count_note"]
        widgets = {"head_count": forms.NumberInput(attrs={"inputmode": "numeric", "max": 100000})}
        help_texts = {"head_count": _("Leave empty if nobody counted.")}


class LevelForm(forms.ModelForm):
    """The say people had, beside the one they were promised."""

    class Meta:
        model = Session
        fields = ["promised_level", "level"]
        labels = {"promised_level": _("Promised"), "level": _("As it was")}


class EffortForm(forms.ModelForm):
    """What the session cost in hours and money."""

    class Meta:
        model = Session
        fields = ["staff_hours", "volunteer_hours", "cost"]
        widgets = {
            name: forms.NumberInput(attrs={"min": "0", "step": step, "inputmode": "decimal"})
            for name, step in (("staff_hours", "0.25"), ("volunteer_hours", "0.25"), ("cost", "0.01"))
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("staff_hours", "volunteer_hours"):
            self.fields[name].validators.append(_not_negative)
        self.fields["cost"].label = _("Cost (%(currency)s)") % {"currency": self.instance.programme.currency}
        if self.instance.spending.exists():
            # a disabled field keeps what is stored, whatever is sent
            self.fields["cost"].disabled = True
            self.fields["cost"].help_text = _("The sum of the amounts below.")


class NotesForm(forms.ModelForm):
    """What else should be remembered."""

    class Meta:
        model = Session
        fields = ["notes"]
        widgets = {"notes": forms.Textarea(attrs={"rows": 4})}


def _not_negative(value: float) -> None:
    if value < 0:
        raise forms.ValidationError(_("Hours cannot be negative."))


SECTIONS: dict[str, type[forms.ModelForm]] = {
    "facts": FactsForm, "heads": HeadsForm, "level": LevelForm, "effort": EffortForm, "notes": NotesForm,
}
