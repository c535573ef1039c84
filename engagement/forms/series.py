"""Change one date of a series, or this one and those that follow."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from engagement.models import Session
from pilots.forms import date_input


class SeriesExtendForm(forms.Form):
    """Until when a series goes on."""

    until = forms.DateField(label=_("Goes on until"), widget=date_input(),
                            help_text=_("The dates that follow are planned like the latest one."))


class SeriesChangeForm(forms.Form):
    """Day, hour and place of a planned date, and for which dates it is meant."""

    ONE, FOLLOWING = "one", "following"
    scope = forms.ChoiceField(
        label=_("For which dates"), widget=forms.RadioSelect, initial=ONE,
        choices=[(ONE, _("Only this one")), (FOLLOWING, _("This one and all that follow"))])
    skip = forms.BooleanField(label=_("It does not take place"), required=False)
    held_on = forms.DateField(label=_("Date"), widget=date_input(),
                              help_text=_("Those that follow are moved by as many days."))
    start_time = forms.TimeField(
        label=_("Start"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    duration_hours = forms.FloatField(
        label=_("Duration in hours"), required=False, min_value=0.25, max_value=24,
        widget=forms.NumberInput(attrs={"step": "0.25", "inputmode": "decimal"}))
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    facilitators = forms.CharField(label=_("Who facilitates"), max_length=300, required=False)

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.session = session
        for name in ("held_on", "start_time", "duration_hours", "place"):
            self.initial.setdefault(name, getattr(session, name))

    @property
    def is_following(self) -> bool:
        return bool(self.cleaned_data["scope"] == self.FOLLOWING)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("held_on") and not data.get("skip") and data["held_on"] < self.session.pilot.local_date():
            self.add_error("held_on", _("This day has passed."))
        return data
