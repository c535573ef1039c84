"""What the list of sessions can be narrowed to."""

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from engagement.choices import SessionStatus
from engagement.forms.logging import MethodChoiceField
from engagement.models import Method
from pilots.models import Pilot


class SessionFilterForm(forms.Form):
    """Pilot, method, status and words; a value that is not offered narrows nothing."""

    pilot = forms.ModelChoiceField(
        Pilot.objects.none(), label=_("Pilot"), required=False, to_field_name="slug", empty_label=_("All pilots")
    )
    method = MethodChoiceField(
        Method.objects.none(), label=_("Method"), required=False, to_field_name="code", empty_label=_("All methods")
    )
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("Any status")), *SessionStatus.choices]
    )
    q = forms.CharField(label=_("Title or place"), required=False, max_length=100,
                        widget=forms.TextInput(attrs={"type": "search"}))

    def __init__(self, *args: Any, sessions: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sessions = sessions
        some = sessions.order_by()
        used = {name: Exists(some.filter(**{name: OuterRef("pk")})) for name in ("pilot", "method")}
        self.fields["pilot"].queryset = Pilot.objects.filter(used["pilot"]).order_by("name")
        self.fields["method"].queryset = Method.objects.filter(used["method"]).order_by("code")

    def narrowed(self) -> QuerySet[Any]:
        """The sessions that fit."""
        self.full_clean()
        found, data = self.sessions, self.cleaned_data
        for name in ("pilot", "method", "status"):
            if data.get(name):
                found = found.filter(**{name: data[name]})
        if words := data.get("q"):
            found = found.filter(Q(title__icontains=words) | Q(place__icontains=words))
        return found
