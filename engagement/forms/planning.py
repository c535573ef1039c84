"""Plan a session or a series, and what only the planning needs."""

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from engagement.choices import Channel, MethodKind, Repeats
from engagement.forms.logging import LOGGING_ROLES, MethodChoiceField, methods_by_use
from engagement.models import Method, Session, SessionPlan
from engagement.series_dates import SeriesRefused, dates_of
from foundation.translated import in_language
from pilots.choices import PhaseCode
from pilots.forms import date_input
from pilots.models import Pilot

REPEATS = [("", _("Does not repeat")), *Repeats.choices]


class TechniquesField(forms.ModelMultipleChoiceField):
    """Tools and techniques by their names, to tick."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Method) -> str:
        return in_language(obj.name) or obj.code


def techniques_of(programme: Any) -> Any:
    """What may be noted besides the main method: tools and techniques, and the other methods."""
    return Method.objects.for_programme(programme).exclude(kind=MethodKind.METHOD).order_by("kind", "code")


class PlanSessionForm(forms.Form):
    """A session to come: method, day and pilot are asked, the rest may follow."""

    pilot = forms.ModelChoiceField(Pilot.objects.none(), label=_("Pilot"), empty_label=None)
    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    method = MethodChoiceField(Method.objects.none(), label=_("Main method"))
    held_on = forms.DateField(label=_("Date"), widget=date_input())
    start_time = forms.TimeField(
        label=_("Start"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    duration_hours = forms.FloatField(
        label=_("Duration in hours"), required=False, min_value=0.25, max_value=24,
        widget=forms.NumberInput(attrs={"step": "0.25", "inputmode": "decimal"}))
    channel = forms.ChoiceField(label=_("Where people meet"), required=False,
                                choices=[("", _("Not noted")), *Channel.choices])
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    online_url = forms.URLField(label=_("Online link"), required=False, assume_scheme="https", max_length=500)
    capacity = forms.IntegerField(
        label=_("Places"), required=False, min_value=1, max_value=100_000,
        help_text=_("More may come: a full session warns, and puts who registers on a waiting list."))
    facilitators = forms.CharField(label=_("Who facilitates"), max_length=300, required=False)
    phase = forms.ChoiceField(label=_("Phase"), required=False, choices=[("", _("Not noted")), *PhaseCode.choices])
    techniques = TechniquesField(Method.objects.none(), label=_("Tools and techniques"), required=False)
    takes_registrations = forms.BooleanField(
        label=_("People can register on the public page, without an account"), required=False)
    repeats = forms.ChoiceField(label=_("Repeats"), choices=REPEATS, required=False)
    interval = forms.IntegerField(
        label=_("Every so many weeks or months"), min_value=1, max_value=52, required=False, initial=1)
    until = forms.DateField(label=_("Until"), required=False, widget=date_input())
    count = forms.IntegerField(label=_("Number of dates"), min_value=2, max_value=104, required=False)
    submission = forms.UUIDField(widget=forms.HiddenInput)

    SERIES = ("repeats", "interval", "until", "count")
    PLAN = ("online_url", "capacity", "facilitators", "takes_registrations")

    def __init__(self, *args: Any, programme: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dates: list[dt.date] = []
        self.fields["pilot"].queryset = programme.pilots.with_role(user, *LOGGING_ROLES).order_by("name")
        self.fields["method"].queryset = methods_by_use(programme)
        self.fields["techniques"].queryset = techniques_of(programme)
        self.initial.setdefault("submission", uuid.uuid4())

    @property
    def series_fields(self) -> list[Any]:
        return [self[name] for name in self.SERIES]

    @property
    def session_fields(self) -> list[Any]:
        return [field for field in self.visible_fields() if field.name not in self.SERIES]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        pilot, first = data.get("pilot"), data.get("held_on")
        if pilot and first and first < pilot.local_date():
            self.add_error("held_on", _("This day has passed. Log the session instead."))
        if first and data.get("repeats") and not self.errors:
            try:
                self.dates = dates_of(data["repeats"], data.get("interval") or 1, first, data.get("until"),
                                      data.get("count"))
            except SeriesRefused as error:
                self.add_error("until", str(error))
        return data

    @property
    def plan_data(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.PLAN}

    @property
    def session_data(self) -> dict[str, Any]:
        left_out = {*self.PLAN, *self.SERIES, "submission"}
        return {name: value for name, value in self.cleaned_data.items() if name not in left_out}


class PlanForm(forms.ModelForm):
    """The planning of one session, on its page."""

    online_url = forms.URLField(label=_("Online link"), required=False, assume_scheme="https", max_length=500)

    class Meta:
        model = SessionPlan
        fields = ["facilitators", "online_url", "capacity", "takes_registrations"]
        labels = {"takes_registrations": _("People can register on the public page, without an account")}


class TechniquesForm(forms.Form):
    """What was used besides the main method."""

    techniques = TechniquesField(Method.objects.none(), label=_("Used besides the main method"), required=False)

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["techniques"]
        field.queryset = (techniques_of(session.programme) | session.techniques.all()).distinct()
        self.initial.setdefault("techniques", [method.pk for method in session.techniques.all()])
