"""Log a session, and say what became of a planned one."""

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from engagement.choices import MethodKind, SessionStatus
from engagement.lifecycle import following
from engagement.models import Method, Session
from engagement.validators import check_session_day
from foundation.translated import in_language
from pilots.choices import Role
from pilots.models import Pilot

LOGGING_ROLES = (Role.COORDINATOR, Role.MANAGER, Role.CONTRIBUTOR)
DURATIONS = [("", _("Not noted")), ("0.5", "½ h"), ("1", "1 h"), ("1.5", "1½ h"), ("2", "2 h"), ("3", "3 h"),
             ("4", "4 h"), ("8", _("Whole day"))]
SHOWN_METHODS = 8


def methods_by_use(programme: Any) -> Any:
    """Main methods, those the programme uses most first."""
    used = Count("sessions", filter=Q(sessions__programme=programme))
    return Method.objects.for_programme(programme).filter(kind=MethodKind.METHOD).annotate(used=used).order_by(
        "-used", "code"
    )


class MethodChoiceField(forms.ModelChoiceField):
    """Shows a method by its name in the reader's language."""

    def label_from_instance(self, obj: Method) -> str:
        return in_language(obj.name) or obj.code


class LogSessionForm(forms.Form):
    """Four asks: which pilot, which method, when, how many. Every other detail can follow later."""

    TODAY, YESTERDAY, OTHER = "today", "yesterday", "other"
    pilot = forms.ModelChoiceField(Pilot.objects.none(), label=_("Pilot"), widget=forms.RadioSelect, empty_label=None)
    method = MethodChoiceField(
        Method.objects.none(), label=_("Main method"), widget=forms.RadioSelect, empty_label=None,
        error_messages={"required": _("Choose the method that the session was mainly about.")},
    )
    day = forms.ChoiceField(
        label=_("When"), widget=forms.RadioSelect, initial=TODAY,
        choices=[(TODAY, _("Today")), (YESTERDAY, _("Yesterday")), (OTHER, _("Another day"))],
    )
    held_on = forms.DateField(
        label=_("Date"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Only for another day."),
    )
    duration_hours = forms.TypedChoiceField(
        label=_("How long"), choices=DURATIONS, required=False, widget=forms.RadioSelect, coerce=float,
        empty_value=None,
    )
    head_count = forms.IntegerField(
        label=_("How many people came"), required=False, min_value=0, max_value=100_000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        help_text=_("Leave empty if nobody counted."),
    )
    status = forms.ChoiceField(
        label=_("What became of it"), choices=SessionStatus.choices, initial=SessionStatus.HELD, required=False,
        widget=forms.RadioSelect,
    )
    submission = forms.UUIDField(widget=forms.HiddenInput)
    like = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, programme: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pilots = programme.pilots.with_role(user, *LOGGING_ROLES).order_by("name")
        self.fields["pilot"].queryset = pilots
        found = list(pilots[:2])
        # one pilot: nothing to ask
        self.only_pilot = found[0] if len(found) == 1 else None
        self.fields["method"].queryset = methods_by_use(programme)
        self.initial.setdefault("submission", uuid.uuid4())
        if "pilot" not in self.initial:
            self.initial["pilot"] = _last_used_pilot(user, pilots)

    @property
    def main_methods(self) -> list[Any]:
        """The chips that are always shown: the methods used most, and the chosen one."""
        return [option for place, option in enumerate(self["method"]) if place < SHOWN_METHODS or _chosen(option)]

    @property
    def more_methods(self) -> list[Any]:
        return [option for place, option in enumerate(self["method"]) if place >= SHOWN_METHODS and not _chosen(option)]

    def clean_status(self) -> str:
        return self.cleaned_data["status"] or SessionStatus.HELD

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        pilot, day = data.get("pilot"), data.get("day")
        if pilot and day:
            self._settle_date(data, pilot, day)
        if data.get("status") == SessionStatus.NOBODY_CAME:
            data["head_count"] = 0
        elif data.get("status") != SessionStatus.HELD:
            data["head_count"] = None
        return data

    def _settle_date(self, data: dict[str, Any], pilot: Pilot, day: str) -> None:
        """Today and yesterday are days of the pilot's time zone; a held session cannot lie in the future."""
        today = pilot.local_date()
        if day == self.TODAY:
            data["held_on"] = today
        elif day == self.YESTERDAY:
            data["held_on"] = today - dt.timedelta(days=1)
        elif not data.get("held_on"):
            self.add_error("held_on", _("Give the date of the session."))
            return
        try:
            check_session_day(data.get("status", ""), data["held_on"], today)
        except ValidationError as error:
            self.add_error(None if day != self.OTHER else "held_on", error.message_dict["held_on"])


def _chosen(option: Any) -> bool:
    return bool(option.data["selected"])


def _last_used_pilot(user: Any, pilots: Any) -> Any:
    """The pilot of the user's latest session, else the only or first one."""
    latest = Session.objects.filter(logged_by=user, pilot__in=pilots).order_by("-pk").values_list("pilot").first()
    return latest[0] if latest else pilots.values_list("pk", flat=True).first()


class CloseSessionForm(forms.Form):
    """What became of a planned session: the same record, no second form."""

    status = forms.ChoiceField(label=_("What became of it"), widget=forms.RadioSelect)
    held_on = forms.DateField(
        label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    moved_to = forms.DateField(
        label=_("New date"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Only if it was postponed and the date is known: it stays planned, with all who registered."),
    )
    duration_hours = forms.TypedChoiceField(
        label=_("How long"), choices=DURATIONS, required=False, widget=forms.RadioSelect, coerce=float,
        empty_value=None,
    )
    head_count = forms.IntegerField(
        label=_("How many people came"), required=False, min_value=0, max_value=100_000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}), help_text=_("Leave empty if nobody counted."),
    )

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.session = session
        words = dict(SessionStatus.choices)
        # what was said already may be said again: the page may have been sent twice
        said = () if session.status == SessionStatus.PLANNED else (session.status,)
        offered = (*said, *following(session.status))
        self.fields["status"].choices = [(status, words[SessionStatus(status)]) for status in offered]
        self.initial.setdefault("status", offered[0])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        today = self.session.pilot.local_date()
        if data.get("status") and data.get("held_on"):
            check_session_day(data["status"], data["held_on"], today)
        if data.get("status") == SessionStatus.POSTPONED and data.get("moved_to") and data["moved_to"] < today:
            self.add_error("moved_to", _("This day has passed."))
        if data.get("status") == SessionStatus.NOBODY_CAME:
            data["head_count"] = 0
        elif data.get("status") != SessionStatus.HELD:
            data["head_count"] = None
        return data
